"""Which categories of assistance are there, what are they called, and which contains which?

The whole country has a common list, an area adds its own for itself and the places inside it (category.toml). A code means the
same wherever it stands: `policy check` refuses a second declaration.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from datetime import date

from policy.files import Area
from policy.schema.category import CategoryFile, CommonCategory, OwnCategory
from policy.terms import Category, Text

Declared = CommonCategory | OwnCategory


class Categories(Collection[Category]):
    """The declared categories in the order of lists: those of the whole country first, then each area's own."""

    def __init__(self, declared: Iterable[Declared]) -> None:
        self._declared: dict[Category, Declared] = {}
        for one in declared:
            self._declared.setdefault(one.code, one)
        self._wider = {code: tuple(self._within(code)) for code in self._declared}

    @classmethod
    def of(cls, areas: Iterable[Area]) -> Categories:
        """Those that areas declare, the areas above first."""
        return cls(one for area in sorted(areas, key=lambda one: one.code) for one in _declared_by(area))

    def __iter__(self) -> Iterator[Category]:
        return iter(self._declared)

    def __len__(self) -> int:
        return len(self._declared)

    def __contains__(self, code: object) -> bool:
        return code in self._declared

    def get(self, code: str) -> Declared | None:
        """How a code is declared, None where nobody declares it."""
        return self._declared.get(Category(code))

    def label(self, code: str) -> Text:
        """What a category is called; the code itself for one that nobody here declares."""
        found = self.get(code)
        return found.text if found else Text(code, code)

    def labels(self, codes: Iterable[str]) -> Text:
        """The same of several, as a list in both languages."""
        words = [self.label(code) for code in codes]
        return Text("、".join(one.zh for one in words), ", ".join(one.en for one in words))

    def with_wider(self, code: Category) -> tuple[Category, ...]:
        """The category itself, then each wider one that contains it, when a rule names only the wider one."""
        return self._wider.get(code, (code,))

    def _within(self, code: Category) -> list[Category]:
        found = [code]
        while (
            (one := self.get(found[-1])) is not None and one.part_of is not None and one.part_of not in found
        ):
            found.append(one.part_of)
        return found

    def in_order(self, codes: Iterable[Category]) -> list[Category]:
        """Categories in the order of lists; those that nobody here declares come last."""
        places = {code: place for place, code in enumerate(self)}
        return sorted(codes, key=lambda code: (places.get(code, len(places)), code))

    def on(self, day: date) -> list[Category]:
        """Those that may be certified from a day on."""
        return [code for code, one in self._declared.items() if one.is_on(day)]


def _declared_by(area: Area) -> Iterator[Declared]:
    file = area.file("category", CategoryFile)
    yield from file.common
    yield from file.own
