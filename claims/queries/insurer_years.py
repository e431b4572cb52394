"""How does a year of the critical illness insurer stand: handed over, paid day by day, who bears a shortfall?"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any, NamedTuple

from django.db.models import Count, Q, QuerySet, Sum

from assistance.figures.queries.parameters import entered_for_rules
from assistance.public_money.models import FundSplitPool
from claims.models import InsurerPremium, InsurerYear, Statement
from claims.rules.insurer_years import INSURER_YEAR, Account, Benefits, ClearBy, YearMove, account, clear_by
from policy.book import default_book
from policy.terms import Pool
from staff import access
from staff.access import Permission
from staff.models import Officer
from staff.rules.divisions import scope_prefix

READ = Permission.FUNDS_READ


class DayPaid(NamedTuple):
    """What the insurer paid on a day for care of the year; statements taken back on it count against it. In fen."""

    on: date
    settled: int
    taken_back: int
    critical_illness_fen: int
    top_up_fen: int


@dataclass(frozen=True, slots=True)
class YearAccount:
    """A year with its days of payment, its account of today and the day by which it is cleared.

    `set_aside_fen` is what the fund split in force gave critical illness insurance (GS-1.2c, SD-1e); None without one.
    """

    row: InsurerYear
    days: list[DayPaid]
    account: Account
    due: ClearBy
    days_overdue: int
    set_aside_fen: int | None

    @property
    def to_hand_over_fen(self) -> int | None:
        """What of it has not been handed over yet; below zero more was."""
        return None if self.set_aside_fen is None else self.set_aside_fen - self.account.premiums_fen

    @property
    def months(self) -> list[DayPaid]:
        """The days summed by month, each by its first day."""
        found: dict[date, DayPaid] = {}
        for day in self.days:
            first = day.on.replace(day=1)
            before = found.get(first, DayPaid(first, 0, 0, 0, 0))
            sums = [one + other for one, other in zip(before[1:], day[1:], strict=True)]
            found[first] = DayPaid(first, *sums)
        return list(found.values())

    @property
    def has_changed(self) -> bool:
        """Whether what was submitted is no longer what the statements and premiums say."""
        return self.row.state != INSURER_YEAR.start and self.row.figures != self.account.as_json()


def visible_years(officer: Officer, *, on: date, permission: Permission = READ) -> QuerySet[InsurerYear]:
    """The insurer's years of the officer's pooling areas, the newest first."""
    rows = InsurerYear.objects.select_related("proposed_by", "cleared_by", "cover")
    return access.scope(rows, officer, permission, on=on, field="area").order_by("-year", "area")


def visible_premiums(
    officer: Officer, *, on: date, permission: Permission = READ
) -> QuerySet[InsurerPremium]:
    """The premiums of those years, the newest first."""
    rows = InsurerPremium.objects.select_related("insurer_year", "entered_by", "approved_by", "rejected_by")
    return access.scope(rows, officer, permission, on=on, field="insurer_year__area").order_by("-pk")


def handed_over_fen(row: InsurerYear) -> int:
    """What was handed over by approved entries, less those taken back."""
    approved = row.premiums.filter(approved_by__isnull=False)
    sums = approved.aggregate(
        given=Sum("amount_fen", filter=Q(reverses=None)),
        back=Sum("amount_fen", filter=Q(reverses__isnull=False)),
    )
    return (sums["given"] or 0) - (sums["back"] or 0)


def set_aside_fen(row: InsurerYear) -> int | None:
    """What the fund split in force of the area and year gave critical illness insurance; None where there is none."""
    pools = FundSplitPool.objects.filter(
        split__division_code=row.area,
        split__year=row.year,
        split__approved_by__isnull=False,
        split__replaced_at=None,
    )
    return pools.filter(pool=Pool.CRITICAL_ILLNESS.value).values_list("amount_fen", flat=True).first()


def days_paid(area: str, year: int) -> list[DayPaid]:
    """The days on which benefits for care of a year were paid or taken back, in their order; two statements."""
    rows = Statement.objects.filter(division_code__startswith=scope_prefix(area), year=year).filter(
        Q(critical_illness_fen__gt=0) | Q(top_up_fen__gt=0)
    )
    found: dict[date, list[int]] = {}
    for field, sign in (("settled_on", 1), ("reversed_on", -1)):
        summed: Iterable[Any] = (
            rows.filter(**{f"{field}__isnull": False})
            .order_by()
            .values(field)
            .annotate(count=Count("pk"), critical=Sum("critical_illness_fen"), top_up=Sum("top_up_fen"))
        )
        for one in summed:
            sums = found.setdefault(one[field], [0, 0, 0, 0])
            sums[0 if sign > 0 else 1] += one["count"]
            sums[2] += sign * one["critical"]
            sums[3] += sign * one["top_up"]
    return [DayPaid(day, *sums) for day, sums in sorted(found.items())]


def account_of(row: InsurerYear, *, on: date) -> YearAccount:
    """The year as its rows say today; five questions however many statements of care."""
    policy, figures = default_book().policy(row.area), entered_for_rules(row.area, on)
    days = days_paid(row.area, row.year)
    benefits = Benefits(sum(day.critical_illness_fen for day in days), sum(day.top_up_fen for day in days))
    result = account(policy, row.year, premiums_fen=handed_over_fen(row), benefits=benefits, figures=figures)
    due = clear_by(policy, row.year, figures)
    return YearAccount(row, days, result, due, due.days_overdue(on, row.cleared_on), set_aside_fen(row))


def moves_for(row: InsurerYear, officer: Officer, *, on: date) -> tuple[YearMove, ...]:
    """The moves the officer may make; who submitted a clearing is not offered to confirm it."""
    held = [
        one
        for one in (Permission.FUNDS_ENTER, Permission.FUNDS_APPROVE)
        if access.may(officer, one, row.area, on=on)
    ]
    offered = INSURER_YEAR.offered(row.state, held)
    own = row.proposed_by_id == officer.pk
    return tuple(move for move in offered if not (own and move is YearMove.CLEAR))


def year_json(found: YearAccount) -> dict[str, Any]:
    """For programs and the command; amounts in fen."""
    row, due = found.row, found.due
    return {
        "id": row.pk,
        "area": row.area,
        "year": row.year,
        "state": row.state,
        **found.account.as_json(),
        "set_aside_fen": found.set_aside_fen,
        "days": [{**day._asdict(), "on": day.on.isoformat()} for day in found.days],
        "due_on": due.day and due.day.isoformat(),
        "due_clause": due.clause,
        "due_missing": due.missing and due.missing.what._asdict(),
        "days_overdue": found.days_overdue,
        "has_changed": found.has_changed,
        "document_number": row.document_number,
        "note": row.note,
        "cleared_on": row.cleared_on and row.cleared_on.isoformat(),
        "shortfall_cover": row.cover_id,
    }


def premium_json(one: InsurerPremium) -> dict[str, Any]:
    """For programs and the command."""
    return {
        "id": one.pk,
        "insurer": one.insurer,
        "amount_fen": one.amount_fen,
        "paid_on": one.paid_on.isoformat(),
        "document_number": one.document_number,
        "reverses": one.reverses_id,
        "state": one.standing,
        "rejected_because": one.rejected_because,
    }
