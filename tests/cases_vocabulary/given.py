"""What does a case give, and was every word of it understood?"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from enrollment.rules.answers import WindowExtension


class UnknownWord(AssertionError):
    """A case uses a word that the vocabulary does not know."""


class Given:
    """The facts of a case; remembers which were used, so that none is silently left out."""

    def __init__(self, facts: Mapping[str, Any]) -> None:
        self._facts = dict(facts)
        self._used: set[str] = set()

    def __contains__(self, name: str) -> bool:
        return name in self._facts

    def take(self, name: str, default: Any = None) -> Any:
        """A fact, or the default when the case does not give it."""
        self._used.add(name)
        return self._facts.get(name, default)

    def first(self, *names: str, default: Any = None) -> Any:
        """The first of several spellings that the case gives."""
        for name in names:
            if name in self._facts:
                return self.take(name)
        return default

    def day(self, *names: str) -> date | None:
        """A day under one of several spellings."""
        value = self.first(*names)
        return None if value in (None, False) else as_day(value)

    def without_effect(self, *names: str) -> None:
        """Facts that the rules of this kind do not look at: known, and rightly unused."""
        for name in names:
            self.take(name)

    def refuse_unknown(self, kind: str) -> None:
        """Fail when the case says something that nobody read."""
        unknown = sorted(set(self._facts) - self._used)
        if unknown:
            known = ", ".join(sorted(self._used))
            raise UnknownWord(f"kind {kind}: unknown `given` keys {unknown}; this kind knows: {known}")


def as_day(value: Any) -> date:
    """A day written as ISO text or as a YAML date."""
    return value if isinstance(value, date) else date.fromisoformat(str(value))


def as_extension(value: Any) -> WindowExtension | None:
    """An extension written as its last day, or as a table with the last day and the document."""
    if not value:
        return None
    if not isinstance(value, Mapping):
        return WindowExtension(as_day(value), "")
    table = Given(value)
    last_day = table.day(
        "until", "to", "last_day", "end", "end_date", "new_end", "extended_to", "extended_until", "window_end"
    )
    document = str(table.first("document", "document_number", "order", "source", "by", default=""))
    table.without_effect(
        "is_test_input", "document_is_test_input", "extension_is_test_input", "from", "start"
    )
    table.refuse_unknown("extension")
    if last_day is None:
        raise UnknownWord(f"an extension without its last day: {dict(value)}")
    return WindowExtension(last_day, document)
