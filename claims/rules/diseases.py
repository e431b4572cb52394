"""Which outpatient chronic diseases are there in an area, under which code and name, and which of them does a word mean?

The bundled table has the codes of the national platform; an area may add diseases in its notices, and its own names count.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final, NamedTuple

from policy.care import Setting, TwoDisease
from policy.terms import Text

TWO: Final = {"M03900": TwoDisease.HYPERTENSION, "M01600": TwoDisease.DIABETES}
CODE_OF_TWO: Final = {disease: code for code, disease in TWO.items()}


class Disease(NamedTuple):
    """One disease: `code` of the national table ("" where it has none), the name under which figures are entered, other words."""

    code: str
    name: Text
    also: tuple[str, ...] = ()
    clause: str = ""  # of the notice of the area that names it

    @property
    def words(self) -> frozenset[str]:
        """Everything that means it, without blanks and case."""
        return frozenset(folded(one) for one in (self.code, self.name.zh, self.name.en, *self.also) if one)

    @property
    def two_disease(self) -> TwoDisease | None:
        """Which of the two diseases it is."""
        return TWO.get(self.code)


def folded(word: str) -> str:
    """A word as it is compared: the same whatever its case, width of brackets and blanks."""
    return "".join(word.split()).translate(str.maketrans("()", "（）")).casefold()


class Diseases:
    """The diseases of one area on one day: those of its notices first, then the rest of the table."""

    def __init__(self, table: Iterable[Disease], listed: Iterable[tuple[str, str]]) -> None:
        """`listed`: name and clause of each disease that a notice of the area names."""
        known = list(table)
        own: list[Disease] = []
        for name, clause in listed:
            same = next((one for one in known if folded(name) in one.words), None)
            if same is None:
                own.append(Disease("", Text(name, name), clause=clause))
            else:
                known.remove(same)
                own.append(Disease(same.code, Text(name, same.name.en), (*same.also, same.name.zh), clause))
        self.all = (*own, *known)
        self._by_word = {word: one for one in reversed(self.all) for word in one.words}

    def find(self, word: str) -> Disease | None:
        """The disease that a code or name means, None when nobody knows it."""
        return self._by_word.get(folded(word)) if word.strip() else None

    def for_setting(self, setting: Setting) -> tuple[Disease, ...]:
        """Those that can be recognised for a kind of care."""
        if setting is Setting.TWO_DISEASES:
            return tuple(one for one in self.all if one.two_disease is not None)
        return self.all
