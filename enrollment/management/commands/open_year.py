"""`open_year --area CODE --year YYYY`: list the questions of a coverage year, answer them, try it out, propose and approve it."""

import json
from argparse import BooleanOptionalAction
from datetime import date
from pathlib import Path
from typing import Any

from django.core.management.base import CommandError, CommandParser
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from enrollment.models import OpenedYear
from enrollment.operations import dry_runs, opened_years, year_corrections
from enrollment.operations.year_checks import folder_refused
from enrollment.queries.opened_years import files_of, names_of, opening_of, overview, visible_years
from enrollment.rules.opened_years import YearMove, YearState
from policy.book import default_book
from policy.opening.answers import How, Opening
from policy.opening.folder import FolderRefused, read_folder, written
from policy.opening.uploads import read_uploaded
from policy.terms import Text
from staff.commands import OfficeCommand, add_common, officer_named, refusals_told
from staff.models import Officer
from staff.refusals import spoken

HOW = {"enter": How.ENTERED, "carry-over": How.CARRIED, "leave-open": How.UNDECIDED}


class Command(OfficeCommand):
    help = (
        "Open a coverage year of a pooling area. Without an action the questions are listed beside those of the last year; "
        "actions are carried out in the order: begin, take over, enter or carry over or leave open, move, dry run, export."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--area", required=True, help="pooling area, e.g. 371700")
        parser.add_argument("--year", type=int, required=True)
        parser.add_argument("--begin", action="store_true", help="begin to open the year")
        parser.add_argument(
            "--correct",
            action="store_true",
            help="begin a correction of the open year; takes --from-on and --because",
        )
        parser.add_argument(
            "--from-on", type=date.fromisoformat, help="from which day on the correction holds"
        )
        parser.add_argument(
            "--order-again",
            action="store_true",
            help="the correction orders that what stood since its day is decided again",
        )
        parser.add_argument(
            "--decide-again",
            action="store_true",
            help="decide again what stood, as an approved correction orders",
        )
        parser.add_argument(
            "--import", dest="folder", type=Path, help="take the answers of a folder of policy data"
        )
        parser.add_argument("--question", help="the question that is answered, e.g. waiting.ordinary")
        parser.add_argument("--answer", choices=[*HOW, "clear"], help="how it is answered")
        parser.add_argument(
            "--rows", help="rows of the table as JSON, without years and clauses: '[{\"months\": 3}]'"
        )
        parser.add_argument("--document", default="", help="number of the document behind the answer")
        parser.add_argument("--title", default="")
        parser.add_argument("--issued-on", type=date.fromisoformat)
        parser.add_argument("--section", default="", help="where the document says it, e.g. 3.2")
        parser.add_argument("--scan", type=Path, help="picture or PDF of the document")
        parser.add_argument("--decided-by", default="", help="who could decide what is left open")
        parser.add_argument("--move", choices=[move.value for move in YearMove])
        parser.add_argument("--because", default="", help="why it is returned, withdrawn or corrected")
        parser.add_argument("--dry-run", action=BooleanOptionalAction, default=False)
        parser.add_argument("--export", type=Path, help="write the answers as policy files into this folder")
        add_common(parser)

    def handle(self, *, area: str, year: int, by: str, **options: Any) -> None:
        officer = officer_named(by)
        with translation.override(options["language"]), refusals_told(self, as_json=options["json"]):
            if options["correct"]:
                _correct(area, year, officer, options)
            if options["begin"]:
                opened_years.start(area=area, coverage_year=year, by=officer, at=timezone.now())
            row = _year(area, year, officer)
            if row is not None and options["decide_again"]:
                count = year_corrections.redecide(year=row, by=officer, at=timezone.now())
                self.stderr.write(_("Decided again: %(count)d dues.") % {"count": count})
            if row is None:
                text = _("This year is not being opened for the area; begin it with --begin.")
                raise CommandError(text)
            _act(row, officer, options)
            row.refresh_from_db()
            told: dict[str, Any] = {
                "id": row.pk,
                "area": area,
                "coverage_year": year,
                "edition": row.edition,
                "state": row.state,
            }
            if options["export"]:
                told["files"] = _export(row, options["export"])
            told |= {"dry_run": dry_runs.dry_run(row)} if options["dry_run"] else overview(row).as_json()
            if options["json"]:
                self.stdout.write(json.dumps(told, ensure_ascii=False, default=str))
            else:
                self._tell(told)

    def _tell(self, told: dict[str, Any]) -> None:
        state = YearState(told["state"])
        self.stdout.write(f"{told['area']} {told['coverage_year']}: {spoken(state.label)}")
        for name in told.get("files", ()):
            self.stdout.write(f"  {name}")
        for fault in told.get("faults", ()):
            self.stdout.write(f"! {spoken(Text(**fault['text']))}")
        for row in told.get("questions", ()):
            mark = "*" if row["changed"] else " "
            said = "; ".join(spoken(Text(**line)) for line in row["values"])
            before = "; ".join(spoken(Text(**line)) for line in row["last_values"])
            who = spoken(Text(**row["decided_by"])) if row["decided_by"] else ""
            self.stdout.write(
                f"{mark} {row['question']}  {spoken(Text(**row['state_label']))}  {said or who}  "
                f"[{' '.join(row['clauses'])}]  | {row['last_year'] or '-'}: {before}"
            )
        if found := told.get("dry_run"):
            self._tell_dry_run(found)

    def _tell_dry_run(self, found: dict[str, Any]) -> None:
        names = ("people", "amount", "wait", "cover", "subsidy", "undecided")
        self.stdout.write("  ".join(["county", *names]))
        for row in (*found["counties"], {"county": found["area"], **found}):
            self.stdout.write("  ".join([row["county"], *(str(row[name]) for name in names)]))
        for one in found["examples"]:
            before, after = spoken(Text(**one["before"])), spoken(Text(**one["after"]))
            self.stdout.write(f"  {one['person']} {one['county']} {one['case']}: {before} -> {after}")


def _year(area: str, year: int, officer: Officer) -> OpenedYear | None:
    visible = visible_years(officer, on=timezone.localdate()).filter(area=area, coverage_year=year)
    live = visible.exclude(state=YearState.WITHDRAWN.value).order_by("-edition")
    return live.first() or visible.order_by("-pk").first()


def _correct(area: str, year: int, officer: Officer, options: dict[str, Any]) -> None:
    row = _year(area, year, officer)
    if row is None or options["from_on"] is None:
        raise CommandError(_("To correct a year it must be open, and --from-on says from which day on."))
    year_corrections.begin(
        year=row, from_on=options["from_on"], reason=options["because"], redecides=options["order_again"], by=officer,
        at=timezone.now(),
    )  # fmt: skip


def _act(row: OpenedYear, officer: Officer, options: dict[str, Any]) -> None:
    at = timezone.now()
    if options["folder"]:
        names, level = names_of(row.area)
        try:
            opening = _read(row, options["folder"], names, level)
        except FolderRefused as refused:
            raise folder_refused(refused) from None
        opened_years.take_over(year=row, version=None, opening=opening, by=officer, at=at)
        _scan_all(row, officer, options)
    if options["answer"] == "clear":
        opened_years.clear(year=row, version=None, question=options["question"] or "", by=officer, at=at)
    elif options["answer"]:
        _answer(row, officer, options)
    if options["move"]:
        move = YearMove(options["move"])
        opened_years.move(year=row, version=None, made=move, by=officer, at=at, because=options["because"])


def _read(row: OpenedYear, folder: Path, names: Text, level: str) -> Opening:
    """The files of the year, where the folder has some, or else what the whole folder of the area says of it."""
    about = {"area": row.area, "zh": names.zh, "en": names.en, "level": level}
    whole = {path.name: path.read_bytes() for path in sorted(folder.glob("*.toml"))}
    if not whole or any(name.endswith(f"-opened-{row.coverage_year}.toml") for name in whole):
        return read_folder(folder, **about, coverage_year=row.coverage_year)
    return read_uploaded(default_book(), whole, **about, coverage_year=row.coverage_year)


def _answer(row: OpenedYear, officer: Officer, options: dict[str, Any]) -> None:
    try:
        rows = json.loads(options["rows"] or "[]", parse_float=str)
    except json.JSONDecodeError as fault:
        raise CommandError(f"--rows: {fault}") from None
    if not (isinstance(rows, list) and all(isinstance(one, dict) for one in rows)):
        raise CommandError("--rows: a list of tables, as '[{\"months\": 3}]'")
    who = options["decided_by"]
    opened_years.answer(
        year=row, version=None, question=options["question"] or "", how=HOW[options["answer"]],
        document_number=options["document"], document_title=options["title"], issued_on=options["issued_on"],
        section=options["section"], rows=rows, decided_by=(who, who), scan=_scan(options), by=officer, at=timezone.now(),
    )  # fmt: skip


def _scan(options: dict[str, Any]) -> opened_years.Scan | None:
    if not options["scan"]:
        return None
    with options["scan"].open("rb") as content:
        return opened_years.scan_of(content, options["scan"].name)


def _scan_all(row: OpenedYear, officer: Officer, options: dict[str, Any]) -> None:
    """A folder names documents but holds no scans: the one given is that of each of them."""
    scan = _scan(options)
    if scan is not None:
        opened_years.attach(year=row, scan=scan, by=officer, at=timezone.now())


def _export(row: OpenedYear, into: Path) -> list[str]:
    folder = into / row.area
    folder.mkdir(parents=True, exist_ok=True)
    files = written(default_book(), opening_of(row), files_of(row))
    for name, text in files.items():
        (folder / name).write_text(text, encoding="utf-8")
    return [str(folder / name) for name in files]
