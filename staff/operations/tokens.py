"""How does a program get a key of its own?"""

import hashlib
import secrets
from collections.abc import Iterable
from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone

from policy.terms import Text
from staff import audit
from staff.access import Permission, held
from staff.models import ApiToken, Officer
from staff.models.officers import KEY_DAYS_MAX
from staff.refusals import Refusal

KEYS_MAX = 20  # that are valid at the same time, for one officer


class KeyTooWide(Refusal):
    """The key would live too long, or may do nothing, or something that its officer may not."""


class TooManyKeys(Refusal):
    """The officer has as many valid keys as one may have."""


# What `staff.api.authentication` asks of a key, of the key `t` and its officer `o` in a statement that asks for more besides.
VALID = "t.revoked_at IS NULL AND t.expires_at > now() AND o.is_active"


def digest_of(key: str) -> str:
    return hashlib.sha256(
        key.encode()
    ).hexdigest()  # the key is random and long: nothing to guess, so no slow hash


@transaction.atomic
def issue_token(
    *,
    officer: Officer,
    name: str,
    expires_at: datetime,
    permissions: Iterable[Permission],
    by: Officer | None,
) -> str:
    """Give a program a key to act as `officer` for some of what the officer may do now; returned once and never again."""
    now = timezone.now()
    wanted = frozenset(permissions)
    if not wanted or wanted - held(officer, on=timezone.localdate(now)):
        raise KeyTooWide(
            "key_permissions",
            Text(
                "密钥须列明用途，且不得超出您现有的权限。",
                "A key names what it is for, and only what you may do yourself.",
            ),
            Text("请至少选择一项您拥有的权限。", "Choose at least one permission that you hold."),
        )
    if expires_at > now + timedelta(days=KEY_DAYS_MAX):
        raise KeyTooWide(
            "key_too_long",
            Text(f"密钥有效期最长 {KEY_DAYS_MAX} 天。", f"A key is valid for {KEY_DAYS_MAX} days at most."),
            Text(
                "请缩短有效期，到期前另发新密钥。",
                "Choose a shorter time, and make a new key before it ends.",
            ),
        )
    Officer.objects.select_for_update(of=("self",)).get(pk=officer.pk)
    valid = ApiToken.objects.filter(officer=officer, revoked_at=None, expires_at__gt=now)
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
    codes = sorted(permission.value for permission in wanted)
    token = ApiToken.objects.create(
        officer=officer, name=name, digest=digest_of(key), expires_at=expires_at, permissions=codes
    )
    change = {"officer": officer.login, "name": name, "expires_at": expires_at, "permissions": codes}
    audit.record("issue_token", by=by, about=token, change=change)
    return key


@transaction.atomic
def revoke_token(*, token: ApiToken, at: datetime, by: Officer | None) -> None:
    """Make a key useless from now on."""
    ApiToken.objects.filter(pk=token.pk, revoked_at=None).update(revoked_at=at)
    audit.record("revoke_token", by=by, about=token)
