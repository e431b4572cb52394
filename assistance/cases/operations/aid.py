"""How does an application for assistance get its facts, its paper bills and the bills settled here, each counted once?"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone

from assistance.cases.models import AidApplication, AidCost, AssistanceCase
from assistance.cases.operations.case_transitions import InvalidCase, note
from assistance.cases.operations.cases import require_editable, touched
from assistance.cases.queries.aid import answer_json, answer_of, costs, live_costs, own_cost, span_of
from assistance.cases.rules.aid import AidAnswer
from assistance.cases.rules.case_reasons import CaseKind
from enrollment.models import Person
from intake.operations.locks import lock_text
from intake.rules.identifiers import same_number
from policy.money import format_yuan
from policy.terms import Text
from staff.models import Officer

COSTS_MAX = 500


@dataclass(frozen=True, kw_only=True)
class AidEntry:
    """Income, property and other help of the household, in fen; `by_hand_fen` only where two officers are to decide it."""

    income_fen: int | None = None
    property_note: str = ""
    proof_document: str = ""
    other_help_fen: int = 0
    other_help_note: str = ""
    by_hand_fen: int | None = None
    by_hand_document: str = ""


@dataclass(frozen=True, kw_only=True)
class InvoiceEntry:
    """A paper bill of another place, in fen."""

    invoice_number: str
    provider: str
    service_on: date
    total_fen: int
    own_fen: int


@transaction.atomic
def change_facts(
    *, case: AssistanceCase, version: int | None, entry: AidEntry, by: Officer, at: datetime
) -> AidApplication:
    """Enter or change what the household says of itself; who does becomes one of the makers."""
    row = _editable(case, version, by, at)
    if entry.income_fen is not None and not entry.proof_document.strip():
        raise _invalid(
            "proof_document", Text("收入和财产须有证明文件。", "Income and property need their proof.")
        )
    if (entry.by_hand_fen is None) != (not entry.by_hand_document.strip()):
        raise _invalid(
            "by_hand_document",
            Text(
                "一事一议须同时填写金额和文号。",
                "Amount and document go together.",
            ),
        )
    application, _ = AidApplication.objects.get_or_create(case=row)
    changed: dict[str, Any] = {}
    for name, value in vars(entry).items():
        given = value.strip() if isinstance(value, str) else value
        if getattr(application, name) != given:
            changed[name] = [str(getattr(application, name)), str(given)]
            setattr(application, name, given)
    if changed:
        application.save()
        touched(row, by)
        note(row, "edit", before=row.state, by=by, at=at, detail={"changed": changed})
    return application


@transaction.atomic
def add_invoice(
    *,
    case: AssistanceCase,
    version: int | None,
    person: Person,
    entry: InvoiceEntry,
    by: Officer,
    at: datetime,
) -> AidCost:
    """Count a paper bill of another place. An invoice counts once in the whole register, however it is written."""
    row = _editable(case, version, by, at)
    if not row.members.filter(person=person).exists():
        raise _invalid("person", Text("不是本件申请的家庭成员。", "This person is not one of the case."))
    if not span_of(row).contains(entry.service_on):
        span = span_of(row)
        raise _invalid(
            "service_on",
            Text(
                f"就诊日须在 {span.start} 至 {span.last_day} 之间。",
                f"The day lies outside {span.start} to {span.last_day}.",
            ),
        )
    if not 0 <= entry.own_fen <= entry.total_fen or entry.total_fen <= 0:
        raise _invalid("own_fen", Text("个人负担不能超过总费用。", "Own cost cannot exceed the total."))
    number = same_number(entry.invoice_number)
    if not number or len(number) > 40 or not entry.provider.strip():
        raise _invalid(
            "invoice_number",
            Text("请填写发票号码和医疗机构。", "Give the number of the invoice and the provider."),
        )
    lock_invoice(number)
    require_free(number)
    if len(live_costs(row)) >= COSTS_MAX:
        raise _invalid(
            "invoice_number", Text(f"一件最多 {COSTS_MAX} 张。", f"At most {COSTS_MAX} bills a case.")
        )
    cost = AidCost.objects.create(
        case=row, person=person, key=f"invoice:{number}", invoice_number=entry.invoice_number.strip()[:40],
        provider=entry.provider.strip()[:100], service_on=entry.service_on, total_fen=entry.total_fen, own_fen=entry.own_fen,
        added_by=by, added_at=at,
    )  # fmt: skip
    touched(row, by)
    note(row, "edit", before=row.state, by=by, at=at, detail={"invoice": number, "own_fen": entry.own_fen})
    return cost


@transaction.atomic
def remove_cost(*, cost: AidCost, version: int | None, by: Officer, at: datetime) -> None:
    """Take a paper bill out again; its invoice is free."""
    row = _editable(cost.case, version, by, at)
    AidCost.objects.filter(pk=cost.pk, freed_at=None).update(freed_at=at)
    touched(row, by)
    note(row, "edit", before=row.state, by=by, at=at, detail={"removed": cost.key})


def lock_invoice(number: str) -> None:
    """Nobody else counts or claims this invoice until the transaction ends."""
    lock_text(f"invoice:{number}")


def require_free(number: str) -> None:
    """Refuse an invoice that a bill claims or an application counts; the caller holds its turn."""
    known = AidCost.objects.filter(key=f"invoice:{number}", freed_at=None).select_related("case").first()
    claimed = costs().claimed(number)
    if known is None and not claimed:
        return
    where = known.case.number if known is not None else claimed
    raise InvalidCase(
        "invoice_used_before",
        Text(f"发票 {number} 已在 {where} 使用。", f"Invoice {number} was used before, in {where}."),
        Text("同一张发票只能救助或报销一次，请核对原件。", "An invoice counts once. Check the original."),
        field="invoice_number",
    )


def submitted(row: AssistanceCase, *, by: Officer, at: datetime) -> AidAnswer:
    """Count the bills that were settled here anew and work the amount out; the caller submits the case."""
    if not AidApplication.objects.filter(case=row).exists():
        raise InvalidCase(
            "aid_facts_required",
            Text(
                "还没有填写家庭收入、财产和其他帮扶。", "Income, property and other help are not entered yet."
            ),
            Text("请先填写救助申请。", "Fill in the application first."),
        )
    AidCost.objects.filter(case=row, bill_id__isnull=False, freed_at=None).update(freed_at=at)
    people = list(row.members.values_list("person_id", flat=True))
    bills = [bill for bill in costs().bills_of(people, span_of(row)) if bill.own_fen]
    keys = [f"bill:{bill.bill_id}" for bill in bills]
    taken = set(AidCost.objects.filter(key__in=keys, freed_at=None).values_list("key", flat=True))
    try:
        with transaction.atomic():
            AidCost.objects.bulk_create(
                [
                    AidCost(
                        case=row, person_id=bill.person_id, key=f"bill:{bill.bill_id}", bill_id=bill.bill_id,
                        provider=bill.provider[:100], service_on=bill.service_on, total_fen=bill.total_fen,
                        own_fen=bill.own_fen or 0, added_by=by, added_at=at,
                    )
                    for bill in bills
                    if f"bill:{bill.bill_id}" not in taken
                ]
            )  # fmt: skip
    except IntegrityError:
        raise InvalidCase(
            "bill_counted_elsewhere",
            Text("有账单刚被另一件申请计入。", "A bill was counted by another application just now."),
            Text("请重新提交。", "Submit it again."),
        ) from None
    answer = answer_of(row)
    _require_within(row, answer)
    AidApplication.objects.filter(case=row).update(
        own_fen=own_cost(live_costs(row)), answer=answer_json(answer)
    )
    return answer


def require_as_submitted(row: AssistanceCase) -> None:
    """Before the last approval: decided, and nothing changed since it was submitted."""
    now = answer_of(row, own_now([row]))
    if now.fen is None:
        named = "、".join(one.what.zh for one in now.missing), ", ".join(one.what.en for one in now.missing)
        raise InvalidCase(
            "aid_undecided",
            Text(f"救助金额未定，缺：{named[0]}。", f"The amount is undecided; missing: {named[1]}."),
            Text("请录入参数后退回重新提交，或退回填写一事一议金额和文号。",
                 "Have the figures entered, then return it to be submitted anew; or return it for an amount under a document."),
        )  # fmt: skip
    if now.fen != row.amount_fen:
        raise InvalidCase(
            "aid_changed",
            Text(f"提交后情况有变：现为 {format_yuan(now.fen)} 元，提交时为 {format_yuan(row.amount_fen or 0)} 元。",
                 f"It comes to {format_yuan(now.fen)} yuan now and {format_yuan(row.amount_fen or 0)} as submitted."),
            Text("请退回，重新提交后再批准。", "Return it to be submitted anew."),
        )  # fmt: skip


def own_now(cases: Sequence[AssistanceCase]) -> Mapping[int, int]:
    """What is borne today of the settled bills that these cases count."""
    rows = AidCost.objects.filter(case__in=cases, freed_at=None, bill_id__isnull=False)
    return costs().own_now([pk for pk in rows.values_list("bill_id", flat=True) if pk is not None])


def _require_within(row: AssistanceCase, answer: AidAnswer) -> None:
    application = AidApplication.objects.get(case=row)
    if application.by_hand_fen is not None and (answer.fen or 0) < application.by_hand_fen:
        raise InvalidCase(
            "above_own_cost",
            Text(f"一事一议金额超过个人净负担 {format_yuan(answer.fen or 0)} 元。",
                 f"More than the {format_yuan(answer.fen or 0)} yuan that were borne."),
            Text("请核对金额。", "Check the amount."),
            field="by_hand_fen",
        )  # fmt: skip


def _editable(case: AssistanceCase, version: int | None, by: Officer, at: datetime) -> AssistanceCase:
    row = require_editable(case, version, by=by, on=timezone.localdate(at))
    if row.kind != CaseKind.AID:
        raise _invalid("kind", Text("不是救助申请。", "This is no application for assistance."))
    return row


def _invalid(field: str, text: Text) -> InvalidCase:
    return InvalidCase("invalid_aid", text, Text("请核对后更正。", "Check and correct it."), field=field)
