"""`fiscal_request --area CODE --year YYYY --on DAY --by LOGIN [--json]`: what does each level owe for the insured of a day?

`--submit` hands the request on at once; `--approve NUMBER` and `--return NUMBER --because TEXT` decide on a submitted one.
"""

import json
from datetime import date
from typing import Any

from django.core.management.base import CommandError, CommandParser
from django.utils import timezone, translation

from assistance.public_money.models import FiscalRequest
from assistance.public_money.operations import fiscal_requests
from assistance.public_money.queries.public_money import PAYERS, sums
from policy.money import format_yuan
from staff.commands import OfficeCommand, officer_named, refusals_told
from staff.models import Officer


class Command(OfficeCommand):
    help = "Count and freeze a request for fiscal subsidy, submit it, or decide on one."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--area", default="", help="pooling area, e.g. 620100")
        parser.add_argument("--year", type=int, help="fiscal year")
        parser.add_argument(
            "--coverage-year", type=int, help="of the heads; the fiscal year unless told otherwise"
        )
        parser.add_argument("--on", type=date.fromisoformat, help="headcount day, YYYY-MM-DD")
        parser.add_argument("--by", required=True, help="login name of the officer")
        parser.add_argument("--submit", action="store_true", help="submit it at once")
        parser.add_argument("--approve", type=int, help="number of a submitted request to approve")
        parser.add_argument(
            "--return", type=int, dest="return_number", help="number of a submitted request to return"
        )
        parser.add_argument("--because", default="", help="reason of a return")
        parser.add_argument("--json", action="store_true")
        parser.add_argument("--language", choices=["zh-hans", "en"], default="zh-hans")

    def handle(self, *, by: str, language: str, **options: Any) -> None:
        officer = officer_named(by)
        with translation.override(language):
            with refusals_told(self, as_json=options["json"]):
                request = self._act(officer, options)
            told = _told(request)
            if options["json"]:
                self.stdout.write(json.dumps(told, ensure_ascii=False))
            else:
                for line in _lines(told):
                    self.stdout.write(line)

    def _act(self, officer: Officer, options: dict[str, Any]) -> FiscalRequest:
        at = timezone.now()
        number = options["approve"] or options["return_number"]
        if number:
            request = FiscalRequest.objects.filter(pk=number).first()
            if request is None:
                raise CommandError(f"there is no request {number}")
            if options["approve"]:
                return fiscal_requests.approve(request=request, by=officer, at=at)
            return fiscal_requests.return_request(
                request=request, because=options["because"], by=officer, at=at
            )
        if not (options["area"] and options["year"] and options["on"]):
            raise CommandError("--area, --year and --on are needed to count")
        request = fiscal_requests.count(
            area=options["area"], fiscal_year=options["year"], coverage_year=options["coverage_year"],
            on=options["on"], by=officer, at=at,
        )  # fmt: skip
        return fiscal_requests.submit(request=request, by=officer, at=at) if options["submit"] else request


def _told(request: FiscalRequest) -> dict[str, Any]:
    lines = list(request.lines.order_by("county", "kind"))
    return {
        "request": request.pk,
        "area": request.area,
        "fiscal_year": request.fiscal_year,
        "coverage_year": request.coverage_year,
        "headcount_on": request.headcount_on.isoformat(),
        "state": request.state,
        "left_out": request.left_out,
        "due_on": request.due_on.isoformat() if request.due_on else None,
        "due_clause": request.due_clause,
        "is_decided": request.is_decided,
        "missing": request.missing,
        "policy_digest": request.policy_digest,
        **{("heads" if name == "heads" else f"{name}_fen"): value for name, value in sums(lines).items()},
        "lines": [
            {"county": line.county, "kind": line.kind, "heads": line.heads, "total_fen": line.total_fen}
            | {f"{payer}_fen": getattr(line, f"{payer}_fen") for payer in PAYERS}
            for line in lines
        ],
    }


def _lines(told: dict[str, Any]) -> list[str]:
    def yuan(fen: int | None) -> str:
        return "?" if fen is None else format_yuan(fen)

    rows = [
        f"{told['request']} {told['area']} {told['fiscal_year']} {told['state']} {told['heads']} {yuan(told['total_fen'])}"
    ]
    rows += [
        f"  {line['county']} {line['kind']:18} {line['heads']:>8} "
        + " ".join(f"{yuan(line[f'{payer}_fen']):>16}" for payer in PAYERS)
        for line in told["lines"]
    ]
    rows += [f"  ? {one['what']['zh']} [{one['clause']}]" for one in told["missing"]]
    return rows
