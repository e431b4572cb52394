"""What do the rules of settlement need of many bills, read with a fixed number of statements?"""

from collections import defaultdict
from collections.abc import Mapping, Sequence

from claims.models import Bill, BillReview, ReviewAnswer
from claims.queries.benefit_years import kept_records, turns_of
from claims.queries.bill_facts import patients_of
from claims.queries.care_registers import by_registers
from claims.queries.figures import FiguresBook
from claims.queries.holds import holds_of
from claims.queries.insured_years import insured_years
from claims.queries.patient_groups import groups_of
from claims.rules.benefit_terms import terms_on
from claims.rules.ceilings import asks_for_years
from claims.rules.facts import ByHand, Held
from claims.rules.insured_years import with_years
from claims.rules.review_states import ReviewState
from claims.rules.year_order import NOT_SETTLED_YET, Case
from enrollment.queries.policies import policies_of
from policy.book import Policy
from policy.care import Tier


def cases_of(bills: Sequence[Bill]) -> list[Case]:
    """Bill, patient, policy, figures, and what holds it back, of each bill, in the order given."""
    kept = kept_records(bill.person_id for bill in bills)
    policies = policies_of(bill.division_code for bill in bills)
    patients = patients_of(bills, policies)
    figures = FiguresBook({bill.division_code[:6] for bill in bills})
    reviews = approved_reviews(bills)
    held = holds_of(bills, kept)
    registers = by_registers(bills, kept, policies, figures)
    turns = turns_of([bill.pk for bill in bills])
    cases = [
        Case(
            bill_id=bill.pk,
            person_id=kept[bill.person_id],
            bill=registers[bill.pk].bill,
            patient=patients[bill.pk],
            policy=policies[bill.division_code],
            figures=figures.on(bill.division_code, bill.discharged_on),
            by_hand=_by_hand(reviews[bill.pk]),
            held=_not_released((*held.get(bill.pk, ()), *registers[bill.pk].held), reviews[bill.pk]),
            review_id=reviews[bill.pk][-1].pk if reviews[bill.pk] else None,
            turn=turns.get(bill.pk, NOT_SETTLED_YET),
            rests_on=registers[bill.pk].rests_on,
        )
        for bill in bills
    ]
    return _with_years(cases)


def new_cases_of(bills: Sequence[Bill]) -> list[Case]:
    """The same of bills that are not stored yet, of plainly covered persons under the record that counts.

    Nobody can have reviewed such a bill, it never had a statement, and only the registers can hold it back.
    """
    policies = policies_of(bill.division_code for bill in bills)
    patients = patients_of(bills, policies)
    figures = FiguresBook({bill.division_code[:6] for bill in bills})
    registers = by_registers(bills, {bill.person_id: bill.person_id for bill in bills}, policies, figures)
    cases = [
        Case(
            bill.pk, bill.person_id, registers[bill.pk].bill, patients[bill.pk], policies[bill.division_code],
            figures.on(bill.division_code, bill.discharged_on), held=registers[bill.pk].held,
            rests_on=registers[bill.pk].rests_on,
        )
        for bill in bills
    ]  # fmt: skip
    return _with_years(cases)


def under(cases: Sequence[Case], bills: Sequence[Bill], policies: Mapping[str, Policy]) -> list[Case]:
    """The same cases under other rules of each division: their groups and years are read again where those ask for them."""
    kept = {bill.person_id: case.person_id for bill, case in zip(bills, cases, strict=True)}
    groups = groups_of(bills, policies, kept)
    other = [
        case._replace(
            policy=policies[bill.division_code],
            patient=case.patient._replace(
                group=groups.get((case.person_id, bill.discharged_on.year), case.patient.group)
            ),
        )
        for bill, case in zip(bills, cases, strict=True)
    ]
    return _with_years(other)


def _with_years(cases: list[Case]) -> list[Case]:
    """The cases with the years that raise a ceiling; asked only for whom a raise may matter."""
    asking = [asks_for_years(terms_on(one.policy, one.bill.service_on), one.figures) for one in cases]
    if not any(asking):
        return cases
    asked = zip(cases, asking, strict=True)
    records = insured_years({one.person_id for one, is_asked in asked if is_asked})
    return [
        case._replace(
            patient=with_years(
                terms_on(case.policy, case.bill.service_on), case.patient, case.figures, records[case.person_id],
                case.bill.year,
            )
        )
        if is_asked
        else case
        for case, is_asked in zip(cases, asking, strict=True)
    ]  # fmt: skip


def approved_reviews(bills: Sequence[Bill]) -> dict[int, list[BillReview]]:
    """Bill id -> the reviews that let it through, the last one last."""
    rows = BillReview.objects.filter(
        bill_id__in=[bill.pk for bill in bills],
        state=ReviewState.APPROVED,
        answer__in=[ReviewAnswer.RELEASE, ReviewAnswer.DECIDE],
    ).order_by("pk")
    found: dict[int, list[BillReview]] = defaultdict(list)
    for row in rows:
        found[row.bill_id].append(row)
    return found


def _by_hand(reviews: Sequence[BillReview]) -> dict[Tier, ByHand]:
    """What was decided for each tier; a later review replaces an earlier one."""
    return {
        Tier(tier): ByHand(fen, one.document_number) for one in reviews for tier, fen in one.amounts.items()
    }


def _not_released(held: tuple[Held, ...], reviews: Sequence[BillReview]) -> tuple[Held, ...]:
    """What holds the bill back beside what was let through; a review from before its reasons were kept let all through."""
    if not held or any(one.holds is None for one in reviews):
        return () if reviews else held
    released = {hold["code"] for one in reviews for hold in one.holds or ()}
    return tuple(one for one in held if one.code not in released)
