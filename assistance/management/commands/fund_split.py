"""`fund_split --division CODE --year YYYY --on DAY --by LOGIN [--json]`: how is a year's fund divided into pools?

`--approve NUMBER` puts a split in force; a county's risk fund is drawn with it.
"""

import json
from datetime import date
from typing import Any

from django.core.management.base import CommandError, CommandParser
from django.utils import timezone, translation

from assistance.public_money.models import FundSplit
from assistance.public_money.operations import fund_splits
from policy.money import format_yuan
from policy.terms import Pool
from staff.commands import OfficeCommand, add_common, officer_named, refusals_told
from staff.models import Officer
from staff.refusals import spoken


class Command(OfficeCommand):
    help = "Divide what was raised for a coverage year into its pools, or approve a split."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--division", default="", help="pooling area, or a county of one")
        parser.add_argument("--year", type=int, help="coverage year")
        parser.add_argument(
            "--on", type=date.fromisoformat, help="contributions posted up to this day, YYYY-MM-DD"
        )
        parser.add_argument("--approve", type=int, help="number of a split to put in force")
        add_common(parser)

    def handle(self, *, by: str, language: str, **options: Any) -> None:
        officer = officer_named(by)
        with translation.override(language):
            with refusals_told(self, as_json=options["json"]):
                split = self._act(officer, options)
            if options["json"]:
                self.stdout.write(json.dumps(_told(split), ensure_ascii=False))
                return
            self.stdout.write(
                f"{split.pk} {split.division_code} {split.year} {format_yuan(split.raised_fen)}"
            )
            for row in split.pools.order_by("pk"):
                amount = "?" if row.amount_fen is None else format_yuan(row.amount_fen)
                self.stdout.write(f"  {'  ' if row.within else ''}{spoken(Pool(row.pool).label)} {amount}")

    def _act(self, officer: Officer, options: dict[str, Any]) -> FundSplit:
        at = timezone.now()
        if options["approve"]:
            split = FundSplit.objects.filter(pk=options["approve"]).first()
            if split is None:
                raise CommandError(f"there is no split {options['approve']}")
            return fund_splits.approve(made=split, by=officer, at=at)
        if not (options["division"] and options["year"] and options["on"]):
            raise CommandError("--division, --year and --on are needed to divide")
        return fund_splits.split(
            division_code=options["division"], year=options["year"], on=options["on"], by=officer, at=at
        )


def _told(split: FundSplit) -> dict[str, Any]:
    return {
        "split": split.pk,
        "division_code": split.division_code,
        "year": split.year,
        "heads": split.heads,
        "contributions_fen": split.contributions_fen,
        "fiscal_fen": split.fiscal_fen,
        "raised_fen": split.raised_fen,
        "not_raised_fen": split.not_raised_fen,
        "is_in_force": split.approved_by_id is not None and split.replaced_at is None,
        "pools": [
            {"pool": row.pool, "within": row.within, "amount_fen": row.amount_fen}
            for row in split.pools.order_by("pk")
        ],
        "risk_fund_drawn_fen": sum(row.amount_fen for row in split.draws.filter(kind="draw")),
        "missing": split.missing,
        "policy_digest": split.policy_digest,
    }
