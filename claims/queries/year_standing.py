"""Who bears which part of a bill, as a picture, and how does the year of the person stand?"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from claims.models import Bill, Statement
from claims.queries.benefit_years import kept_records, years_so_far
from claims.queries.figures import FiguresBook
from claims.rules.benefit_terms import terms_on
from claims.rules.year_limits import YearLimit, year_limits
from enrollment.queries.policies import with_open_years
from pictures.kinds import Branch, Tone, Waterfall
from pictures.numbers import Unit
from policy.care import Counter, Payer
from policy.terms import Text

TONES = {
    Payer.SPECIAL_SUBSIDY: Tone.VIOLET,
    Payer.BASIC_FUND: Tone.MAIN,
    Payer.CRITICAL_ILLNESS_INSURER: Tone.BLUE,
    Payer.TOP_UP: Tone.GOOD,
    Payer.CIVIL_AFFAIRS: Tone.HELD,
    Payer.PERSON: Tone.BAD,
}


@dataclass(frozen=True, slots=True)
class YearStanding:
    """What was counted in a person's year, and what is left under each limit."""

    year: int
    counted: tuple[tuple[Counter, int], ...]
    limits: tuple[YearLimit, ...]


def statement_of(bill: Bill) -> Statement | None:
    """The posted statement of a bill; when it was taken back, the last one."""
    return bill.statements.order_by("state", "-pk").prefetch_related("lines").first()


def payments(amounts: dict[str, int]) -> list[tuple[Payer, int]]:
    """Every payer who bears something, in the order in which they pay."""
    return [(payer, amounts[name]) for name, payer in Statement.AMOUNTS.items() if amounts[name]]


def picture(parts: Iterable[tuple[Payer, int]]) -> Waterfall:
    """The whole bill, then each payer's piece where the one before ended; the person pays the rest."""
    return Waterfall(
        "payers",
        Text("谁承担这张账单", "Who bears the bill"),
        Text(
            "从医疗费用总额起，逐个扣去各方支付的部分，余下由个人支付。",
            "From the whole bill, what each payer takes off; the person pays what is left.",
        ),
        Unit.FEN,
        Text("医疗费用总额", "The bill"),
        tuple(Branch(payer.label, fen, TONES[payer]) for payer, fen in parts),
    )


def year_standing(person_id: int, year: int, *, division_code: str, on: date) -> YearStanding:
    """The year so far of one person, under the rules that hold at their place on a day of it."""
    kept = kept_records([person_id])[person_id]
    so_far = years_so_far([(kept, year)])[kept, year]
    figures = FiguresBook({division_code[:6]}).on(division_code, on)
    terms = terms_on(with_open_years(division_code), on)
    counted = [(counter, so_far.of(counter)) for counter in Counter]
    return YearStanding(
        year, tuple((counter, fen) for counter, fen in counted if fen), year_limits(terms, figures, so_far)
    )
