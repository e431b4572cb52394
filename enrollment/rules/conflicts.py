"""May somebody enroll whose cover in another place or scheme is active?"""

from __future__ import annotations

from enrollment.rules.answers import Missing
from enrollment.rules.wording import unstated
from policy.book import Policy
from policy.schema import Conflict, ScopeFile
from policy.terms import Text


def conflict(policy: Policy, coverage_year: int, elsewhere: str) -> Conflict | Missing:
    """What the nearest area says of active cover as a `resident` elsewhere or in the `employee` scheme; open when none does.

    Source: N33-a, 医保发〔2020〕33号.
    """
    policy = policy.in_year(coverage_year)
    for _, file in policy.files("scope", ScopeFile):
        for entry in file.conflict:
            if entry.elsewhere == elsewhere:
                return entry
        if any(entry.topic == "conflict" for entry in file.undecided):
            break
    what = Text(
        "在其他地区或险种有效参保的，能否参保", "whether somebody with active cover elsewhere may enroll"
    )
    return unstated(policy, "scope", "conflict", coverage_year, what)
