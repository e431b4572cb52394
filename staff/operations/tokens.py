"""How does a program get a key of its own?"""

import hashlib
import secrets
from datetime import datetime

from django.db import transaction
from django.utils import timezone

from policy.terms import Text
from staff import audit
from staff.models import ApiToken, Officer
from staff.refusals import Refusal

KEYS_MAX = 20  # that are valid at the same time, for one officer


class TooManyKeys(Refusal):
    """The officer has as many valid keys as one may have."""


def digest_of(key: str) -> str:
    return hashlib.sha256(
        key.encode()
    ).hexdigest()  # the key is random and long: nothing to guess, so no slow hash


@transaction.atomic
def issue_token(*, officer: Officer, name: str, expires_at: datetime, by: Officer | None) -> str:
    """Give a program a key to act as `officer`; returned once and never again."""
    Officer.objects.select_for_update(of=("self",)).get(pk=officer.pk)
    valid = ApiToken.objects.filter(officer=officer, revoked_at=None, expires_at__gt=timezone.now())
    if valid.count() >= KEYS_MAX:
        raise TooManyKeys(
            "too_many_keys",
            Text(
                f"有效密钥已达 {KEYS_MAX} 个的上限。",
                f"There are {KEYS_MAX} valid keys already; no more are given.",
            ),
            Text("请先撤销不再使用的密钥。", "Revoke those that are no longer used."),
        )
    key = secrets.token_urlsafe(32)
    token = ApiToken.objects.create(officer=officer, name=name, digest=digest_of(key), expires_at=expires_at)
    change = {"officer": officer.login, "name": name, "expires_at": expires_at}
    audit.record("issue_token", by=by, about=token, change=change)
    return key


@transaction.atomic
def revoke_token(*, token: ApiToken, at: datetime, by: Officer | None) -> None:
    """Make a key useless from now on."""
    ApiToken.objects.filter(pk=token.pk, revoked_at=None).update(revoked_at=at)
    audit.record("revoke_token", by=by, about=token)
