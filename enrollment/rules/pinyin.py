"""Which names may a clerk mean who types pinyin in full (gaolan for 高兰), and not only its first letters?"""

from __future__ import annotations

from collections import defaultdict
from functools import lru_cache
from typing import NamedTuple

LETTERS_MAX = 24  # longer input is no beginning of a name
WAYS_MAX = 8  # xian is 鲜 or 西安; nobody types a name with more ways to read it


class Spelling(NamedTuple):
    """One way to cut the letters into syllables: their first letters, and for each the characters that can be read so."""

    initials: str
    characters: tuple[frozenset[str], ...]


def spellings(typed: str) -> list[Spelling]:
    """The ways in which letters can be pinyin, the fewest syllables first; the last syllable may be a beginning (gaol).

    None for anything but plain letters, and none where a syllable would be a single letter: that is what initials are for.
    """
    text = typed.casefold().replace("'", "").replace(" ", "").replace("ü", "v")
    if not (2 <= len(text) <= LETTERS_MAX and text.isascii() and text.isalpha()):
        return []
    known = _characters()
    ways = sorted((way for way in _cut(text) if any(len(one) > 1 for one in way)), key=len)[:WAYS_MAX]
    return [
        Spelling("".join(one[0] for one in way), tuple(known.get(one) or _beginning(one) for one in way))
        for way in ways
    ]


def _cut(text: str) -> list[tuple[str, ...]]:
    if not text:
        return [()]
    known, found = _characters(), []
    for end in range(1, min(6, len(text)) + 1):
        piece, rest = text[:end], text[end:]
        if piece in known:
            found += [(piece, *others) for others in _cut(rest)]
    if text not in known and _beginning(text):
        found.append((text,))
    return found


@lru_cache(maxsize=1024)
def _beginning(letters: str) -> frozenset[str]:
    """The characters of every syllable that begins like this."""
    return frozenset().union(
        *(characters for syllable, characters in _characters().items() if syllable.startswith(letters))
    )


@lru_cache(maxsize=1)
def _characters() -> dict[str, frozenset[str]]:
    """Syllable without tone, ü as v -> the characters with this reading. Made once, when somebody first types pinyin."""
    from pypinyin.constants import PINYIN_DICT  # its dictionary is a tenth of a process's start
    from pypinyin.contrib.tone_convert import to_normal

    plain: dict[str, str] = {}
    found: dict[str, set[str]] = defaultdict(set)
    for code, readings in PINYIN_DICT.items():
        for reading in readings.split(","):
            if reading not in plain:
                plain[reading] = to_normal(reading)
            if plain[reading] in "aeo" or (len(plain[reading]) > 1 and plain[reading].isascii()):
                found[plain[reading]].add(chr(code))
    return {syllable: frozenset(characters) for syllable, characters in found.items()}
