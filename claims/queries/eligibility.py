"""Which stored facts tell whether a person may draw benefits on a day of service?

The common case - somebody is registered under the number and is covered - is one read by unique keys: number, due of the
year, cover, quotation, and what changed the state of the enrollment. Only a person without cover costs more: what is owed, what
is undecided, whether the year before was covered.
"""

import json
import uuid
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Protocol

from django.db import connection

from claims.rules.eligibility import Account, Facts, Given
from claims.rules.stay_cover import Stretch, YearOfCover, stretches
from enrollment.models import Coverage, Enrollment, FormerDocument, PaymentLine, Quotation
from enrollment.queries.dues import balances
from enrollment.queries.policies import policy_of
from enrollment.rules.answers import Missing, Step
from enrollment.rules.enrollment_states import EnrollmentState, StateReason
from enrollment.rules.interruptions import Interruption, Turn, interruptions
from enrollment.rules.windows import window_terms
from enrollment.rules.wording import window_step
from intake.bulk.arrays import array_text
from policy.book import default_book
from policy.periods import Span
from policy.terms import Decision, Text

COLUMNS = """
    p.id, p.document_hash, p.name, p.document_masked, p.division_code, p.born_on, p.died_on, p.merged_into_id, p.sex,
    d.id, d.area, d.division_code, c.due_id, c.cover_from, c.cover_until, c.waiting_from, c.waiting_until,
    coalesce(m.document_number, ''), q.id, q.decision, q.hold_claims_before, (
      SELECT jsonb_agg(jsonb_build_array(h.after, h.reason, h.from_on, h.document_number) ORDER BY h.id)::text
      FROM enrollment_enrollmentchange h WHERE h.enrollment_id = d.enrollment_id)"""
JOINS = """
    LEFT JOIN enrollment_due d ON d.person_id = p.id AND d.coverage_year = asked.year AND d.withdrawn_on IS NULL
    LEFT JOIN enrollment_coverage c
      ON c.person_id = d.person_id AND c.coverage_year = d.coverage_year AND c.due_id = d.id
    LEFT JOIN enrollment_quotation q ON q.id = CASE WHEN c.due_id IS NULL THEN d.quotation_id ELSE c.quotation_id END
    LEFT JOIN enrollment_duedecision m ON m.id = c.decision_id"""
BY_NUMBER = f"""
    SELECT {COLUMNS}, q.body FROM (SELECT %s::smallint AS year) asked
    JOIN enrollment_person p ON p.document_hash = %s {JOINS}"""
_BY_PERSON = f"""
    SELECT {COLUMNS} FROM unnest(%s::bigint[], %s::smallint[]) WITH ORDINALITY AS asked(person_id, year, place)
    JOIN enrollment_person p ON p.id = asked.person_id {JOINS} ORDER BY asked.place"""

CoverCase = tuple[date | str | int | None, ...]


@dataclass(slots=True)
class Standing:
    """One person and coverage year, as they are stored."""

    person_id: int
    document_hash: uuid.UUID
    name: str
    document_masked: str
    division_code: str
    born_on: date | None
    died_on: date | None
    merged_into_id: int | None
    sex: str
    due_id: int | None
    area: str | None
    enrolled_in: str | None
    covered_due_id: int | None
    cover_from: date | None
    cover_until: date | None
    waiting_from: date | None
    waiting_until: date | None
    decided_by_document: str
    quotation_id: int | None
    decision: str | None
    hold_claims_before: date | None
    turns: str | None  # the changes of the enrollment's state as JSON, None for most people
    body: dict[str, Any] | None = None
    account: Account | None = None
    was_covered_year_before: bool = False
    is_enrolled: bool = False  # asked of people without a due only

    def cover_case(self, on: date) -> CoverCase | None:
        """All that the answer depends on for a person whose due is settled, so that it may be found once for everybody alike."""
        if self.covered_due_id is None:
            return None
        return (
            on, self.died_on, self.cover_from, self.cover_until, self.waiting_from, self.waiting_until,
            self.hold_claims_before, self.decided_by_document, self.quotation_id, self.turns,
        )  # fmt: skip

    def facts(self, on: date) -> Facts:
        """What the rule decides from, for a day of the year that was asked."""
        given = None
        if self.covered_due_id is not None:
            given = Given(
                _span(self.cover_from, self.cover_until), _span(self.waiting_from, self.waiting_until),
                self.hold_claims_before, self.decided_by_document,
            )  # fmt: skip
        steps = tuple(map(_step, (self.body or {}).get("steps", ())))
        if not steps and given is None:
            steps = _window(self.area or self.division_code, on.year)
        return Facts(
            on, self.died_on, given, self.account, self.was_covered_year_before, steps, self.is_enrolled,
            _interruptions(self.turns),
        )  # fmt: skip


def standing_of_number(document_hash: uuid.UUID, *, year: int) -> Standing | None:
    """Who is known by this number, present or former, and how they stand in a year; a merged record leads to the kept one."""
    with connection.cursor() as cursor:
        cursor.execute(BY_NUMBER, [year, document_hash])
        row = cursor.fetchone()
    found = None
    if row is not None:
        found = Standing(*row[:-1])
        found.body = json.loads(row[-1]) if row[-1] else None
    if found is None or found.merged_into_id is not None:
        kept = _kept_person(found, document_hash)
        return None if kept is None else standings_of([(kept, year)])[0]
    if found.covered_due_id is None:
        _complete([(found, year)])
    return found


def standings_of(asked: Sequence[tuple[int, int]]) -> list[Standing]:
    """How people stand, each in a year, in the order asked; a few statements whatever their number."""
    with connection.cursor() as cursor:
        cursor.execute(
            _BY_PERSON, [array_text(person for person, _ in asked), array_text(year for _, year in asked)]
        )
        found = [Standing(*row) for row in cursor.fetchall()]
    wanted = {standing.quotation_id for standing in found if standing.quotation_id is not None}
    bodies = dict(Quotation.objects.filter(pk__in=wanted).values_list("pk", "body"))
    for standing in found:
        standing.body = bodies.get(standing.quotation_id or 0)
    _complete(
        [
            (standing, year)
            for standing, (_, year) in zip(found, asked, strict=True)
            if standing.covered_due_id is None
        ]
    )
    return found


class DaysOfCare(Protocol):
    """What a bill says of its days, stored or not."""

    @property
    def first_day(self) -> date: ...

    @property
    def discharged_on(self) -> date: ...

    @property
    def years(self) -> Sequence[int]: ...


def stretches_of(care: DaysOfCare, standings: Sequence[Standing]) -> tuple[Stretch, ...]:
    """The days of a bill as cover answers for them; `standings` are those of its person, in the order of its years."""
    years = {
        year: YearOfCover(standing.facts(date(year, 1, 1)), standing.area)
        for year, standing in zip(care.years, standings, strict=True)
    }
    return stretches(care.first_day, care.discharged_on, years)


def insuring(standings: Sequence[Standing]) -> Standing:
    """Of the years of a stay the last in which the person is enrolled: its area answers for the bill."""
    return next((one for one in reversed(standings) if one.area is not None), standings[-1])


def _kept_person(found: Standing | None, document_hash: uuid.UUID) -> int | None:
    """The record that counts: of a former number its person, of merged records the one they were merged into."""
    if found is not None:
        next_id = found.merged_into_id
    else:
        former = FormerDocument.objects.filter(document_hash=document_hash).values_list(
            "person_id", flat=True
        )
        next_id = former.first()
    with connection.cursor() as cursor:
        cursor.execute(
            """
            WITH RECURSIVE kept(id, merged_into_id) AS (
              SELECT id, merged_into_id FROM enrollment_person WHERE id = %s
              UNION SELECT p.id, p.merged_into_id FROM enrollment_person p JOIN kept ON p.id = kept.merged_into_id)
            SELECT id FROM kept WHERE merged_into_id IS NULL""",
            [next_id],
        )
        row = cursor.fetchone()
    return row[0] if row else None


def _complete(bare: Iterable[tuple[Standing, int]]) -> None:
    """Fill in what only a person without cover is asked for."""
    rows = list(bare)
    due_ids = [standing.due_id for standing, _ in rows if standing.due_id is not None]
    sums = balances(due_ids) if due_ids else {}
    no_rule: dict[int, dict[str, Any]] = {}
    if due_ids:
        held = PaymentLine.objects.filter(due_id__in=due_ids, held_fen__gt=0, outcome="no_rule", is_open=True)
        no_rule = {
            due_id: body for due_id, body in held.values_list("due_id", "quotation__body") if due_id and body
        }
    years = {(standing.person_id, year - 1) for standing, year in rows if standing.due_id is None}
    before: set[tuple[int, int]] = set()
    if years:
        covers = Coverage.objects.filter(
            person_id__in={person for person, _ in years}, coverage_year__in={year for _, year in years}
        ).exclude(cover_from=None)
        before = years & set(covers.values_list("person_id", "coverage_year"))
    without = [(standing.person_id, year) for standing, year in rows if standing.due_id is None]
    enrolled = _enrolled(without) if without else set()
    for standing, year in rows:
        if standing.due_id is None:
            standing.is_enrolled = (standing.person_id, year) in enrolled
            standing.was_covered_year_before = (standing.person_id, year - 1) in before
            continue
        charged, credited = sums.get(standing.due_id, (0, 0))
        body = no_rule.get(standing.due_id)
        decision = Decision.MANUAL if body else Decision(standing.decision or Decision.MANUAL)
        missing = tuple(map(_missing, (body or standing.body or {}).get("missing", ())))
        standing.account = Account(decision, charged, credited, missing)


def _enrolled(asked: Sequence[tuple[int, int]]) -> set[tuple[int, int]]:
    """Who of these is enrolled for the year although nothing was charged yet: the year is not open."""
    rows = Enrollment.objects.filter(
        person__in={person for person, _ in asked},
        coverage_year__in={year for _, year in asked},
        cancelled_on=None,
    )
    return set(asked) & set(rows.values_list("person_id", "coverage_year"))


def _window(division_code: str, year: int) -> tuple[Step, ...]:
    """When the year of somebody without a due is paid for, by the rules of the place."""
    book = default_book()
    area = book.pooling_area(division_code)
    terms = window_terms(policy_of(area, year), year) if area else None
    if terms is None:
        return ()
    closes = terms.closes
    return (window_step(terms.span(), terms.last_day, year, closes.clause, closes.readings),)


def _span(start: date | None, until: date | None) -> Span | None:
    return Span(start, until) if start is not None else None


def _interruptions(turns: str | None) -> tuple[Interruption, ...]:
    if turns is None:
        return ()
    return interruptions(
        Turn(EnrollmentState(after), StateReason(reason), date.fromisoformat(from_on), document)
        for after, reason, from_on, document in json.loads(turns)
    )


def _step(stored: dict[str, Any]) -> Step:
    text = Text(stored["zh"], stored["en"])
    return Step(stored["code"], text, stored["clause"], tuple(stored["readings"]), stored.get("fen"))


def _missing(stored: dict[str, Any]) -> Missing:
    return Missing(
        Text(stored["zh"], stored["en"]),
        Text(stored["decided_by_zh"], stored["decided_by_en"]),
        stored["clause"],
        tuple(stored["readings"]),
    )
