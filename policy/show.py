"""What is in force in an area on a day, by which clause, in words a clerk can read?"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from typing import Any

from policy.book import Policy
from policy.county_terms import QUESTIONS
from policy.files import Area, read_values
from policy.past import past_values
from policy.schema import (
    FILES,
    BenefitFile,
    CatchUpFile,
    FiscalFile,
    NewbornFile,
    PolicyFile,
    Sourced,
    SubsidyFile,
    Undecided,
    WaitingFile,
    WindowFile,
)
from policy.terms import Text
from policy.values import names, values
from policy.years import around, narrow

HEADINGS = {
    "contribution": Text("个人缴费标准", "Individual contribution"),
    "fiscal": Text("财政补助标准", "Fiscal subsidy"),
    "window": Text("缴费期", "Contribution window"),
    "catch_up": Text("补缴", "Catch-up payment"),
    "waiting": Text("待遇享受等待期", "Waiting period"),
    "newborn": Text("新生儿", "Newborns"),
    "subsidy": Text("参保资助", "Premium subsidy"),
    "scope": Text("参保范围", "Who enrolls"),
    "benefit": Text("医疗待遇", "What is paid for care"),
    "fund": Text("基金安排", "Allocation of the fund"),
    "deadline": Text("期限", "Deadlines"),
    "target": Text("指标和限度", "Targets and limits"),
    "category": Text("救助身份", "Categories of assistance"),
}

Line = dict[str, Any]


def in_force(policy: Policy, day: date) -> dict[str, Any]:
    """Everything that holds on a day, as plain values: documents, values with clauses, readings, open
    questions.
    """
    years = tuple(policy.year(year) for year in (day.year, day.year + 1))
    live = replace(
        policy, chain=_with_contradictions(policy, around(policy.chain, years), day), _remembered={}, _read={}
    )
    sections = []
    for name in FILES:
        lines = [line for area in live.chain for line in _lines(live, area, name, day)]
        lines += _past_lines(policy, live, name, day)
        if lines:
            sections.append({"file": name, "title": HEADINGS[name]._asdict(), "lines": lines})
    return {
        "area": policy.code,
        "name": policy.name._asdict(),
        "day": day.isoformat(),
        "digest": policy.digest,
        "documents": [
            {
                "prefix": prefix,
                "number": document.number,
                "title": document.title,
                "area": area.code,
                "from": (start := document.in_force_from or document.issued_on) and start.isoformat(),
                "in_force": _has_begun(policy, f"{prefix}-0", day),
            }
            for area in policy.chain
            for prefix, document in area.about.documents.items()
        ],
        "carried_over": [
            _line(policy, word.text, word)
            for area in policy.chain
            for word in area.about.carried_over
            if day.year <= word.until_coverage_year
        ],
        "sections": sections,
        "readings": [
            {
                "id": reading_id,
                "value": policy.reading(reading_id),
                "alternatives": list(reading.alternatives),
                "clause": reading.clause,
                "text": {"zh": reading.zh, "en": reading.en},
            }
            for reading_id, reading in policy.readings().items()
        ],
    }


def _with_contradictions(policy: Policy, chain: tuple[Area, ...], day: date) -> tuple[Area, ...]:
    """What a county says against its pooling area is shown as it is used: an open question in the year of the contradiction."""
    county, files = chain[0], dict(chain[0].files)
    for kind in {kind for kind, _ in QUESTIONS.values()} & files.keys():
        views = [policy.in_year(year).chain[0].files[kind] for year in (day.year, day.year + 1)]
        kept = {id(value) for view in views for value in read_values(view)}
        questions = {
            one.what_zh: one for view in views for one in view.undecided if one not in files[kind].undecided
        }
        if questions:
            own = _only(files[kind], kept)
            files[kind] = own.model_copy(update={"undecided": (*own.undecided, *questions.values())})
    if all(files[kind] is file for kind, file in county.files.items()):
        return chain
    return (Area(county.about, files, county.readings, county.digests), *chain[1:])


def _only(file: PolicyFile, kept: set[int]) -> PolicyFile:
    return narrow(file, lambda value: id(value) in kept)


def as_text(policy: Policy, day: date, language: str) -> str:
    """The same in plain lines of one language."""
    zh = language.startswith("zh")
    found = in_force(policy, day)

    def say(text: dict[str, str]) -> str:
        return text["zh" if zh else "en"]

    rows = [f"{say(found['name'])} {found['area']}  {found['day']}"]
    rows.append(("政策版本 " if zh else "digest ") + found["digest"][:16])
    rows.append("")
    rows.append("文件" if zh else "Documents")
    for document in found["documents"]:
        since = document["from"] or ("原文无日期" if zh else "no date in the text")
        later = "" if document["in_force"] else ("（尚未印发）" if zh else " (not yet issued)")
        rows.append(f"  {document['prefix']}  {document['number']}  {document['title']}  {since}{later}")
    for line in found["carried_over"]:
        source = " ".join([*line["clauses"], *line["readings"]])
        rows.append(f"  {'沿用' if zh else 'carried over'}: {say(line['text'])}  [{source}]")
    for section in found["sections"]:
        rows += ["", say(section["title"])]
        for line in section["lines"]:
            mark = ("未定：" if zh else "UNDECIDED: ") if line["undecided"] else ""
            source = " ".join([*line["clauses"], *line["readings"]])
            rows.append(f"  {mark}{say(line['text'])}  [{source} · {line['document']}]")
            if line["undecided"]:
                who = say(line["decided_by"])
                rows.append(f"      可由{who}决定" if zh else f"      could be decided by {who}")
                if line.get("entered_as"):
                    topic = say(line["entered_as"])
                    rows.append(f"      录入项目：{topic}" if zh else f"      entered as: {topic}")
    rows += ["", "采用的理解" if zh else "Readings"]
    for reading in found["readings"]:
        others = "、".join(reading["alternatives"]) if zh else ", ".join(reading["alternatives"])
        rest = (f"（另可：{others}）" if zh else f" (else: {others})") if others else ""
        rows.append(
            f"  {reading['id']} = {reading['value']}{rest}  [{reading['clause']}]  {say(reading['text'])}"
        )
    return "\n".join(rows)


def _has_begun(policy: Policy, clause: str, day: date) -> bool:
    document = policy.document(clause)
    start = (document.in_force_from or document.issued_on) if document else None
    return start is None or start <= day


def _lines(policy: Policy, area: Area, name: str, day: date) -> Iterator[Line]:
    file = area.files.get(name)
    if file is None:
        return
    for text, source in (*values(policy, file, day), *((one.text, one) for one in file.statement)):
        if _has_begun(policy, source.clause, day):
            yield _line(policy, text, source)
    for entry in file.undecided:
        if (
            _has_begun(policy, entry.clause, day)
            and _asked_about(entry, day)
            and not _answered(policy, area, entry)
        ):
            yield _line(policy, _question(policy, entry), entry) | {
                "undecided": True,
                "decided_by": entry.decided_by._asdict(),
                "entered_as": entry.entered.label._asdict() if entry.entered else None,
            }


def _past_lines(policy: Policy, live: Policy, name: str, day: date) -> Iterator[Line]:
    """What a text said up to a year now past, and nobody since: an open question, shown with what was said (A55)."""
    for text, source, last in past_values(policy, live.chain, name, day):
        zh = f"{day.year}年度没有规定（{last}年度止：{text.zh}）"
        en = f"nothing is said of coverage {day.year} (up to {last}: {text.en})"
        who = Text(f"{policy.name.zh}医疗保障局", f"the healthcare security bureau of {policy.name.en}")
        yield _line(policy, Text(zh, en), source) | {"undecided": True, "decided_by": who._asdict()}


def _asked_about(entry: Undecided, day: date) -> bool:
    if entry.fiscal_years and day.year not in entry.fiscal_years and day.year - 1 not in entry.fiscal_years:
        return False
    if entry.from_year is not None and day.year < entry.from_year:
        return False
    return not entry.coverage_years or any(day.year <= year <= day.year + 1 for year in entry.coverage_years)


def _answered(policy: Policy, area: Area, entry: Undecided) -> bool:
    """Whether an area below has answered what the area above leaves open."""
    for nearer in policy.chain[: policy.chain.index(area)]:
        match entry.topic:
            case "window" | "window_opens" | "cover":
                answered = bool(nearer.file("window", WindowFile).regular)
            case "catch_up":
                answered = bool(nearer.file("catch_up", CatchUpFile).price)
            case "waiting":
                answered = bool(nearer.file("waiting", WaitingFile).ordinary)
            case "newborn":
                answered = bool(nearer.file("newborn", NewbornFile).within)
            case "city_county_split" | "tier1_counties" | "fiscal_share":
                answered = bool(nearer.file("fiscal", FiscalFile).share)
            case "subsidy":
                file = nearer.file("subsidy", SubsidyFile)
                helped = {category for rule in file.rule for category in rule.categories}
                whole = any(one.topic == "subsidy" and not one.categories for one in file.undecided)
                answered = whole or (bool(entry.categories) and set(entry.categories) <= helped)
            case "inpatient" | "outpatient" | "chronic" | "two_diseases" | "maternity":
                benefit = nearer.file("benefit", BenefitFile)
                answered = any(entry.topic in one.settings for one in benefit.ratio) or any(
                    one.topic == entry.topic for one in benefit.undecided
                )
            case "critical_illness" | "medical_assistance" | "elsewhere":
                benefit = nearer.file("benefit", BenefitFile)
                answered = any(one.topic == entry.topic for one in benefit.undecided)
            case _:
                own = nearer.files.get("contribution")
                answered = own is not None and any(one.topic == entry.topic for one in own.undecided)
        if answered:
            return True
    return False


def _line(policy: Policy, text: Text, source: Sourced) -> Line:
    document = policy.document(source.clause)
    return {
        "text": text._asdict(),
        "clauses": list(source.clauses),
        "readings": list(source.readings),
        "document": document.number if document else "",
        "undecided": False,
    }


def _question(policy: Policy, entry: Undecided) -> Text:
    years = "、".join(str(year) for year in entry.coverage_years)
    groups, categories = names(entry.groups), policy.categories.labels(entry.categories)
    zh = "".join(f"（{part}）" for part in (years and f"{years}年度", groups.zh, categories.zh) if part)
    en = "".join(f" ({part})" for part in (years and f"coverage {years}", groups.en, categories.en) if part)
    return Text(entry.what.zh + zh, entry.what.en + en)
