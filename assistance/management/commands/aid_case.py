"""`aid_case CASE --by LOGIN`: show an application for assistance, enter its facts, count a paper bill.

`--facts '{"income_fen": 900000, "proof_document": "..."}'`, `--invoice NUMBER --provider NAME --day DAY --total YUAN --own YUAN
[--person NUMBER]`. The case itself is opened by `open_case --kind aid` and moved by `decide_case`.
"""

import json
from datetime import date
from typing import Any

from django.core.management.base import CommandError, CommandParser
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from assistance.cases.models import AssistanceCase
from assistance.cases.operations import aid
from assistance.cases.operations.aid import AidEntry, InvoiceEntry
from assistance.cases.queries.aid import report
from assistance.cases.queries.cases import visible_cases
from policy.money import InexactAmount, format_yuan, yuan_to_fen
from staff.commands import OfficeCommand, add_common, officer_named, refusals_told
from staff.models import Officer
from staff.operations.reads import read_person
from staff.refusals import spoken_language

FACTS = tuple(AidEntry.__dataclass_fields__)


class Command(OfficeCommand):
    help = "Show an application for assistance with its arithmetic; enter its facts or count a paper bill of another place."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("case", type=int, help="its running number: 12 of 2022-000012")
        parser.add_argument("--facts", help=f"JSON with any of {', '.join(FACTS)}")
        parser.add_argument("--invoice", help="number of a paper bill that counts")
        parser.add_argument("--provider", default="")
        parser.add_argument("--day", type=date.fromisoformat, help="day of service, YYYY-MM-DD")
        parser.add_argument("--total", help="yuan")
        parser.add_argument("--own", help="yuan")
        parser.add_argument(
            "--person", type=int, help="number of the person's record; the applicant if left out"
        )
        add_common(parser)

    def handle(self, *, case: int, by: str, **options: Any) -> None:
        officer = officer_named(by)
        found = visible_cases(officer, on=timezone.localdate()).filter(pk=case).first()
        if found is None:
            raise CommandError(_("there is no such case"))
        with translation.override(options["language"]), refusals_told(self, as_json=options["json"]):
            if options["facts"]:
                aid.change_facts(
                    case=found, version=None, entry=_facts(options["facts"]), by=officer, at=timezone.now()
                )
            if options["invoice"]:
                self._count(found, officer, options)
            read_person(found.person, by=officer, division_code=found.division_code, what="aid_case")
            self._show(AssistanceCase.objects.get(pk=case), as_json=options["json"])

    def _count(self, case: AssistanceCase, officer: Officer, options: dict[str, Any]) -> None:
        if options["day"] is None or not (options["total"] and options["own"]):
            raise CommandError(_("an invoice needs --day, --total and --own"))
        member = (
            case.members.filter(person_id=options["person"] or case.person_id)
            .select_related("person")
            .first()
        )
        if member is None:
            raise CommandError(_("this person is not one of the case"))
        try:
            total, own = yuan_to_fen(options["total"]), yuan_to_fen(options["own"])
        except InexactAmount:
            raise CommandError(_("an amount has at most two decimals")) from None
        entry = InvoiceEntry(
            invoice_number=options["invoice"], provider=options["provider"], service_on=options["day"], total_fen=total,
            own_fen=own,
        )  # fmt: skip
        aid.add_invoice(
            case=case, version=None, person=member.person, entry=entry, by=officer, at=timezone.now()
        )

    def _show(self, case: AssistanceCase, *, as_json: bool) -> None:
        told = report(case)
        rows = [
            {
                "key": row.key, "person_id": row.person_id, "provider": row.provider, "service_on": row.service_on.isoformat(),
                "total_fen": row.total_fen, "own_fen": row.own_fen, "refunded_fen": row.refunded_fen,
            }
            for row in told["costs"]
        ]  # fmt: skip
        if as_json:
            self.stdout.write(json.dumps({**told, "costs": rows}, ensure_ascii=False))
            return
        language = spoken_language()
        lines = [f"{case.number} · {format_yuan(told['own_fen'])}"]
        lines += [
            f"  {row['service_on']} {row['provider']} {format_yuan(row['own_fen'])} {row['key']}"
            for row in rows
        ]
        answer = told["answer"] or {"steps": [], "missing": []}
        lines += [f"{step[language]}  {step['clause']}" for step in answer["steps"]]
        lines += [f"{_('Missing')}: {one[language]}  {one['clause']}" for one in answer["missing"]]
        self.stdout.write("\n".join(lines))


def _facts(text: str) -> AidEntry:
    try:
        given = json.loads(text)
        if not isinstance(given, dict) or not set(given) <= set(FACTS):
            raise ValueError
    except ValueError:
        raise CommandError(_("--facts is JSON with any of %(names)s") % {"names": ", ".join(FACTS)}) from None
    return AidEntry(**given)
