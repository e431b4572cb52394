"""`village_ledger WHAT --by LOGIN [--json]`: who should be insured, by village: rates, ledger, answers, sheets, lost cover."""

import argparse
import json
import shutil
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

from django.core.management.base import CommandError, CommandParser
from django.utils import timezone, translation

from enrollment.models import BaseAnswer, ListedAnswer, Person, SheetRow
from enrollment.operations import (
    base_answers,
    base_pictures,
    ledger_sheets,
    ledger_sheets_out,
    listed_answers,
    sheet_conflicts,
)
from enrollment.queries import base_rates
from enrollment.queries.base_lists import NamedByList, named_by_lists
from enrollment.queries.base_people import BasePlace
from enrollment.queries.ledger_sheets import answer_report, report, row_report, rows_of
from enrollment.queries.lost_cover import lost_cover
from enrollment.queries.village_ledgers import ledger, place_on, sum_outstanding
from enrollment.rules.base_answers import Answer, Heard
from enrollment.rules.base_classes import BaseClass
from enrollment.rules.sheet_rows import ConflictMove, RowOutcome
from policy.money import format_yuan
from staff import access
from staff.access import Permission
from staff.commands import OfficeCommand, add_common, officer_named, refusals_told
from staff.models import Officer
from staff.operations.reads import read_people
from staff.refusals import spoken

DAY = "YYYY-MM-DD"
Told = tuple[Any, list[str]]  # for --json, and the lines for people


class Command(OfficeCommand):
    help = (
        "Who should be insured and is not: rates by place, the ledger of a village, answers, the sheet that goes out and "
        "comes back (MB-1), and who was covered last year and is not now."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        kinds = parser.add_subparsers(dest="what", required=True)

        def kind(name: str, told: str, *, place: bool = True) -> argparse.ArgumentParser:
            part = kinds.add_parser(name, help=told)
            if place:
                part.add_argument("--division", required=True, help="area, county, township or village")
            part.add_argument("--year", type=int, required=True, help="coverage year")
            add_common(part)
            return part

        kind("rates", "how many of those who should be insured are, place by place")
        kind("show", "everybody of a village").add_argument("--who", choices=[one.value for one in BaseClass])
        kind("listed", "whom only lists name in a place, with the key that answer takes")
        kind("lost", "who was covered in the year before and is not now")
        kind("picture", "keep how an area stands today, as every morning")
        kind("sheet", "the ledger of a village as a workbook").add_argument(
            "--output", required=True, type=Path
        )
        kind("return", "send a ledger back").add_argument("file", type=Path)
        self._add_answers(kind)

    def _add_answers(self, kind: Callable[..., argparse.ArgumentParser]) -> None:
        said = kind("answer", "record what somebody said", place=False)
        said.add_argument("--heard", required=True, choices=[one.value for one in Heard])
        said.add_argument("--version", type=int, required=True, help="of the answer read before, 0 for none")
        for name in ("--contacted-on", "--promise-on", "--next-visit-on", "--died-on"):
            said.add_argument(name, type=date.fromisoformat, metavar=DAY, required=name == "--contacted-on")
        said.add_argument("--remark", default="")
        death = kind("death", "confirm a death that was told, or turn it down by --because", place=False)
        death.add_argument("--died-on", type=date.fromisoformat, metavar=DAY)
        death.add_argument("--document", default="")
        death.add_argument("--new-head", type=int, help="number of the person")
        death.add_argument("--because", default="")
        for part in (said, death):
            part.add_argument("--person", type=int, required=part is death, help="number of the person")
        said.add_argument(
            "--listed", metavar="KEY", help="instead of --person: somebody whom only lists name"
        )
        said.add_argument("--division", help="with --listed: the place in which the lists name them")
        decide = kind("decide", "decide a row that met another's answer", place=False)
        decide.add_argument("--row", type=int, required=True, help="its id")
        decide.add_argument("--move", required=True, choices=[one.value for one in ConflictMove])
        decide.add_argument(
            "--version", type=int, required=True, help="of the answer on record that was read"
        )

    def handle(self, *, what: str, by: str, **options: Any) -> None:
        officer = officer_named(by)
        acts: dict[str, Callable[[Officer, dict[str, Any]], Told]] = {
            "rates": _rates,
            "show": _show,
            "listed": _listed,
            "lost": _lost,
            "picture": _picture,
            "sheet": _sheet,
            "return": _return,
            "answer": _answer,
            "death": _death,
            "decide": _decide,
        }
        with translation.override(options["language"]), refusals_told(self, as_json=options["json"]):
            told, lines = acts[what](officer, options)
            if options["json"]:
                self.stdout.write(json.dumps(told, ensure_ascii=False, default=str))
            else:
                self.stdout.write("\n".join(lines))


def _place(by: Officer, options: dict[str, Any]) -> BasePlace:
    on = timezone.localdate()
    access.require(by, Permission.PEOPLE_READ, options["division"], on=on)
    place = place_on(options["division"], options["year"], on)
    if place is None:
        raise CommandError(f"no rules are on file for {options['division']}")
    return place


def _rates(by: Officer, options: dict[str, Any]) -> Told:
    place = _place(by, options)
    whole, rows = base_rates.rates(place, base_rates.counted_inside(place))
    told = {"whole": base_rates.report(whole), "places": [base_rates.report(row) for row in rows]}
    lines = [
        f"{one.code:<14}{one.rate.numerator:>8} / {one.rate.denominator:<8} {one.rate.percent} %"
        for one in (whole, *rows)
    ]
    return told, lines


def _show(by: Officer, options: dict[str, Any]) -> Told:
    place = _place(by, options)
    people = ledger(place, one=BaseClass(options["who"]) if options["who"] else None)
    read_people(len(people), by=by, division_code=place.division_code, what="command_village_ledger")
    lines = [
        f"{one.person_id:>8}  {one.name}  {one.document_masked}  {spoken(one.base_class.label)}"
        + (f"  {spoken(one.fact)}" if one.fact else "")
        for one in people
    ]
    return {"people": [one.as_json() for one in people]}, [
        *lines,
        f"{len(people)}  {format_yuan(sum_outstanding(people))}",
    ]


def _listed(by: Officer, options: dict[str, Any]) -> Told:
    place = _place(by, options)
    found = named_by_lists(place.division_code, place.coverage_year)
    read_people(len(found), by=by, division_code=place.division_code, what="command_listed_people")
    lines = [f"{one.key}  {one.name}  {one.document_masked}  {spoken(one.base_class.label)}" for one in found]
    return {"people": [one.as_json() for one in found]}, lines


def _lost(by: Officer, options: dict[str, Any]) -> Told:
    place = _place(by, options)
    found = lost_cover(place)
    read_people(len(found), by=by, division_code=place.division_code, what="command_lost_cover")
    lines = [f"{one.person_id:>8}  {one.name}  {one.gap.from_on}  {one.gap.days}" for one in found]
    return {"people": [one.as_json() for one in found]}, lines


def _picture(by: Officer, options: dict[str, Any]) -> Told:
    at = timezone.now()
    kept = base_pictures.take(
        area=options["division"], coverage_year=options["year"], on=timezone.localdate(at), by=by, at=at
    )
    told = {
        "area": kept.area,
        "coverage_year": kept.coverage_year,
        "day": kept.day,
        "villages": kept.places.count(),
    }
    return told, [f"{kept.area} {kept.coverage_year} {kept.day}: {told['villages']}"]


def _sheet(by: Officer, options: dict[str, Any]) -> Told:
    sheet, stream = ledger_sheets_out.issue(
        division_code=options["division"], coverage_year=options["year"], by=by, at=timezone.now()
    )
    with options["output"].open("wb") as target:
        shutil.copyfileobj(stream, target)
    return {"sheet": sheet.pk, "people": len(sheet.versions)}, [f"MB-1 {sheet.pk}: {len(sheet.versions)}"]


def _return(by: Officer, options: dict[str, Any]) -> Told:
    with options["file"].open("rb") as content:
        file = ledger_sheets.receive(
            content=content,
            name=options["file"].name,
            division_code=options["division"],
            by=by,
            at=timezone.now(),
        )
    told = report(file) | {"rows": [row_report(row) for row in rows_of(file)]}
    lines = [f"MB-1 {file.pk} {file.name}: {spoken(file.state_label.label)}"]
    if file.refusal:
        lines += [file.refusal["text"]["zh"], file.refusal["remedy"]["zh"]]
    lines += [f"  {each['cell']}  {each['text']['zh']}" for each in told["problems"][:20]]
    lines += [f"  {count:>6}  {spoken(RowOutcome(code).label)}" for code, count in told["outcomes"].items()]
    return told, lines


def _answer(by: Officer, options: dict[str, Any]) -> Told:
    if (options["person"] is None) == (options["listed"] is None):
        raise CommandError("name the person by --person, or somebody whom only lists name by --listed KEY")
    days = {name: options[name] for name in ("contacted_on", "promise_on", "next_visit_on", "died_on")}
    given = {
        "coverage_year": options["year"],
        "seen_version": options["version"],
        "answer": Answer(heard=Heard(options["heard"]), remark=options["remark"], **days),
        "by": by,
        "at": timezone.now(),
    }
    made: BaseAnswer | ListedAnswer
    if options["listed"] is None:
        made = base_answers.answer(person=_person(options), **given)
    else:
        made = listed_answers.answer(named=_named(by, options), **given)
    return answer_report(made), [f"{spoken(made.heard_label.label)} ({made.version})"]


def _named(by: Officer, options: dict[str, Any]) -> NamedByList:
    if not options["division"]:
        raise CommandError("--listed needs --division")
    place = _place(by, options)
    listed = named_by_lists(place.division_code, place.coverage_year)
    found = next((one for one in listed if one.key == options["listed"]), None)
    if found is None:
        raise CommandError(
            f"no list names {options['listed']} in {place.division_code}, or somebody registered them"
        )
    return found


def _death(by: Officer, options: dict[str, Any]) -> Told:
    person, year, at = _person(options), options["year"], timezone.now()
    if options["died_on"] is None:
        made = base_answers.turn_down_death(
            person=person, coverage_year=year, because=options["because"], by=by, at=at
        )
        return answer_report(made), [f"{person.pk} {spoken(made.heard_label.label)}"]
    head = options["new_head"] and Person.objects.filter(pk=options["new_head"]).first()
    person = base_answers.confirm_death(
        person=person,
        coverage_year=year,
        died_on=options["died_on"],
        document=options["document"],
        new_head=head or None,
        by=by,
        at=at,
    )
    return {"person_id": person.pk, "died_on": person.died_on}, [f"{person.pk} {person.died_on}"]


def _decide(by: Officer, options: dict[str, Any]) -> Told:
    row = SheetRow.objects.filter(pk=options["row"], file__sheet__coverage_year=options["year"]).first()
    if row is None:
        raise CommandError(f"no row {options['row']} of a ledger of {options['year']}")
    row = sheet_conflicts.decide(
        row=row, made=ConflictMove(options["move"]), seen_version=options["version"], by=by, at=timezone.now()
    )
    return row_report(row), [f"{row.pk} {row.state}"]


def _person(options: dict[str, Any]) -> Person:
    found = Person.objects.filter(pk=options["person"]).first()
    if found is None:
        raise CommandError(f"no person has the number {options['person']}")
    return found
