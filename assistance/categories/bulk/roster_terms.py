"""Does a row of a roster fit what the rules of the place say of its category, how long does it last, and what follows its end?

The same rules as for one person at the desk (`assistance.categories.operations.categories`).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from assistance.categories.rules import category_terms
from assistance.categories.rules.category_names import name_key
from policy.book import Policy
from policy.terms import Category, Certifier, Text

COLUMNS = {
    "certifier": "category"
}  # the certifier is said of the whole list, so the cell of the category is named


@dataclass(frozen=True, slots=True)
class Fault:
    """What does not fit, in which column, and what to write instead."""

    column: str
    code: str
    text: Text
    remedy: Text


@dataclass(frozen=True, slots=True)
class Ending:
    """How a row's category ends, and which one follows: to a day, for some months, or until further notice."""

    ended_as: str = ""
    follows: str = ""
    follows_until: date | None = None
    follows_months: int | None = None


@dataclass(frozen=True, slots=True)
class RowTerms:
    """The rules of the place of a list (None: none are on file), and who certified it."""

    policy: Policy | None
    certifier: Certifier

    def fault_of(self, category: Category, grade: str, from_on: date) -> Fault | None:
        """Why the row cannot be certified as it stands, by which clause."""
        if self.policy is None:
            return None
        found = category_terms.fault_of(
            self.policy, category=category, certifier=self.certifier, grade=grade, from_on=from_on
        )
        if found is None:
            return None
        text = found.text
        if found.clause:
            text = Text(f"{text.zh}（{found.clause}）", f"{text.en} ({found.clause})")
        remedy = Text("请按认定部门的文件填写。", "Enter it as in the document of the certifying body.")
        return Fault(COLUMNS.get(found.field, found.field), f"{found.field}_does_not_fit", text, remedy)

    def lasts_until(self, category: Category, from_on: date) -> date | None:
        """The first day on which a recognition from a day on has ended by itself; None where it lasts."""
        return category_terms.end_of(self.policy, category, from_on, None) if self.policy else None

    def ending(self, category: Category, word: str, end_on: date | None) -> Ending | Fault:
        """What a word in the column of ends means for a category that ends on a day."""
        if end_on is None:
            return Fault(
                "ended_as",
                "end_without_day",
                Text(
                    "填了退出情形，但该行没有终止日期，也不是“取消”。",
                    "It says how the category ends, but not when.",
                ),
                Text("请补填终止日期，或清空退出情形。", "Fill in the end day, or empty the cell."),
            )
        known = category_terms.end_states(self.policy, category, end_on) if self.policy else {}
        state = next(
            (one for code, one in known.items() if name_key(word) in (name_key(code), name_key(one.zh))), None
        )
        if state is None:
            listed = Text(
                "、".join(one.zh for one in known.values()) or "无",
                ", ".join(f"{one.zh} ({one.en})" for one in known.values()) or "none",
            )
            return Fault(
                "ended_as",
                "end_unknown",
                Text(
                    f"本地规定中没有“{word[:20]}”这一退出情形。", f"The rules here know no end “{word[:20]}”."
                ),
                Text(
                    f"可填：{listed.zh}；其他情形请清空。",
                    f"There are: {listed.en}; else leave the cell empty.",
                ),
            )
        if category_terms.following(state, end_on) is None:
            return Ending(state.code)
        return Ending(state.code, str(state.becomes), state.follows_until, state.follows_months)
