"""How does the money of a place stand, as pictures?"""

from datetime import date
from typing import Any

from django.db.models import Q
from django.urls import reverse

from assistance.public_money.models import FiscalRequest
from assistance.public_money.queries.public_money import claims
from assistance.subsidies.rules.grant_states import GrantState
from claims.queries.fund_months import spent_as_json
from desk.home.place_pictures import page
from desk.home.seen import Seen
from enrollment.models import PaymentFile
from enrollment.queries.collected import Curve, curve_of
from enrollment.queries.files import outcomes_of_files, sum_of
from enrollment.queries.received_money import months_as_json
from intake.rules.file_states import FileState
from pictures.kinds import Bars, Lines, Part, Row, Series, Tone
from pictures.numbers import Unit
from policy.book import default_book
from policy.terms import Text
from staff.rules.divisions import scope_prefix

FILES_SHOWN = 8
_DAY = Text("日期", "Day")
_LAST_YEAR = Text("上年同日", "same day of the year before")


def collected(found: dict[str, Any], seen: Seen) -> Lines:
    """Money posted by pay day over the window, beside the year before."""
    curve = curve_of(found["money"], seen.year, found["window"], today=seen.on)
    return _curve(
        "collected",
        Text("集中缴费期收缴进度", "Collected in the window"),
        Text(
            f"{seen.year} 年个人缴费按缴费日累计，已减退费，与上年同日比较。",
            f"What persons paid for {seen.year}, summed by pay day, refunds taken off; beside the year before.",
        ),
        Unit.FEN,
        curve,
        seen,
    )


def covered(found: dict[str, Any], seen: Seen) -> Lines:
    """People with cover as a share of all with a due, by the day that settled it, beside the year before."""
    curve = curve_of(found["covered"], seen.year, found["window"], today=seen.on)
    now, before = found["dues"].get(str(seen.year), 0), found["dues"].get(str(seen.year - 1), 0)
    shares = Curve(curve.days, _shares(curve.now, now), curve.before and _shares(curve.before, before))
    return _curve(
        "covered",
        Text("参保率进度", "Rate of insured people"),
        Text(
            f"{seen.year} 年已缴足的人占已出应缴的人的比例，按缴足日累计，与上年同日比较。",
            f"People whose due for {seen.year} is settled, of all with a due, by day; beside the year before.",
        ),
        Unit.PERCENT,
        shares,
        seen,
    )


def _shares(values: tuple[int | None, ...], whole: int) -> tuple[int | None, ...]:
    return tuple(None if value is None or not whole else 10_000 * value // whole for value in values)


def _curve(code: str, title: Text, about: Text, unit: Unit, curve: Curve, seen: Seen) -> Lines:
    series = [Series(Part(str(seen.year)), curve.now)]
    if curve.before is not None and any(curve.before):
        label = Text(f"{seen.year - 1}（{_LAST_YEAR.zh}）", f"{seen.year - 1} ({_LAST_YEAR.en})")
        series.append(Series(Part(label, Tone.BEFORE), curve.before))
    return Lines(code, title, about, unit, _DAY, tuple(f"{day:%m-%d}" for day in curve.days), tuple(series))


def treasury(found: dict[str, dict[str, int]], _seen: Seen) -> Lines:
    """The last fourteen days with money: what tax lines say beside what the treasury received."""
    days = sorted(set(found["lines"]) | set(found["treasury"]))
    return Lines(
        "treasury",
        Text("税务到账与国库入库", "Tax lines beside the treasury"),
        Text(
            "最近十四个有资金的日子：税务明细的净额与国库对账单的净额应当相等；没有对账单的日子留空。",
            "The last fourteen days with money: both sums of a day must be equal; a day without a statement stays blank.",
        ),
        Unit.FEN,
        _DAY,
        tuple(day[2:] for day in days),
        (
            Series(Part(Text("税务明细", "tax lines")), tuple(found["lines"].get(day) for day in days)),
            Series(
                Part(Text("国库", "treasury"), Tone.BLUE), tuple(found["treasury"].get(day) for day in days)
            ),
        ),
        is_columns=True,
    )


def months_of(year: int, on: date) -> list[date]:
    """First days of the months of a coverage year that have come: from September before it, when it is first collected."""
    months = [date(year - (n < 0), n % 12 + 1, 1) for n in range(-4, 12)]
    return [month for month in months if month <= on] or [on.replace(day=1)]


def count_fund(seen: Seen) -> dict[str, dict[str, int]]:
    """Money in and out of the basic fund by month."""
    months = months_of(seen.year, seen.on)
    return {"received": months_as_json(seen.place, months), "spent": spent_as_json(seen.place, months)}


def fund(found: dict[str, dict[str, int]], _seen: Seen) -> Lines:
    """Contributions that reached the treasury and what the basic fund paid, over the months of a coverage year."""
    months = sorted(found["received"])
    return Lines(
        "fund",
        Text("基金按月收支", "The fund, month by month"),
        Text(
            "从上年九月起各月入库的缴费（已减退费）与当月结算的基金支出。财政补助另列在公共资金页。",
            "Contributions in the treasury, refunds taken off, and what the fund paid on bills settled in the month."
            " Fiscal money stands on the page of public money.",
        ),
        Unit.FEN,
        Text("月份", "Month"),
        tuple(month[:7] for month in months),
        (
            Series(
                Part(Text("缴费入库", "contributions")), tuple(found["received"][month] for month in months)
            ),
            Series(
                Part(Text("基金支出", "paid"), Tone.BAD), tuple(found["spent"][month] for month in months)
            ),
        ),
        is_columns=True,
    )


def count_files(seen: Seen) -> list[list[Any]]:
    """[file, name, posted fen, held fen] of the last posted tax files; two statements."""
    rows = PaymentFile.objects.filter(area__startswith=scope_prefix(seen.place), state=FileState.POSTED)
    files = list(rows.order_by("-uploaded_at").values_list("pk", "name")[:FILES_SHOWN])
    outcomes = outcomes_of_files(pk for pk, _ in files)
    sums = [(pk, name, sum_of(outcomes.get(pk, {}))) for pk, name in files]
    return [[pk, name, figures.posted_fen, figures.held_fen] for pk, name, figures in sums]


def files(found: list[list[Any]], _seen: Seen) -> Bars:
    """The last tax files, each divided into what was posted and what is held."""
    return Bars(
        "files",
        Text("最近的税务文件", "Last tax files"),
        Text(
            "每份文件已入账和暂存的金额；点击打开文件。",
            "What of each file was posted and what is held; each opens.",
        ),
        Unit.FEN,
        Text("文件", "File"),
        (Part(Text("已入账", "posted")), Part(Text("暂存", "held"), Tone.HELD)),
        tuple(
            Row(name, (posted, held), reverse("enrollment:payment_file", args=[pk]))
            for pk, name, posted, held in found
        ),
    )


_GRANT_TONES = {GrantState.CREDITED: Tone.MAIN, GrantState.PAID: Tone.MAIN, GrantState.RETURNED: Tone.BAD}


def grants(found: dict[str, list[int]], seen: Seen) -> Bars:
    """Premium subsidies of the year by state, in money, with the number of people."""
    return Bars(
        "grants",
        Text("参保资助进度", "Subsidies by state"),
        Text(
            f"{seen.year} 年参保资助按办理状态的金额和人数。",
            f"Premium subsidies for {seen.year} by state, in money and people.",
        ),
        Unit.FEN,
        Text("状态", "State"),
        (Part(Text("金额", "amount")),),
        tuple(
            Row(
                state.label,
                (found[state.value][1],),
                page("assistance:subsidy_runs"),
                Text(f"· {found[state.value][0]:,} 人", f"· {found[state.value][0]:,}"),
            )
            for state in GrantState
            if state.value in found
        ),
    )


_PAYERS = {
    "central": Text("中央财政", "central finance"),
    "province": Text("省级财政", "provincial finance"),
    "city": Text("市级财政", "city finance"),
    "county": Text("县级财政", "county finance"),
}


def count_due_money(seen: Seen) -> list[list[Any]]:
    """[fiscal year, payer, county, asked fen, arrived fen, day] of approved requests of the area."""
    prefix = scope_prefix(seen.place)
    area = default_book().pooling_area(seen.place) or ""
    areas = FiscalRequest.objects.filter(Q(area__startswith=prefix) | Q(area=area)).values_list(
        "area", flat=True
    )
    return [
        [
            one.fiscal_year,
            one.payer,
            one.county,
            one.asked_fen,
            one.arrived_fen,
            one.due_on and one.due_on.isoformat(),
        ]
        for one in claims(set(areas))
        if not one.county or one.county.startswith(prefix) or prefix.startswith(one.county)
    ]


def due_money(found: list[list[Any]], seen: Seen) -> Bars:
    """What each payer owes, what of it came, and by when; the earliest day first."""
    rows = sorted(found, key=lambda one: (one[5] or "9999", -one[0]))
    return Bars(
        "due-money",
        Text("应到财政资金", "Public money that is due"),
        Text(
            "已批准申请中各级财政应拨、已到和未到的金额，以及最迟到账日。",
            "What each level of finance owes of approved requests, what arrived, what is open, and by when.",
        ),
        Unit.FEN,
        Text("由谁拨付", "From whom"),
        (Part(Text("已到", "arrived")), Part(Text("未到", "open"), Tone.HELD)),
        tuple(
            Row(
                Text(
                    f"{year} 年 {_PAYERS[payer].zh} {county}".strip(),
                    f"{year}, {_PAYERS[payer].en} {county}".strip(),
                ),
                (min(arrived, asked), max(asked - arrived, 0)),
                page("assistance:public_money"),
                _when(due_on, asked > arrived, seen),
            )
            for year, payer, county, asked, arrived, due_on in rows
        ),
    )


def _when(due_on: str | None, is_open: bool, seen: Seen) -> Text | str:
    if due_on is None:
        return Text("· 文件只要求及时", "· the text says only “in time”")
    if is_open and due_on < seen.on.isoformat():
        return Text(f"· {due_on} 到期，已逾期", f"· was due {due_on}")
    return Text(f"· {due_on} 前", f"· by {due_on}")
