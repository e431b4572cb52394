"""Which share of a place is insured, place by place, as a map of tiles?"""

from urllib.parse import urlencode

from assistance.public_money.queries.coverage_rates import PlaceRate, Rates
from enrollment.rules.targets import Standing
from pictures.kinds import Tile, Tiles
from pictures.numbers import Unit
from policy.terms import Text

_SHADES = (8_000, 9_000, 9_500, 9_800)  # hundredths of a percent at which a tile grows darker
_ALL = Text(
    "参保率：已参保人数占应参保人数的比例；点击进入该地。",
    "Insured of those who should be; each place opens.",
)
_HELPED = Text(
    "尚未录入应参保人数的算法，先看持有救助身份的人：已参保人数占其全部的比例；点击进入该地。",
    "No formula says who should be insured yet, so these are people with a category: insured of all. Each opens.",
)
_HEADS = Text(
    "尚未录入应参保人数的算法，因此只有已参保人数；点击进入该地。",
    "No formula says who should be insured yet, so these are people insured; each place opens.",
)


def tiles(found: Rates, year: int) -> Tiles:
    """The places inside in the order of their codes: rates, else those of people with a category, else heads."""
    places = sorted(found.places, key=lambda one: one.code)
    if any(place.rate is not None for place in places):
        return _tiles(_ALL, Unit.PERCENT, tuple(_share(place, place.rate, year) for place in places))
    if any(place.must_insure.denominator for place in places):
        return _tiles(
            _HELPED, Unit.PERCENT, tuple(_share(place, place.must_insure, year) for place in places)
        )
    heads = tuple(Tile(place.name, place.insured, _url(place, year)) for place in places)
    return _tiles(_HEADS, Unit.NUMBER, heads, ())


def _tiles(about: Text, unit: Unit, shown: tuple[Tile, ...], bounds: tuple[int, ...] = _SHADES) -> Tiles:
    title = Text("各地参保情况", "Coverage, place by place")
    return Tiles("coverage", title, about, unit, Text("地区", "Place"), shown, bounds)


def _share(place: PlaceRate, standing: Standing | None, year: int) -> Tile:
    if standing is None or not standing.denominator:
        return Tile(place.name, None, _url(place, year))
    share = 10_000 * standing.numerator // standing.denominator
    return Tile(place.name, share, _url(place, year), f"{standing.numerator:,} / {standing.denominator:,}")


def _url(place: PlaceRate, year: int) -> str:
    return f"?{urlencode({'division': place.code, 'coverage_year': year})}" if len(place.code) < 12 else ""
