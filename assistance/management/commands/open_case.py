"""`open_case --id NUMBER --category dibao ... --by LOGIN [--document FILE] [--submit] [--json]`: open a case as a page does."""

import json
from datetime import date
from pathlib import Path
from typing import Any

from django.core.management.base import CommandError, CommandParser
from django.db import transaction
from django.utils import timezone, translation

from assistance.cases.models import AssistanceCase
from assistance.cases.operations import case_documents, case_moves, cases
from assistance.cases.operations.cases import CaseFacts
from assistance.cases.queries.case_reports import report
from assistance.cases.rules.case_reasons import CaseKind
from enrollment.models import Membership
from enrollment.operations.people import find_by_number
from policy.money import InexactAmount, yuan_to_fen
from policy.terms import Category, Certifier
from staff.commands import OfficeCommand, add_common, officer_named, refusals_told
from staff.models import Officer


class Command(OfficeCommand):
    help = "Open a case of assistance for a person or a household, attach documents and, with --submit, submit it."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--id", required=True, dest="number", help="document number of who asks")
        parser.add_argument("--kind", choices=list(CaseKind), default=CaseKind.APPLICATION.value)
        parser.add_argument("--category", required=True, help="code of a category that the place knows")
        parser.add_argument("--certifier", choices=list(Certifier), required=True)
        parser.add_argument("--document-number", required=True, help="number of the certificate or notice")
        parser.add_argument("--from", required=True, type=date.fromisoformat, dest="from_on")
        parser.add_argument("--until", type=date.fromisoformat, dest="until_on", help="not included")
        parser.add_argument("--year", required=True, type=int)
        parser.add_argument("--reason", required=True)
        parser.add_argument("--source", default="", help='as "roster:7" or "grant:12"')
        parser.add_argument("--amount", help="of a recovery: what was wrongly paid, in yuan")
        parser.add_argument("--about", type=int, help="of a revocation: the case that is revoked")
        parser.add_argument(
            "--household", action="store_true", help="for all present members of the household"
        )
        parser.add_argument("--document", action="append", type=Path, default=[], help="JPEG, PNG or PDF")
        parser.add_argument("--submit", action="store_true")
        add_common(parser)

    def handle(self, *, number: str, by: str, **options: Any) -> None:
        officer = officer_named(by)
        missing = [str(path) for path in options["document"] if not path.is_file()]
        if missing:
            raise CommandError(f"there is no file {missing[0]}")
        with translation.override(options["language"]):
            with refusals_told(self, as_json=options["json"]):
                case = self._opened(number, officer, options)
            say(self, case, officer, as_json=options["json"])

    @transaction.atomic
    def _opened(self, number: str, officer: Officer, options: dict[str, Any]) -> AssistanceCase:
        person = find_by_number(number)
        if person is None:
            raise CommandError("nobody is registered under this number")
        try:
            amount = yuan_to_fen(options["amount"]) if options["amount"] else None
        except InexactAmount as wrong:
            raise CommandError(str(wrong)) from wrong
        about = AssistanceCase.objects.filter(pk=options["about"]).first() if options["about"] else None
        membership = (
            Membership.objects.filter(person=person, left_on=None).select_related("household").first()
        )
        household = membership.household if membership and options["household"] else None
        members = (
            [
                one.person
                for one in household.memberships.filter(left_on=None, person__died_on=None).select_related(
                    "person"
                )
            ]
            if household
            else []
        )
        at = timezone.now()
        case = cases.open_case(
            kind=CaseKind(options["kind"]), person=person, members=members, household=household, about=about,
            facts=CaseFacts(
                category=Category(options["category"]), certifier=Certifier(options["certifier"]),
                document_number=options["document_number"], from_on=options["from_on"], until_on=options["until_on"],
                coverage_year=options["year"], reason=options["reason"], source=options["source"], amount_fen=amount,
            ),
            by=officer, at=at,
        )  # fmt: skip
        for path in options["document"]:
            with path.open("rb") as content:
                case_documents.attach(
                    case=case,
                    version=None,
                    content=content,
                    name=path.name,
                    title=path.stem[:60],
                    by=officer,
                    at=at,
                )
        return case_moves.submit(case=case, version=None, by=officer, at=at) if options["submit"] else case


def say(command: OfficeCommand, case: AssistanceCase, officer: Officer, *, as_json: bool) -> None:
    """The case as it is now: all of it as JSON, or its number and state."""
    fresh = AssistanceCase.objects.select_related("person").get(pk=case.pk)
    if as_json:
        told = report(fresh, reader=officer, on=timezone.localdate())
        command.stdout.write(json.dumps(told, ensure_ascii=False))
    else:
        language = translation.get_language() or "zh-hans"
        label = fresh.state_label.label.in_language(language)
        command.stdout.write(f"{fresh.pk}  {fresh.number}  {fresh.person.name}  {label}")
