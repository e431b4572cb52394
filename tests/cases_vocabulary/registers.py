"""How are worked cases about the registers of recognitions and filings answered by the rules?"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import Any

from claims.queries.diseases import diseases_of
from claims.rules.benefit_terms import terms_on
from claims.rules.facts import EnteredFigures
from claims.rules.filings import Filed, by_filings, clock
from claims.rules.recognitions import Recognized, by_recognitions
from claims.rules.settlement import settle
from policy.book import Policy
from policy.care import FilingKind, Setting, TwoDisease
from policy.entered import Entered
from policy.topics import Topic
from staff.rules.divisions import scope_prefix
from tests.cases_vocabulary.bills import Answer, asked_of, described
from tests.cases_vocabulary.given import Given, as_day

PROVIDER, DIVISION = "H0000000001", "110000"


def registered_bill(policy: Policy, code: str, given: Given) -> Answer:
    """A bill as the registers have it, settled. `cell`: the disease that the bill names; `recognitions`, `filings`: the rows."""
    cell, provider = str(given.take("cell", "")), str(given.take("provider", PROVIDER))
    division = str(given.take("division", DIVISION))
    rows, filed = given.take("recognitions") or [], given.take("filings") or []
    asked = asked_of(policy, "chronic" if "filings" not in given else "inpatient", given, None)
    bill = asked.bill._replace(chronic_disease=cell)
    terms = terms_on(policy, bill.service_on)
    there = by_filings(
        terms, bill, division, [_filing(n, row) for n, row in enumerate(filed, 1)], asked.figures
    )
    known = [_recognized(n, row) for n, row in enumerate(rows, 1)]
    one = by_recognitions(terms, there.bill, provider, known, diseases_of(policy, bill.service_on))
    held = (*there.held, *one.held)
    done = settle(
        policy,
        one.bill,
        asked.patient,
        so_far=asked.so_far,
        figures=asked.figures,
        by_hand=asked.by_hand,
        held=held,
    )
    return {
        **described(replace(asked, bill=one.bill), done),
        "disease": one.bill.chronic_disease,
        "two_diseases": sorted(TwoDisease(each).value for each in one.bill.two_diseases),
        "filed": one.bill.filed_out_of_area,
        "referred": one.bill.referral,
        "rests_on": [*there.numbers, *one.numbers],
        "hold_clauses": [each.clause for each in held],
        "next": [each.next_step.en.split(":")[0].split(";")[0] for each in held],
    }


def filing_clock(policy: Policy, code: str, given: Given) -> Answer:
    """By when a filing must be decided; `submitted`: its moment."""
    submitted = datetime.fromisoformat(str(given.take("submitted")))
    hours = given.take("entered_hours")
    found = {(Topic.FILING_HOURS, ""): Entered(Topic.FILING_HOURS, hours, "case", "")} if hours else {}
    told = clock(terms_on(policy, submitted.date()), submitted, EnteredFigures(found))
    return {
        "due": told.due_at.isoformat(sep=" ", timespec="minutes") if told.due_at else None,
        "clause": told.clause,
        "document": told.document,
    }


def _recognized(number: int, row: dict[str, Any]) -> Recognized:
    until, codes = row.get("until"), {"高血压": "M03900", "糖尿病": "M01600"}
    name = str(row["disease"])
    return Recognized(
        int(row.get("no", number)), Setting(row.get("setting", "chronic")), name, str(row.get("code", codes.get(name, ""))),
        as_day(row["from"]), as_day(until) if until else None, frozenset(row.get("providers", ())),
        bool(row.get("open")), as_day(row.get("applied", row["from"])),
    )  # fmt: skip


def _filing(number: int, row: dict[str, Any]) -> Filed:
    until = row.get("until")
    return Filed(
        int(row.get("no", number)), FilingKind(row["kind"]), scope_prefix(str(row.get("to", DIVISION))), as_day(row["from"]),
        as_day(until) if until else None, as_day(row.get("submitted", row["from"])), bool(row.get("open")),
    )  # fmt: skip
