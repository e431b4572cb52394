"""What do the ledgers of enrollment say about a person: enrollment, dues with their entries, tax lines, cover?"""

from collections.abc import Iterator, Sequence
from datetime import date

from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone

from desk.history.lines import LINES_MAX, HistoryLine, Ledger
from enrollment.models import Due, Enrollment, PaymentLine, Person, Refund
from enrollment.queries.answers import Answer
from enrollment.queries.covers import covers_of
from enrollment.queries.dues import lines_of_dues
from enrollment.queries.explanation_lines import EntryLine, entry_lines_of, payment_clause
from enrollment.rules.entries import EntryKind
from enrollment.rules.entries import Payer as EntryPayer
from enrollment.rules.payment_lines import LineKind, Outcome
from enrollment.rules.wording import days as spoken_days
from policy.periods import Span
from policy.terms import Basis, Text
from staff import access
from staff.access import Permission
from staff.models import Officer

READ = Permission.HISTORY_READ


def contribution_lines(records: Sequence[Person], *, on: date, by: Officer) -> Iterator[HistoryLine]:
    """The lines of a person's records, in the places where the officer may read them; a fixed number of statements."""
    people = [person.pk for person in records]
    yield from _enrollments(people, on, by)
    dues = {due.pk: due for due in _dues(people, on, by)}
    lines = {line.pk: line for line in lines_of_dues(dues).select_related("quotation")[:LINES_MAX]}
    for entry in entry_lines_of(dues, lines):
        yield _entry(entry, dues[entry.entry.due_id])
    hashes = [person.document_hash for person in records]
    waiting = PaymentLine.objects.filter(is_open=True, document_hash__in=hashes).select_related("quotation")
    for line in access.scope(waiting, by, READ, on=on)[:LINES_MAX]:
        lines[line.pk] = line
    yield from map(_payment, lines.values())
    yield from _refunds(people, on, by)
    yield from _cover(list(dues))


def _enrollments(people: Sequence[int], on: date, by: Officer) -> Iterator[HistoryLine]:
    rows = Enrollment.objects.filter(person_id__in=people)
    for row in access.scope(rows, by, READ, on=on).order_by("-enrolled_on", "-pk")[:LINES_MAX]:
        basis, url = Basis(row.basis).label, reverse("enrollment:person", args=[row.person_id])
        place = f"{row.area}，{row.division_code}"
        yield HistoryLine(
            Ledger.ENROLLMENT, row.enrolled_on, row.coverage_year,
            Text(f"参保登记（{place}，{basis.zh}）", f"enrolled ({row.area}, {row.division_code}, {basis.en})"), url,
        )  # fmt: skip
        if row.cancelled_on is not None:
            why = row.cancelled_because
            yield HistoryLine(
                Ledger.ENROLLMENT, row.cancelled_on, row.coverage_year,
                Text(f"取消参保：{why}", f"enrollment cancelled: {why}"), url,
            )  # fmt: skip


def _dues(people: Sequence[int], on: date, by: Officer) -> QuerySet[Due]:
    rows = Due.objects.filter(person_id__in=people).select_related("quotation")
    return access.scope(rows, by, READ, on=on).order_by("-coverage_year", "-pk")[:LINES_MAX]


def _entry(told: EntryLine, due: Due) -> HistoryLine:
    kind, payer = (
        EntryKind(told.entry.kind).label,
        EntryPayer(told.entry.payer).label,
    )
    ticket = f" {told.ticket}" if told.ticket else ""
    more = Text(f"；{told.text.zh}", f"; {told.text.en}") if told.text.zh else Text("", "")
    url = reverse("enrollment:person_dues", args=[due.person_id]) + f"?year={due.coverage_year}"
    return HistoryLine(
        Ledger.DUES, told.entry.effective_on, due.coverage_year,
        Text(f"{kind.zh}（{payer.zh}）{ticket}{more.zh}", f"{kind.en} ({payer.en}){ticket}{more.en}"),
        url, told.signed_fen, told.clause, told.entry.kind in (EntryKind.CHARGE, EntryKind.WAIVER),
    )  # fmt: skip


def _refunds(people: Sequence[int], on: date, by: Officer) -> Iterator[HistoryLine]:
    """What was proposed or asked for; the money itself stands in the lines of tax files."""
    rows = Refund.objects.filter(person_id__in=people)
    for row in access.scope(rows, by, READ, on=on).order_by("-pk")[:LINES_MAX]:
        ground, state = row.ground_label.label, row.state_label.label
        yield HistoryLine(
            Ledger.REFUNDS, row.received_on or timezone.localdate(row.opened_at), row.coverage_year,
            Text(f"{ground.zh} {row.ticket}：{state.zh}", f"{ground.en} {row.ticket}: {state.en}"),
            reverse("enrollment:refund", args=[row.pk]), row.amount_fen,
            row.document_number or str(row.answer.get("clause", "")),
        )  # fmt: skip


def _payment(line: PaymentLine) -> HistoryLine:
    kind, outcome = LineKind(line.kind).label, Outcome(line.outcome).label
    paid_on = timezone.localdate(line.paid_at) if line.paid_at else line.treasury_on
    takes = line.kind in (LineKind.REFUND, LineKind.REVERSAL)
    day = paid_on or date(line.coverage_year or date.min.year, 1, 1)
    return HistoryLine(
        Ledger.PAYMENTS, day, line.coverage_year or day.year,
        Text(f"{kind.zh} {line.ticket}：{outcome.zh}", f"{kind.en} {line.ticket}: {outcome.en}"),
        reverse("enrollment:exception", args=[line.pk]), -line.amount_fen if takes else line.amount_fen,
        payment_clause(Answer(line.quotation)) if line.quotation is not None else "",
    )  # fmt: skip


def _cover(due_ids: Sequence[int]) -> Iterator[HistoryLine]:
    rows = covers_of(due_ids).select_related("quotation", "decision")
    for row in rows:
        steps = Answer(row.quotation).steps if row.quotation is not None else []
        clause = next(
            (step.clause for step in steps if step.code in ("cover", "waiting") and step.clause), ""
        )
        clause = row.decision.document_number if row.decision is not None else clause
        url = reverse("claims:eligibility_sheet", args=[row.person_id])
        for start, until, what in (
            (row.waiting_from, row.waiting_until, Text("等待期", "waiting period")),
            (row.cover_from, row.cover_until, Text("待遇享受期", "cover")),
        ):
            if start is not None:
                days = spoken_days(Span(start, until))
                yield HistoryLine(
                    Ledger.COVER, start, row.coverage_year, Text(f"{what.zh}：{days.zh}", f"{what.en}: {days.en}"),
                    f"{url}?on={start.isoformat()}", None, clause,
                )  # fmt: skip
