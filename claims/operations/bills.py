"""How is a bill taken in at a desk or from a program, and taken back when it was entered by mistake?"""

from collections.abc import Sequence
from datetime import date, datetime

from django.db import IntegrityError, connection, transaction
from django.db.models import Q

from claims.models import Bill, BillLine
from claims.models.bills import STAYS
from claims.queries.eligibility import Standing, standings_of
from claims.queries.providers import KnownProvider, providers_by_code
from claims.rules import bill_checks, bill_states
from claims.rules.bill_checks import BillOutcome, Verdict
from claims.rules.bill_entry import BillEntry, faults
from claims.rules.bill_states import VOID, BillState, Move
from claims.rules.eligibility import decide
from enrollment.bulk.slots import lock_people
from enrollment.models import Person
from enrollment.operations.people import find_by_number, require_reason
from policy.care import ProviderTier
from policy.terms import Text
from staff import access, audit
from staff.access import Permission
from staff.models import Officer
from staff.refusals import Refusal

ENTER = Permission.CLAIMS_ENTER
_IN_PLACE = ~Q(state__in=[state.value for state in VOID])


class BillRefused(Refusal):
    """The bill cannot be taken in; `code` is the outcome that a bill of a file would end in."""

    status = 422


class BillTaken(Refusal):
    """The same bill, its number, its invoice or its days are taken; `context["bill_id"]` names the other."""


@transaction.atomic
def enter_bill(
    *, entry: BillEntry, document_number: str, on: date, at: datetime, by: Officer, source: str
) -> Bill:
    """Take in one bill (录入账单): checked whole, the person's cover decided for the day of service.

    A bill that must wait is kept with why; one that cannot be accepted is refused, and nothing of it is kept.
    """
    found = faults(entry, today=on)
    if found:
        raise _refused(bill_checks.of_faults(found))
    provider, tier = _designated(entry)
    person = find_by_number(document_number)
    if person is None:
        raise _refused(unknown_person())
    lock_people([person.document_hash])
    standings = standings_of([(person.pk, day.year) for day in days_of(entry)])
    area, division_code = _insured_in(entry, standings)
    access.require(by, ENTER, division_code, on=on)
    answers = tuple(
        decide(standing.facts(day)) for standing, day in zip(standings, days_of(entry), strict=True)
    )
    verdict = bill_checks.of_eligibility(entry, answers)
    if verdict.state is None:
        raise _refused(verdict)
    digest = entry.digest(str(person.document_hash))
    _require_free(entry, provider, person, digest)
    bill = bill_row(
        entry, provider=provider, tier=tier, person_id=person.pk, area=area, division_code=division_code,
        verdict=verdict, digest=digest, source=source, by_id=by.pk, at=at,
    )  # fmt: skip
    try:
        with transaction.atomic():
            bill.save(force_insert=True)
    except IntegrityError:
        _require_free(entry, provider, person, digest)
        raise
    BillLine.objects.bulk_create(line_rows(bill.pk, entry))
    audit.record(
        "enter_bill", by=by, about=bill, division_code=division_code,
        change={
            "provider": provider.code, "number": bill.number, "total_fen": bill.total_fen, "state": bill.state,
            "source": source,
        },
    )  # fmt: skip
    return bill


@transaction.atomic
def withdraw_bill(*, bill: Bill, reason: str, on: date, by: Officer) -> Bill:
    """Take back a bill that was entered by mistake (撤回账单); its number may then be used again. Not once it is settled."""
    access.require(by, ENTER, bill.division_code, on=on)
    require_reason(reason)
    moved = move(bill, Move.WITHDRAW)
    moved.withdrawn_because = reason.strip()[:200]
    moved.save(update_fields=["withdrawn_because"])
    audit.record(
        "withdraw_bill", by=by, about=moved, division_code=moved.division_code, change={"reason": reason}
    )
    return moved


def move(bill: Bill, by_move: Move) -> Bill:
    """Move a bill on, from a state that allows it; inside a transaction, the row is then locked."""
    locked = Bill.objects.select_for_update(of=("self",)).get(pk=bill.pk)
    after = bill_states.after(locked.state, by_move)
    if after is None:
        label = BillState(locked.state).label
        raise BillRefused(
            "bill_not_in_state",
            Text(f"账单 {locked.number} 当前为“{label.zh}”，不能办理此操作。",
                 f"Bill {locked.number} is “{label.en}”, so this cannot be done."),
            Text("请刷新页面查看最新状态；已结算的账单须先冲正。", "Reload the page; a settled bill must be reversed first."),
            bill_id=locked.pk,
        )  # fmt: skip
    locked.state = after.value
    locked.save(update_fields=["state"])
    return locked


# -- what a file uses as well --------------------------------------------------------------------------------


def days_of(entry: BillEntry) -> tuple[date, ...]:
    """The days on which the person must be covered: of the visit, or of admission and discharge; discharge last."""
    if entry.is_stay and entry.admitted_on is not None and entry.admitted_on != entry.discharged_on:
        return (entry.admitted_on, entry.discharged_on)
    return (entry.discharged_on,)


def bill_row(
    entry: BillEntry,
    *,
    provider: KnownProvider,
    tier: ProviderTier,
    person_id: int,
    area: str,
    division_code: str,
    verdict: Verdict,
    digest: str,
    source: str,
    by_id: int,
    at: datetime,
    source_row: int | None = None,
) -> Bill:
    """The row of a bill that is taken in, not saved yet."""
    assert verdict.state is not None and verdict.eligibility is not None
    return Bill(
        provider_id=provider.id, number=entry.number, invoice_number=entry.invoice_number, person_id=person_id,
        area=area, division_code=division_code, setting=entry.setting.value, provider_tier=tier.value,
        place=bill_checks.place_of_care(provider.area, provider.division_code, area).value,
        admitted_on=entry.admitted_on if entry.is_stay else None, discharged_on=entry.discharged_on,
        diagnosis_code=entry.diagnosis_code, diagnosis_name=entry.diagnosis_name[:100],
        major_disease=entry.major_disease, tiered_disease=entry.tiered_disease,
        chronic_disease=entry.chronic_disease, two_diseases=list(entry.two_diseases),
        is_pregnant=entry.is_pregnant, referral=entry.referral, referral_document=entry.referral_document,
        filed_out_of_area=entry.filed_out_of_area, filing_document=entry.filing_document,
        is_accident=entry.is_accident, third_party_liable=entry.third_party_liable,
        third_party_compensation=entry.third_party_compensation, total_fen=entry.total_fen,
        eligible_fen=entry.sum_of("eligible_fen"), first_pay_fen=entry.sum_of("first_pay_fen"),
        non_covered_fen=entry.sum_of("non_covered_fen"), tcm_fen=entry.sum_of("tcm_fen"),
        special_subsidy_fen=entry.special_subsidy_fen, content_digest=digest, state=verdict.state.value,
        eligibility=verdict.eligibility.value, holds=list(verdict.holds), source=source, source_row=source_row,
        entered_by_id=by_id, entered_at=at,
    )  # fmt: skip


def line_rows(bill_id: int, entry: BillEntry) -> list[BillLine]:
    """The lines of a bill, not saved yet."""
    return [
        BillLine(
            bill_id=bill_id, number=number, item_class=line.item_class, item_code=line.item_code,
            item_name=line.item_name[:100], total_fen=line.total_fen, eligible_fen=line.eligible_fen,
            first_pay_fen=line.first_pay_fen, non_covered_fen=line.non_covered_fen, tcm_fen=line.tcm_fen,
        )
        for number, line in enumerate(entry.lines, start=1)
    ]  # fmt: skip


def provider_verdict(entry: BillEntry, provider: KnownProvider | None) -> Verdict | None:
    """Why the provider does not fit, None when it is designated on the day of discharge."""
    if provider is None:
        return Verdict(
            BillOutcome.UNKNOWN_PROVIDER,
            text=Text(f"医疗机构编码 {entry.provider_code[:20]} 未登记。",
                      f"No provider is registered under {entry.provider_code[:20]}."),
            remedy=Text("请核对编码，或先登记该定点医疗机构。", "Check the code, or register the provider first."),
        )  # fmt: skip
    if provider.tier_on(entry.discharged_on) is None:
        return Verdict(
            BillOutcome.NOT_DESIGNATED,
            text=Text(f"{provider.name}在 {entry.discharged_on} 不是定点医疗机构，其费用不予支付。",
                      f"{provider.name} was not designated on {entry.discharged_on}; its costs are not paid."),
            remedy=Text("请核对出院（就诊）日期和定点有效期。", "Check the day and the span of the designation."),
                    )  # fmt: skip
    return None


# -- the desk ------------------------------------------------------------------------------------------------


def _designated(entry: BillEntry) -> tuple[KnownProvider, ProviderTier]:
    provider = providers_by_code([entry.provider_code]).get(entry.provider_code)
    unfit = provider_verdict(entry, provider)
    if unfit is not None:
        raise _refused(unfit)
    assert provider is not None
    tier = provider.tier_on(entry.discharged_on)
    assert tier is not None
    return provider, tier


def _insured_in(entry: BillEntry, standings: Sequence[Standing]) -> tuple[str, str]:
    """The pooling area of the year of discharge, and where the person is enrolled in it."""
    last = standings[-1]
    if last.area is None or last.enrolled_in is None:
        answer = decide(last.facts(entry.discharged_on))
        raise _refused(
            Verdict(
                BillOutcome.NOT_COVERED, text=answer.reason, remedy=answer.next_step, clause=answer.clause
            )
        )
    return last.area, last.enrolled_in


def _require_free(entry: BillEntry, provider: KnownProvider, person: Person, digest: str) -> None:
    """Neither number nor invoice nor days of a stay are taken by another bill."""
    in_place = Bill.objects.filter(_IN_PLACE)
    same = in_place.filter(provider_id=provider.id, number=entry.number).first()
    if same is not None:
        raise _taken(
            BillOutcome.ALREADY_ENTERED if same.content_digest == digest else BillOutcome.NUMBER_TAKEN, same
        )
    if entry.invoice_number:
        other = in_place.filter(invoice_number=entry.invoice_number).first()
        if other is not None:
            raise _taken(BillOutcome.INVOICE_TAKEN, other)
    if entry.is_stay and entry.admitted_on is not None:
        stays = in_place.filter(
            person_id__in=records_of(person.pk), setting__in=STAYS,
            admitted_on__lt=entry.discharged_on, discharged_on__gt=entry.admitted_on,
        )  # fmt: skip
        other = stays.first()
        if other is not None:
            raise _taken(BillOutcome.OVERLAPPING_STAY, other)


def records_of(person_id: int) -> list[int]:
    """All numbers under which rows of one human being may stand: the kept record and those merged into it."""
    with connection.cursor() as cursor:
        cursor.execute(
            """
            WITH RECURSIVE same(id) AS (SELECT %s::bigint
              UNION SELECT p.id FROM enrollment_person p JOIN same ON p.merged_into_id = same.id)
            SELECT id FROM same""",
            [person_id],
        )
        return [row[0] for row in cursor.fetchall()]


TAKEN = {
    BillOutcome.ALREADY_ENTERED: (
        Text("这张账单已经录入。", "This bill is in already."),
        Text("请打开已录入的账单查看。", "Open the one that is in."),
    ),
    BillOutcome.NUMBER_TAKEN: (
        Text("该医疗机构的这一单据号已用于内容不同的另一张账单。", "The provider's number belongs to another bill."),
        Text("请核对单据号；原账单有误的，先撤回或冲正原账单。",
             "Check the number; if the other one is wrong, withdraw or reverse it first."),
    ),
    BillOutcome.INVOICE_TAKEN: (
        Text("这张发票已经报销。", "This invoice was claimed already."),
        Text("请核对发票号。", "Check the number of the invoice."),
    ),
    BillOutcome.OVERLAPPING_STAY: (
        Text("住院日期与本人另一次住院重叠。", "The stay overlaps another stay of this person."),
        Text("请核对入院、出院日期；系同一次住院的，不得重复录入。",
             "Check the days; the same stay must not be entered twice."),
    ),
}  # fmt: skip


def _taken(outcome: BillOutcome, other: Bill) -> BillTaken:
    text, remedy = TAKEN[outcome]
    return BillTaken(outcome.value, text, remedy, bill_id=other.pk)


def unknown_person() -> Verdict:
    """Nobody is registered under the number."""
    return Verdict(
        BillOutcome.UNKNOWN_PERSON,
        text=Text("没有以该证件号码登记的人。", "Nobody is registered under this number."),
        remedy=Text("请核对证件号码。", "Check the document number."),
    )


def _refused(verdict: Verdict) -> BillRefused:
    return BillRefused(
        verdict.outcome.value,
        verdict.text,
        verdict.remedy,
        clause=verdict.clause,
        faults=[
            {"code": f.code, "field": f.field, "line": f.line, "text": f.text._asdict(), "remedy": f.remedy._asdict()}
            for f in verdict.faults
        ],
    )  # fmt: skip
