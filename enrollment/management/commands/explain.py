"""`explain --id NUMBER --year YYYY [--on DAY] [--json]`: what is owed, what was paid, what is covered, and by which clause.

With `--on` also the price of paying on that day. The look-up is written to the audit trail.
"""

import json
from datetime import date
from typing import Any

from django.core.management.base import CommandParser
from django.utils import translation
from django.utils.translation import gettext as _

from enrollment.operations import people, quotes
from enrollment.queries.answers import Answer, Spell
from enrollment.queries.explanation_lines import HeldLine
from enrollment.queries.explanations import Explanation, explain
from enrollment.queries.lines import cause_of, lines_under
from enrollment.rules.documents import mask, normal_form
from enrollment.rules.entries import EntryKind
from enrollment.rules.payment_lines import Outcome
from intake import vault
from policy.money import format_yuan
from staff import audit
from staff.commands import OfficeCommand, officer_named
from staff.refusals import spoken


class Command(OfficeCommand):
    help = (
        "Explain a person's due, entries, cover and waiting for a coverage year, with clauses and readings."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--id", required=True, dest="number", help="document number, present or former")
        parser.add_argument("--year", type=int, required=True)
        parser.add_argument(
            "--on", type=date.fromisoformat, help="also quote the price of paying on this day"
        )
        parser.add_argument("--by", help="login name of the officer who asks, for the audit trail")
        parser.add_argument("--json", action="store_true")
        parser.add_argument("--language", choices=["zh-hans", "en"], default="zh-hans")

    def handle(self, *, number: str, year: int, on: date | None, by: str | None, **options: Any) -> None:
        officer = officer_named(by) if by else None
        person = people.find_by_number(number)
        with translation.override(options["language"]):
            if person is None:
                self._say_unknown(number, as_json=options["json"])
                raise SystemExit(1)
            audit.record(
                "explain_due", by=officer, about=person, division_code=person.division_code,
                change={"coverage_year": year, "paid_on": on},
            )  # fmt: skip
            quote = None
            if on is not None:
                try:
                    asked = quotes.quote_for(person=person, coverage_year=year, paid_on=on)
                    quote = Answer(asked.quotation, asked.outstanding_fen)
                except quotes.NotEnrolled:
                    quote = None
            told = explain(person, year, quote=quote)
            if options["json"]:
                self.stdout.write(json.dumps(told.as_json(), ensure_ascii=False))
            else:
                self.stdout.write("\n".join(in_words(told)))

    def _say_unknown(self, number: str, *, as_json: bool) -> None:
        """Nobody is registered under the number, but lines may wait under it."""
        waiting = lines_under(vault.match_key(normal_form(number)))[:50]
        held = [HeldLine(line, cause_of(line)).as_json() for line in waiting]
        refusal = {
            "code": "unknown_person",
            "text": {"zh": "没有以该证件号码登记的人。", "en": "Nobody is registered under this number."},
        }
        if as_json:
            told = {"person": None, "document_masked": mask(number), "refusal": refusal, "lines": held}
            self.stdout.write(json.dumps(told, ensure_ascii=False))
        else:
            self.stderr.write(_("Nobody is registered under %(number)s.") % {"number": mask(number)})
            for line in held:
                self.stderr.write(f"  {line['ticket']}  {format_yuan(line['amount_fen'])}  {line['outcome']}")


def in_words(told: Explanation) -> list[str]:
    """The same for reading aloud."""
    person = told.person
    rows = [f"{person.name} {person.document_masked} · {told.coverage_year}"]
    if told.state == "not_issued":
        rows.append(_("Enrolled for this year. Its due is issued once the year is open."))
    elif told.due is None:
        rows.append(_("Not enrolled for this year."))
    else:
        rows.append(
            _("Charged %(charged)s, credited %(credited)s, outstanding %(outstanding)s yuan")
            % {
                "charged": format_yuan(told.charged_fen),
                "credited": format_yuan(told.credited_fen),
                "outstanding": "?" if told.outstanding_fen is None else format_yuan(told.outstanding_fen),
            }
        )
    for line in told.entries:
        kind, yuan = spoken(EntryKind(line.entry.kind).label), format_yuan(line.signed_fen)
        rows.append(f"  {line.entry.effective_on}  {kind}  {yuan}  {line.ticket}  {line.clause}".rstrip())
        if line.text.zh:
            rows.append(f"    {spoken(line.text)}  {' '.join(line.readings)}".rstrip())
    rows += [_spell(_("Covered"), told.cover), _spell(_("Waiting"), told.waiting)]
    rows += [f"  {spoken(change.text)}" for change in told.changes]
    rows += _steps(told)
    if told.quote is not None:
        rows += ["", _("If paid on %(day)s:") % {"day": told.quote.quotation.paid_on}]
        rows += _steps(told.quote)
    rows += [
        f"  {held.line.ticket}  {format_yuan(held.line.amount_fen)}"
        f"  {spoken(Outcome(held.line.outcome).label)}: {spoken(held.cause.text)}"
        for held in told.lines
    ]
    return [row for row in rows if row]


def _steps(told: Explanation | Answer) -> list[str]:
    rows = [
        f"{place}. {spoken(step.text)}  {' '.join(part for part in (step.clause, *step.readings) if part)}".rstrip()
        for place, step in enumerate(told.reasons, 1)
    ]
    rows += [
        _("Undecided: %(what)s Could be decided by: %(who)s")
        % {"what": spoken(missing.text), "who": spoken(missing.decided_by) if missing.decided_by else ""}
        for missing in told.missing
    ]
    return rows


def _spell(word: str, spell: Spell | None) -> str:
    return f"{word}: {spell.start} .. {spell.last}" if spell else ""
