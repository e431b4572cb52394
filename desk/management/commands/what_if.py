"""`what_if --area CODE --draft NAME`: begin a draft of policy, fill it in, run it, and print how it comes out."""

import json
from typing import Any

from django.core.management.base import CommandError, CommandParser
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from desk.whatif.api import told
from desk.whatif.models import Draft, DraftRun
from desk.whatif.operations import drafts, runs
from desk.whatif.operations.readings import opened
from desk.whatif.queries.drafts import last_done, visible_drafts
from desk.whatif.queries.results import Result
from desk.whatif.rules.run_states import RunState
from desk.whatif.rules.sides import Verdict
from policy.money import format_yuan
from staff.commands import OfficeCommand, add_common, officer_named, refusals_told
from staff.models import Officer
from staff.refusals import spoken


class Command(OfficeCommand):
    help = (
        "Try another policy over everybody of a pooling area and a year's bills; nothing real is touched. Without a draft the "
        "drafts are listed; actions are carried out in the order: begin, answer or clear, run. The last result is printed."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--area", required=True, help="pooling area, e.g. 371700")
        parser.add_argument("--draft", help="name of the draft")
        parser.add_argument("--begin", action="store_true", help="copy the policy in force into a draft")
        parser.add_argument("--year", type=int, help="coverage year of the people; the newest with dues")
        parser.add_argument("--bills", type=int, help="year of the bills; the newest with settled bills")
        parser.add_argument("--question", help="the question that is answered, e.g. contribution.individual")
        parser.add_argument("--rows", help="its rows as JSON: '[{\"amount\": 400}]'")
        parser.add_argument("--clear", action="store_true", help="as in force again")
        parser.add_argument(
            "--run", action="store_true", help="run it over everybody, in this process if no worker does"
        )
        add_common(parser)

    def handle(self, *, area: str, by: str, **options: Any) -> None:
        officer = officer_named(by)
        with translation.override(options["language"]), refusals_told(self, as_json=options["json"]):
            if options["draft"] is None:
                self._list(area, officer, as_json=options["json"])
                return
            draft = self._acted(area, officer, options)
            run = _run(draft, officer) if options["run"] else last_done(draft)
            found = opened(run, officer, at=timezone.now()) if run else None
            if options["json"]:
                result = found.as_json() if found else None
                self.stdout.write(
                    json.dumps({**told(draft), "result": result}, ensure_ascii=False, default=str)
                )
            else:
                self._tell(draft, found)

    def _list(self, area: str, officer: Officer, *, as_json: bool) -> None:
        rows = visible_drafts(officer, on=timezone.localdate()).filter(area=area).order_by("name")
        names = [
            {"name": one.name, "coverage_year": one.coverage_year, "bill_year": one.bill_year} for one in rows
        ]
        if as_json:
            self.stdout.write(json.dumps(names, ensure_ascii=False))
            return
        for one in names:
            self.stdout.write(f"{one['name']}  {one['coverage_year']}  {one['bill_year']}")

    def _acted(self, area: str, officer: Officer, options: dict[str, Any]) -> Draft:
        at, name = timezone.now(), options["draft"]
        if options["begin"]:
            return self._answered(
                drafts.start(
                    area=area,
                    name=name,
                    coverage_year=options["year"],
                    bill_year=options["bills"],
                    by=officer,
                    at=at,
                ),
                officer,
                options,
            )
        draft = visible_drafts(officer, on=timezone.localdate(at)).filter(area=area, name=name).first()
        if draft is None:
            raise CommandError(_("There is no such draft; begin it with --begin."))
        return self._answered(draft, officer, options)

    def _answered(self, draft: Draft, officer: Officer, options: dict[str, Any]) -> Draft:
        if options["question"] is None:
            return draft
        shared: dict[str, Any] = {
            "draft": draft, "version": None, "question": options["question"], "by": officer, "at": timezone.now(),
        }  # fmt: skip
        if options["clear"]:
            return drafts.clear(**shared)
        try:
            rows = json.loads(options["rows"] or "")
        except ValueError:
            rows = None
        if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
            raise CommandError(_("--rows takes a list of rows as JSON."))
        return drafts.answer(rows=rows, **shared)

    def _tell(self, draft: Draft, found: Result | None) -> None:
        self.stdout.write(f"{draft.name}: {draft.area} {draft.coverage_year} / {draft.bill_year}")
        if found is None:
            self.stdout.write(_("It has not been run yet."))
            return
        for title, part in ((_("People"), found.people), (_("Bills"), found.bills)):
            counts = ", ".join(f"{spoken(one.label)} {part.whole[one.value]}" for one in Verdict)
            self.stdout.write(f"{title} {part.whole['people']}: {counts}")
            for one in part.money:
                amounts = " -> ".join(format_yuan(fen) for fen in (one.before_fen, one.after_fen))
                self.stdout.write(f"  {spoken(one.label)}: {amounts}")
        left = " -> ".join(format_yuan(fen) for fen in found.balance.left)
        self.stdout.write(f"{_('Balance')}: {left}")


def _run(draft: Draft, officer: Officer) -> DraftRun:
    run = runs.ask(draft=draft, by=officer, at=timezone.now())
    runs.work(run.pk)
    run.refresh_from_db()
    if run.state != RunState.DONE.value:
        raise CommandError(_("Another worker runs it; ask again later."))
    return run
