"""How does each value of a policy file read in words?"""

from __future__ import annotations

from calendar import month_name
from collections.abc import Iterator
from datetime import date
from decimal import Decimal

from policy.book import Policy
from policy.care_values import benefit_values
from policy.category_words import category_words
from policy.money import format_yuan, yuan_to_fen
from policy.public_money_words import deadline_words, fiscal_words, fund_words, target_words
from policy.schema import (
    BenefitFile,
    CatchUpFile,
    CategoryFile,
    ContributionFile,
    DayOfYear,
    DeadlineFile,
    FiscalFile,
    FundFile,
    Individual,
    NewbornFile,
    PolicyFile,
    ScopeFile,
    Sourced,
    SubsidyFile,
    TargetFile,
    WaitingFile,
    WindowFile,
)
from policy.terms import Term, Text

COVER_FROM = {
    "birth": Text("自出生之日起", "from birth"),
    "payment": Text("自缴费之日起", "from the day of payment"),
    "day_after_payment": Text("自缴费次日起", "from the day after payment"),
    "first_of_next_month": Text("自缴费次月1日起", "from the first of the next month"),
}


def names(terms: tuple[Term, ...]) -> Text:
    return Text("、".join(term.label.zh for term in terms), ", ".join(term.label.en for term in terms))


def _yuan(amount: Decimal) -> str:
    return format_yuan(yuan_to_fen(amount))


def values(policy: Policy, file: PolicyFile, day: date) -> Iterator[tuple[Text, Sourced]]:
    match file:
        case ContributionFile():
            yield from _contribution(policy, file, day)
        case FiscalFile():
            yield from fiscal_words(file, day)
        case WindowFile():
            yield from _window(file, day)
        case CatchUpFile():
            yield from _catch_up(policy, file, day)
        case WaitingFile():
            yield from _waiting(file)
        case NewbornFile():
            yield from _newborn(file)
        case SubsidyFile():
            yield from _subsidy(policy, file, day)
        case ScopeFile():
            yield from _scope(policy, file)
        case BenefitFile():
            yield from benefit_values(policy, file, day)
        case FundFile():
            yield from fund_words(file, day)
        case DeadlineFile():
            yield from deadline_words(file)
        case TargetFile():
            yield from target_words(file)
        case CategoryFile():
            yield from category_words(policy, file, day)


def _coverage_year(policy: Policy, entry: Individual) -> int:
    if entry.coverage_year is not None:
        return entry.coverage_year
    assert entry.notice_year is not None
    reading = policy.reading(entry.year_reading) if entry.year_reading else ""
    return entry.notice_year + (1 if reading == "next_year" else 0)


def _contribution(policy: Policy, file: ContributionFile, day: date) -> Iterator[tuple[Text, Sourced]]:
    for entry in file.individual:
        year = _coverage_year(policy, entry)
        if day.year <= year <= day.year + 1:
            who = names(entry.groups)
            whom = [*([who] if entry.groups else []), *_conditions(entry)]
            zh = "".join(f"（{one.zh}）" for one in whom)
            en = "".join(f" ({one.en})" for one in whom)
            floor = ("不低于", "at least ") if entry.floor else ("", "")
            yuan = _yuan(entry.amount)
            sums = " + ".join(_yuan(part) for part in entry.parts_printed)
            sums_zh, sums_en = (f"（{sums}）", f" ({sums})") if sums else ("", "")
            yield (
                Text(
                    f"{year}年度{zh}{floor[0]}{yuan}元{sums_zh}",
                    f"coverage {year}{en}: {floor[1]}{yuan} yuan{sums_en}",
                ),
                entry,
            )
    for total in file.total:
        if total.notice_year <= day.year <= total.notice_year + 1:
            parts = (_yuan(total.total), _yuan(total.fiscal), _yuan(total.individual))
            zh = (
                f"{total.notice_year}年文件筹资标准{parts[0]}元 = 财政补助{parts[1]}元 + 个人缴费{parts[2]}元"
            )
            en = f"{total.notice_year} paper: {parts[0]} = fiscal {parts[1]} + individual {parts[2]}"
            yield Text(zh, en), total
    for rule in file.refund:
        yield rule.text, rule


def _conditions(entry: Individual) -> Iterator[Text]:
    if entry.from_age is not None or entry.until_age is not None:
        first, last = entry.from_age or 0, entry.until_age
        yield (
            Text(f"{first}岁起", f"from {first} years")
            if last is None
            else Text(f"{first}至{last}岁", f"{first} to {last} years")
        )
    if entry.sex is not None:
        yield entry.sex.label
    if entry.bases:
        yield names(entry.bases)
    if entry.tier is not None:
        yield Text(f"档次{entry.tier}", f"tier {entry.tier}")
    if entry.parent_insured is not None:
        insured = entry.parent_insured
        yield Text(
            "父母在本地参保" if insured else "父母未在本地参保",
            "a parent is insured here" if insured else "no parent is insured here",
        )


def _day(rule: DayOfYear) -> Text:
    year = (
        Text("上年", "of the year before") if rule.year == "before" else Text("当年", "of the coverage year")
    )
    stated = _month_day(rule.day)
    return Text(f"{year.zh}{stated.zh}", f"{stated.en} {year.en}")


def _month_day(written: str) -> Text:
    if written == "window":
        return Text("缴费期", "the window")
    month, _, number = written.partition("-")
    name = month_name[int(month)]
    if number == "end":
        return Text(f"{int(month)}月底", f"the end of {name}")
    return Text(f"{int(month)}月{int(number)}日", f"{int(number)} {name}")


def _window(file: WindowFile, day: date) -> Iterator[tuple[Text, Sourced]]:
    for window in file.regular:
        last = window.until_coverage_year
        if last is not None and last < day.year:
            continue
        first = str(window.from_coverage_year)
        years_zh = (
            f"{first}年度"
            if last == window.from_coverage_year
            else f"{first}年度起"
            if last is None
            else first
        )
        years_en = f"coverage {first}" if last == window.from_coverage_year else f"from coverage {first} on"
        closes = _day(window.closes)
        whom = names(window.groups)
        if window.groups:
            years_zh, years_en = f"{years_zh}（{whom.zh}）", f"{years_en} ({whom.en})"
        if window.opens is not None:
            opens = _day(window.opens)
            yield Text(f"{years_zh}：{opens.zh}开始", f"{years_en}: opens on {opens.en}"), window.opens
        yield Text(f"{years_zh}：{closes.zh}截止", f"{years_en}: closes on {closes.en}"), window.closes
        if window.cover is not None:
            yield (
                Text(
                    "待遇为参保年度1月1日至12月31日", "cover is 1 January to 31 December of the coverage year"
                ),
                window.cover,
            )
    for extension in file.extension:
        yield Text("特殊情况可凭文件延长", "may be extended by a document in special cases"), extension


def _catch_up(policy: Policy, file: CatchUpFile, day: date) -> Iterator[tuple[Text, Sourced]]:
    for price in file.price:
        if price.until_coverage_year is None or price.until_coverage_year >= day.year:
            parts = names(price.parts)
            after, until = _month_day(price.after), _month_day(price.until)
            zh = f"{after.zh}后至{until.zh}：缴{parts.zh}"
            yield Text(zh, f"after {after.en} until {until.en}: the {parts.en}"), price
    for part in file.fiscal_part:
        before = part.fiscal_year == "before"
        mark = Text("（暂定）", " (provisional)") if part.provisional else Text("", "")
        zh = f"财政补助部分按{'上年' if before else '当年'}财政补助标准{mark.zh}"
        year = "year before" if before else "same year"
        en = f"the fiscal part is the fiscal standard of the {year}{mark.en}"
        yield Text(zh, en), part
    for closed in file.closed:
        yield Text("其后不再受理普通居民缴费", "after that ordinary payments are not taken"), closed
    for hardship in file.hardship:
        who = policy.categories.labels(hardship.categories)
        zh = f"困难群体随时参保缴费，只缴个人部分：{who.zh}"
        yield Text(zh, f"at any time, the individual part only: {who.en}"), hardship


def _waiting(file: WaitingFile) -> Iterator[tuple[Text, Sourced]]:
    for wait in file.ordinary:
        months = wait.months
        zh, en = f"补缴后等待{months}个月", f"{months} month(s) after a late payment"
        if wait.days:
            zh, en = f"补缴后等待{wait.days}日", f"{wait.days} days after a late payment"
        if wait.after_a_break:
            zh, en = (
                f"{zh}，断保后在缴费期内缴费的同样等待",
                f"{en}, and after a break also inside the window",
            )
        if gap := wait.months_after_employee:
            zh = f"{zh}，职工医保停保超过{gap}个月缴费的按断保处理"
            en = f"{en}; more than {gap} months after the employee scheme is a break"
        yield Text(zh, en), wait
    for further in file.further:
        months = further.months_per_year
        zh, en = (
            f"断保年数每多一年，加{months}个月变动等待期",
            f"{months} month(s) more for each further missed year",
        )
        yield Text(zh, en), further
    for repair in file.repair:
        months = repair.months_per_year
        zh, en = (
            f"每修复一年，减{months}个月变动等待期",
            f"each repaired year takes {months} month(s) off the further wait",
        )
        yield Text(zh, en), repair
    for least in file.least:
        zh = f"连续断保{least.after_missed_years}年及以上，等待期不少于{least.months}个月"
        en = f"after {least.after_missed_years} or more missed years in a row the wait is {least.months} months or more"
        yield Text(zh, en), least
    for entry in file.exempt:
        label = entry.text if entry.zh else entry.reason.label
        yield Text(f"免等待期：{label.zh}", f"no waiting: {label.en}"), entry


def _newborn(file: NewbornFile) -> Iterator[tuple[Text, Sourced]]:
    for within in file.within:
        time = f"{within.days}日" if within.days else f"{within.months}个月"
        time_en = f"{within.days} days" if within.days else f"{within.months} months"
        start = COVER_FROM[within.cover_from]
        zh = f"出生{time}内缴费，{start.zh}享受待遇"
        yield Text(zh, f"paid for within {time_en} of birth: covered {start.en}"), within
    for later in file.later:
        yield (
            Text(
                f"其后缴费，{COVER_FROM[later.cover_from].zh}享受待遇",
                f"paid for later: covered {COVER_FROM[later.cover_from].en}",
            ),
            later,
        )
    for following in file.next_year:
        own = following.rule == "own_window"
        zh = "次年须在其缴费期内另行缴费" if own else "次年的费用适用同一规定"
        en = (
            "the next year needs its own payment in its window"
            if own
            else "the same holds for the next year's due"
        )
        yield Text(zh, en), following


def _subsidy(policy: Policy, file: SubsidyFile, day: date) -> Iterator[tuple[Text, Sourced]]:
    for rule in file.rule:
        if rule.until_coverage_year is None or rule.until_coverage_year >= day.year:
            who = policy.categories.labels(rule.categories)
            amount = f" {_yuan(rule.amount)}" if rule.amount is not None else ""
            yuan = f"{amount}元" if amount else ""
            if rule.share is not None:
                share = f"{(rule.share * 100).normalize():f}%"
                least = (
                    Text(f"不低于{_yuan(rule.least)}元", f" at least {_yuan(rule.least)}")
                    if rule.least
                    else None
                )
                most = (
                    Text(f"不超过{_yuan(rule.most)}元", f" at most {_yuan(rule.most)}") if rule.most else None
                )
                bounds = [one for one in (least, most) if one is not None]
                yuan = "、".join([share, *(one.zh for one in bounds)])
                amount = ",".join([f" {share}", *(one.en for one in bounds)])
            printed = _yuan(rule.amount_printed) if rule.amount_printed is not None else ""
            said = (
                Text(f"（文件写明{printed}元）", f" (printed: {printed} yuan)") if printed else Text("", "")
            )
            payer = rule.payer.label
            beside = Text(f"{payer.zh}另补，", f"{payer.en} beside it, ") if rule.beside else Text("", "")
            zh = f"{rule.from_coverage_year}年度起，{who.zh}：{beside.zh}{rule.mode.label.zh}{yuan}{said.zh}"
            en = f"from coverage {rule.from_coverage_year}, {who.en}: {beside.en}{rule.mode.label.en}{amount}{said.en}"
            yield Text(zh, en), rule
    for flow in file.flow:
        zh = f"{flow.mode.label.zh}：{flow.flow.label.zh}"
        yield Text(zh, f"{flow.mode.label.en}: {flow.flow.label.en}"), flow
    for multiple in file.multiple:
        order = policy.categories.labels(multiple.order)
        if multiple.order:
            yield (
                Text(f"多重身份依次取：{order.zh}", f"of several categories the first of {order.en}"),
                multiple,
            )
        else:
            yield Text("多重身份就高不就低", "of several categories only the highest"), multiple
    for minimum in file.minimum:
        where = Text("（两州一县、18个深度贫困县）", " (tier 1)") if minimum.tier1 else Text("", "")
        yuan = _yuan(minimum.amount)
        zh = f"定额资助不低于{yuan}元{where.zh}"
        yield Text(zh, f"a fixed amount is at least {yuan}{where.en}"), minimum
    for added in file.newly_added:
        months = added.subsidy_months_later
        zh_when = {0: "当月资助", 1: "次月资助"}.get(months, f"{months}个月后资助")
        en_when = {0: "in the same month", 1: "in the next month"}.get(months, f"{months} months later")
        zh, en = f"新增人员当月参保，{zh_when}", f"newly added: enroll in that month, subsidy {en_when}"
        yield Text(zh, en), added
    for sponsors in file.sponsors:
        who = names(sponsors.kinds)
        after = (
            Text("，先扣参保资助", ", after the premium subsidies")
            if sponsors.after_subsidies
            else Text("", "")
        )
        yield (
            Text(f"{who.zh}可代缴个人部分{after.zh}", f"{who.en} may pay the individual part{after.en}"),
            sponsors,
        )


def _scope(policy: Policy, file: ScopeFile) -> Iterator[tuple[Text, Sourced]]:
    for basis in file.basis:
        bases = names(basis.bases)
        yield Text(f"参保依据：{bases.zh}", f"grounds for enrollment: {bases.en}"), basis
    for conflict in file.conflict:
        yield conflict.text, conflict
    for must in file.must_insure:
        who = policy.categories.labels(must.categories)
        yield Text(f"应保尽保：{who.zh}", f"everybody is to be insured: {who.en}"), must
    for unit in file.unit:
        who = names(unit.groups)
        by = Text("学校", "school") if unit.by == "school" else Text("家庭", "household")
        zh = f"{who.zh or '其他居民'}以{by.zh}为单位参保"
        yield Text(zh, f"{who.en or 'other residents'} enroll by {by.en}"), unit
