"""Of whom must everybody be insured in each area, and does nobody fall through who is called a hardship group?"""

from __future__ import annotations

import pytest

from assistance.public_money.rules.must_insure import listed_categories, must_insure
from policy.book import Book
from policy.schema import CatchUpFile
from policy.terms import Category

BOOK = Book.load()
YEARS = {
    "140500": 2021,
    "450000": 2021,
    "620000": 2021,
    "620100": 2021,
    "622900": 2021,
    "370000": 2022,
    "371700": 2022,
}


@pytest.mark.parametrize("area", sorted(YEARS))
def test_the_extremely_poor_and_dibao_are_on_every_list(area: str) -> None:
    entry = must_insure(BOOK.policy(area), YEARS[area])
    assert entry is not None, "JC-7a, GX-2.3c, LZ-3c, GS-2.3, SD-1h, LX-5.2g and HZ-3.2c name them"
    assert {Category("tekun"), Category("dibao"), Category("dibao_rural_2")} <= set(
        listed_categories(BOOK.policy(area), entry)
    )


def test_whom_heze_calls_a_hardship_group_must_be_insured_there() -> None:
    policy = BOOK.policy("371700").in_year(2022)
    hardship = next(file.hardship[0] for _, file in policy.files("catch_up", CatchUpFile) if file.hardship)
    entry = must_insure(policy, 2022)
    assert entry is not None and set(hardship.categories) == set(entry.categories)


@pytest.mark.parametrize("area", sorted(YEARS))
def test_a_list_ends_with_its_text(area: str) -> None:
    assert must_insure(BOOK.policy(area), 2024) is None
