"""Which page does a person see when something went wrong, and what is a program told?"""

import sys

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils.translation import gettext as _

from staff.busy import busy_because


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    if _is_from_program(request):
        return _told(
            "bad_request", _("The address cannot be read. Remove null characters and the like."), 400
        )
    return render(request, "400.html", status=400)


def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:
    return render(request, "403.html", status=403)


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    if _is_from_program(request):
        return _told("not_found", _("There is no such address. The schema lists them: /api/v1/schema."), 404)
    return render(request, "404.html", status=404)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    return render(request, "403_csrf.html", status=403)


def server_error(request: HttpRequest) -> HttpResponse:
    """Asks nothing of the database, which may be what failed: no session, no menu, both languages at once.

    Where the database was only busy, it is a 503 that says when to try again.
    """
    number = getattr(request, "request_id", "")
    if busy := busy_because(sys.exc_info()[1]):
        if _is_from_program(request):
            response: HttpResponse = _told(busy.code, str(busy), busy.status, kind="server_error")
        else:
            page = render_to_string("503.html", {"request_id": number, "busy": busy})
            response = HttpResponse(page, status=busy.status)
        response["Retry-After"] = str(busy.wait)
        return response
    return HttpResponse(render_to_string("500.html", {"request_id": number}), status=500)


def _is_from_program(request: HttpRequest) -> bool:
    return request.path.startswith("/api/")


def _told(code: str, detail: str, status: int, *, kind: str = "client_error") -> HttpResponse:
    """The shape in which the API refuses everything else."""
    errors = [{"code": code, "detail": detail, "attr": None}]
    return JsonResponse({"type": kind, "errors": errors}, status=status)
