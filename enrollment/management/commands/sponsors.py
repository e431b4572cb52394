"""`sponsors --by LOGIN [--enter ... | --sponsor N --year YYYY [--divide LINE [--rows 1,2] | --give-back PART]] [--json]`."""

import json
from typing import Any

from django.core.management.base import CommandError, CommandParser
from django.utils import timezone, translation

from enrollment.bulk.sponsor_shares import asked, year_report
from enrollment.models import Sponsor
from enrollment.operations import sponsor_payments, sponsors
from enrollment.queries.lines import visible_lines
from enrollment.queries.sponsors import parts_of, sponsor_report, visible_sponsors
from enrollment.rules.sponsors import SchoolOwner
from policy.money import format_yuan
from policy.terms import SponsorKind
from staff.commands import OfficeCommand, add_common, officer_named, refusals_told
from staff.models import Officer
from staff.operations.reads import read_people
from staff.refusals import spoken


class Command(OfficeCommand):
    help = (
        "List who pays for others, enter one, see whom it pays for in a year, divide its payment among them or give a "
        "part back."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--enter", choices=[kind.value for kind in SponsorKind], help="enter a sponsor of this kind"
        )
        parser.add_argument("--name", default="")
        parser.add_argument(
            "--number", default="", help="unified social credit code; of a relative the document"
        )
        parser.add_argument("--division", default="", help="its site")
        parser.add_argument(
            "--owner", choices=[level.value for level in SchoolOwner], help="who runs a school"
        )
        parser.add_argument("--sponsor", type=int, help="number of a sponsor")
        parser.add_argument("--year", type=int, help="coverage year")
        parser.add_argument(
            "--divide", type=int, metavar="LINE", help="divide this payment line among its people"
        )
        parser.add_argument("--rows", default="", help="only these rows, by number in the list: 1,2,5")
        parser.add_argument(
            "--give-back", type=int, metavar="PART", help="give this part back to its payment"
        )
        parser.add_argument("--because", default="", help="why it is given back")
        add_common(parser)

    def handle(self, *, by: str, **options: Any) -> None:
        officer = officer_named(by)
        with translation.override(options["language"]), refusals_told(self, as_json=options["json"]):
            told = self._done(officer, options)
            if options["json"]:
                self.stdout.write(json.dumps(told, ensure_ascii=False))
                return
            for one in told if isinstance(told, list) else [told]:
                self.stdout.write(_in_words(one))

    def _done(self, officer: Officer, options: dict[str, Any]) -> Any:
        at = timezone.now()
        if options["enter"]:
            owner = SchoolOwner(options["owner"]) if options["owner"] else None
            entered = sponsors.enter(
                kind=SponsorKind(options["enter"]), name=options["name"], number=options["number"],
                division_code=options["division"], owner_level=owner, by=officer, at=at,
            )  # fmt: skip
            return sponsor_report(entered)
        seen = visible_sponsors(officer, on=timezone.localdate(at))
        if options["sponsor"] is None:
            return [sponsor_report(one) for one in seen[:500]]
        sponsor = seen.filter(pk=options["sponsor"]).first()
        if sponsor is None or options["year"] is None:
            raise CommandError(f"name a sponsor that {officer.login} may see, and a --year")
        if options["divide"] is not None:
            _divide(sponsor, officer, options)
        if options["give_back"] is not None:
            part = parts_of(sponsor, options["year"]).filter(pk=options["give_back"]).first()
            if part is None:
                raise CommandError(f"there is no part {options['give_back']} of this sponsor and year")
            sponsor_payments.give_back(part=part, because=options["because"], by=officer, at=at)
        told = year_report(sponsor, options["year"], on=timezone.localdate(at))
        read_people(len(told["rows"]), by=officer, division_code=sponsor.division_code, what="sponsor_rows")
        return told


def _divide(sponsor: Sponsor, officer: Officer, options: dict[str, Any]) -> None:
    line = visible_lines(officer, on=timezone.localdate()).filter(pk=options["divide"]).first()
    if line is None:
        raise CommandError(f"there is no line {options['divide']} that {officer.login} may see")
    rows = None
    if options["rows"]:
        numbers = {int(one) for one in options["rows"].split(",") if one.strip().isdecimal()}
        chosen = asked(sponsor, options["year"], paid_on=timezone.localdate())
        rows = [one.row.pk for one in chosen if one.row.number in numbers]
    sponsor_payments.divide(line=line, sponsor=sponsor, rows=rows, by=officer, at=timezone.now())


def _in_words(told: dict[str, Any]) -> str:
    head = f"{told['id']} {told['name']} {spoken(SponsorKind(told['kind']).label)} {told['document_masked']}"
    rows = [
        f"  {one['row']:>5} {one['name']} {one['document_masked']} {format_yuan(one['fen'])} {one['answer']}"
        for one in told.get("rows", [])
    ]
    left = [f"  - {one['name']} {one['document_masked']}" for one in told.get("leavers", [])]
    return "\n".join([head, *rows, *left])
