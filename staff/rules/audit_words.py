"""How are the codes of the audit trail said: actions, what they are about, the facts of a change?"""

from __future__ import annotations

import json
import tomllib
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

from policy.money import format_yuan
from policy.terms import Text

_DATA = Path(__file__).resolve().parent.parent / "data" / "audit_words.toml"
LOOKS = (
    "read_",
    "find_",
    "look_up_",
    "list_",
    "download_",
    "print_",
    "explain_",
    "reveal_",
    "login",
    "logout",
)
_CHAPTERS = ("actions", "verbs", "nouns", "keys")


@cache
def _words() -> dict[str, dict[str, Text]]:
    read = tomllib.loads(_DATA.read_text(encoding="utf-8"))
    return {chapter: {code: Text(*pair) for code, pair in read[chapter].items()} for chapter in _CHAPTERS}


def known_action(action: str) -> Text | None:
    """The words of an action: its own, or those of its verb and noun; None where there are none."""
    words = _words()
    if action in words["actions"]:
        return words["actions"][action]
    parts = action.split("_")
    for cut in range(len(parts) - 1, 0, -1):
        verb, noun = words["verbs"].get("_".join(parts[:cut])), words["nouns"].get("_".join(parts[cut:]))
        if verb is not None and noun is not None:
            return Text(f"{verb.zh}{noun.zh}", f"{verb.en} {noun.en}")
    head, _, tail = action.partition("_")
    if head in ("case", "line") and (
        verb := words["verbs"].get(tail)
    ):  # noun first: what was done to a case, a line
        noun = words["verbs"][head]
        return Text(f"{noun.zh}：{verb.zh}", f"{noun.en}: {verb.en}")
    return None


def action_words(action: str) -> Text:
    """The words of an action; the code itself where it has none, so that nothing is hidden."""
    return known_action(action) or Text(action, action)


def is_look(action: str) -> bool:
    """Whether an action only looked at something, or came and went."""
    return action.startswith(LOOKS)


def facts_of(change: Mapping[str, Any]) -> list[tuple[Text, str]]:
    """The facts of a change, each with its words: amounts in yuan, lists and groups on one line."""
    keys = _words()["keys"]
    return [(keys.get(key, Text(key, key)), _said(key, value)) for key, value in change.items()]


def _said(key: str, value: Any) -> str:
    if (key == "fen" or key.endswith("_fen")) and isinstance(value, int) and not isinstance(value, bool):
        whole, _, rest = format_yuan(abs(value)).partition(".")
        return f"{'-' if value < 0 else ''}{int(whole):,}.{rest}"
    if isinstance(value, dict):
        return "; ".join(f"{name} {_said(name, one)}" for name, one in value.items())
    if isinstance(value, list):
        return ", ".join(_said(key, one) for one in value)
    if value is None or value == "":
        return "–"
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
