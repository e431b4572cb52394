"""How does an opened clause or reading look as plain values and as lines of text?"""

from __future__ import annotations

from typing import Any

from policy.clauses import OpenClause, OpenReading, Use
from policy.schema import Document
from policy.terms import Text

Plain = dict[str, Any]


def clause_as_plain(found: OpenClause) -> Plain:
    """An opened clause for JSON."""
    said = found.said
    return {
        "clause": found.clause,
        "area": found.area,
        "name": found.name._asdict(),
        "document": _document(found.document),
        "section": said.section if said else "",
        "text": said.text._asdict() if said else None,
        "years": found.years._asdict(),
        "readings": [{"id": name, "text": text._asdict()} for name, text in found.readings],
        "uses": [_use(use) for use in found.uses],
    }


def reading_as_plain(found: OpenReading) -> Plain:
    """An opened reading for JSON."""
    return {
        "id": found.reading_id,
        "question": found.question._asdict() if found.question else None,
        "ways": list(found.ways),
        "areas": [
            {
                "area": one.area,
                "name": one.name._asdict(),
                "value": one.reading.value,
                "alternatives": list(one.reading.alternatives),
                "clause": one.reading.clause,
                "text": {"zh": one.reading.zh, "en": one.reading.en},
                "years": one.years._asdict(),
                "uses": [_use(use) for use in one.uses],
            }
            for one in found.areas
        ],
    }


def _document(document: Document | None) -> Plain | None:
    if document is None:
        return None
    return {
        "number": document.number,
        "title": document.title,
        "issued_on": document.issued_on.isoformat() if document.issued_on else None,
        "in_force_from": document.in_force_from.isoformat() if document.in_force_from else None,
    }


def _use(use: Use) -> Plain:
    return {
        "area": use.area,
        "name": use.name._asdict(),
        "file": use.file,
        "table": use.table,
        "title": use.title._asdict(),
        "years": use.years._asdict(),
        "clauses": list(use.clauses),
        "readings": list(use.readings),
    }


def clause_as_text(found: OpenClause, language: str) -> str:
    """An opened clause as lines of one language."""

    def say(zh: str, en: str) -> str:
        return Text(zh, en).in_language(language)

    said, document = found.said, found.document
    where = [document.number, document.title] if document else []
    rows = [f"{found.clause}  {found.name.in_language(language)}  {'  '.join(where)}".rstrip()]
    if said and said.section:
        rows.append(f"{say('位置', 'place')}  {said.section}")
    unsaid = say("还没有用自己的话说明", "not yet put into plain words")
    rows.append(f"{say('内容', 'says')}  {said.text.in_language(language) if said else unsaid}")
    if found.years.zh:
        rows.append(f"{say('适用', 'holds for')}  {found.years.in_language(language)}")
    for name, text in found.readings:
        rows.append(f"{say('理解', 'reading')}  {name}  {text.in_language(language)}")
    rows += [f"{say('数据', 'value')}  {_line(use, language)}" for use in found.uses]
    return "\n".join(rows)


def reading_as_text(found: OpenReading, language: str) -> str:
    """An opened reading as lines of one language."""

    def say(zh: str, en: str) -> str:
        return Text(zh, en).in_language(language)

    rows = [f"{found.reading_id}  {found.question.in_language(language) if found.question else ''}".rstrip()]
    if found.ways:
        rows.append(f"{say('各种理解', 'ways')}  {', '.join(found.ways)}")
    for one in found.areas:
        reading = one.reading
        rows.append(f"{one.name.in_language(language)} {one.years.in_language(language)}".rstrip())
        rows.append(f"  {reading.value}  [{reading.clause}]  {say(reading.zh, reading.en)}")
        rows += [f"  {say('数据', 'value')}  {_line(use, language)}" for use in one.uses]
    return "\n".join(rows)


def _line(use: Use, language: str) -> str:
    parts = [
        use.name.in_language(language),
        f"{use.file}.toml {use.table}",
        use.title.in_language(language),
        use.years.in_language(language),
    ]
    return "  ".join(part for part in parts if part)
