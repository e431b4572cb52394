"""How does somebody begin, change or end work here?"""

from datetime import date

from django.db import IntegrityError, transaction
from django.db.models import CharField, Func, Q, Value
from django.db.models.functions import Lower

from policy.terms import Text
from staff import audit
from staff.identities import identity_key
from staff.models import Officer, RoleGrant
from staff.passwords import keep_former
from staff.refusals import Refusal
from staff.rules.identity import resident_number
from staff.rules.logins import LOOKS, is_login_name, look_of
from staff.rules.roles import Role


class LoginTaken(Refusal):
    """Another officer has this login name."""


class InvalidLogin(Refusal):
    """The name holds signs that another name could be mistaken for."""


class RoleAlreadyGranted(Refusal):
    """The officer has this role there already, on some of these days."""


class InvalidIdentity(Refusal):
    """What was given is no ID number."""


class NotYourself(Refusal):
    """Nobody grants themselves a role or closes their own account."""

    status = 403


@transaction.atomic
def register_officer(
    *, login: str, display_name: str, password: str | None, language: str = "zh-hans", by: Officer | None
) -> Officer:
    """Let somebody log in; without a role they can do nothing yet. A password that `by` has chosen must be changed at once."""
    login = login.strip()
    if not is_login_name(login):
        raise InvalidLogin(
            "invalid_login_name",
            Text(
                "登录名只能由 2 至 60 个英文字母、数字和 . _ - 组成，并以字母或数字开头。",
                "A login name has 2 to 60 letters a to z, digits and . _ - and begins with a letter or digit.",
            ),
            Text(
                "请换一个登录名；姓名可以用汉字另行填写。",
                "Choose another one; the name beside it may be in any script.",
            ),
        )
    looks = Func(
        Lower("login"), Value(LOOKS[0]), Value(LOOKS[1]), function="translate", output_field=CharField()
    )
    if Officer.objects.annotate(look=looks).filter(look=look_of(login)).exists():
        raise LoginTaken(
            "login_taken",
            Text(
                zh=f"登录名“{login}”已被使用，或与已有登录名看起来相同（如 0 与 o，1 与 l）。",
                en=f'The login name "{login}" is taken, or looks like one that is (as 0 and o, 1 and l).',
            ),
            Text(zh="请换一个登录名。", en="Choose another one."),
        )
    officer = Officer.objects.create_user(
        login, password, display_name=display_name, preferred_language=language,
        must_change_password=password is not None and by is not None,
    )  # fmt: skip
    audit.record("register_officer", by=by, about=officer, change={"login": login})
    return officer


@transaction.atomic
def grant_role(
    *,
    officer: Officer,
    role: Role,
    division_code: str,
    on: date,
    until: date | None = None,
    by: Officer | None,
) -> RoleGrant:
    """Give an officer a role in a division and all inside it, from `on`."""
    _not_yourself(officer, by)
    try:
        with transaction.atomic():
            grant = RoleGrant.objects.create(
                officer=officer,
                role=role,
                division_code=division_code,
                valid_from=on,
                valid_until=until,
                granted_by=by,
            )
    except IntegrityError as error:
        if "role_grant_never_twice" not in str(error):
            raise
        raise RoleAlreadyGranted(
            "role_already_granted",
            Text(
                zh=f"{officer.display_name} 在 {division_code} 已有“{role.label.zh}”角色。",
                en=f"{officer.display_name} already holds the role {role.label.en} in {division_code}.",
            ),
            Text(
                zh="请先终止原有授权，或选择其他日期。",
                en="End the existing grant first, or choose other days.",
            ),
        ) from None
    change = {"officer": officer.login, "role": role, "from": on, "until": until}
    audit.record("grant_role", by=by, about=grant, division_code=division_code, change=change)
    return grant


@transaction.atomic
def end_role(*, grant: RoleGrant, on: date, by: Officer | None) -> None:
    """End a role from `on`; a grant that has not begun is taken back."""
    _not_yourself(grant.officer, by)
    if grant.valid_from >= on:
        number = grant.pk
        grant.delete()
        about: RoleGrant | tuple[str, object] = ("rolegrant", number)
    else:
        still = Q(valid_until=None) | Q(valid_until__gt=on)
        RoleGrant.objects.filter(still, pk=grant.pk).update(valid_until=on)
        about = grant
    change = {"officer": grant.officer.login, "role": grant.role, "until": on}
    audit.record("end_role", by=by, about=about, division_code=grant.division_code, change=change)


@transaction.atomic
def keep_identity(*, officer: Officer, number: str, by: Officer | None) -> None:
    """Keep which human an officer is: a keyed hash of the ID number, never the number. An empty one takes it off the record."""
    _not_yourself(officer, by)
    known = resident_number(number) if number.strip() else None
    if number.strip() and known is None:
        raise InvalidIdentity(
            "invalid_identity",
            Text(zh="身份证号码不正确：须为 18 位，且校验位相符。",
                 en="This is no ID number: it has 18 places and the last one proves the others."),
            Text(zh="请核对后重新填写。", en="Check it and write it again."),
        )  # fmt: skip
    officer.identity_key = identity_key(known) if known else None
    officer.save(update_fields=["identity_key"])
    audit.record("keep_identity" if known else "remove_identity", by=by, about=officer)


@transaction.atomic
def set_password(*, officer: Officer, password: str, by: Officer | None) -> None:
    """Give an officer a new password; every session of theirs ends. Who did not choose it must change it at once."""
    keep_former(officer)
    officer.set_password(password)
    officer.must_change_password = by is not None and by.pk != officer.pk
    officer.save(update_fields=["password", "must_change_password"])
    audit.record("set_password", by=by, about=officer)


@transaction.atomic
def open_or_close_account(*, officer: Officer, is_active: bool, by: Officer | None) -> None:
    """Let an officer log in, or no longer; takes effect with their next request."""
    _not_yourself(officer, by)
    Officer.objects.filter(pk=officer.pk).update(is_active=is_active)
    officer.is_active = is_active
    audit.record("open_account" if is_active else "close_account", by=by, about=officer)


def _not_yourself(officer: Officer, by: Officer | None) -> None:
    if by is not None and by.pk == officer.pk:
        raise NotYourself(
            "not_yourself",
            Text(zh="不能更改自己的角色或账号。", en="You cannot change your own roles or account."),
            Text(zh="请由另一位系统管理员办理。", en="Ask another system administrator."),
        )
