"""How is a division code built, and what lies inside a division?

Province 370000, prefecture 371700, county 371702 (six digits); township 371702001 (nine);
village 371702001001 (twelve).
"""

from policy.terms import Text

NATION = "000000"


class Level:
    """The five levels, as stored."""

    PROVINCE, PREFECTURE, COUNTY, TOWNSHIP, VILLAGE = 1, 2, 3, 4, 5
    LABELS = {
        PROVINCE: Text("省级", "province"),
        PREFECTURE: Text("地级", "prefecture"),
        COUNTY: Text("县级", "county"),
        TOWNSHIP: Text("乡级", "township"),
        VILLAGE: Text("村级", "village"),
    }


def is_division_code(text: str) -> bool:
    return text.isascii() and text.isdecimal() and len(text) in (6, 9, 12)


def scope_prefix(code: str) -> str:
    """What all codes inside a division begin with: 370000 -> 37, 371700 -> 3717, 371702 -> 371702."""
    if not is_division_code(code):
        raise ValueError(f"not a division code: {code!r}")
    if len(code) > 6:
        return code
    while code.endswith("00"):
        code = code[:-2]
    return code


def searched_prefix(text: str) -> str:
    """What codes begin with when somebody asks by a division's code (then all inside it) or by the beginning of one."""
    return scope_prefix(text) if is_division_code(text) else text


def contains(outer: str, inner: str) -> bool:
    """Is `inner` the same division as `outer` or inside it?"""
    return is_division_code(inner) and inner.startswith(scope_prefix(outer))


def level_of(code: str) -> int:
    if not is_division_code(code):
        raise ValueError(f"not a division code: {code!r}")
    if len(code) > 6:
        return Level.TOWNSHIP if len(code) == 9 else Level.VILLAGE
    return {2: Level.PROVINCE, 4: Level.PREFECTURE}.get(len(scope_prefix(code)), Level.COUNTY)


def chain(code: str) -> tuple[str, ...]:
    """The codes from the province down to `code`; some may name no division (a city without counties)."""
    above = [code[:2] + "0000", code[:4] + "00", code[:6], code[:9], code[:12]]
    found: list[str] = []
    for candidate in above:
        if (
            candidate not in found
            and len(candidate) <= len(code)
            and code.startswith(scope_prefix(candidate))
        ):
            found.append(candidate)
    return tuple(found)


def parent_of(code: str) -> str | None:
    """The code of the division that one lies directly in, by the way codes are built; None above a province.

    A county of a province without prefectures and a township of a city without counties follow the same rule: the codes in
    between are those of divisions that stand in the list for that purpose.
    """
    match level_of(code):
        case Level.PROVINCE:
            return None
        case Level.PREFECTURE:
            return code[:2] + "0000"
        case Level.COUNTY:
            return code[:4] + "00"
        case Level.TOWNSHIP:
            return code[:6]
        case _:
            return code[:9]
