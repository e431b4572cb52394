"""Do pictures of a file, a person's year and places say what the queries found?"""

from datetime import date
from types import SimpleNamespace

from assistance.public_money.queries.coverage_pictures import tiles
from enrollment.queries.answers import Spell
from enrollment.queries.base_tiles import tiles_of
from enrollment.queries.file_pictures import BRANCHES_SHOWN, flow_of
from enrollment.queries.files import Figures
from enrollment.queries.person_years import year_of
from enrollment.rules.entries import EntryKind
from enrollment.rules.payment_lines import Outcome
from pictures.kinds import Lane, Tone
from pictures.numbers import Unit
from pictures.tables import table_of


def test_the_money_of_a_file_is_all_there_the_largest_first() -> None:
    found = {
        Outcome.OVERPAID.value: Figures(2, 90_000, 32_000, 58_000),
        Outcome.POSTED_IN_FULL.value: Figures(9, 288_000, 288_000, 0),
        Outcome.REVERSAL_POSTED.value: Figures(1, 32_000, 32_000, 0),
        Outcome.DUPLICATE_TICKET.value: Figures(1, 5, 0, 0),
    }
    flow = flow_of(found, "/lines")
    assert [(branch.label.en, branch.value, branch.tone) for branch in flow.branches] == [
        ("Posted in full: posted", 288_000, Tone.MAIN),
        ("Overpaid: held", 58_000, Tone.HELD),
        ("Overpaid: posted", 32_000, Tone.MAIN),
        ("Reversal posted: posted", 32_000, Tone.BAD),
        ("Duplicate ticket: of no effect", 5, Tone.BEFORE),
    ]
    assert flow.branches[1].url == "/lines?outcome=overpaid" and flow_of(found, "").branches[0].url == ""


def test_many_outcomes_are_folded_and_no_fen_is_lost() -> None:
    found = {outcome.value: Figures(1, 100 + place, 0, 100 + place) for place, outcome in enumerate(Outcome)}
    flow = flow_of(found, "/lines")
    assert len(flow.branches) == BRANCHES_SHOWN
    assert sum(branch.value for branch in flow.branches) == sum(figures.sum_fen for figures in found.values())


def entry(kind: EntryKind, on: date, fen: int) -> SimpleNamespace:
    return SimpleNamespace(entry=SimpleNamespace(kind=kind.value, effective_on=on), signed_fen=fen)


def test_a_year_shows_what_was_paid_waited_for_and_covered() -> None:
    told = SimpleNamespace(
        due=object(),
        coverage_year=2022,
        entries=[
            entry(EntryKind.CHARGE, date(2021, 10, 7), 32_000),
            entry(EntryKind.PAYMENT, date(2022, 4, 15), 32_000),
            entry(EntryKind.REVERSAL, date(2026, 12, 1), -32_000),
        ],
        waiting=Spell(date(2022, 4, 16), date(2022, 5, 16)),
        cover=Spell(date(2022, 5, 16), date(2023, 1, 1)),
        interruptions=(),
    )
    picture = year_of(told, today=date(2022, 6, 1), more=[Lane("care", ())])
    assert (picture.from_on, picture.until_on) == (
        date(2021, 10, 1),
        date(2023, 4, 1),
    )  # years later: in the table only
    assert [row[1:] for row in table_of(picture, "zh").rows] == [
        ("2021-10-07", "", "320.00"),
        ("2022-04-15", "", "320.00"),
        ("2026-12-01", "", "-320.00"),
        ("2022-04-16", "2022-05-15", ""),
        ("2022-05-16", "2022-12-31", ""),
    ]
    assert year_of(SimpleNamespace(due=None), today=date(2022, 6, 1)) is None


def share(numerator: int, denominator: int) -> SimpleNamespace:
    return SimpleNamespace(numerator=numerator, denominator=denominator)


def place(code: str, **facts: object) -> SimpleNamespace:
    given = {"name": code, "insured": 7, "rate": None, "must_insure": share(0, 0)} | facts
    return SimpleNamespace(code=code, **given)


def test_tiles_say_the_best_that_is_known_of_coverage() -> None:
    heads = tiles(SimpleNamespace(places=(place("371703"), place("371702"))), 2022)
    assert [(tile.label, tile.value) for tile in heads.tiles] == [("371702", 7), ("371703", 7)]
    assert heads.unit is Unit.NUMBER and heads.bounds == ()
    helped = tiles(SimpleNamespace(places=(place("371702", must_insure=share(1, 3)), place("371703"))), 2022)
    assert [tile.value for tile in helped.tiles] == [3_333, None]
    all_ = tiles(SimpleNamespace(places=(place("371702001", rate=share(9, 10)),)), 2022)
    assert all_.tiles[0].value == 9_000 and all_.tiles[0].url == "?division=371702001&coverage_year=2022"


def test_tiles_of_the_base_open_their_place_and_say_its_own_name() -> None:
    rows = [
        SimpleNamespace(code="371702001", rate=share(98, 111)),
        SimpleNamespace(code="371702", rate=share(0, 0)),
    ]
    names = {"371702": "菏泽市牡丹区", "371702001": "菏泽市牡丹区东城街道"}
    first, nobody = tiles_of(rows, names, inside="371702", year=2022).tiles
    assert (first.label, first.value, first.note) == ("东城街道", 8_828, "98 / 111")
    assert first.url == "?inside=371702001&coverage_year=2022" and nobody.value is None
