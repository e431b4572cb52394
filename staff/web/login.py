"""How does an officer come in and leave?"""

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import login as begin_session
from django.contrib.auth import update_session_auth_hash
from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.forms import AuthenticationForm, PasswordChangeForm
from django.contrib.auth.views import LoginView, LogoutView, PasswordChangeView
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.urls import reverse_lazy
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from structlog.contextvars import get_contextvars

from staff import audit
from staff.models import Officer
from staff.operations.logins import TooManyAttempts, count_attempt, forget_attempts
from staff.operations.officers import set_password
from staff.web.language import keep_language


class LoginForm(AuthenticationForm):
    """Counts the attempt before it looks at the password. Unknown name and wrong password look the same."""

    pause: TooManyAttempts | None = None
    error_messages = {
        "invalid_login": gettext_lazy(
            "Login name or password is wrong. Check both; capitals matter in the password."
        ),
        "inactive": gettext_lazy(
            "Login name or password is wrong. Check both; capitals matter in the password."
        ),
    }

    def clean(self) -> dict[str, Any]:
        name, address = str(self.cleaned_data.get("username", "")), get_contextvars().get("ip")
        try:
            count_attempt(login=name, address=address, at=timezone.now())
        except TooManyAttempts as refusal:
            audit.record("login", by=None, change={"paused": True}, succeeded=False)
            self.pause = refusal
            raise ValidationError(str(refusal), code=refusal.code) from refusal
        try:
            cleaned = super().clean()
        except ValidationError:
            officer = Officer.objects.filter(login__iexact=name).first()
            audit.record("login", by=officer, succeeded=False)
            raise
        forget_attempts(login=name, address=address)
        return cleaned


@method_decorator(login_not_required, name="dispatch")
class LoginPage(LoginView):
    template_name = "registration/login.html"
    authentication_form = LoginForm
    redirect_authenticated_user = True

    def form_invalid(self, form: AuthenticationForm) -> HttpResponse:
        """The page again; where logging in is paused, with how long to wait."""
        response = super().form_invalid(form)
        pause = form.pause if isinstance(form, LoginForm) else None
        if pause is not None:
            response.status_code = pause.status
            response["Retry-After"] = str(pause.wait)
        return response

    def form_valid(self, form: AuthenticationForm) -> HttpResponse:
        officer = form.get_user()
        begin_session(self.request, officer)
        audit.record("login", by=officer)
        response = HttpResponse(status=302, headers={"Location": self.get_success_url()})
        if settings.LANGUAGE_COOKIE_NAME not in self.request.COOKIES:
            keep_language(response, officer.preferred_language)
        return response


class LogoutPage(LogoutView):
    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if request.user.is_authenticated:
            audit.record("logout", by=request.user)
        return super().post(request, *args, **kwargs)


class PasswordPage(PasswordChangeView):
    template_name = "registration/password.html"
    form_class = PasswordChangeForm
    success_url = reverse_lazy("home")

    def form_valid(self, form: PasswordChangeForm) -> HttpResponse:
        officer = self.request.user
        assert isinstance(officer, Officer)  # nobody else gets here
        set_password(officer=officer, password=form.cleaned_data["new_password1"], by=officer)
        update_session_auth_hash(self.request, officer)
        response = HttpResponse(status=302, headers={"Location": self.get_success_url()})
        messages.success(self.request, _("The new password is in force. Other sessions of yours have ended."))
        return response
