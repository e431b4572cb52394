"""How does a program say who it is? `Authorization: Token <key>`."""

from typing import cast

from django.utils import timezone
from django.utils.translation import gettext as _
from rest_framework.authentication import BaseAuthentication, get_authorization_header
from rest_framework.exceptions import AuthenticationFailed
from rest_framework.request import Request

from staff.models import ApiToken, Officer
from staff.operations.tokens import digest_of


class TokenAuthentication(BaseAuthentication):
    """Looks the key's digest up.

    An unknown, expired or revoked key, or a closed account, is refused alike.
    """

    def authenticate(self, request: Request) -> tuple[Officer, ApiToken] | None:
        words = get_authorization_header(request).decode("latin-1").split()
        if not words or words[0].lower() != "token":
            return None
        token = None
        if len(words) == 2:
            valid = ApiToken.objects.filter(
                revoked_at=None, expires_at__gt=timezone.now(), officer__is_active=True
            )
            token = valid.select_related("officer").filter(digest=digest_of(words[1])).first()
        if token is None:
            raise AuthenticationFailed(
                _("This token is not valid (any more). Ask the system administrator for a new one."),
                "invalid_token",
            )
        officer = token.officer
        officer.limited_to = frozenset(token.permissions)
        return officer, token

    def authenticate_header(self, request: Request) -> str:
        return "Token"


def acting(request: Request) -> Officer:
    """The officer an API request acts as; only behind IsAuthenticated, which is the default."""
    return cast(Officer, request.user)
