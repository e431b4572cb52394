"""How high is the rate of each place inside another, as a map of tiles: township by township, village by village?"""

from collections.abc import Iterable, Mapping
from urllib.parse import urlencode

from enrollment.queries.base_rates import PlaceRate
from pictures.kinds import Tile, Tiles
from pictures.numbers import Unit
from policy.terms import Text

_SHADES = (8_000, 9_000, 9_500, 9_800)  # hundredths of a percent at which a tile grows darker


def tiles_of(rows: Iterable[PlaceRate], names: Mapping[str, str], *, inside: str, year: int) -> Tiles:
    """One tile for each place, in the order of the codes; it opens the place, a village its ledger."""
    around = names.get(inside, "")
    return Tiles(
        "base-rates",
        Text("各地参保率", "Rate, place by place"),
        Text(
            "已在本地参保的人占应在本地参保的人的比例；点击进入该地，村级进入台账。",
            "Insured here of those who should be; each place opens, a village its ledger.",
        ),
        Unit.PERCENT,
        Text("地区", "Place"),
        tuple(
            Tile(
                names.get(row.code, row.code).removeprefix(around),
                10_000 * row.rate.numerator // row.rate.denominator if row.rate.denominator else None,
                f"?{urlencode({'inside': row.code, 'coverage_year': year})}",
                f"{row.rate.numerator:,} / {row.rate.denominator:,}",
            )
            for row in rows
        ),
        _SHADES,
    )
