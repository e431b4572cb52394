"""What happens around every request: its number, its size, its language, its end when idle, its refusals."""

from collections.abc import Callable
from contextlib import nullcontext
from datetime import datetime, timedelta
from urllib.parse import unquote

from django.conf import settings
from django.contrib.auth import logout
from django.core.exceptions import BadRequest
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils import timezone, translation
from django.utils.cache import add_never_cache_headers, patch_vary_headers
from django.utils.translation import gettext as _
from structlog.contextvars import bind_contextvars, clear_contextvars

from enrollment.queries.policies import reading_once
from staff.access import asking_once
from staff.refusals import Refusal, spoken
from staff.web.callers import client_address, request_number

Answer = Callable[[HttpRequest], HttpResponse]


class RequestIdMiddleware:
    """Gives every request a number: in logs, audit events, error pages and the headers of the answer."""

    def __init__(self, get_response: Answer):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        number, address = request_number(request.META), client_address(request.META)
        request.request_id = number  # type: ignore[attr-defined]
        clear_contextvars()
        bind_contextvars(request_id=number, ip=address)
        with asking_once(), reading_once() if request.method in ("GET", "HEAD") else nullcontext():
            response = self.get_response(request)
        response["X-Request-Id"] = number
        return response


class UploadLimitMiddleware:
    """Turns away a body that is too large before any of it is read."""

    def __init__(self, get_response: Answer):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        try:
            size = int(request.META.get("CONTENT_LENGTH") or 0)
        except ValueError:
            size = 0
        if size > settings.MAX_UPLOAD_BYTES + 1024 * 1024:  # the form around the file
            return render(
                request, "413.html", {"megabytes": settings.MAX_UPLOAD_BYTES // 1024**2}, status=413
            )
        return self.get_response(request)


class IdleLogoutMiddleware:
    """Ends a session that nobody used for a while; polling by a page does not count as use."""

    def __init__(self, get_response: Answer):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.user.is_authenticated:
            now = timezone.now()
            seen = request.session.get("seen_at")
            if seen and now - datetime.fromisoformat(seen) > settings.SESSION_IDLE:
                logout(request)
            elif "X-Poll" not in request.headers and (
                not seen or now - datetime.fromisoformat(seen) > timedelta(minutes=1)
            ):
                request.session["seen_at"] = now.isoformat()
        response = self.get_response(request)
        if request.user.is_authenticated:
            add_never_cache_headers(response)  # a page about people must not stay in a shared browser
        return response


class FirstPasswordMiddleware:
    """Whose password was chosen by somebody else changes it before anything else; a key for a program is not concerned."""

    OPEN = frozenset({"password", "logout", "login", "choose_language", "health_live", "health_ready"})

    def __init__(self, get_response: Answer):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, *_view: object) -> HttpResponse | None:
        """To the page for a new password; a program is told so."""
        asked = request.resolver_match
        if not getattr(request.user, "must_change_password", False) or (
            asked and asked.url_name in self.OPEN
        ):
            return None
        if request.path.startswith("/api/"):
            detail = _(
                "Your password was chosen by somebody else. Log in on the page and choose your own first."
            )
            errors = [{"code": "password_change_required", "detail": detail, "attr": None}]
            return JsonResponse({"type": "client_error", "errors": errors}, status=403)
        return redirect("password")


class LanguageMiddleware:
    """The language chosen on the page, else the officer's own, else (for programs) the one asked for."""

    def __init__(self, get_response: Answer):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        language = request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME, "")
        if language not in dict(settings.LANGUAGES) and request.user.is_authenticated:
            language = request.user.preferred_language
        if language not in dict(settings.LANGUAGES) and request.path.startswith("/api/"):
            language = translation.get_language_from_request(request)
        if language not in dict(settings.LANGUAGES):
            language = settings.LANGUAGE_CODE
        with translation.override(language):
            request.LANGUAGE_CODE = language
            response = self.get_response(request)
            response.headers.setdefault("Content-Language", language)
            patch_vary_headers(response, ["Cookie"])
            return response


class ReadableAddressMiddleware:
    """Turns away a question or a form with a null character: the database cannot keep one, so nothing can be found by it."""

    def __init__(self, get_response: Answer):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if "\0" in unquote(request.META.get("QUERY_STRING", "")):
            raise BadRequest
        # Of programs the parts of a form are judged by their serializers, and their body is not to be read here.
        if not request.path.startswith("/api/") and any(
            "\0" in text for name, texts in request.POST.lists() for text in (name, *texts)
        ):
            raise BadRequest
        return self.get_response(request)


class RefusalMiddleware:
    """Shows a refusal that no page handled itself: what, why and what to do next."""

    def __init__(self, get_response: Answer):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        if not isinstance(exception, Refusal):
            return None
        response = render(
            request,
            "refused.html",
            {"refusal": exception, "text": spoken(exception.text), "remedy": spoken(exception.remedy)},
            status=getattr(exception, "status", 409),
        )
        if wait := getattr(exception, "wait", None):
            response["Retry-After"] = str(wait)
        return response
