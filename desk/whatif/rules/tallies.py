"""How are many people, or many bills, counted under two policies, so that any place can be summed up afterwards?"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from typing import Any

from desk.whatif.rules.sides import Verdict
from policy.terms import Text

COUNTED = ("people", *(one.value for one in Verdict))
SUMMED = ("own_before_fen", "own_after_fen", "wait_before_days", "wait_after_days", "waiting_before", "waiting_after",
          "open_before", "open_after")  # fmt: skip
Row = dict[str, Any]


class Tally:
    """Cells by place and kind, money by place and payer, and what was left open; `as_json` is what a run keeps.

    Rows: `cells` [{county, group, category, people, better, …}], `money` [{county, payer, before_fen, after_fen}],
    `missing` [{county, side, zh, en, people}].
    """

    def __init__(self, kept: Mapping[str, Any] | None = None) -> None:
        self._cells: dict[tuple[str, str, str], Row] = {}
        self._money: dict[tuple[str, str], list[int]] = {}
        self._missing: dict[tuple[str, str, str, str], int] = {}
        if kept:
            self._resume(kept)

    def _resume(self, kept: Mapping[str, Any]) -> None:
        for row in kept["cells"]:
            self._cells[row["county"], row["group"], row["category"]] = dict(row)
        for row in kept["money"]:
            self._money[row["county"], row["payer"]] = [row["before_fen"], row["after_fen"]]
        for row in kept["missing"]:
            self._missing[row["county"], row["side"], row["zh"], row["en"]] = row["people"]

    def count(
        self, county: str, group: str, category: str, people: int, found: Verdict, **each: int | None
    ) -> None:
        """Add people of one case; `each` are the figures of one of them, by the names of SUMMED."""
        key = county, group, category
        if key not in self._cells:
            names = dict.fromkeys((*COUNTED, *SUMMED), 0)
            self._cells[key] = {"county": county, "group": group, "category": category, **names}
        cell = self._cells[key]
        cell["people"] += people
        cell[found.value] += people
        for name, figure in each.items():
            cell[name] += (figure or 0) * people

    def pay(self, county: str, payer: str, before_fen: int, after_fen: int) -> None:
        """Add what a payer bears under each policy."""
        if before_fen or after_fen:
            sums = self._money.setdefault((county, payer), [0, 0])
            sums[0] += before_fen
            sums[1] += after_fen

    def leave_open(self, county: str, side: str, texts: Iterable[Text], people: int) -> None:
        """Name what the rules do not say of some people, under the policy `before` or `after`."""
        for text in texts:
            key = county, side, text.zh, text.en
            self._missing[key] = self._missing.get(key, 0) + people

    def as_json(self) -> dict[str, Any]:
        """Plain rows."""
        money = [
            {"county": county, "payer": payer, "before_fen": sums[0], "after_fen": sums[1]}
            for (county, payer), sums in sorted(self._money.items())
        ]
        missing = [
            {"county": county, "side": side, "zh": zh, "en": en, "people": people}
            for (county, side, zh, en), people in sorted(self._missing.items())
        ]
        return {
            "cells": [self._cells[key] for key in sorted(self._cells)],
            "money": money,
            "missing": missing,
        }


def inside(found: Mapping[str, Any], is_own: Callable[[str], bool]) -> dict[str, Any]:
    """The rows of the counties that are somebody's own."""
    return {
        name: [row for row in rows if is_own(row["county"])]
        for name, rows in found.items()
        if isinstance(rows, list)
    }


def summed(rows: Collection[Mapping[str, Any]], by: str) -> list[Row]:
    """Cells summed up by county, group or category, largest first by nothing but its code."""
    sums: dict[str, Row] = {}
    for row in rows:
        one = sums.setdefault(row[by], {"of": row[by], **dict.fromkeys((*COUNTED, *SUMMED), 0)})
        for name in (*COUNTED, *SUMMED):
            one[name] += row[name]
    return [sums[key] for key in sorted(sums)]


def whole(rows: Collection[Mapping[str, Any]]) -> Row:
    """All cells together."""
    return {name: sum(row[name] for row in rows) for name in (*COUNTED, *SUMMED)}


def by_payer(rows: Collection[Mapping[str, Any]]) -> dict[str, tuple[int, int]]:
    """Payer -> what it bears today and under the draft, in fen."""
    sums: dict[str, tuple[int, int]] = {}
    for row in rows:
        before, after = sums.get(row["payer"], (0, 0))
        sums[row["payer"]] = before + row["before_fen"], after + row["after_fen"]
    return sums


def named(rows: Collection[Mapping[str, Any]]) -> list[Row]:
    """What is left open, each thing once with the people that it leaves open today and under the draft, most people first."""
    found: dict[tuple[str, str], Row] = {}
    for row in rows:
        one = found.setdefault(
            (row["zh"], row["en"]), {"zh": row["zh"], "en": row["en"], "before": 0, "after": 0}
        )
        one[row["side"]] += row["people"]
    return sorted(found.values(), key=lambda one: (-max(one["before"], one["after"]), one["zh"]))
