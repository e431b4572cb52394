"""Which words may stand in a cell, as an officer is told in Chinese and in English?

The words of a file are Chinese mostly; a program may write a code instead. Told is one word for each code, the Chinese one
where there is one, and in English what it means.
"""

from collections.abc import Mapping

from policy.terms import Text

EMPTY = Text("（空）", "(empty)")
NOTHING = Text("", "")
_YES_NO = {True: "yes", False: "no"}


def one_for_each(words: Mapping[str, object]) -> dict[str, Text]:
    """Word -> how it is told, one for each code, in the order of the layout."""
    chosen: dict[object, str] = {}
    for word, code in words.items():
        kept = chosen.setdefault(code, word)
        if word and (not kept or (kept.isascii() and not word.isascii())):
            chosen[code] = word
    return {word: _told(word, code) for code, word in chosen.items()}


def accepted(words: Mapping[str, object]) -> Text:
    """The words that may stand in a cell, for a remedy; that it may be empty is not told."""
    told = [text for word, text in one_for_each(words).items() if word]
    return Text("、".join(text.zh for text in told), ", ".join(text.en for text in told))


def use_one_of(words: Mapping[str, object], more: Text = NOTHING) -> Text:
    """What to do about a word that is not known; `more` is a sentence behind it."""
    known = accepted(words)
    return Text(f"请填写：{known.zh}。{more.zh}", f"Use one of: {known.en}. {more.en}".rstrip())


def _told(word: str, code: object) -> Text:
    if not word:
        return EMPTY
    meaning = _meaning(code)
    return Text(word, f"{word} ({meaning})" if meaning and meaning != word else word)


def _meaning(code: object) -> str:
    label = getattr(code, "label", None)
    if isinstance(label, Text):
        return label.en
    if isinstance(code, bool):
        return _YES_NO[code]
    if isinstance(code, tuple):
        return " and ".join(map(_meaning, code))
    return str(code).replace("_", " ") if isinstance(code, str) else ""
