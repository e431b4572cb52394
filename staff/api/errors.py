"""In which shape does the API say no? Everything goes through drf-standardized-errors."""

from drf_standardized_errors.handler import ExceptionHandler
from rest_framework.exceptions import APIException

from staff.busy import busy_because
from staff.refusals import Refusal


class CanbaoExceptionHandler(ExceptionHandler):
    """Also knows the refusals of operations.

    Their code is stable, their text is in the language of the request.
    """

    def convert_known_exceptions(self, exc: Exception) -> Exception:
        exc = busy_because(exc) or exc
        if isinstance(exc, Refusal):
            converted = APIException(detail=str(exc), code=exc.code)
            converted.status_code = getattr(exc, "status", 409)
            converted.wait = getattr(exc, "wait", None)  # type: ignore[attr-defined]  # becomes Retry-After
            return converted
        return super().convert_known_exceptions(exc)
