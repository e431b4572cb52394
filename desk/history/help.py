"""What do the ledgers of assistance say about a person: categories, findings, premium subsidies, cases and what they paid?"""

from collections.abc import Iterator, Sequence
from datetime import date

from django.db.models import Q
from django.urls import reverse
from django.utils import timezone

from assistance.cases.models import AssistanceCase
from assistance.cases.rules.case_reasons import CaseKind
from assistance.cases.rules.case_states import State
from assistance.categories.models import PersonCategory, PersonFinding
from assistance.categories.queries.category_list import category_label
from assistance.subsidies.models import AidPayment, Grant
from assistance.subsidies.rules.aid_payments import AidState
from assistance.subsidies.rules.grant_states import GrantState
from desk.history.lines import LINES_MAX, HistoryLine, Ledger
from enrollment.models import Person
from policy.terms import Certifier, Text
from staff import access
from staff.access import Permission
from staff.models import Officer

READ = Permission.HISTORY_READ


def help_lines(records: Sequence[Person], *, on: date, by: Officer) -> Iterator[HistoryLine]:
    """The lines of a person's records, in the places where the officer may read them; five statements."""
    people = [person.pk for person in records]
    yield from _categories(people, on, by)
    yield from _findings(people, on, by)
    yield from _grants(people, on, by)
    yield from _cases(people, on, by)
    yield from _aid(people, on, by)


def _categories(people: Sequence[int], on: date, by: Officer) -> Iterator[HistoryLine]:
    rows = access.scope(PersonCategory.objects.filter(person_id__in=people), by, READ, on=on)
    for row in rows.order_by("-from_on", "-pk")[:LINES_MAX]:
        name, certifier = category_label(row.category), Certifier(row.certifier).label
        grade, url = f" {row.grade}" if row.grade else "", reverse("enrollment:person", args=[row.person_id])
        yield HistoryLine(
            Ledger.CATEGORIES, row.from_on, row.from_on.year,
            Text(f"{name.zh}{grade}起（{certifier.zh}认定）", f"{name.en}{grade} begins (certified by {certifier.en})"),
            url, None, row.document_number,
        )  # fmt: skip
        if row.until_on is not None:
            yield HistoryLine(
                Ledger.CATEGORIES, row.until_on, row.until_on.year,
                Text(f"{name.zh}{grade}止：{row.ended_because}", f"{name.en}{grade} no longer held: {row.ended_because}"), url,
            )  # fmt: skip


def _findings(people: Sequence[int], on: date, by: Officer) -> Iterator[HistoryLine]:
    rows = access.scope(PersonFinding.objects.filter(person_id__in=people), by, READ, on=on)
    for row in rows.order_by("-from_on", "-pk")[:LINES_MAX]:
        label, url = row.label, reverse("enrollment:person", args=[row.person_id])
        ended = (
            Text(f"，终止：{row.ended_because}", f"; ended: {row.ended_because}")
            if row.ended_by_id
            else Text("", "")
        )
        yield HistoryLine(
            Ledger.CATEGORIES, row.from_on, row.from_on.year,
            Text(f"{label.zh}，至 {row.until_on}（不含）{ended.zh}", f"{label.en}, until {row.until_on}{ended.en}"),
            url, None, row.document_number,
        )  # fmt: skip


def _grants(people: Sequence[int], on: date, by: Officer) -> Iterator[HistoryLine]:
    rows = Grant.objects.filter(person_id__in=people).select_related("decision")
    for row in access.scope(rows, by, READ, on=on).order_by("-coverage_year", "-pk")[:LINES_MAX]:
        state = GrantState(row.state).label
        basis = category_label(row.basis) if row.basis else Text("", "")
        yield HistoryLine(
            Ledger.SUBSIDIES, row.booked_on or timezone.localdate(row.state_since), row.coverage_year,
            Text(f"参保资助（{basis.zh}）：{state.zh}", f"premium subsidy ({basis.en}): {state.en}"),
            reverse("assistance:grant", args=[row.pk]), row.amount_fen, row.decision.clause,
        )  # fmt: skip


def _cases(people: Sequence[int], on: date, by: Officer) -> Iterator[HistoryLine]:
    rows = AssistanceCase.objects.filter(
        Q(person_id__in=people) | Q(members__person_id__in=people)
    ).distinct()
    for row in access.scope(rows, by, READ, on=on).order_by("-entered_at", "-pk")[:LINES_MAX]:
        kind, state, name = CaseKind(row.kind).label, State(row.state).label, category_label(row.category)
        yield HistoryLine(
            Ledger.CASES, timezone.localdate(row.entered_at), row.coverage_year,
            Text(f"{kind.zh}（{name.zh}）：{state.zh}", f"{kind.en} ({name.en}): {state.en}"),
            reverse("assistance:case", args=[row.pk]), row.amount_fen, row.document_number,
        )  # fmt: skip


def _aid(people: Sequence[int], on: date, by: Officer) -> Iterator[HistoryLine]:
    rows = AidPayment.objects.filter(person_id__in=people).select_related("case")
    for row in access.scope(rows, by, READ, on=on).order_by("-state_since", "-pk")[:LINES_MAX]:
        state = AidState(row.state).label
        yield HistoryLine(
            Ledger.SUBSIDIES, timezone.localdate(row.state_since), row.case.coverage_year,
            Text(f"依申请救助：{state.zh}", f"aid on application: {state.en}"),
            reverse("assistance:aid", args=[row.case_id]), row.amount_fen, row.case.document_number,
        )  # fmt: skip
