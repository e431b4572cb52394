"""How do people, places, segments and ratios of a benefit value read in words?"""

from __future__ import annotations

from decimal import Decimal

from policy.book import Policy
from policy.schema.care_scope import ForCare, Segmented, Who
from policy.terms import Term, Text


def people(who: tuple[Who, ...], policy: Policy) -> Text:
    """Everybody who is named, in one phrase; empty when nobody is."""
    listed = [_one(each, policy) for each in who]
    return Text("、".join(one.zh for one in listed), ", ".join(one.en for one in listed))


def _one(who: Who, policy: Policy) -> Text:
    category = policy.categories.label(who.category) if who.category else None
    zh, en = ([category.zh], [category.en]) if category else ([], [])
    if who.groups:
        zh.append(names(who.groups).zh)
        en.append(names(who.groups).en)
    if who.from_age is not None:
        zh.append(f"{who.from_age}岁及以上")
        en.append(f"from age {who.from_age}")
    if who.until_age is not None:
        zh.append(f"{who.until_age}岁及以下")
        en.append(f"up to age {who.until_age}")
    if who.finding:
        zh.append(policy.fact_label(who.finding).zh)
        en.append(policy.fact_label(who.finding).en)
    grades = Text("", "")
    if who.grades:
        grades = Text(f"（{'、'.join(who.grades)}级）", f" grades {', '.join(who.grades)}")
    elif who.except_grades:
        listed = Text("、".join(who.except_grades), ", ".join(who.except_grades))
        grades = Text(f"（{listed.zh}级残疾军人除外）", f" except soldiers of grades {listed.en}")
    return Text("·".join(zh) + grades.zh, ", ".join(en) + grades.en)


def where(value: ForCare, policy: Policy) -> Text:
    """Settings, levels, places, filing, referral and facts for which a value holds."""
    settings = names(value.settings)
    tiers = [policy.tier_label(code) for code in value.tiers]
    facts = [policy.fact_label(code) for code in value.facts]
    notes = [
        Text("、".join(one.zh for one in tiers), ", ".join(one.en for one in tiers)),
        names(value.places),
    ]
    if value.filed is not None:
        notes.append(Text("已备案", "filed") if value.filed else Text("未备案", "not filed"))
    if value.referred is not None:
        notes.append(Text("已转诊", "referred") if value.referred else Text("未转诊", "not referred"))
    notes += facts
    zh = "，".join(one.zh for one in notes if one.zh)
    en = ", ".join(one.en for one in notes if one.en)
    return Text(
        settings.zh + (f"（{zh}）" if zh else ""),
        " ".join(part for part in (settings.en, f"({en})" if en else "") if part),
    )


def segment(value: Segmented) -> Text:
    """From which to which amount a ratio holds; empty where it holds for all."""
    if not value.above and value.until is None:
        return Text("", "")
    over = (
        Text("合规费用", "of compliant cost")
        if value.counts_from == "burden"
        else Text("起付线以上", "over the deductible")
    )
    until = (
        Text(f"至{value.until}元", f" to {value.until}") if value.until is not None else Text("以上", " on")
    )
    en = f"from {value.above} yuan{until.en} {over.en}"
    return Text(f"{over.zh}{value.above}元{until.zh}", en)


def names(terms: tuple[Term, ...]) -> Text:
    """Terms as a list in both languages."""
    return Text("、".join(term.label.zh for term in terms), ", ".join(term.label.en for term in terms))


def percent(rate: Decimal) -> str:
    """A rate as people write it: 0.85 is 85."""
    return f"{(rate * 100).normalize():f}"
