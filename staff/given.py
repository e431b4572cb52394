"""Which number did a form or an address name, when it is read by hand? None where it names none.

Whatever else a browser or a program sends there is not a number: no exception, and never a number that no row can have.
"""

from collections.abc import Iterable

PLACES_MAX = 18  # of a key: every number of so many digits fits into a bigint


def number_given(text: object, *, places: int = PLACES_MAX) -> int | None:
    """The number, of ASCII digits only and of at most so many; None for anything else."""
    if not isinstance(text, str) or not (text.isascii() and text.isdigit() and len(text) <= places):
        return None
    return int(text)


def numbers_given(texts: Iterable[object]) -> list[int]:
    """The numbers among what was sent, in its order, each once."""
    numbers = (number_given(text) for text in texts)
    return list(dict.fromkeys(number for number in numbers if number is not None))


def year_given(text: object) -> int | None:
    """A year of four digits."""
    return number_given(text, places=4) if isinstance(text, str) and len(text) == 4 else None
