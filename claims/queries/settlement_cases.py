"""What do the rules of settlement need of many bills, read with a fixed number of statements?"""

from collections.abc import Sequence

from claims.models import Bill, BillReview, ReviewAnswer, ReviewState
from claims.queries.benefit_years import kept_records, turns_of
from claims.queries.bill_facts import bill_facts, patients_of
from claims.queries.figures import FiguresBook
from claims.queries.holds import holds_of
from claims.rules.facts import ByHand
from claims.rules.year_order import NOT_SETTLED_YET, Case
from policy.book import default_book
from policy.care import Tier


def cases_of(bills: Sequence[Bill]) -> list[Case]:
    """Bill, patient, policy, figures, and what holds it back, of each bill, in the order given."""
    kept = kept_records(bill.person_id for bill in bills)
    patients = patients_of(bills)
    figures = FiguresBook({bill.division_code[:6] for bill in bills})
    reviews = approved_reviews(bills)
    held = holds_of([bill for bill in bills if bill.pk not in reviews], kept)
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
