"""What holds bills back, as registry and cover stand now, whatever was known when they came in?

Most bills are of people plainly covered on every day of service; one statement finds those, and only the others are asked one
by one, with a fixed number of statements.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence

from django.db import connection

from claims.models import Bill
from claims.models.bills import IN_PLACE, STAYS
from claims.queries.benefit_years import absorbed_records
from claims.queries.eligibility import Standing, insuring, standings_of, stretches_of
from claims.rules.bill_checks import overlapping_stay, share_a_night
from claims.rules.facts import Held
from claims.rules.stay_cover import decide_cover, insured_elsewhere

# Covered on every day from the first to the last inside one year, with nothing to release, still insured in the bill's area, by a
# relation that never was interrupted.
_PLAINLY_COVERED = """
    SELECT asked.bill_id
    FROM unnest(%s::bigint[], %s::bigint[], %s::text[], %s::date[], %s::date[])
      AS asked(bill_id, person_id, area, first_on, last_on)
    JOIN enrollment_coverage c ON c.person_id = asked.person_id
      AND c.coverage_year = extract(year FROM asked.last_on)::smallint
      AND c.cover_from <= asked.first_on AND asked.last_on < c.cover_until
    JOIN enrollment_due d ON d.id = c.due_id AND d.area = asked.area
    JOIN enrollment_person p ON p.id = asked.person_id AND (p.died_on IS NULL OR p.died_on >= asked.last_on)
    LEFT JOIN enrollment_quotation q ON q.id = c.quotation_id
    WHERE (q.hold_claims_before IS NULL OR q.hold_claims_before <= asked.first_on)
      AND NOT EXISTS (SELECT FROM enrollment_enrollmentchange h WHERE h.enrollment_id = d.enrollment_id)"""


def holds_of(bills: Sequence[Bill], kept: Mapping[int, int]) -> dict[int, tuple[Held, ...]]:
    """Bill id -> why it waits, for those that do; `kept`: record -> the record that counts."""
    if not bills:
        return {}
    with connection.cursor() as cursor:
        cursor.execute(
            _PLAINLY_COVERED,
            [
                [bill.pk for bill in bills],
                [kept[bill.person_id] for bill in bills],
                [bill.area for bill in bills],
                [bill.first_day for bill in bills],
                [bill.discharged_on for bill in bills],
            ],
        )
        plain = {row[0] for row in cursor.fetchall()}
    doubtful = [bill for bill in bills if bill.pk not in plain]
    wanted = sorted({(kept[bill.person_id], year) for bill in doubtful for year in bill.years})
    known = dict(zip(wanted, standings_of(wanted), strict=True)) if wanted else {}
    found = {bill.pk: held for bill in doubtful if (held := _why(bill, kept[bill.person_id], known))}
    for bill_id, overlap in _overlaps([bill for bill in bills if bill.is_stay], kept).items():
        found[bill_id] = (*found.get(bill_id, ()), overlap)
    return found


def _why(bill: Bill, person_id: int, known: Mapping[tuple[int, int], Standing]) -> tuple[Held, ...]:
    standings = [known[person_id, year] for year in bill.years]
    verdict = decide_cover(stretches_of(bill, standings))
    found = [verdict.why] if verdict.why is not None else []
    now = insuring(standings).area
    if now is not None and now != bill.area:
        found.append(insured_elsewhere(bill.area, now))
    return tuple(found)


def _overlaps(stays: Sequence[Bill], kept: Mapping[int, int]) -> dict[int, Held]:
    """Stays that overlap another one of the same human being, known only since two records became one."""
    absorbed = absorbed_records(kept[bill.person_id] for bill in stays)
    if not absorbed:
        return {}
    in_place = Bill.objects.filter(IN_PLACE, setting__in=STAYS)
    others: dict[int, list[Bill]] = defaultdict(list)
    for other in in_place.filter(person_id__in={*absorbed, *absorbed.values()}).order_by("pk"):
        others[absorbed.get(other.person_id, other.person_id)].append(other)
    return {
        bill.pk: overlapping_stay(other.number)
        for bill in stays
        for other in others[kept[bill.person_id]]
        if other.person_id != bill.person_id
        and share_a_night((other.first_day, other.discharged_on), (bill.first_day, bill.discharged_on))
    }
