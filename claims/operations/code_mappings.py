"""How is it said what a hospital's own code means: entered by one officer, confirmed by another, ended on a day?"""

from datetime import date, datetime

from django.db import IntegrityError, transaction
from django.utils import timezone

from claims.models import Bill, CodeMapping, Provider
from claims.operations.waiting_bills import look_again
from claims.queries.diseases import table
from claims.rules.diagnoses import is_well_formed, tidy_code
from claims.rules.own_codes import UNKNOWN, CodeKind, may_be_own, own_form
from enrollment.operations.people import require_reason
from policy.terms import Text
from staff import access, audit
from staff.access import Permission
from staff.identities import require_other_hands
from staff.models import Officer
from staff.refusals import Refusal

ENTER, DECIDE = Permission.CLAIMS_SETTLE, Permission.CLAIMS_REVIEW


class MappingRefused(Refusal):
    """The mapping cannot stand; `context["field"]` names the field."""

    status = 422


@transaction.atomic
def enter(
    *,
    provider: Provider,
    kind: CodeKind,
    own_code: str,
    code: str,
    name: str,
    from_on: date,
    document_number: str,
    by: Officer,
    at: datetime,
) -> CodeMapping:
    """Write down what an own code means (登记编码对照); bills are read by it once another officer confirmed it."""
    access.require(by, ENTER, provider.kept_by, on=timezone.localdate(at))
    require_reason(document_number, field="document_number")
    own, national = own_form(own_code), tidy_code(code)
    if not may_be_own(own) or (is_well_formed(tidy_code(own_code)) and kind is CodeKind.DIAGNOSIS):
        raise _refused(
            "own_code_form", "own_code",
            Text("院内编码应为不超过12位的字母、数字，且不能是国家编码的格式。",
                 "An own code has up to 12 letters and digits, and not the form of a national one."),
            Text("请核对编码。", "Check the code."),
        )  # fmt: skip
    name = _named(kind, national, name)
    row = CodeMapping(
        provider=provider, kind=kind.value, own_code=own, code=national, name=name, from_on=from_on,
        document_number=document_number.strip()[:100], entered_by=by, entered_at=at,
    )  # fmt: skip
    try:
        with transaction.atomic():
            row.save(force_insert=True)
    except IntegrityError:
        raise _refused(
            "own_code_mapped", "own_code",
            Text(f"{provider.code} 的编码“{own}”在这些日期已有对照。", f"“{own}” is mapped on these days already."),
            Text("请先终止或驳回原对照。", "End or turn down the other one first."),
        ) from None  # fmt: skip
    audit.record(
        "enter_code_mapping", by=by, about=row, division_code=provider.kept_by, at=at, change=_told(row)
    )
    return row


@transaction.atomic
def decide(
    *, mapping: CodeMapping, is_approved: bool, because: str = "", by: Officer, at: datetime
) -> CodeMapping:
    """Confirm a mapping, after which bills that waited for it go on, or turn it down with the reason."""
    row = _locked(mapping)
    access.require(by, DECIDE, row.provider.kept_by, on=timezone.localdate(at))
    if row.standing != "waits":
        raise _refused(
            "mapping_decided", "", Text("该对照已经审核。", "This mapping was decided on already."),
            Text("请刷新页面查看结果。", "Load the page again to see the result."),
        )  # fmt: skip
    what = Text("录入人不能确认自己录入的对照。", "You entered this mapping, so you cannot confirm it.")
    require_other_hands(by, row.entered_by_id, what=what)
    if is_approved:
        row.approve(by=by, at=at)
    else:
        require_reason(because, field="because")
        row.reject(because=because, by=by, at=at)
    action = "approve_code_mapping" if is_approved else "reject_code_mapping"
    audit.record(action, by=by, about=row, division_code=row.provider.kept_by, at=at, change=_told(row))
    if is_approved:
        waiting = Bill.objects.filter(provider=row.provider, holds__contains=[{"code": UNKNOWN}])
        look_again(set(waiting.values_list("person_id", flat=True)), on=timezone.localdate(at), by=by)
    return row


@transaction.atomic
def end(*, mapping: CodeMapping, until_on: date, by: Officer, at: datetime) -> CodeMapping:
    """From a day to come on the code means something else, or nothing; bills of earlier days keep it."""
    row, on = _locked(mapping), timezone.localdate(at)
    access.require(by, DECIDE, row.provider.kept_by, on=on)
    if row.standing != "approved" or row.until_on is not None or until_on <= max(on, row.from_on):
        raise _refused(
            "mapping_not_ended", "until_on",
            Text("只能自今天以后终止一项已确认、未终止的对照。", "Only a confirmed one can end, on a day to come."),
            Text("请核对日期。", "Check the day."),
        )  # fmt: skip
    row.until_on, row.ended_by = until_on, by
    row.save(update_fields=["until_on", "ended_by"])
    audit.record(
        "end_code_mapping", by=by, about=row, division_code=row.provider.kept_by, at=at, change=_told(row)
    )
    return row


def _named(kind: CodeKind, code: str, name: str) -> str:
    """The name of a national code; refused where the table does not have it."""
    if kind is CodeKind.DISEASE:
        known = next((one for one in table() if one.code == code.upper()), None)
        if known is not None:
            return known.name.zh
    elif is_well_formed(code) and name.strip():
        return name.strip()[:100]
    raise _refused(
        "national_code_unknown", "code",
        Text(f"“{code[:20]}”不是国家{kind.label.zh}，或缺名称。", f"“{code[:20]}” is no national code, or has no name."),
        Text("请填写国家编码和名称，如 I10.x00、M03900。", "Enter a national code with its name, such as I10.x00 or M03900."),
    )  # fmt: skip


def _locked(mapping: CodeMapping) -> CodeMapping:
    rows = CodeMapping.objects.select_related("provider").select_for_update(of=("self",))
    return rows.get(pk=mapping.pk)


def _told(row: CodeMapping) -> dict[str, object]:
    return {
        "provider": row.provider.code, "kind": row.kind, "own_code": row.own_code, "code": row.code, "from_on": row.from_on,
        "until_on": row.until_on, "document": row.document_number, "because": row.rejected_because,
    }  # fmt: skip


def _refused(code: str, field: str, text: Text, remedy: Text) -> MappingRefused:
    return MappingRefused(code, text, remedy, field=field)
