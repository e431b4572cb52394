"""Do the hidden numbers of a file come out as they went in, at whatever place they stand?"""

from hypothesis import given, settings
from hypothesis import strategies as st

from enrollment.bulk.identity_cover import IdentityCover

NUMBERS = st.one_of(
    st.text("0123456789X", min_size=18, max_size=18), st.text("AZ09港", max_size=8), st.just("护照E12345678")
)


@settings(max_examples=100, deadline=None)
@given(st.lists(NUMBERS, min_size=1, max_size=8), st.integers(2, 50_000_000))
def test_what_was_hidden_in_a_row_of_rows_opens_line_by_line(documents: list[str], first: int) -> None:
    cover = IdentityCover(7, "ab" * 32)
    rows = range(first, first + len(documents))
    hidden = cover.hide(documents, rows)
    assert hidden == cover.hide(documents, list(rows))
    assert cover.open(hidden, rows) == documents
    assert cover.open(hidden[::-1], rows[::-1]) == documents[::-1]


def test_another_file_or_another_row_opens_nothing() -> None:
    hidden = IdentityCover(7, "ab" * 32).hide(["371702199001011234"], range(5, 6))
    assert IdentityCover(8, "ab" * 32).open(hidden, [5]) != ["371702199001011234"]
    assert IdentityCover(7, "ab" * 32).open(hidden, [6]) != ["371702199001011234"]
