"""What do the rules of settlement need of many bills, read with a fixed number of statements?"""

from collections.abc import Sequence

from django.db import connection

from claims.models import Bill, BillReview, ReviewAnswer, ReviewState
from claims.queries.benefit_years import kept_records, turns_of
from claims.queries.bill_facts import bill_facts, patients_of
from claims.queries.eligibility import standings_of
from claims.queries.figures import FiguresBook
from claims.rules.eligibility import Facts, State, decide
from claims.rules.facts import ByHand, Held
from claims.rules.year_order import NOT_SETTLED_YET, Case
from enrollment.bulk.arrays import as_array
from policy.book import default_book
from policy.care import Tier

# Whoever is plainly covered on the day, with nothing to release; of the others each is asked one by one.
_PLAINLY_COVERED = """
    SELECT asked.bill_id FROM unnest(%s::bigint[], %s::bigint[], %s::date[]) AS asked(bill_id, person_id, service_on)
    JOIN enrollment_coverage c ON c.person_id = asked.person_id
      AND c.coverage_year = extract(year FROM asked.service_on)::smallint
      AND c.cover_from <= asked.service_on AND asked.service_on < c.cover_until
    JOIN enrollment_person p ON p.id = asked.person_id AND (p.died_on IS NULL OR p.died_on >= asked.service_on)
    LEFT JOIN enrollment_quotation q ON q.id = c.quotation_id
    WHERE q.hold_claims_before IS NULL OR q.hold_claims_before <= asked.service_on"""


def cases_of(bills: Sequence[Bill]) -> list[Case]:
    """Bill, patient, policy, figures, and what holds it back, of each bill, in the order given."""
    kept = kept_records(bill.person_id for bill in bills)
    patients = patients_of(bills)
    figures = FiguresBook({bill.division_code[:6] for bill in bills})
    reviews = approved_reviews(bills)
    held = _held(bills, kept, set(reviews))
    turns = turns_of([bill.pk for bill in bills])
    book = default_book()
    return [
        Case(
            bill_id=bill.pk,
            person_id=kept[bill.person_id],
            bill=bill_facts(bill),
            patient=patients[bill.pk],
            policy=book.policy(bill.division_code),
            figures=figures.on(bill.division_code, bill.discharged_on),
            by_hand=_by_hand(reviews.get(bill.pk)),
            held=held.get(bill.pk, ()),
            review_id=reviews[bill.pk].pk if bill.pk in reviews else None,
            turn=turns.get(bill.pk, NOT_SETTLED_YET),
        )
        for bill in bills
    ]


def new_cases_of(bills: Sequence[Bill]) -> list[Case]:
    """The same of bills that are not stored yet, of plainly covered persons under the record that counts.

    Nobody can have reviewed such a bill, it never had a statement, and nothing holds it back.
    """
    patients = patients_of(bills)
    figures = FiguresBook({bill.division_code[:6] for bill in bills})
    policies = {code: default_book().policy(code) for code in {bill.division_code for bill in bills}}
    return [
        Case(
            bill.pk, bill.person_id, bill_facts(bill), patients[bill.pk], policies[bill.division_code],
            figures.on(bill.division_code, bill.discharged_on),
        )
        for bill in bills
    ]  # fmt: skip


def approved_reviews(bills: Sequence[Bill]) -> dict[int, BillReview]:
    """Bill id -> the last review that let it through."""
    rows = BillReview.objects.filter(
        bill_id__in=[bill.pk for bill in bills],
        state=ReviewState.APPROVED,
        answer__in=[ReviewAnswer.RELEASE, ReviewAnswer.DECIDE],
    ).order_by("pk")
    return {row.bill_id: row for row in rows}


def _by_hand(review: BillReview | None) -> dict[Tier, ByHand]:
    if review is None:
        return {}
    return {Tier(tier): ByHand(fen, review.document_number) for tier, fen in review.amounts.items()}


def _held(bills: Sequence[Bill], kept: dict[int, int], released: set[int]) -> dict[int, tuple[Held, ...]]:
    asked = [bill for bill in bills if bill.pk not in released]
    if not asked:
        return {}
    with connection.cursor() as cursor:
        cursor.execute(
            _PLAINLY_COVERED,
            [
                as_array(bill.pk for bill in asked),
                as_array(kept[bill.person_id] for bill in asked),
                as_array(bill.discharged_on for bill in asked),
            ],
        )
        plain = {row[0] for row in cursor.fetchall()}
    doubtful = [bill for bill in asked if bill.pk not in plain]
    standings = standings_of([(kept[bill.person_id], bill.discharged_on.year) for bill in doubtful])
    return {
        bill.pk: held
        for bill, standing in zip(doubtful, standings, strict=True)
        if (held := _why_held(standing.facts(bill.discharged_on)))
    }


def _why_held(facts: Facts) -> tuple[Held, ...]:
    answer = decide(facts)
    if answer.state is State.COVERED:
        return ()
    return (Held(f"eligibility_{answer.state.value}", answer.reason, answer.clause, answer.readings),)
