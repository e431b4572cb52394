"""May somebody enroll whose cover in another place or scheme is active?"""

from __future__ import annotations

from enrollment.rules.answers import Missing, Step, Warning
from enrollment.rules.draft import Draft
from enrollment.rules.wording import unstated
from policy.book import Policy
from policy.schema import Conflict, ScopeFile
from policy.terms import Text, WarningCode


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


STOP_FIRST = Text(
    "外地（或另一险种）的参保关系尚未停保，须先凭证停保",
    "the relation elsewhere is still active and has to be stopped first, shown by a document",
)


def ask(draft: Draft) -> None:
    """A payment of somebody whose cover elsewhere is active in the year: not taken, taken with a warning, or to be decided."""
    elsewhere = draft.standing.insured_elsewhere
    if not elsewhere:
        return
    found = conflict(draft.policy, draft.year.year, elsewhere)
    if isinstance(found, Missing):
        draft.missing.append(found)
        return
    draft.steps.append(Step("insured_elsewhere", found.text, found.clause, found.readings))
    match found.answer:
        case "warn":
            warning = Warning(WarningCode.INSURED_ELSEWHERE, found.text, found.clause, found.readings)
            draft.warnings.append(warning)
        case "stop_first":
            who = Text("转出地医保经办机构和本人", "the agency of the other place and the person")
            draft.missing.append(Missing(STOP_FIRST, who, found.clause, found.readings, of_the_person=True))
        case _:
            draft.is_refused = True
