"""What do the ledgers of claims say about a person: bills, and statements with what was taken back?"""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import date

from django.urls import reverse

from claims.models import Bill, Statement, StatementLine
from claims.queries.clearing import FUNDS
from claims.rules.bill_states import BillState
from desk.history.lines import LINES_MAX, HistoryLine, Ledger
from enrollment.models import Person
from policy.care import Setting
from policy.terms import Text
from staff import access
from staff.access import Permission
from staff.models import Officer

READ = Permission.HISTORY_READ


def care_lines(records: Sequence[Person], *, on: date, by: Officer) -> Iterator[HistoryLine]:
    """The lines of a person's records, in the places where the officer may read them; three statements.

    A bill is told with its total, a statement with what the funds pay of it; taken back, with the same amount negative.
    """
    people = [person.pk for person in records]
    bills = Bill.objects.filter(person_id__in=people).select_related("provider")
    for bill in access.scope(bills, by, READ, on=on).order_by("-discharged_on", "-pk")[:LINES_MAX]:
        yield _bill(bill)
    found = access.scope(Statement.objects.filter(person_id__in=people), by, READ, on=on)
    statements = list(found.select_related("bill").order_by("-settled_on", "-pk")[:LINES_MAX])
    clauses = _clauses([row.pk for row in statements])
    for row in statements:
        yield from _statement(row, clauses[row.pk])


def _bill(bill: Bill) -> HistoryLine:
    setting, state = Setting(bill.setting).label, BillState(bill.state).label
    clauses = dict.fromkeys(hold["clause"] for hold in bill.holds if hold.get("clause"))
    return HistoryLine(
        Ledger.BILLS, bill.discharged_on, bill.discharged_on.year,
        Text(f"{setting.zh}账单 {bill.number}（{bill.provider.name}）：{state.zh}",
             f"{setting.en} bill {bill.number} ({bill.provider.name}): {state.en}"),
        reverse("claims:bill", args=[bill.pk]), bill.total_fen, "; ".join(clauses),
    )  # fmt: skip


def _statement(row: Statement, clauses: Sequence[str]) -> Iterator[HistoryLine]:
    paid = sum(row.amounts[name] for name in FUNDS)
    url, clause = reverse("claims:bill", args=[row.bill_id]), "; ".join(clauses)
    number = row.bill.number
    yield HistoryLine(
        Ledger.STATEMENTS, row.settled_on, row.year,
        Text(f"结算账单 {number}：各基金支付", f"bill {number} settled: paid by the funds"), url, paid, clause,
    )  # fmt: skip
    if row.reversed_on is not None:
        why = row.reversed_because
        yield HistoryLine(
            Ledger.STATEMENTS, row.reversed_on, row.year,
            Text(f"冲正账单 {number} 的结算：{why}", f"settlement of bill {number} taken back: {why}"), url, -paid, clause,
        )  # fmt: skip


def _clauses(statement_ids: Sequence[int]) -> dict[int, list[str]]:
    """Statement -> the clauses of what the funds pay, in the order of its lines."""
    found: dict[int, list[str]] = defaultdict(list)
    rows = (
        StatementLine.objects.filter(statement_id__in=statement_ids)
        .exclude(clause="")
        .order_by("statement_id", "number")
    )
    for statement_id, clause in rows.values_list("statement_id", "clause"):
        if clause not in found[statement_id]:
            found[statement_id].append(clause)
    return found
