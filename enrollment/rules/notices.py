"""What does a printed notice promise, and does a later state of the record make it untrue?

`said` of a contribution notice holds, in JSON: `enrolled`, `area`, `died_on`, `subsidy_fen` (borne by others), `paid_on` and
`terms` (what was to be paid on that day and what cover it would give: price in fen, cover and waiting), `settled` (the cover
that stood then, None while unpaid). Of a letter on the state of an enrollment it holds `enrollment` (its number), `state`,
`reason` and `from_on`.
"""

from collections.abc import Mapping
from typing import Any

from policy.terms import Term


class NoticeKind(Term):
    """What was printed."""

    CONTRIBUTION = ("contribution", "缴费通知单", "contribution notice")
    STATE = ("state", "参保状态告知书", "letter on the state of the enrollment")


ALWAYS = ("enrolled", "area", "died_on", "subsidy_fen")


def is_untrue(said: Mapping[str, Any], now: Mapping[str, Any]) -> bool:
    """Whether the notice says something else than would be said now of the same pay day.

    A payment that came makes a notice to pay no untruth: it was done as it said.
    """
    if "state" in said:
        return dict(said) != dict(now)
    if any(said[name] != now[name] for name in ALWAYS):
        return True
    if said["settled"] is not None:
        return bool(said["settled"] != now["settled"])
    return now["settled"] is None and bool(said["terms"] != now["terms"])
