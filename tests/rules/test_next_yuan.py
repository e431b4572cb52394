"""Is somebody near the 3,000 yuan of Linxia told what the next yuan means, and nobody else?

LX-4.12.2e: above 3,000 of own compliant cost a year civil affairs bear what passes it; the top-up to 85 % ends there (A28).
"""

from datetime import date

import pytest

from claims.rules.benefit_terms import terms_on
from claims.rules.guarantee import Sums, guarantee
from policy.book import default_book
from policy.schema.critical import Guarantee, OwnCostLine

TERMS = terms_on(default_book().policy("622900"), date(2018, 11, 1))
RULE = max(TERMS.all(Guarantee), key=lambda one: one.rate)
LINE = min(TERMS.all(OwnCostLine), key=lambda one: one.fen)


def told(own: int, of_bill: int, rule: Guarantee | None = RULE) -> list[str]:
    """What is said in yuan: the own cost of the year with this bill, and this bill's part of it."""
    year = Sums(own * 500, own * 400, 0, 0)  # four fifths were paid
    result, _ = guarantee(TERMS, rule, LINE, year, of_bill * 100)
    return [step.text.zh for step in result.steps if step.code == "next_yuan"]


@pytest.mark.parametrize(
    ("own", "of_bill", "gap"),
    [
        (2_950, 400, "50.00"),  # another 400 passes 3,000
        (3_000, 1, "0.00"),  # at the line itself: the next yuan passes it
        (2_600, 400, None),  # another 400 comes to 3,000 and does not pass it
        (1_000, 400, None),
        (3_100, 400, None),  # above it: the rule works already
    ],
)
def test_who_another_such_bill_would_take_past_the_line_is_told(
    own: int, of_bill: int, gap: str | None
) -> None:
    said = told(own, of_bill)
    assert bool(said) == (gap is not None)
    if gap:
        assert f"还差{gap}元" in said[0] and "不再补足到85%" in said[0]


def test_without_a_guarantee_nothing_is_said_of_a_top_up() -> None:
    assert told(2_950, 400, None) and "补足" not in told(2_950, 400, None)[0]
