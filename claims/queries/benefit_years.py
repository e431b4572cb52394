"""What has a person's benefit year seen, under all records of the person, and up to which bill?"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence

from django.db import connection

from claims.models import Bill, Statement
from claims.rules.facts import YearSoFar
from claims.rules.year_order import Place
from intake.bulk.arrays import array_text
from policy.care import Counter

BenefitYearKey = tuple[int, int]  # record that counts, year
_SO_FAR = """
    SELECT coalesce(p.merged_into_id, p.id), e.year, e.counter, e.key, sum(e.fen)::bigint
    FROM unnest(%s::bigint[], %s::smallint[]) AS asked(person_id, year)
    JOIN claims_yearentry e ON e.person_id = asked.person_id AND e.year = asked.year
    JOIN enrollment_person p ON p.id = e.person_id GROUP BY 1, 2, 3, 4"""
_LAST = """
    SELECT DISTINCT ON (1, 2) coalesce(p.merged_into_id, p.id), s.year, s.service_on, f.turn, s.bill_id
    FROM unnest(%s::bigint[], %s::smallint[]) AS asked(person_id, year)
    JOIN claims_statement s ON s.person_id = asked.person_id AND s.year = asked.year AND s.state = 'posted'
    CROSS JOIN LATERAL (SELECT min(id) AS turn FROM claims_statement WHERE bill_id = s.bill_id) f
    JOIN enrollment_person p ON p.id = s.person_id ORDER BY 1, 2, s.service_on DESC, f.turn DESC"""
_LATER = """
    SELECT DISTINCT coalesce(p.merged_into_id, p.id), s.year
    FROM unnest(%s::bigint[], %s::smallint[]) AS asked(person_id, year)
    JOIN claims_statement s ON s.person_id = asked.person_id AND s.year > asked.year AND s.state = 'posted'
    JOIN enrollment_person p ON p.id = s.person_id ORDER BY 1, 2"""
_KEPT = "SELECT id, coalesce(merged_into_id, id) FROM enrollment_person WHERE id = ANY(%s::bigint[])"
_ABSORBED = "SELECT id, merged_into_id FROM enrollment_person WHERE merged_into_id = ANY(%s::bigint[])"
_TURNS = "SELECT bill_id, min(id) FROM claims_statement WHERE bill_id = ANY(%s::bigint[]) GROUP BY 1"


def kept_records(person_ids: Iterable[int]) -> dict[int, int]:
    """Record -> the record that counts: itself, or the one it was merged into."""
    with connection.cursor() as cursor:
        cursor.execute(_KEPT, [array_text(set(person_ids))])
        return dict(cursor.fetchall())


def absorbed_records(person_ids: Iterable[int]) -> dict[int, int]:
    """Record that was merged into one of these -> that one."""
    if not (wanted := set(person_ids)):
        return {}
    with connection.cursor() as cursor:
        cursor.execute(_ABSORBED, [array_text(wanted)])
        return dict(cursor.fetchall())


def years_so_far(keys: Collection[BenefitYearKey]) -> dict[BenefitYearKey, YearSoFar]:
    """The sums of all entries of each year, by counter and disease."""
    counted: dict[BenefitYearKey, dict[tuple[Counter, str], int]] = defaultdict(dict)
    with connection.cursor() as cursor:
        cursor.execute(_SO_FAR, [array_text(column) for column in _all_records(keys)])
        for person, year, counter, key, fen in cursor.fetchall():
            if fen:
                counted[(person, year)][(Counter(counter), key)] = fen
    return {key: YearSoFar(counted[key]) for key in keys}


def last_posted(keys: Collection[BenefitYearKey]) -> dict[BenefitYearKey, Place]:
    """The place in the order of service of the last posted bill of each year."""
    with connection.cursor() as cursor:
        cursor.execute(_LAST, [array_text(column) for column in _all_records(keys)])
        return {(person, year): (day, turn, bill) for person, year, day, turn, bill in cursor.fetchall()}


def later_settled(keys: Collection[BenefitYearKey]) -> list[BenefitYearKey]:
    """Later years of the same people in which a bill is settled."""
    with connection.cursor() as cursor:
        cursor.execute(_LATER, [array_text(column) for column in _all_records(keys)])
        return [(person, year) for person, year in cursor.fetchall()]


def turns_of(bill_ids: Sequence[int]) -> dict[int, int]:
    """Bill id -> the first statement it ever had; a bill that never had one is left out."""
    with connection.cursor() as cursor:
        cursor.execute(_TURNS, [array_text(bill_ids)])
        return dict(cursor.fetchall())


def posted_statements(keys: Collection[BenefitYearKey]) -> list[Statement]:
    """The posted statements of some years with their bills, in the order of service."""
    people, years = _all_records(keys)
    wanted = set(zip(people, years, strict=True))
    rows = (
        Statement.objects.filter(state="posted", person_id__in=set(people), year__in=set(years))
        .select_related("bill", "person")
        .order_by("service_on", "bill_id")
    )
    return [row for row in rows if (row.person_id, row.year) in wanted]


def statement_key(statement: Statement) -> BenefitYearKey:
    """Whose year a statement counts in, after merges."""
    return (statement.person.merged_into_id or statement.person_id, statement.year)


def bill_key(bill: Bill, kept: dict[int, int]) -> BenefitYearKey:
    """Whose year a bill counts in."""
    return (kept[bill.person_id], bill.discharged_on.year)


def _all_records(keys: Collection[BenefitYearKey]) -> tuple[list[int], list[int]]:
    absorbed: dict[int, list[int]] = defaultdict(list)
    for record, kept in absorbed_records(person for person, _ in keys).items():
        absorbed[kept].append(record)
    pairs = [(record, year) for person, year in keys for record in (person, *absorbed.get(person, ()))]
    return [record for record, _ in pairs], [year for _, year in pairs]
