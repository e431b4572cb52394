"""In which ledgers is a name or number looked for, and what is said of each hit?

Only what the officer may see is looked at; a document number is compared by its hash and never stands in an address.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Q
from django.urls import reverse

from assistance.cases.queries.cases import searched, visible_cases
from assistance.cases.rules.case_reasons import CaseKind
from claims.queries.bills import filtered, visible_bills
from enrollment.operations.people import find_by_number
from enrollment.queries.lines import visible_lines
from enrollment.queries.people import find_by_name, find_households, visible_households, visible_people
from enrollment.rules.payment_lines import Outcome
from intake.queries.sent_files import visible, visible_layouts
from intake.web.sent_files import address_of
from policy.terms import Text
from staff.access import Permission
from staff.models import Officer
from staff.refusals import spoken

SHOWN = 8  # of each ledger: whoever wants more narrows it, or goes to the list
DIGITS = re.compile(r"\d")


@dataclass(frozen=True, slots=True)
class Hit:
    """One thing found: what it is called, what tells it from others, its page, and whether it names a person."""

    name: str
    detail: str
    url: str
    is_person: bool = False


@dataclass(frozen=True, slots=True)
class Source:
    """A ledger: its words, what it takes to read it, and how it finds a text; one hit more than `SHOWN`: there are more."""

    code: str
    label: Text
    permission: Permission | None
    find: Callable[[str, Officer, date], Sequence[Hit]]


def _people(text: str, officer: Officer, on: date) -> list[Hit]:
    seen = visible_people(officer, on=on)
    person = find_by_number(text) if DIGITS.search(text) else None
    if person is not None:
        found = list(seen.filter(pk=person.pk))
    elif DIGITS.search(text) or (text.isascii() and len(text) < 2):
        found = []
    else:
        found = list(find_by_name(seen, text)[: SHOWN + 1])
    return [
        Hit(
            one.name,
            f"{one.document_masked} · {one.born_on or ''}",
            reverse("enrollment:person", args=[one.pk]),
            True,
        )
        for one in found
    ]


def _households(text: str, officer: Officer, on: date) -> list[Hit]:
    if not DIGITS.search(text):
        return []
    rows = find_households(visible_households(officer, on=on), text)[: SHOWN + 1]
    return [
        Hit(
            one.number,
            one.head.name if one.head else "",
            reverse("enrollment:household", args=[one.pk]),
            True,
        )
        for one in rows
    ]


def _tickets(text: str, officer: Officer, on: date) -> list[Hit]:
    rows = (
        visible_lines(officer, on=on).filter(ticket=text).select_related("file").order_by("pk")[: SHOWN + 1]
    )
    return [
        Hit(
            line.ticket,
            f"{spoken(Outcome(line.outcome).label)} · {line.file.name}",
            reverse("enrollment:exception", args=[line.pk]),
            True,
        )
        for line in rows
    ]


def _cases(text: str, officer: Officer, on: date) -> list[Hit]:
    rows = searched(visible_cases(officer, on=on), text).select_related("person").order_by("-pk")[: SHOWN + 1]
    return [
        Hit(
            case.number,
            f"{spoken(CaseKind(case.kind).label)} · {case.person.name}",
            reverse("assistance:case", args=[case.pk]),
            True,
        )
        for case in rows
    ]


def _files(text: str, officer: Officer, on: date) -> list[Hit]:
    named = Q(name__istartswith=text)
    if text.isdecimal() and len(text) < 10:
        named |= Q(pk=int(text))
    hits: list[Hit] = []
    for layout in visible_layouts(officer, on=on):
        rows = visible(layout, officer, on=on).filter(named).order_by("-pk")[: SHOWN + 1]
        hits += [
            Hit(
                file.name,
                f"{spoken(layout.name)} {layout.code} · {file.uploaded_at:%Y-%m-%d}",
                address_of(layout, file.pk),
            )
            for file in rows
        ]
    return hits


def _bills(text: str, officer: Officer, on: date) -> list[Hit]:
    if not DIGITS.search(text):
        return []
    rows = filtered(visible_bills(officer, on=on), number=text).select_related("person", "provider")[
        : SHOWN + 1
    ]
    return [
        Hit(
            bill.number,
            f"{bill.provider.name} · {bill.person.name}",
            reverse("claims:bill", args=[bill.pk]),
            True,
        )
        for bill in rows
    ]


SOURCES = (
    Source("people", Text("人员", "People"), Permission.PEOPLE_READ, _people),
    Source("households", Text("家庭", "Households"), Permission.PEOPLE_READ, _households),
    Source("tickets", Text("税票", "Tickets"), Permission.PAYMENTS_READ, _tickets),
    Source("cases", Text("案件", "Cases"), Permission.CASES_READ, _cases),
    Source("bills", Text("医疗费用", "Bills"), Permission.CLAIMS_READ, _bills),
    Source("files", Text("文件", "Files"), None, _files),
)
