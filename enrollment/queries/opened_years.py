"""What is there about the years of an area: the answers in the shape of the policy files, and every question beside last year?"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import QuerySet

from enrollment.models import OpenedYear, YearAnswer
from enrollment.queries.policies import entered_for
from enrollment.rules.opened_years import YearState
from policy.book import Book, Policy, default_book
from policy.opening.answers import Answer, How, Notice, Opening
from policy.opening.comparison import Standing, standings
from policy.opening.faults import Fault, faults_of
from policy.opening.folder import as_opening
from policy.opening.layer import Tables, laid_over, tables_of
from policy.opening.questions import Question
from policy.terms import Text
from staff import access
from staff.access import Permission
from staff.models import Division, Officer

READ = Permission.POLICY_READ


def visible_years(officer: Officer, *, on: date) -> QuerySet[OpenedYear]:
    """The openings of the officer's areas; a county sees those of its city."""
    prefixes = access.scope_prefixes(officer, READ, on=on)
    above = {code for prefix in prefixes if prefix for code in _above(prefix)}
    inside = access.scope(OpenedYear.objects.all(), officer, READ, on=on, field="area")
    return OpenedYear.objects.filter(pk__in=inside.values("pk")) | OpenedYear.objects.filter(area__in=above)


def _above(prefix: str) -> tuple[str, ...]:
    county = prefix[:6].ljust(6, "0")
    return (county, county[:4] + "00")


def opening_of(year: OpenedYear) -> Opening:
    """The answers of a year as the plain rules read them."""
    answers = [answer_of(row) for row in year.answers.order_by("pk")]
    names, level = names_of(year.area)
    return as_opening(year.area, names, level, year.coverage_year, answers)


def answer_of(row: YearAnswer) -> Answer:
    """One stored answer as the plain rules read it."""
    notice = Notice(row.document_number, row.document_title, row.issued_on)
    decided_by = (row.decided_by_zh, row.decided_by_en)
    return Answer(
        row.question, How(row.how), notice, row.section, tuple(row.rows), tuple(row.also), decided_by
    )


def names_of(area: str) -> tuple[Text, str]:
    """What an area is called, and its level as in an `area.toml`: by its folder, or by the list of divisions."""
    known = default_book().by_code.get(area)
    if known is not None:
        return known.name, str(known.about.level)
    division = Division.objects.filter(pk=area).first()
    name = division.name if division else area
    return Text(name, name), "county" if area[4:] != "00" else "prefecture"


def files_of(opening: Opening) -> Tables:
    """The files of an opened year as they are kept and read beside the book."""
    return tables_of(opening, with_area=opening.area not in default_book().by_code)


def drafted(opening: Opening) -> tuple[Book, Policy]:
    """The book, and the rules of the area, as if the answers given so far were approved."""
    book, _ = laid_over(default_book(), opening.area, [files_of(opening)])
    policy = book.policy(opening.area)
    entries = entered_for(opening.area, opening.coverage_year)
    return book, policy.with_entered(entries) if entries else policy


def faults(opening: Opening) -> list[Fault]:
    """Why the answers cannot stand; empty when they can."""
    return faults_of(default_book(), opening)


@dataclass(frozen=True, slots=True)
class Overview:
    """Every question of a year with its answer beside that of the last year that says something."""

    opening: Opening
    rows: tuple[Standing, ...]
    faults: tuple[Fault, ...]

    @property
    def undecided(self) -> tuple[Standing, ...]:
        """What is still open."""
        return tuple(row for row in self.rows if row.how is How.UNDECIDED)

    def as_json(self) -> dict[str, Any]:
        """For programs: the questions in their order."""
        return {
            "questions": [row.as_json() for row in self.rows],
            "faults": [_fault_json(one) for one in self.faults],
        }


def _fault_json(fault: Fault) -> dict[str, Any]:
    return {
        "question": fault.question,
        "row": fault.row,
        "field": fault.field,
        "text": fault.worded()._asdict(),
    }


def overview(year: OpenedYear, only: Question | None = None) -> Overview:
    """How the year stands: stated, entered, carried over or undecided, with changes against the last year; or one question."""
    opening = opening_of(year)
    wrong = faults(opening)
    good = opening if not wrong else _without(opening, wrong)
    _, policy = drafted(good)
    before = earlier(year.area, year.coverage_year)
    return Overview(opening, tuple(standings(policy, before, opening, only)), tuple(wrong))


def _without(opening: Opening, wrong: Iterable[Fault]) -> Opening:
    """The answers without those that cannot be read, so that the page shows the others."""
    bad = {fault.question for fault in wrong}
    kept = tuple(answer for answer in opening.answers if answer.question not in bad)
    return Opening(opening.area, opening.zh, opening.en, opening.level, opening.coverage_year, kept)


def earlier(area: str, coverage_year: int) -> Policy:
    """The rules of the years before: the book with every year of the area opened before."""
    book = default_book()
    years = OpenedYear.objects.filter(
        area=area, coverage_year__lt=coverage_year, state=YearState.OPEN.value
    ).order_by("coverage_year")
    laid, _ = laid_over(book, area, list(years.values_list("files", flat=True)))
    return laid.policy(area)
