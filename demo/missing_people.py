"""How is the product shown for a village in which not everybody is insured: some of every class?"""

import io
from collections.abc import Iterator
from datetime import UTC, date, datetime

from demo.people import HEZE
from enrollment.models import BaseAnswer, CoverEvidence, Enrollment, PaymentLine, Person
from enrollment.operations import (
    base_answers,
    deaths,
    enrollment_states,
    enrollments,
    evidence,
    lines,
    payments,
)
from enrollment.operations.people import document_number
from enrollment.payment_layout import HEADINGS
from enrollment.queries.lost_cover import lost_cover
from enrollment.queries.village_ledgers import LedgerPerson, ledger, place_on
from enrollment.rules.base_answers import Answer, Heard
from enrollment.rules.base_classes import BaseClass
from enrollment.rules.enrollment_states import EnrollmentMove, StateReason
from enrollment.rules.evidence import EvidenceMove, Scheme
from intake.operations import following
from policy.terms import Basis
from staff.models import Officer

VILLAGE = "371702001001"  # of demo-village
ON = date(2022, 3, 1)
AT = datetime(2022, 3, 1, 2, 0, tzinfo=UTC)
DOCUMENT = "牡丹村台〔2022〕1号"


def work_ledger() -> Iterator[str]:
    """A village clerk asks, a county bureau records what offices state; a sentence on what came of it."""
    place = place_on(VILLAGE, HEZE.coverage_year, ON)
    if place is None or BaseAnswer.objects.exists():
        return
    left = [one for one in ledger(place) if not one.by_fact]
    clerk, county, township = (
        Officer.objects.get(login=f"demo-{role}") for role in ("village", "county", "township")
    )
    # What offices state is of adults; what the clerk hears may be of anybody who is left.
    adults = iter([one for one in left if one.age is not None and one.age >= 18][:4])
    _change(next(adults, None), EnrollmentMove.SUSPEND, StateReason.EMPLOYED, county)
    _change(next(adults, None), EnrollmentMove.END, StateReason.MOVED_ABROAD, county)
    _insured_elsewhere(next(adults, None), township, county)
    _died(next(adults, None), county)
    others = iter([one for one in ledger(place) if not one.by_fact])
    for heard in Heard:
        _ask(next(others, None), heard, clerk)
    classes = {one.base_class for one in ledger(place)}
    yield f"Heze: the ledger of village {VILLAGE} is worked: people in {len(classes)} classes"


def _ask(one: LedgerPerson | None, heard: Heard, by: Officer) -> None:
    if one is None:
        return
    promise = date(2022, 3, 20) if heard is Heard.PROMISED else None
    answer = Answer(heard, ON, promise_on=promise, next_visit_on=date(2022, 3, 25))
    base_answers.answer(
        person=_person(one),
        coverage_year=HEZE.coverage_year,
        answer=answer,
        seen_version=one.version,
        by=by,
        at=AT,
    )


def lose_cover() -> Iterator[str]:
    """Somebody paid for the year before, of which no notice states the amount, so an officer decided; this year nothing came."""
    year, place = (
        HEZE.coverage_year - 1,
        place_on(VILLAGE, HEZE.coverage_year, date(HEZE.coverage_year, 12, 31)),
    )
    if place is None or PaymentLine.objects.filter(ticket="LC20201105001").exists():
        return
    left = [one for one in ledger(place) if not one.by_fact and one.base_class is not BaseClass.DIED]
    if not left:
        return
    person, by = _person(left[0]), Officer.objects.get(login="demo-county")
    enrollments.enroll(
        person=person,
        division_code=VILLAGE,
        coverage_year=year,
        basis=Basis.HUKOU,
        on=date(year - 1, 11, 1),
        by=by,
    )
    cells = [
        "LC20201105001",
        document_number(person),
        person.name,
        VILLAGE[:6],
        str(year),
        "280.00",
        f"{year - 1}-11-05 10:00:00",
    ]
    header = [
        HEADINGS[key] for key in ("ticket", "document", "name", "division", "year", "amount", "paid_at")
    ]
    file = payments.receive_file(
        content=io.BytesIO("\n".join(",".join(row) for row in (header, cells)).encode()), name="heze-2021.csv",
        area=HEZE.code, by=Officer.objects.get(login="demo-tax"), at=AT,
    )  # fmt: skip
    following.follow(file, seconds=60, at_once=True)
    lines.decide(
        line=PaymentLine.objects.get(ticket="LC20201105001", owns_ticket=True), amount_fen=280_00, cover_from=date(year, 1, 1),
        cover_until=date(year + 1, 1, 1), document_number=DOCUMENT, reason="文件未定标准", by=by, at=AT,
    )  # fmt: skip
    yield f"Heze: {len(lost_cover(place))} of village {VILLAGE} was covered the year before and is not now"


def _change(one: LedgerPerson | None, made: EnrollmentMove, reason: StateReason, by: Officer) -> None:
    enrolled = (
        one
        and Enrollment.objects.filter(
            person=one.person_id, coverage_year=HEZE.coverage_year, cancelled_on=None
        ).first()
    )
    if enrolled:
        enrollment_states.move(
            enrollment=enrolled,
            made=made,
            reason=reason,
            from_on=date(2022, 2, 1),
            document_number=DOCUMENT,
            by=by,
            at=AT,
        )


def _insured_elsewhere(one: LedgerPerson | None, maker: Officer, checker: Officer) -> None:
    if one is None:
        return
    document: CoverEvidence = evidence.enter(
        person=_person(one),
        scheme=Scheme.RESIDENT,
        from_on=date(2022, 1, 1),
        last_day=None,
        document_number=DOCUMENT,
        by=maker,
        at=AT,
    )
    evidence.move(evidence=document, move=EvidenceMove.CONFIRM, by=checker, at=AT)


def _died(one: LedgerPerson | None, by: Officer) -> None:
    if one is None:
        return
    person = _person(one)
    membership = person.memberships.filter(left_on=None).select_related("household").first()
    others = (
        membership.household.memberships.filter(left_on=None).exclude(person=person).order_by("pk")
        if membership is not None and membership.household.head_id == person.pk
        else None
    )
    heir = others.first() if others is not None else None
    deaths.record_death(
        person=person,
        died_on=date(2022, 2, 11),
        document=DOCUMENT,
        new_head=heir.person if heir else None,
        on=ON,
        by=by,
    )


def _person(one: LedgerPerson) -> Person:
    return Person.objects.get(pk=one.person_id)
