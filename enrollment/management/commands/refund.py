"""`refund --by LOGIN [--state STATE | --apply ASKED | --move MOVE N | --attach FILE N | --list AREA | --answer FILE] [--json]`.

Without more it lists the refunds of the officer's divisions. ASKED is a JSON object: ticket, ground, amount (yuan), received_on,
payee, payee_account, and perhaps payee_relation, payer, payer_account.
"""

import json
from argparse import FileType
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

from django.core.management.base import CommandError, CommandParser
from django.core.serializers.json import DjangoJSONEncoder
from django.utils import timezone, translation

from enrollment.models import Refund, RefundList
from enrollment.operations import list_withdrawals, refund_answers, refund_lists, refunds
from enrollment.operations.refund_sheets import list_rows
from enrollment.operations.refunds import Asked
from enrollment.queries import refund_lists as lists
from enrollment.queries import refunds as queries
from enrollment.refund_layout import LIST_HEADINGS
from enrollment.rules.refund_states import RefundGround, RefundMove, RefundState, WithdrawalMove
from intake.workbooks import as_csv
from policy.money import InexactAmount, format_yuan, yuan_to_fen
from staff.commands import OfficeCommand, add_common, officer_named, refusals_told
from staff.models import Officer
from staff.operations.reads import read_people
from staff.refusals import spoken


class Command(OfficeCommand):
    help = "Ask for refunds, decide on them, send them to the tax bureau on a list, take in its answer."

    def add_arguments(self, parser: CommandParser) -> None:
        what = parser.add_mutually_exclusive_group()
        what.add_argument(
            "--apply", metavar="JSON", help="an application: ticket, ground, amount, received_on, payee ..."
        )
        what.add_argument("--move", choices=[move.value for move in RefundMove])
        what.add_argument(
            "--attach", type=FileType("rb"), metavar="FILE", help="evidence of --refund, with --title"
        )
        what.add_argument(
            "--make-list", metavar="CODE", help="put the approved refunds of a division on a list"
        )
        what.add_argument(
            "--write-list", type=Path, metavar="FILE", help="write --list as .csv, accounts in clear"
        )
        what.add_argument(
            "--answer", type=FileType("rb"), metavar="FILE", help="take in the answer to --list (RF-1)"
        )
        what.add_argument(
            "--withdraw-list", type=int, metavar="N", help="ask that a list be withdrawn that nobody answered"
        )
        what.add_argument(
            "--decide-withdrawal", choices=[move.value for move in WithdrawalMove], help="of --list"
        )
        parser.add_argument(
            "--state", choices=[state.value for state in RefundState], help="only refunds in this state"
        )
        parser.add_argument("--refund", type=int, help="number of the refund")
        parser.add_argument("--list", type=int, help="number of the list")
        parser.add_argument("--title", default="", help="what the evidence shows")
        parser.add_argument("--because", default="")
        parser.add_argument("--document", default="", help="number of the document of the decision")
        add_common(parser)

    def handle(self, *, by: str, **options: Any) -> None:
        officer = officer_named(by)
        with translation.override(options["language"]), refusals_told(self, as_json=options["json"]):
            told = self._done(officer, options)
            if options["json"]:
                self.stdout.write(json.dumps(told, ensure_ascii=False, cls=DjangoJSONEncoder))
            else:
                rows = told if isinstance(told, list) else [told]
                self.stdout.write("\n".join(map(_words, rows)) or "—")

    def _done(self, officer: Officer, options: Mapping[str, Any]) -> Any:
        at = timezone.now()
        if options["apply"]:
            return queries.report(refunds.apply(asked=_asked(options["apply"]), by=officer, at=at))
        if options["move"]:
            moved = refunds.move(
                refund=self._refund(officer, options["refund"]), made=RefundMove(options["move"]), because=options["because"],
                document_number=options["document"], by=officer, at=at,
            )  # fmt: skip
            return queries.report(moved)
        if options["attach"]:
            refund, file = self._refund(officer, options["refund"]), options["attach"]
            refunds.attach(
                refund=refund, content=file, name=file.name, title=options["title"], by=officer, at=at
            )
            return queries.report(refund)
        if options["make_list"]:
            return lists.report(
                refund_lists.make_list(area=options["make_list"], by=officer, at=at), with_lines=True
            )
        if options["write_list"]:
            listed = refund_lists.release(listed=self._list(officer, options["list"]), by=officer, at=at)
            options["write_list"].write_bytes(as_csv(LIST_HEADINGS, list_rows(listed)).read())
            return lists.report(listed)
        if options["withdraw_list"]:
            listed = self._list(officer, options["withdraw_list"])
            list_withdrawals.ask(listed=listed, because=options["because"], by=officer, at=at)
            return lists.report(listed)
        if options["decide_withdrawal"]:
            listed = self._list(officer, options["list"])
            list_withdrawals.decide_on(listed=listed, made=options["decide_withdrawal"], by=officer, at=at)
            return lists.report(listed)
        if options["answer"]:
            listed, file = self._list(officer, options["list"]), options["answer"]
            return lists.answer_report(
                refund_answers.receive(
                    listed=listed, content=file, name=Path(file.name).name, by=officer, at=at
                )
            )
        rows = queries.visible_refunds(officer, on=timezone.localdate()).order_by("since", "pk")
        if options["state"]:
            rows = rows.filter(state=options["state"])
        found = [queries.report(row) for row in rows]
        read_people(len(found), by=officer, what="command")
        return found

    def _refund(self, officer: Officer, number: int | None) -> Refund:
        row = queries.visible_refunds(officer, on=timezone.localdate()).filter(pk=number or 0).first()
        if row is None:
            raise CommandError("no such refund in this officer's divisions; --refund gives its number")
        return row

    def _list(self, officer: Officer, number: int | None) -> RefundList:
        row = lists.visible_lists(officer, on=timezone.localdate()).filter(pk=number or 0).first()
        if row is None:
            raise CommandError("no such list in this officer's divisions; --list gives its number")
        return row


def _asked(text: str) -> Asked:
    try:
        given = json.loads(text)
        fen = yuan_to_fen(str(given.pop("amount")))
        day, ground = date.fromisoformat(given.pop("received_on")), RefundGround(given.pop("ground"))
        return Asked(
            amount_fen=fen,
            received_on=day,
            ground=ground,
            **{key: str(value) for key, value in given.items()},
        )
    except (ValueError, KeyError, TypeError, AttributeError, InexactAmount) as wrong:
        raise CommandError(f"--apply is no application: {wrong}") from wrong


def _words(told: Mapping[str, Any]) -> str:
    if "line_count" in told:
        return f"{told['id']}  {told['number']}  {told['line_count']}  {format_yuan(told['amount_fen'])}"
    if "rows" in told:
        return "\n".join(
            f"{row['row']}  {row['ticket']}  {row['outcome']}  {row['reason']}" for row in told["rows"]
        )
    state, ground = RefundState(told["state"]), RefundGround(told["ground"])
    yuan = format_yuan(told["amount_fen"])
    return f"{told['id']}  {told['ticket']}  {yuan}  {spoken(ground.label)}  {spoken(state.label)}"
