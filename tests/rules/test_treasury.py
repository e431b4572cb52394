"""Do equal sums agree, and is each difference named with both amounts and where it stands?"""

from datetime import date

from enrollment.rules.treasury import REMEDIES, DifferenceKind, Receipt, TaxLine, compare

DAY, NEXT = date(2021, 11, 15), date(2021, 11, 16)


def tax(ticket: str, fen: int, on: date = DAY, *, held: int = 0, entered: int | None = None) -> TaxLine:
    posted = fen - held
    return TaxLine(ticket, 7, 2, on, fen, posted, held, 0, posted if entered is None else entered)


def treasury(fen: int, ticket: str = "", on: date = DAY) -> Receipt:
    return Receipt(3, 2, on, fen, ticket)


def kinds(*args: object) -> list[tuple[str, int | None, int | None]]:
    found = compare(*args).differences  # type: ignore[arg-type]
    return [(one.kind.value, one.tax_fen, one.other_fen) for one in found]


def test_three_sums_that_agree() -> None:
    check = compare([tax("A", 320), tax("B", 380, held=380)], [treasury(700)], [DAY])
    [day] = check.days
    assert (day.tax_fen, day.treasury_fen, day.on_dues_fen, day.held_fen) == (700, 700, 320, 380)
    assert day.agrees and not check.differences


def test_sums_alone_name_the_day() -> None:
    assert kinds([tax("A", 320)], [treasury(300)], [DAY]) == [("day_sum", 320, 300)]


def test_equal_sums_of_unlike_tickets_are_no_agreement() -> None:
    lines, receipts = [tax("A", 320), tax("B", 380)], [treasury(320, "A"), treasury(380, "C")]
    assert kinds(lines, receipts, [DAY]) == [("not_at_treasury", 380, None), ("not_in_lines", None, 380)]


def test_another_amount_under_the_same_ticket() -> None:
    assert kinds([tax("A", 320)], [treasury(300, "A"), treasury(10, "A")], [DAY]) == [("amount", 320, 310)]


def test_a_day_without_a_statement_is_no_difference_and_does_not_agree() -> None:
    check = compare([tax("A", 320)], [], [])
    assert not check.differences and not check.days[0].agrees


def test_money_on_another_day_differs_on_both() -> None:
    found = kinds([tax("A", 320)], [treasury(320, "A", NEXT), treasury(1, "B")], [DAY, NEXT])
    assert found == [("not_at_treasury", 320, None), ("not_in_lines", None, 1), ("not_in_lines", None, 320)]


def test_accounts_that_say_otherwise_than_the_line() -> None:
    assert kinds([tax("A", 320, entered=0)], [treasury(320)], [DAY]) == [("account", 320, 0)]


def test_every_difference_says_what_to_do() -> None:
    assert set(REMEDIES) == set(DifferenceKind)
