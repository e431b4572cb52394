"""How much of a due does another pay, by which text, and never above what is owed?"""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from enrollment.rules.entries import Payer
from enrollment.rules.sponsor_shares import REMEDIES, Owed, ShareAnswer, Terms, share, terms_of
from enrollment.rules.sponsors import PAYER_OF
from policy.book import default_book
from policy.terms import SponsorKind

A = ShareAnswer
MONEY = st.integers(0, 100_000)


def test_every_kind_of_sponsor_is_a_payer_of_entries() -> None:
    assert set(PAYER_OF) == set(SponsorKind)
    assert {kind.value: payer.value for kind, payer in PAYER_OF.items()} == {
        kind.value: Payer(kind.value).value for kind in SponsorKind
    }


@pytest.mark.parametrize(
    ("area", "year", "kind", "clause", "named"),
    [
        ("622900", 2018, SponsorKind.COLLECTIVE, "LX-4.2a", True),
        ("622900", 2018, SponsorKind.SCHOOL, "LX-5.2i", True),
        ("622900", 2018, SponsorKind.RELATIVE, "LX-4.2a", False),
        ("371700", 2026, SponsorKind.RELATIVE, "FAM-1", True),
        ("371700", 2026, SponsorKind.SCHOOL, "FAM-1", False),
        ("371700", 2022, SponsorKind.SCHOOL, "", False),
    ],
)
def test_what_the_texts_say(area: str, year: int, kind: SponsorKind, clause: str, named: bool) -> None:
    terms = terms_of(default_book().policy(area), kind, year)
    assert (terms.clause, terms.rule is not None) == (clause, named)


@pytest.mark.parametrize(
    ("owed", "wanted", "document", "answer", "fen"),
    [
        (Owed(18_000, 0), None, False, A.PAYS, 18_000),
        (Owed(18_000, 5_000), 10_000, False, A.PAYS, 10_000),
        (Owed(18_000, 12_000), 10_000, False, A.PAYS, 6_000),
        (Owed(18_000, 18_000), None, False, A.SETTLED, 0),
        (Owed(None, 0), 10_000, True, A.NO_PRICE, 0),
        (Owed(18_000, 9_000, 9_000), None, False, A.ORDER_OPEN, 0),
        (Owed(18_000, 9_000, 9_000), None, True, A.PAYS, 9_000),
    ],
)
def test_linxia_names_collectives_and_leaves_the_order_open(
    owed: Owed, wanted: int | None, document: bool, answer: ShareAnswer, fen: int
) -> None:
    terms = terms_of(default_book().policy("622900"), SponsorKind.COLLECTIVE, 2018)
    got = share(owed, wanted, terms, has_document=document)
    assert (got.answer, got.fen) == (answer, fen)
    assert got.clause == "LX-4.2a" or answer in (A.SETTLED, A.NO_PRICE)


def test_who_is_named_nowhere_waits_for_a_document() -> None:
    assert share(Owed(32_000, 0), None, Terms(None), has_document=False).answer is A.SPONSOR_OPEN
    assert share(Owed(32_000, 0), None, Terms(None), has_document=True).fen == 32_000


def test_whatever_is_not_paid_says_what_to_do() -> None:
    silent = {A.PAYS, A.GIVEN, A.SETTLED, A.LEFT, A.DECEASED}
    assert set(ShareAnswer) - set(REMEDIES) == silent


@settings(max_examples=200)
@given(charged=MONEY, credited=MONEY, subsidy=MONEY, wanted=st.none() | MONEY, document=st.booleans())
def test_no_share_passes_what_is_owed(
    charged: int, credited: int, subsidy: int, wanted: int | None, document: bool
) -> None:
    terms = terms_of(default_book().policy("622900"), SponsorKind.SCHOOL, 2018)
    got = share(Owed(charged, credited, min(subsidy, credited)), wanted, terms, has_document=document)
    assert 0 <= got.fen <= max(0, charged - credited)
    assert got.fen == 0 or got.answer is A.PAYS
