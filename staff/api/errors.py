"""In which shape does the API say no? Everything goes through drf-standardized-errors."""

from drf_standardized_errors.handler import ExceptionHandler
from rest_framework.exceptions import APIException

from staff.refusals import Refusal


class CanbaoExceptionHandler(ExceptionHandler):
    """Also knows the refusals of operations.

    Their code is stable, their text is in the language of the request.
    """

    def convert_known_exceptions(self, exc: Exception) -> Exception:
        if isinstance(exc, Refusal):
            converted = APIException(detail=str(exc), code=exc.code)
            converted.status_code = getattr(exc, "status", 409)
            return converted
        return super().convert_known_exceptions(exc)
