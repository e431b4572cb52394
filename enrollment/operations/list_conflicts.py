"""What does the place say of people of a household list whose cover elsewhere is active: refuse, warn, or stop it first (N33-a)?

The same rule as for one person (`enrollment.operations.enrollments`), asked for the whole list: whoever may not be enrolled is
registered and told of by row, with the clause; the others of the list are enrolled. A rule that is open keeps nobody out: the
amount of such a person stays undecided.
"""

from functools import cache
from typing import Any

from enrollment.bulk.households import Stage
from enrollment.bulk.insured_elsewhere import insured_elsewhere, keep_out
from enrollment.bulk.standings import asked_of
from enrollment.queries.policies import policy_of
from enrollment.rules.answers import Missing
from enrollment.rules.conflicts import conflict
from enrollment.rules.evidence import Scheme
from intake.bulk.problems import PROBLEMS_KEPT, Problem
from policy.book import NoPolicy, default_book
from policy.schema import Conflict
from policy.terms import Text

CODES = {
    "refuse": "insured_elsewhere",
    "stop_first": "stop_elsewhere_first",
    "warn": "insured_elsewhere_warned",
}
_REMEDIES = {
    "warn": Text(
        "已照常参保；请核对是否重复参保。", "Enrolled all the same: check that nobody is insured twice."
    ),
    "": Text(
        "请先办理停保，凭停保凭证由两名经办人员更正记载后再参保。",
        "Have that relation stopped first; two officers put the record right by its document, then enroll.",
    ),
}


def mark(
    stage: Stage, *, coverage_year: int | None, column: int
) -> tuple[list[dict[str, Any]], dict[str, int]]:
    """Keep out who may not be enrolled; the first notices by row, and how many there are of each kind."""
    if coverage_year is None:
        return [], {}
    year = coverage_year

    @cache
    def rule(county: str, scheme: str) -> Conflict | None:
        area = default_book().pooling_area(county)
        try:
            if area is None or not asked_of(area, year).elsewhere:
                return None
            found = conflict(policy_of(area, year), year, scheme)
        except NoPolicy:
            return None
        return None if isinstance(found, Missing) else found

    shown: list[dict[str, Any]] = []
    counts: dict[str, int] = {}
    kept_out = []
    for one in insured_elsewhere(stage, coverage_year=year):
        found = rule(one.county, one.scheme)
        if found is None:
            continue
        code = CODES[found.answer]
        counts[code] = counts.get(code, 0) + 1
        if found.answer != "warn":
            kept_out.append(one.row)
        if counts[code] <= PROBLEMS_KEPT:
            scheme = Scheme(one.scheme).label
            text = Text(
                f"该人 {year} 年度{scheme.zh}（凭证 {one.document_number}）。{found.zh}（{found.clause}）",
                f"The person is insured {scheme.en} in {year} (document {one.document_number}). {found.en} ({found.clause})",
            )
            remedy = _REMEDIES.get(found.answer, _REMEDIES[""])
            shown.append(Problem(one.row, column, code, text, remedy).as_json())
    if kept_out:
        keep_out(stage, kept_out)
    return shown, counts
