"""What is there about the years of an area: the answers in the shape of the policy files, and every question beside last year?"""

from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from django.db.models import QuerySet

from enrollment.models import OpenedYear, YearAnswer
from enrollment.queries.policies import entered_for
from enrollment.rules.opened_years import YearState
from policy.book import Book, Policy, default_book
from policy.opening.answers import Answer, How, Notice, Opening
from policy.opening.comparison import Standing, standings
from policy.opening.corrections import Correction
from policy.opening.faults import Fault, faults_of
from policy.opening.folder import as_opening
from policy.opening.layer import Tables, laid_over, tables_of
from policy.opening.questions import Question
from policy.opening.words import worded_tables
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


def own_years(officer: Officer, permission: Permission, *, on: date) -> QuerySet[OpenedYear]:
    """The openings of the areas in which the officer may do something: only these are changed."""
    return access.scope(OpenedYear.objects.all(), officer, permission, on=on, field="area")


def _above(prefix: str) -> tuple[str, ...]:
    county = prefix[:6].ljust(6, "0")
    return (county, county[:4] + "00")


def opening_of(year: OpenedYear) -> Opening:
    """The answers of a year as the plain rules read them; of a correction, the year as it stands with it."""
    correction = correction_of(year)
    return correction.opening if correction else _own_opening(year)


def _own_opening(year: OpenedYear) -> Opening:
    answers = [answer_of(row) for row in year.answers.order_by("pk")]
    names, level = names_of(year.area)
    return as_opening(year.area, names, level, year.coverage_year, answers)


def correction_of(year: OpenedYear) -> Correction | None:
    """What a later edition corrects, as the plain rules read it; None for the edition that opens the year."""
    if not year.is_correction or year.from_on is None:
        return None
    before = corrected_by(year)
    own = _own_opening(year).answers
    return Correction(opening_of(before), before.files, own, year.from_on, year.redecides)


def corrected_by(year: OpenedYear) -> OpenedYear:
    """The edition that a correction takes further."""
    return OpenedYear.objects.get(
        area=year.area,
        coverage_year=year.coverage_year,
        edition=year.edition - 1,
        state=YearState.OPEN.value,
    )


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


def files_of(year: OpenedYear) -> Tables:
    """The files of an opened year, with the plain words of its clauses, as they are kept and read beside the book."""
    correction = correction_of(year)
    if correction is not None:
        return correction.worded_tables(default_book())
    return worded_tables(default_book(), opening_of(year))


def drafted(year: OpenedYear, without: Collection[str] = ()) -> tuple[Book, Policy]:
    """The book, and the rules of the area, as if the answers given so far (but those to some questions) were approved."""
    correction = correction_of(year)
    if correction is not None:
        own = tuple(answer for answer in correction.answers if answer.question not in without)
        files = replace(correction, answers=own).tables()
    else:
        opening = opening_of(year)
        own = tuple(answer for answer in opening.answers if answer.question not in without)
        files = tables_of(replace(opening, answers=own), with_area=year.area not in default_book().by_code)
    book, _ = laid_over(default_book(), year.area, [files])
    policy = book.policy(year.area)
    entries = entered_for(year.area, year.coverage_year)
    return book, policy.with_entered(entries) if entries else policy


def faults(year: OpenedYear, answers: Collection[Answer] | None = None) -> list[Fault]:
    """Why the answers of a year, or others in their place, cannot stand; empty when they can."""
    correction = correction_of(year)
    if correction is not None:
        own = correction.answers if answers is None else tuple(answers)
        return replace(correction, answers=own).faults(default_book())
    opening = opening_of(year)
    own = opening.answers if answers is None else tuple(answers)
    return faults_of(default_book(), replace(opening, answers=own))


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
    opening, wrong = opening_of(year), faults(year)
    # Answers that cannot be read are left out, so that the page shows the others.
    _, policy = drafted(year, without={fault.question for fault in wrong})
    return Overview(opening, tuple(standings(policy, before(year), opening, only)), tuple(wrong))


def before(year: OpenedYear) -> Policy:
    """What a year is set beside: the rules of the years before, or of a correction the edition that it corrects."""
    if not year.is_correction:
        return earlier(year.area, year.coverage_year)
    laid, _ = laid_over(default_book(), year.area, [corrected_by(year).files])
    return laid.policy(year.area)


def earlier(area: str, coverage_year: int) -> Policy:
    """The rules of the years before: the book with every year of the area opened before, as corrected last."""
    years = OpenedYear.objects.filter(
        area=area, coverage_year__lt=coverage_year, state=YearState.OPEN.value
    ).order_by("coverage_year", "edition")
    laid, _ = laid_over(default_book(), area, list(years.values_list("files", flat=True)))
    return laid.policy(area)
