"""Are two logins the same human? Then what one of them entered the other may not decide on.

Of the ID number only a keyed hash is kept, and only where an administrator entered it: without it nothing is known or refused.
"""

import uuid
from hashlib import blake2b

from django.conf import settings

from policy.terms import Text
from staff.models import Officer
from staff.refusals import Refusal


class SameHuman(Refusal):
    """The maker and the checker are one human under two logins."""

    status = 403


class NotYours(Refusal):
    """Nobody decides on what they entered, proposed or checked."""

    status = 403


def identity_key(number: str) -> uuid.UUID:
    """The keyed hash of an ID number in its normal form; another one than that of the insured, so that the two never meet."""
    keyed = blake2b(number.encode(), key=settings.MATCH_KEY, digest_size=16, person=b"canbao-officer")
    return uuid.UUID(hex=keyed.hexdigest())


def other_logins(officer: Officer) -> list[Officer]:
    """The other accounts of the same human, as far as identities were entered."""
    if officer.identity_key is None:
        return []
    return list(
        Officer.objects.filter(identity_key=officer.identity_key).exclude(pk=officer.pk).order_by("login")
    )


def require_other_human(by: Officer, *makers: int | None) -> None:
    """Raise `SameHuman` when one of the officers (by number; None is nobody) is the human who now decides. At most one query,
    none where the identity of `by` was not entered.
    """
    numbers = {maker for maker in makers if maker is not None} - {by.pk}
    if by.identity_key is None or not numbers:
        return
    same = Officer.objects.filter(pk__in=numbers, identity_key=by.identity_key).order_by("login").first()
    if same is not None:
        raise SameHuman(
            "same_human",
            Text(
                f"“{same.login}”与您登记为同一人，不能由您审批：谁录入、谁不得审批，按人计，不按登录名计。",
                f"“{same.login}” is you under another login. Nobody decides on what they entered, whichever login they use.",
            ),
            Text(
                "请由另一个人办理；身份登记有误的，请系统管理员更正。",
                "Ask another person; if the identity on record is wrong, have the system administrator correct it.",
            ),
        )  # fmt: skip


def require_other_hands(
    by: Officer, *makers: int | None, what: Text, code: str = "not_by_maker", **context: object
) -> None:
    """Nobody decides on their own work, under whichever login: raises `NotYours`, saying `what`, or `SameHuman`.

    `makers` are the officers by number whose work it is; None is nobody.
    """
    if by.pk in makers:
        raise NotYours(code, what, Text("请由另一位工作人员办理。", "Ask another officer."), **context)
    require_other_human(by, *makers)
