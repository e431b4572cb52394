"""Which fact on record decides the class of somebody of the base, in words and with its clause?"""

from datetime import date
from typing import Any

from enrollment.rules.base_classes import BY_SCHEME, BY_STATE
from enrollment.rules.enrollment_states import StateReason, clause_of
from enrollment.rules.evidence import Scheme
from enrollment.rules.wording import day as spoken_day
from policy.terms import Text


def fact_of(row: dict[str, Any], coverage_year: int) -> tuple[Text, str] | None:
    """The fact of a row of `base_people.rows_of` that decides, in the order of the rule; None where only an answer does."""
    if row["died"]:
        died: date = row["died_on"]
        return Text(f"{spoken_day(died).zh}死亡登记", f"a death on {spoken_day(died).en} is on record"), ""
    if row["state_reason"] in BY_STATE:
        reason, year = StateReason(row["state_reason"]), row["enrolled_year"]
        text = Text(f"{year}年度参保状态：{reason.label.zh}", f"the enrollment of {year}: {reason.label.en}")
        return text, clause_of(reason)
    if row["covered_here"] or row["covered_elsewhere"]:
        return _cover(row, coverage_year), ""
    if row["scheme"] in BY_SCHEME:
        scheme, number = Scheme(row["scheme"]).label, row["document_number"]
        return Text(f"{scheme.zh}，凭证“{number}”", f"{scheme.en}, by the document “{number}”"), ""
    return None


def _cover(row: dict[str, Any], coverage_year: int) -> Text:
    first, area = row["cover_from"], row["cover_area"]
    where = Text("", "") if row["covered_here"] else Text(f"在{area}", f" in {area}")
    if first is None:
        return Text(
            f"{where.zh}{coverage_year}年度已缴清，本年度内无待遇日",
            f"paid for {coverage_year}{where.en}, no day of cover is left in the year",
        )
    return Text(
        f"{where.zh}{coverage_year}年度待遇自{spoken_day(first).zh}起",
        f"cover of {coverage_year}{where.en} from {spoken_day(first).en}",
    )
