"""How is a sponsor entered: who pays for others, where, and of a school which level runs it?"""

from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils import timezone

from enrollment.models import Sponsor
from enrollment.rules import documents, names
from enrollment.rules.sponsors import SchoolOwner, number_fault
from intake import vault
from policy.terms import SponsorKind, Text
from staff import access, audit
from staff.access import Permission
from staff.models import Division, Officer
from staff.refusals import Refusal


class SponsorRefused(Refusal):
    """The sponsor is not entered; `context["field"]` names the field."""


@transaction.atomic
def enter(
    *,
    kind: SponsorKind,
    name: str,
    number: str,
    division_code: str,
    owner_level: SchoolOwner | None = None,
    by: Officer,
    at: datetime,
) -> Sponsor:
    """Enter a sponsor (登记代缴方) at its site. `number`: unified social credit code, of a relative the own document.

    Raises `NotAllowed`, or `SponsorRefused` for a wrong number or name, a school without its level, a number entered before.
    """
    if not Division.objects.filter(pk=division_code).exists():
        raise _refused("division", "division_code", Text("没有这个区划。", "There is no such division."))
    access.require(by, Permission.PEOPLE_IMPORT, division_code, on=timezone.localdate(at))
    number, shown = documents.normal_form(number), names.tidy(name)
    if fault := number_fault(kind, number):
        raise _refused("number", "number", fault)
    if not shown or len(shown) > 100:
        raise _refused(
            "name",
            "name",
            Text("名称为空或超过 100 字。", "The name is empty or longer than 100 characters."),
        )
    if (kind is SponsorKind.SCHOOL) != (owner_level is not None):
        what = Text(
            "学校须写明举办层级，其他代缴方不写。",
            "A school needs the level that runs it, no other sponsor has one.",
        )
        raise _refused("owner_level", "owner_level", what)
    key = vault.match_key(number)
    sponsor = Sponsor(
        kind=kind.value, name=shown, name_key=names.name_key(shown), document_hash=key, division_code=division_code,
        document_sealed=vault.seal(number, bound_to=key), document_masked=documents.mask(number),
        owner_level=owner_level.value if owner_level else "", entered_by=by, entered_at=at,
    )  # fmt: skip
    try:
        with transaction.atomic():
            sponsor.save(force_insert=True)
    except IntegrityError:
        known = Sponsor.objects.get(document_hash=key)
        what = Text(f"这个号码已登记为“{known.name}”。", f"This number is entered as “{known.name}” already.")
        raise _refused("number_known", "number", what, sponsor_id=known.pk) from None
    audit.record(
        "enter_sponsor", by=by, about=sponsor, division_code=division_code, at=at,
        change={"kind": kind.value, "name": shown, "owner_level": sponsor.owner_level},
    )  # fmt: skip
    return sponsor


def _refused(code: str, field: str, what: Text, **context: object) -> SponsorRefused:
    remedy = Text("请核对后重新填写。", "Check it and enter it again.")
    return SponsorRefused(f"sponsor_{code}", what, remedy, field=field, **context)
