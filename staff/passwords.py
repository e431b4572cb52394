"""Which password is good enough? Judged by how easily it is guessed, never by which kinds of signs it holds.

zxcvbn counts the guesses of somebody who knows words, names, keyboards, dates and the officer's own name. No password has to be
changed after some time; one that somebody else has chosen has to be changed at once.
"""

from typing import Any

from django.contrib.auth.hashers import check_password
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from zxcvbn import zxcvbn

from staff.models import FormerPassword, Officer

SCORE_MIN = 3  # of 0 to 4: more than 10^8 guesses, "safely unguessable" without the stored hash
JUDGED_MAX = 72  # characters that the judge reads; what is longer is better, not worse
KEPT = 5  # former passwords of an officer that are not taken again
OURS = ["canbao", "参保", "yibao", "医保", "yiliaobaozhang"]


class NotGuessed:
    """A validator of Django: refuses what is guessed with little effort by who knows the officer."""

    def validate(self, password: str, user: Officer | None = None) -> None:
        own = _words_of(user) if user is not None else []
        if user is not None and password.strip().casefold() in {word.casefold() for word in own}:
            raise ValidationError(_guessed(), code="password_is_own_name")
        judged = zxcvbn(password[:JUDGED_MAX], user_inputs=OURS + own)
        if judged["score"] < SCORE_MIN:
            raise ValidationError(_guessed(), code="password_guessable")

    def get_help_text(self) -> str:
        return _(
            "Take several words that do not belong together; not your name, a date, or signs that repeat or follow each other."
        )


def _guessed() -> str:
    return _(
        "This password is easily guessed. Take several words that do not belong together; not your name, a date, or signs"
        " that repeat or follow each other."
    )


class NotFormer:
    """A validator of Django: refuses the password in use and the ones before it."""

    def validate(self, password: str, user: Officer | None = None) -> None:
        if user is None or user.pk is None:
            return
        before = FormerPassword.objects.filter(officer_id=user.pk).order_by("-pk")[:KEPT]
        hashes = [user.password, *(row.password for row in before)]
        if any(check_password(password, known) for known in hashes):
            raise ValidationError(
                _("You used this password before. Choose a new one."), code="password_used_before"
            )

    def get_help_text(self) -> str:
        return _("Take one that you have not used before.")


def keep_former(officer: Officer) -> None:
    """Remember the hash of the password that is about to be replaced, and no more of them than are asked for."""
    if not officer.has_usable_password():
        return
    FormerPassword.objects.create(officer=officer, password=officer.password)
    kept = FormerPassword.objects.filter(officer=officer).order_by("-pk").values("pk")[:KEPT]
    FormerPassword.objects.filter(officer=officer).exclude(pk__in=kept).delete()


def _words_of(officer: Any) -> list[str]:
    """What is known about the officer: login and name, the name in pinyin too, together and apart."""
    from pypinyin import lazy_pinyin  # its dictionary is a tenth of a process's start; most never need it

    pinyin = lazy_pinyin(officer.display_name)
    words = [
        officer.login,
        officer.display_name,
        "".join(pinyin),
        "".join([*pinyin[1:], *pinyin[:1]]),
        *pinyin,
    ]
    return [word for word in words if len(word) > 1]
