"""In which form is one entry of whichever ledger told: day, what, amount, clause, and where its page is?"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.translation import override

from policy.terms import Term, Text

LINES_MAX = 500  # of one ledger; the latest are kept


def in_both_languages(label: object) -> Text:
    """A label of gettext as both languages say it."""
    with override("zh-hans"):
        zh = str(label)
    with override("en"):
        return Text(zh, str(label))


class Ledger(Term):
    """Which record a line comes from, in the order in which money flows."""

    ENROLLMENT = ("enrollment", "参保", "enrollment")
    DUES = ("dues", "应缴与入账", "dues and their entries")
    PAYMENTS = ("payments", "税务到账明细", "lines of tax files")
    REFUNDS = ("refunds", "退费", "refunds")
    COVER = ("cover", "待遇期", "cover")
    CATEGORIES = ("categories", "救助身份", "categories")
    SUBSIDIES = ("subsidies", "参保资助", "premium subsidies")
    CASES = ("cases", "救助个案", "cases")
    REGISTERS = ("registers", "病种认定和异地备案", "recognitions and filings")
    BILLS = ("bills", "医疗账单", "bills")
    STATEMENTS = ("statements", "结算单", "statements")


@dataclass(frozen=True, slots=True)
class HistoryLine:
    """One thing on record; `fen` is signed as its ledger signs it, None where the line is not about money.

    `clause` is the clause that the line follows from or the document that decided it; empty where no document has one.
    """

    ledger: Ledger
    on: date
    year: int
    text: Text
    url: str
    fen: int | None = None
    clause: str = ""
    is_charge: bool = False  # what is owed, and is never summed with what was paid

    def as_json(self) -> dict[str, Any]:
        """The line as plain values."""
        return {
            "ledger": self.ledger.value,
            "on": self.on.isoformat(),
            "year": self.year,
            "text": self.text._asdict(),
            "fen": self.fen,
            "clause": self.clause,
            "page": self.url,
        }


@dataclass(frozen=True, slots=True)
class History:
    """Everything on record about one person, the latest first; `cut` names ledgers of which only the latest lines are told."""

    lines: tuple[HistoryLine, ...]
    cut: tuple[Ledger, ...] = ()

    def sums(self) -> list[tuple[Text, int, int | None]]:
        """Words, number of lines and sum of their amounts, of each ledger that has any; charges and payments apart.

        A ledger that tells of no money has no sum, rather than one of nothing.
        """
        found: list[tuple[Text, int, int | None]] = []
        for ledger in Ledger:
            lines = [line for line in self.lines if line.ledger is ledger]
            for label, listed in _apart(ledger, lines):
                amounts = [line.fen for line in listed if line.fen is not None]
                if listed:
                    found.append((label, len(listed), sum(amounts) if amounts else None))
        return found


def _apart(ledger: Ledger, lines: list[HistoryLine]) -> list[tuple[Text, list[HistoryLine]]]:
    if ledger is not Ledger.DUES:
        return [(ledger.label, lines)]
    return [
        (Text("应缴", "charged"), [line for line in lines if line.is_charge]),
        (
            Text("入账（已减退费）", "credited, less what went back"),
            [line for line in lines if not line.is_charge],
        ),
    ]
