"""How do the places, people and cases of a place stand, as pictures?"""

from itertools import pairwise
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse

from assistance.cases.rules.case_deadlines import Standing
from assistance.cases.rules.case_reasons import CaseKind
from assistance.categories.queries.category_list import category_label
from desk.home.seen import Seen
from enrollment.queries.ages import BOUNDS
from enrollment.queries.open_lines import AGES
from enrollment.queries.reports import PlaceTotals
from enrollment.rules.payment_lines import Outcome
from pictures.kinds import Bars, Lines, Part, Row, Series, Tone
from pictures.numbers import Unit
from policy.terms import Text
from staff.models import Division
from staff.rules.divisions import is_division_code

PLACES_SHOWN, LONGEST_SHOWN, VILLAGE_DIGITS = 30, 15, 12


def page(name: str, **query: str | int) -> str:
    """An address with its query."""
    return f"{reverse(name)}?{urlencode(query)}"


def _names(rows: list[PlaceTotals]) -> dict[str, str]:
    codes = [row.place for row in rows if is_division_code(row.place)]
    return dict(Division.objects.filter(pk__in=codes).values_list("code", "name"))


def _totals(found: list[dict[str, Any]]) -> list[PlaceTotals]:
    return [PlaceTotals(**row) for row in found]


def comparison(found: list[dict[str, Any]], seen: Seen) -> Bars:
    """The places directly inside, the highest share of covered people first, with their rank; each opens."""
    rows = sorted(_totals(found), key=lambda row: (-row.covered * 10**9 // max(row.dues, 1), row.place))
    names = _names(rows)
    return Bars(
        "comparison",
        Text("各地参保缴费比较", "Places compared"),
        Text(
            f"{seen.year} 年已享待遇人数占应缴人数的比例，由高到低；点击进入该地。",
            f"People with cover of all with a due for {seen.year}, the highest first; each place opens.",
        ),
        Unit.PERCENT,
        Text("地区", "Place"),
        (Part(Text("已参保", "covered")),),
        tuple(
            Row(
                names.get(row.place, row.place),
                (10_000 * row.covered // row.dues if row.dues else None,),
                _down(row.place, seen),
                Text(f"· 第 {rank} 位", f"· no. {rank}"),
            )
            for rank, row in enumerate(rows[:PLACES_SHOWN], start=1)
        ),
        top=10_000,
    )


def _down(place: str, seen: Seen) -> str:
    """Into a place; of a village its ledger, where the people are."""
    if len(place) == VILLAGE_DIGITS:
        return page("enrollment:base", inside=place, coverage_year=seen.year)
    return page("home", place=place, year=seen.year)


def unpaid(found: list[dict[str, Any]], seen: Seen) -> Bars:
    """Who has not paid, the most first; each bar opens the list of people."""
    rows = [row for row in _totals(found) if row.dues > row.covered]
    rows.sort(key=lambda row: (row.covered - row.dues, row.place))
    names = _names(rows)

    def url(place: str) -> str:
        name = "enrollment:unpaid" if len(place) > 6 else "enrollment:dues"
        return page(name, inside=place, coverage_year=seen.year)

    return Bars(
        "unpaid",
        Text("各地未缴人数", "Not paid, by place"),
        Text(
            f"{seen.year} 年已出应缴、尚未享受待遇的人，最多的在前；点击查看名单。",
            f"People with a due for {seen.year} and no cover, the most first; each bar opens the list.",
        ),
        Unit.NUMBER,
        Text("地区", "Place"),
        (
            Part(Text("未缴或未缴足", "not or not all paid")),
            Part(Text("金额未定", "amount undecided"), Tone.HELD),
        ),
        tuple(
            Row(
                names.get(row.place, row.place),
                (row.dues - row.covered - row.undecided, row.undecided),
                url(row.place),
            )
            for row in rows[:LONGEST_SHOWN]
        ),
    )


def exceptions(found: list[list[Any]], seen: Seen) -> Bars:
    """Open payment lines by kind, each bar divided by age."""
    sums: dict[str, list[int]] = {}
    fen: dict[str, int] = {}
    for outcome, age, number, held in found:
        sums.setdefault(outcome, [0] * (len(AGES) + 1))[age] += number
        fen[outcome] = fen.get(outcome, 0) + held
    young, middle = AGES
    return Bars(
        "exceptions",
        Text("待处理缴费记录的种类和时长", "Exceptions by kind and age"),
        Text(
            "等待处理的记录，按种类和已等天数；点击查看。",
            "Lines that wait for a decision; each kind opens its list.",
        ),
        Unit.NUMBER,
        Text("种类", "Kind"),
        (
            Part(Text(f"{young} 天内", f"up to {young} days")),
            Part(Text(f"{young}–{middle} 天", f"{young} to {middle} days"), Tone.HELD),
            Part(Text(f"超过 {middle} 天", f"more than {middle} days"), Tone.BAD),
        ),
        tuple(
            Row(
                Outcome(outcome).label,
                tuple(numbers),
                page("enrollment:exceptions", outcome=outcome, division=seen.place),
            )
            for outcome, numbers in sorted(sums.items(), key=lambda one: -sum(one[1]))
        ),
    )


_CLOCKS = (
    (Standing.OVERDUE, Text("已超期", "overdue"), Tone.BAD),
    (Standing.SOON, Text("两个工作日内到期", "due within two working days"), Tone.HELD),
    (Standing.IN_TIME, Text("期限内", "in time"), Tone.MAIN),
    (Standing.NONE, Text("无期限", "without a clock"), Tone.BEFORE),
)


def cases(found: dict[str, dict[str, int]], _seen: Seen) -> Bars:
    """Cases that wait for an officer, by kind, each bar divided by its clock."""
    return Bars(
        "cases",
        Text("在办案件的期限", "Cases by clock"),
        Text("等待办理的救助案件还有多少时间。", "How much time the cases that wait have left."),
        Unit.NUMBER,
        Text("种类", "Kind"),
        tuple(Part(label, tone) for _, label, tone in _CLOCKS),
        tuple(
            Row(
                CaseKind(kind).label,
                tuple(sums[one.value] for one, _, _ in _CLOCKS),
                page("assistance:cases", kind=kind),
            )
            for kind, sums in sorted(found.items(), key=lambda one: -sum(one[1].values()))
        ),
    )


def ages(found: list[list[int]], seen: Seen) -> Lines:
    """People by group of age, insured and not."""
    labels = [f"{first}–{after - 1}" for first, after in pairwise(BOUNDS)]
    return Lines(
        "ages",
        Text("年龄结构", "Ages"),
        Text(
            f"登记在册的人按 {seen.year} 年 1 月 1 日的年龄分组。",
            f"People on record by their age on 1 January {seen.year}.",
        ),
        Unit.NUMBER,
        Text("年龄", "Age"),
        (*labels, f"{BOUNDS[-1]}+"),
        (
            Series(Part(Text("已参保", "insured")), tuple(insured for _, _, insured in found)),
            Series(
                Part(Text("未参保", "not insured"), Tone.HELD), tuple(all_ - yes for _, all_, yes in found)
            ),
        ),
        is_columns=True,
    )


def categories(found: list[list[Any]], seen: Seen) -> Bars:
    """People with each category of assistance."""
    return Bars(
        "categories",
        Text("救助身份", "Categories of assistance"),
        Text(
            f"{seen.on} 持有各类身份的人数；有几类身份的人各计一次。",
            f"People with each category on {seen.on}; who holds two counts under both.",
        ),
        Unit.NUMBER,
        Text("身份", "Category"),
        (Part(Text("人数", "people")),),
        tuple(Row(category_label(code), (people,)) for code, people in found[:LONGEST_SHOWN]),
    )
