"""What do the rules answer for each distinct case, and where is that answer kept?

A million lines hold a few hundred cases (area, year, standing, pay day). Each case is decided once by the pure rule and
stored with its steps; lines, dues and covers point to it.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from django.db import connection
from django.utils import timezone
from psycopg.types.json import Jsonb

from enrollment.models import WindowExtension
from enrollment.queries.policies import Editions, editions_of
from enrollment.rules.answers import Quote
from enrollment.rules.answers import WindowExtension as ExtensionTerms
from enrollment.rules.breaks import RepairRefused
from enrollment.rules.quotes import due_at_issue, quote
from enrollment.rules.standing import Standing
from policy.book import Policy
from policy.periods import CoverageYear, Span
from policy.terms import Decision

_PLACE = re.compile(r"\+place:([0-9]{6})")
Case = tuple[str, int, str, date | None]  # area, coverage year, standing key, pay day (None: price at issue)


@dataclass(frozen=True, slots=True)
class Answer:
    """A stored quotation, as far as postings need it. `due_fen` is None when the rules are silent."""

    id: int
    due_fen: int | None
    cover_from: date | None
    cover_until: date | None
    waiting_from: date | None
    waiting_until: date | None

    @property
    def is_decided(self) -> bool:
        return self.due_fen is not None


class Quotations:
    """The answers needed in one piece of work; each case is asked and stored once."""

    def __init__(self, issued_on: date | None = None) -> None:
        self._answers: dict[Case, Answer] = {}
        self._terms: dict[tuple[str, int, str], tuple[Editions, WindowExtension | None]] = {}
        self._issued_on = issued_on or timezone.localdate()  # the day of a price without a pay day

    def __getitem__(self, case: Case) -> Answer:
        if case not in self._answers:
            self.ensure([case])
        return self._answers[case]

    def ensure(self, cases: Iterable[Case]) -> None:
        """Make sure that each case has a stored answer."""
        wanted = {case for case in cases if case not in self._answers}
        for area, year, place in sorted({_place_of(case) for case in wanted}):
            group = sorted(
                (case for case in wanted if _place_of(case) == (area, year, place)),
                key=lambda c: (c[2], c[3] or date.min),
            )
            self._load(area, year, place, group)
            missing = [case for case in group if case not in self._answers]
            if missing:
                self._store(area, year, place, missing)
                self._load(area, year, place, missing)

    def forget(self) -> None:
        """Answers that were stored in a transaction that was undone are no answers."""
        self._answers.clear()

    def ids(self) -> list[int]:
        """The answers known so far that are for a pay day."""
        return [answer.id for case, answer in self._answers.items() if case[3] is not None]

    def ask(self, case: Case) -> Quote:
        """What the rules say of a case, asked anew and not stored; raises `RepairRefused` as they do."""
        area, year, place = _place_of(case)
        editions, extension = self._in_force(area, year, place)
        return _ask(editions.on(case[3] or self._issued_on), year, case[2], case[3], _terms_of(extension))

    def _in_force(self, area: str, year: int, place: str) -> tuple[Editions, WindowExtension | None]:
        if (area, year, place) not in self._terms:
            extension = (
                WindowExtension.objects.filter(area=area, coverage_year=year, approved_by__isnull=False)
                .order_by("-approved_at", "-id")
                .first()
            )
            self._terms[area, year, place] = editions_of(place or area, year), extension
        return self._terms[area, year, place]

    def _load(self, area: str, year: int, place: str, cases: list[Case]) -> None:
        editions, extension = self._in_force(area, year, place)
        with connection.cursor() as cursor:
            cursor.execute(
                """
                SELECT q.standing, q.paid_on, q.id, q.due_fen, q.cover_from, q.cover_until, q.waiting_from, q.waiting_until
                FROM enrollment_quotation q
                JOIN unnest(%s::text[], %s::date[], %s::text[]) AS wanted(standing, paid_on, digest)
                  ON q.standing = wanted.standing AND q.paid_on IS NOT DISTINCT FROM wanted.paid_on
                  AND q.policy_digest = wanted.digest
                WHERE q.area = %s AND q.coverage_year = %s AND q.extension_id IS NOT DISTINCT FROM %s
                """,
                [
                    [case[2] for case in cases],
                    [case[3] for case in cases],
                    [editions.on(case[3] or self._issued_on).digest for case in cases],
                    area,
                    year,
                    extension.pk if extension else None,
                ],
            )
            for standing, paid_on, *values in cursor.fetchall():
                self._answers[area, year, standing, paid_on] = Answer(*values)

    def _store(self, area: str, year: int, place: str, cases: list[Case]) -> None:
        editions, extension = self._in_force(area, year, place)
        terms = _terms_of(extension)
        rows = []
        for _, _, standing, paid_on in cases:
            policy = editions.on(paid_on or self._issued_on)
            answer = answered(policy, year, standing, paid_on, terms)
            rows.append(_row(area, year, standing, paid_on, policy, extension, answer))
        with connection.cursor() as cursor:
            cursor.executemany(
                """
                INSERT INTO enrollment_quotation
                  (area, coverage_year, standing, paid_on, extension_id, policy_digest, decision, "window", due_fen, cover_from,
                   cover_until, waiting_from, waiting_until, counts_for_fiscal_subsidy, hold_claims_before, body)
                VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s)
                ON CONFLICT DO NOTHING
                """,
                rows,
            )


def _place_of(case: Case) -> tuple[str, int, str]:
    """Area, year, and the county whose own figures price the case, if any."""
    found = _PLACE.search(case[2])
    return case[0], case[1], found[1] if found else ""


def _terms_of(extension: WindowExtension | None) -> ExtensionTerms | None:
    return ExtensionTerms(extension.last_day, extension.document_number) if extension else None


def answered(
    policy: Policy, year: int, standing: str, paid_on: date | None, extension: ExtensionTerms | None
) -> Quote:
    """The answer to keep; a repair that makes no difference on this day (the person does not wait) changes nothing."""
    try:
        return _ask(policy, year, standing, paid_on, extension)
    except RepairRefused:
        plain = replace(Standing.parse(standing), repaired_years=()).key()
        return _ask(policy, year, plain, paid_on, extension)


def _ask(
    policy: Policy, year: int, standing: str, paid_on: date | None, extension: ExtensionTerms | None
) -> Quote:
    person = Standing.parse(standing)
    if paid_on is None:
        return due_at_issue(policy, coverage_year=year, standing=person)
    return quote(
        policy,
        coverage_year=year,
        standing=person,
        paid_on=paid_on,
        extension=extension,
        repaired_years=person.repaired_years,
    )


def _row(
    area: str,
    year: int,
    standing: str,
    paid_on: date | None,
    policy: Policy,
    extension: WindowExtension | None,
    answer: Quote,
) -> list[Any]:
    is_decided = answer.decision is Decision.DECIDED
    cover = _inside_year(answer.cover, year) if is_decided else None
    waiting = answer.waiting if is_decided else None
    return [
        area, year, standing, paid_on, extension.pk if extension else None, policy.digest,
        answer.decision.value, answer.window.value, answer.due_fen if is_decided else None,
        cover.start if cover else None, cover.until if cover else None,
        waiting.start if waiting else None, waiting.until if waiting else None,
        answer.counts_for_fiscal_subsidy, answer.hold_claims_before, Jsonb(body(answer)),
    ]  # fmt: skip


def _inside_year(cover: Span | None, year: int) -> Span | None:
    """A due covers its own coverage year only; an earlier part (a birth in the year before) needs a due of that year."""
    if cover is None:
        return None
    start, until = max(cover.start, CoverageYear(year).start), CoverageYear(year + 1).start
    if cover.until is not None:
        until = min(cover.until, until)
    return Span(start, until) if start < until else None


def body(answer: Quote) -> dict[str, Any]:
    """The answer as it is stored, shown and printed: parts, steps, warnings and what is missing, in both languages."""
    ways = [
        {
            "repaired_years": list(way.repaired_years),
            "due_fen": way.due_fen,
            "cover_from": way.cover_from and way.cover_from.isoformat(),
        }
        | (
            {"missing": [one.what._asdict() | {"clause": one.clause} for one in way.missing]}
            if way.missing
            else {}
        )
        for way in answer.ways
    ]
    return ({"ways": ways} if ways else {}) | {
        "in_window": answer.in_window,
        "window_span": [
            answer.window_span.start.isoformat(),
            answer.window_span.until and answer.window_span.until.isoformat(),
        ]
        if answer.window_span
        else None,
        "parts": [
            {"kind": part.kind.value, "fen": part.fen, "clause": part.clause, "readings": list(part.readings)}
            for part in answer.parts
        ],
        "exemption": answer.exemption.value if answer.exemption else None,
        "amount_is_floor": answer.amount_is_floor,
        "amount_is_provisional": answer.amount_is_provisional,
        "warnings": [
            {
                "code": w.code.value,
                "zh": w.text.zh,
                "en": w.text.en,
                "clause": w.clause,
                "readings": list(w.readings),
            }
            for w in answer.warnings
        ],
        "missing": [
            {
                "zh": m.what.zh,
                "en": m.what.en,
                "decided_by_zh": m.decided_by.zh,
                "decided_by_en": m.decided_by.en,
                "clause": m.clause,
                "readings": list(m.readings),
            }
            for m in answer.missing
        ],
        "steps": answer.steps_json(),
    }
