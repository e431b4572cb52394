"""What is asked about divisions and officers again and again?"""

from collections.abc import Iterable

from django.db.models import QuerySet

from staff.models import Division
from staff.rules.divisions import NATION, chain, is_division_code, scope_prefix


def children_of(code: str) -> QuerySet[Division]:
    """The divisions directly inside one; the provinces of the whole country for 000000."""
    if code == NATION:
        return Division.objects.filter(parent=None).order_by("code")
    # The range of codes lets the key's index answer; the parent then picks the right level.
    prefix = scope_prefix(code)
    return Division.objects.filter(code__startswith=prefix, parent_id=code).order_by("code")


def path_names(codes: Iterable[str]) -> dict[str, str]:
    """For each code the names from the province down (山东省菏泽市牡丹区), in one query.

    Unknown parts left out.
    """
    asked = {code for code in codes if is_division_code(code)}
    chains = {code: chain(code) for code in asked}
    above = {part for parts in chains.values() for part in parts}
    names = dict(Division.objects.filter(code__in=above).values_list("code", "name"))
    skipped = {
        "市辖区",
        "县",
        "省直辖县级行政区划",
        "自治区直辖县级行政区划",
    }  # names of a level that nobody says
    return {
        code: "".join(names[part] for part in parts if part in names and names[part] not in skipped) or code
        for code, parts in chains.items()
    }


def near_names(codes: Iterable[str]) -> dict[str, str]:
    """The same from the county down (曹县普连集镇), for a column beside which the code stands."""
    asked = {code for code in codes if is_division_code(code)}
    chains = {
        code: [part for part in chain(code) if not part.endswith("00") or part == code] for code in asked
    }
    above = {part for parts in chains.values() for part in parts}
    names = dict(Division.objects.filter(code__in=above).values_list("code", "name"))
    return {code: "".join(names.get(part, "") for part in parts) or code for code, parts in chains.items()}


def path_name(code: str) -> str:
    """`path_names` for one division; the code itself when it is unknown."""
    return path_names([code]).get(code, code)
