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
from policy.care import Counter, Payer
from policy.terms import Text

WIDTH = 1000  # of the picture, in its own units


@dataclass(frozen=True, slots=True)
class Bar:
    """One step of the picture: who bears how much, from where to where of the whole bill (in `WIDTH` units)."""

    code: str
    label: Text
    fen: int
    x: int
    width: int
    y: int


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


def picture(total_fen: int, parts: Iterable[tuple[Payer, int]], *, row: int = 10) -> list[Bar]:
    """The bill as a staircase: the whole bill, then each payer taking a piece from the right, the person the rest."""
    whole = Text("医疗费用总额", "The bill")
    bars = [Bar("total", whole, total_fen, 0, WIDTH, 0)]
    left = total_fen
    for place, (payer, fen) in enumerate(parts, start=1):
        left -= fen
        start = _units(left, total_fen)
        bars.append(
            Bar(
                payer.value,
                payer.label,
                fen,
                start,
                max(2, _units(left + fen, total_fen) - start),
                place * row,
            )
        )
    return bars


def _units(fen: int, total_fen: int) -> int:
    return fen * WIDTH // total_fen if total_fen else 0


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
