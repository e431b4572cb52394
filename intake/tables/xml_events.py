"""How is XML that somebody sent read piece by piece, without definitions, deep nesting or endless tags?"""

from collections.abc import Iterator, Mapping
from typing import Any
from xml.parsers import expat

from intake.tables.refused import broken_workbook, definitions_inside, too_deep

DEPTH_MAX = 100
UNPACKED_BYTES = 1 << 18
TAG_BYTES_MAX = 8_000_000  # a tag that has not ended after so many bytes


class Events:
    """What a reader of XML overrides; names come without their prefix."""

    def start(self, name: str, attributes: Mapping[str, str]) -> None: ...

    def end(self, name: str) -> None: ...

    def text(self, data: str) -> None: ...


class XmlReader:
    """An expat parser that calls `events` and refuses what a table never needs."""

    def __init__(self, events: Events) -> None:
        parser = self._parser = expat.ParserCreate()
        parser.buffer_text = True
        parser.buffer_size = 65_536
        parser.StartDoctypeDeclHandler = _refuse_definitions
        parser.EntityDeclHandler = _refuse_definitions
        parser.CharacterDataHandler = events.text
        self._fed = self._depth = 0
        start, end = events.start, events.end

        def starting(name: str, attributes: dict[str, str]) -> None:
            self._depth += 1
            if self._depth > DEPTH_MAX:
                raise too_deep()
            start(name[name.find(":") + 1 :], attributes)

        def ending(name: str) -> None:
            self._depth -= 1
            end(name[name.find(":") + 1 :])

        parser.StartElementHandler = starting
        parser.EndElementHandler = ending

    def feed(self, piece: bytes | str) -> None:
        self._parser.Parse(piece, False)
        self._fed += len(piece)
        if self._fed - max(0, self._parser.CurrentByteIndex) > TAG_BYTES_MAX + len(piece):
            raise broken_workbook()

    def close(self) -> None:
        self._parser.Parse(b"", True)


def _refuse_definitions(*_: Any) -> None:
    raise definitions_inside()


class _Elements(Events):
    def __init__(self) -> None:
        self.seen: list[tuple[str, str, Mapping[str, str]]] = []
        self._path: list[str] = []

    def start(self, name: str, attributes: Mapping[str, str]) -> None:
        self.seen.append((self._path[-1] if self._path else "", name, attributes))
        self._path.append(name)

    def end(self, name: str) -> None:
        self._path.pop()


def elements(content: bytes) -> list[tuple[str, str, Mapping[str, str]]]:
    """The elements of a small document in order: name of the parent, own name, attributes."""
    events = _Elements()
    reader = XmlReader(events)
    reader.feed(content)
    reader.close()
    return events.seen


def pieces(stream: Any, size: int) -> Iterator[bytes]:
    """A stream in pieces of `size` bytes; an archive is unpacked fastest in small ones."""
    once = min(size, UNPACKED_BYTES)
    while piece := b"".join([stream.read(once) for _ in range(size // once)]):
        yield piece


def attribute(attributes: Mapping[str, str], name: str) -> str:
    """An attribute with or without a prefix."""
    if name in attributes:
        return attributes[name]
    return next((value for key, value in attributes.items() if key.endswith(f":{name}")), "")


def is_true(word: str) -> bool:
    return word.strip() in ("1", "true", "on")
