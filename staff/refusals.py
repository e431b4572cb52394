"""How does an operation say no?

A refusal carries a stable code, what is wrong and why, and what to do next, in both languages. Each operation declares
its refusals beside itself; doors show them and never reword them.
"""

from typing import Any

from django.utils.translation import get_language

from policy.terms import Text


def spoken_language() -> str:
    """`zh` or `en`: the language of the request (or of the process, in a task or command)."""
    return "en" if (get_language() or "").startswith("en") else "zh"


def spoken(text: Text) -> str:
    """The text in the language that is spoken."""
    return text.en if spoken_language() == "en" else text.zh


class Refusal(Exception):
    """An operation was refused: `code` for machines, `text` and `remedy` for the officer, `context` for links."""

    def __init__(self, code: str, text: Text, remedy: Text | None = None, **context: Any) -> None:
        super().__init__(code)
        self.code = code
        self.text = text
        self.remedy = remedy or Text(zh="", en="")
        self.context = context

    def __str__(self) -> str:
        return " ".join(part for part in (spoken(self.text), spoken(self.remedy)) if part)

    def as_json(self) -> dict[str, Any]:
        """Both languages, for the API and for rows that keep a refusal."""
        return {
            "code": self.code,
            "text": {"zh": self.text.zh, "en": self.text.en},
            "remedy": {"zh": self.remedy.zh, "en": self.remedy.en},
            **self.context,
        }
