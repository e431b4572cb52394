"""How does a run read, for the places of one officer: who is better off, who pays, how long people wait, what is left open?"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from desk.whatif.models import DraftRun
from desk.whatif.queries.drafts import READ
from desk.whatif.rules.balance import Balance, balance, payer_label
from desk.whatif.rules.tallies import Row, by_payer, inside, summed, whole
from policy.book import default_book
from policy.care import Setting
from policy.terms import Category, Group, Text
from staff import access
from staff.models import Officer

EXAMPLES, OF_BILLS = 20, 8
NOBODY = Text("不属资助对象", "not helped")


@dataclass(frozen=True, slots=True)
class Paid:
    """What a payer bears today and under the draft, in fen."""

    code: str
    label: Text
    before_fen: int
    after_fen: int

    @property
    def difference_fen(self) -> int:
        return self.after_fen - self.before_fen


@dataclass(frozen=True, slots=True)
class Part:
    """People, or bills: all together, by county, group and category (people) or setting (bills), and who pays."""

    whole: Row
    by_county: list[Row]
    by_group: list[tuple[Text, Row]]
    by_category: list[tuple[Text, Row]]
    money: list[Paid]
    missing: list[Row]

    def as_json(self) -> dict[str, Any]:
        return {
            "whole": self.whole,
            "counties": self.by_county,
            "groups": [{**row, "label": label._asdict()} for label, row in self.by_group],
            "categories": [{**row, "label": label._asdict()} for label, row in self.by_category],
            "money": [
                {
                    "payer": one.code,
                    "label": one.label._asdict(),
                    "before_fen": one.before_fen,
                    "after_fen": one.after_fen,
                    "difference_fen": one.difference_fen,
                }
                for one in self.money
            ],
            "missing": self.missing,
        }


@dataclass(frozen=True, slots=True)
class Result:
    """A run as one officer may see it."""

    run: DraftRun
    people: Part
    bills: Part
    balance: Balance
    examples: list[dict[str, Any]]

    def as_json(self) -> dict[str, Any]:
        """For programs and the command; amounts in fen, waits in days."""
        names = ("income", "spending", "left")
        figures = zip(names, (self.balance.income, self.balance.spending, self.balance.left), strict=True)
        return {
            "run": self.run.pk,
            "draft": self.run.draft_id,
            "people": self.people.as_json(),
            "bills": self.bills.as_json(),
            "fund": {name: {"before_fen": sums[0], "after_fen": sums[1]} for name, sums in figures},
            "examples": self.examples,
        }


def result_of(run: DraftRun, officer: Officer, *, on: date) -> Result:
    """A run that is done, in the officer's places."""
    prefixes = access.scope_prefixes(officer, READ, on=on)

    def is_own(county: str) -> bool:
        return any(county.startswith(prefix[:6]) for prefix in prefixes)

    people, bills = (inside(run.summary[part], is_own) for part in ("people", "bills"))
    of_bills = bills["examples"][:OF_BILLS]
    examples = [*people["examples"][: EXAMPLES - len(of_bills)], *of_bills]
    return Result(
        run,
        _part(people, lambda code: Group(code).label),
        _part(bills, lambda code: Setting(code).label),
        balance(by_payer(people["money"]), by_payer(bills["money"])),
        examples,
    )


def _part(found: Mapping[str, list[Row]], label_of: Callable[[str], Text]) -> Part:
    cells, money = found["cells"], by_payer(found["money"])
    groups = summed(cells, "group")
    categories = summed(cells, "category") if any(row["category"] for row in cells) else []
    known = default_book().categories
    return Part(
        whole(cells),
        summed(cells, "county"),
        [(label_of(row["of"]), row) for row in groups],
        [(known.label(Category(row["of"])) if row["of"] else NOBODY, row) for row in categories],
        [Paid(payer, payer_label(payer), *sums) for payer, sums in sorted(money.items())],
        found["missing"],
    )
