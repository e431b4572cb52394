"""How is a bill taken in at a desk or from a program, and taken back when it was entered by mistake?"""

from collections.abc import Sequence
from datetime import date, datetime

from django.db import IntegrityError, connection, transaction

from assistance.cases.operations.aid import lock_invoice
from assistance.cases.queries.aid import counted_by
from claims.bulk.bill_making import bill_row, line_rows
from claims.models import Bill, BillLine
from claims.models.bills import IN_PLACE, STAYS
from claims.queries.eligibility import Standing, insuring, standings_of, stretches_of
from claims.queries.fact_words import facts_of
from claims.queries.providers import KnownProvider, providers_by_code
from claims.rules import bill_checks
from claims.rules.bill_checks import BillOutcome, Verdict
from claims.rules.bill_entry import BillEntry, faults
from claims.rules.bill_states import BILL, BillState, Move
from claims.rules.eligibility import decide
from claims.rules.named_facts import fact_faults
from claims.rules.stay_cover import decide_cover
from enrollment.bulk.slots import lock_people
from enrollment.models import Person
from enrollment.operations.people import find_by_number, require_reason
from intake.rules.identifiers import same_number
from policy.terms import Text
from staff import access, audit
from staff.access import Permission
from staff.models import Officer
from staff.refusals import Refusal

ENTER = Permission.CLAIMS_ENTER


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
    entry = entry._replace(
        number=same_number(entry.number), invoice_number=same_number(entry.invoice_number)
    )  # as in files: numbers are the same whatever their case and width
    found = faults(entry, today=on)
    if found:
        raise _refused(bill_checks.of_faults(found))
    provider, tier = _designated(entry)
    person = find_by_number(document_number)
    if person is None:
        raise _refused(bill_checks.unknown_person())
    lock_people([person.document_hash])
    standings = standings_of([(person.pk, year) for year in entry.years])
    area, division_code = _insured_in(entry, standings)
    access.require(by, ENTER, division_code, on=on)
    misnamed = tuple(fact_faults(entry, facts_of([area])))
    if misnamed:
        raise _refused(bill_checks.of_faults(misnamed))
    verdict = bill_checks.of_cover(decide_cover(stretches_of(entry, standings)))
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
            "source": source, "medical_risk": bill.medical_risk, "medical_risk_document": bill.medical_risk_document,
            **({"facts": bill.facts, "facts_ruled_out": bill.facts_ruled_out, "facts_document": bill.facts_document}
               if bill.facts or bill.facts_ruled_out else {}),
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
    if not BILL.allows(locked.state, by_move):
        label = BillState(locked.state).label
        raise BillRefused(
            "bill_not_in_state",
            Text(f"账单 {locked.number} 当前为“{label.zh}”，不能办理此操作。",
                 f"Bill {locked.number} is “{label.en}”, so this cannot be done."),
            Text("请刷新页面查看最新状态；已结算的账单须先冲正。", "Reload the page; a settled bill must be reversed first."),
            bill_id=locked.pk,
        )  # fmt: skip
    locked.state = BILL.next(locked.state, by_move)
    locked.save(update_fields=["state"])
    return locked


# -- the desk ------------------------------------------------------------------------------------------------


def _designated(entry: BillEntry) -> tuple[KnownProvider, str]:
    provider = providers_by_code([entry.provider_code]).get(entry.provider_code)
    tier = provider.tier_on(entry.discharged_on) if provider else None
    unfit = bill_checks.of_provider(entry, provider.name if provider else None, tier)
    if unfit is not None:
        raise _refused(unfit)
    assert provider is not None and tier is not None
    return provider, tier


def _insured_in(entry: BillEntry, standings: Sequence[Standing]) -> tuple[str, str]:
    """The pooling area of the last year of the stay with an enrollment, and where the person is enrolled in it."""
    last = insuring(standings)
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
    in_place = Bill.objects.filter(IN_PLACE)
    same = in_place.filter(provider_id=provider.id, number=entry.number).first()
    if same is not None:
        raise _taken(
            BillOutcome.ALREADY_ENTERED if same.content_digest == digest else BillOutcome.NUMBER_TAKEN, same
        )
    if entry.invoice_number:
        other = in_place.filter(invoice_number=entry.invoice_number).first()
        if other is not None:
            raise _taken(BillOutcome.INVOICE_TAKEN, other)
        lock_invoice(entry.invoice_number)
        if (case := counted_by(entry.invoice_number)) is not None:
            text, remedy = bill_checks.TAKEN[BillOutcome.INVOICE_TAKEN]
            raise BillTaken(BillOutcome.INVOICE_TAKEN.value, text, remedy, case_id=case)
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


def _taken(outcome: BillOutcome, other: Bill) -> BillTaken:
    text, remedy = bill_checks.TAKEN[outcome]
    return BillTaken(outcome.value, text, remedy, bill_id=other.pk)


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
