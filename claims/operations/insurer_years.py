"""How is money handed over to the critical illness insurer written down, and how is a year cleared, by two officers each?"""

from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.utils import timezone

from assistance.public_money.models import CriticalIllnessCover
from assistance.public_money.operations.fund_splits import cover_shortfall
from claims.models import InsurerPremium, InsurerYear
from claims.queries.insurer_years import account_of
from claims.rules.insurer_years import INSURER_YEAR, Account, YearMove, YearState
from intake.operations.locks import lock_text
from policy.book import default_book
from policy.terms import Reserve, Text
from staff import access, audit
from staff.access import Permission
from staff.identities import require_other_hands
from staff.models import Officer
from staff.refusals import Refusal

ENTER, APPROVE = Permission.FUNDS_ENTER, Permission.FUNDS_APPROVE


class InsurerYearRefused(Refusal):
    """The entry or the move cannot stand; `context["field"]` names the field, if it is one."""


class InsurerYearMoved(Refusal):
    """Somebody else acted meanwhile."""

    status = 409


@dataclass(frozen=True, slots=True)
class Given:
    """What comes with a move: the document of the clearing, who bears what is left, or why it goes back."""

    document_number: str = ""
    note: str = ""
    because: str = ""


@transaction.atomic
def hand_over(
    *,
    area: str,
    year: int,
    insurer: str,
    amount_fen: int,
    paid_on: date,
    document_number: str,
    by: Officer,
    at: datetime,
) -> InsurerPremium:
    """Enter money that was handed over for a year; it counts once another officer approves it. The first one opens the year."""
    on = timezone.localdate(at)
    access.require(by, ENTER, area, on=on)
    if default_book().pooling_area(area) != area:
        raise _refused(
            "area",
            Text(f"{area} 不是统筹区。", f"{area} is not a pooling area."),
            Text("请填写统筹区的六位代码。", "Give the six digits of the pooling area."),
        )
    if year > on.year:
        raise _refused(
            "year",
            Text(f"{year} 年还没有开始。", f"{year} has not begun."),
            Text(f"请填写 {on.year} 年或以前的年度。", f"Give {on.year} or an earlier year."),
        )
    if paid_on > on:
        raise _refused(
            "paid_on",
            Text(f"{paid_on} 还没有到。", f"{paid_on} is still to come."),
            Text("请填写实际拨付的日期。", "Give the day on which it was paid."),
        )
    row = _year_locked(area, year)
    _require_open(row)
    return _entered(row, insurer, amount_fen, paid_on, document_number, None, by, at)


@transaction.atomic
def take_back(*, premium: InsurerPremium, document_number: str, by: Officer, at: datetime) -> InsurerPremium:
    """Ask for an approved entry to be taken back; it stays and is undone by one of its kind that another officer approves."""
    row = _year_locked(premium.insurer_year.area, premium.insurer_year.year)
    access.require(by, ENTER, row.area, on=timezone.localdate(at))
    _require_open(row)
    if (
        premium.standing != "approved"
        or premium.reverses_id
        or premium.taken_back.filter(rejected_by=None).exists()
    ):
        raise InsurerYearMoved(
            "premium_not_to_take_back",
            Text(
                "只有已复核且未冲正的拨付可以冲正。",
                "Only an approved entry that still stands is taken back.",
            ),
            Text("请刷新页面查看。", "Load the page again to see how it stands."),
        )
    return _entered(
        row, premium.insurer, premium.amount_fen, premium.paid_on, document_number, premium, by, at
    )


@transaction.atomic
def decide(
    *, premium: InsurerPremium, approve: bool, because: str = "", by: Officer, at: datetime
) -> InsurerPremium:
    """Approve what another officer entered, or turn it down with the reason."""
    row = _year_locked(premium.insurer_year.area, premium.insurer_year.year)
    access.require(by, APPROVE, row.area, on=timezone.localdate(at))
    premium = InsurerPremium.objects.select_for_update(of=("self",)).get(pk=premium.pk)
    if premium.standing != "waits":
        raise InsurerYearMoved(
            "already_decided",
            Text("该笔已经复核。", "This entry was decided before."),
            Text("请刷新页面查看。", "Load the page again to see how it stands."),
        )
    _require_open(row)
    require_other_hands(
        by,
        premium.entered_by_id,
        what=Text("录入人不能复核自己录入的拨付。", "You entered this payment, so you cannot decide on it."),
    )
    if approve:
        premium.approve(by=by, at=at)
    else:
        if not because.strip():
            raise _refused(
                "because",
                Text("驳回须写明理由。", "Say why it is turned down."),
                Text("请填写理由。", "Enter the reason."),
            )
        premium.reject(because=because, by=by, at=at)
    _audited("approve_premium" if approve else "reject_premium", premium, row, by, at)
    return premium


@transaction.atomic
def move(*, row: InsurerYear, move: YearMove, given: Given, by: Officer, at: datetime) -> InsurerYear:
    """Submit, return, confirm a clearing, or open a cleared year again; the figures are frozen when they are submitted."""
    on = timezone.localdate(at)
    row = _year_locked(row.area, row.year)
    for permission in INSURER_YEAR.permissions(move):
        access.require(by, permission, row.area, on=on)
    if not INSURER_YEAR.allows(row.state, move):
        raise InsurerYearMoved(
            "insurer_year_not_in_state",
            Text(
                f"该年度当前为“{row.state_label.label.zh}”，不能办理此操作。",
                f"The year is “{row.state_label.label.en}”, so this cannot be done.",
            ),
            Text("请刷新页面查看最新状态。", "Load the page again to see how it stands."),
        )
    {YearMove.PROPOSE: _propose, YearMove.CLEAR: _clear}.get(move, _go_back)(row, given, by, at)
    row.state = INSURER_YEAR.next(row.state, move).value
    row.save()
    audit.record(
        f"{move.value}_insurer_year",
        by=by,
        about=row,
        division_code=row.area,
        at=at,
        change={
            "year": row.year,
            "state": row.state,
            "document_number": row.document_number,
            "because": row.because,
            "balance_fen": row.figures.get("balance_fen"),
        },
    )
    return row


def _propose(row: InsurerYear, given: Given, by: Officer, at: datetime) -> None:
    if row.premiums.filter(approved_by=None, rejected_by=None).exists():
        raise _refused(
            "",
            Text("还有待复核的拨付。", "Money handed over still waits for its second officer."),
            Text("请先复核或驳回。", "Have it approved or turned down first."),
            code="premiums_wait",
        )
    result = account_of(row, on=timezone.localdate(at)).account
    if result.balance_fen is None:
        raise _refused(
            "",
            Text("该年度的结余尚不能确定。", "The year's balance is undecided."),
            Text(f"尚缺：{result.missing[0].what.zh}。", f"Missing: {result.missing[0].what.en}."),
            code="balance_undecided",
        )
    if not given.document_number.strip():
        raise _refused(
            "document_number",
            Text("须注明清算文件的文号。", "Name the document of the clearing."),
            Text("请填写文号。", "Enter the document number."),
        )
    if result.unfunded_fen and not given.note.strip():
        raise _refused(
            "note",
            Text("有不足金额未明确由谁承担。", "It is not said who bears what no reserve covers."),
            Text("请按清算文件填写由谁承担。", "Enter who bears it by the document of the clearing."),
        )
    row.document_number, row.note, row.because = (
        given.document_number.strip()[:100],
        given.note.strip()[:300],
        "",
    )
    row.proposed_by, row.proposed_at, row.figures = by, at, result.as_json()


def _clear(row: InsurerYear, given: Given, by: Officer, at: datetime) -> None:
    require_other_hands(
        by,
        row.proposed_by_id,
        what=Text("提交人不能确认自己提交的清算。", "You submitted this clearing, so you cannot confirm it."),
    )
    found = account_of(row, on=timezone.localdate(at))
    if found.has_changed:
        raise InsurerYearMoved(
            "figures_changed",
            Text("提交以后数字有变化。", "The figures have changed since they were submitted."),
            Text("请退回后重新提交。", "Return it and have it submitted again."),
        )
    row.cleared_by, row.cleared_at, row.cleared_on = by, at, timezone.localdate(at)
    row.cover = _covered(row, found.account, by, at)


def _covered(row: InsurerYear, account: Account, by: Officer, at: datetime) -> CriticalIllnessCover | None:
    """The shortfall as the page of shortfalls keeps it, with the reserves that were entered (GS-1.2d); None without one."""
    covered = account.covered
    if covered is None or covered.missing or not covered.shortfall_fen or account.benefits_fen is None:
        return None
    there = {reserve: covered.drawn[reserve] + covered.left[reserve] for reserve in covered.drawn}
    return cover_shortfall(
        area=row.area,
        year=row.year,
        raised_fen=account.premiums_fen,
        benefits_due_fen=account.benefits_fen,
        insurer_profit_fen=there.get(Reserve.INSURER_PROFIT, 0),
        past_risk_fund_fen=there.get(Reserve.PAST_RISK_FUND, 0),
        document_number=row.document_number,
        by=by,
        at=at,
    )


def _go_back(row: InsurerYear, given: Given, by: Officer, at: datetime) -> None:
    if not given.because.strip():
        raise _refused("because", Text("须写明理由。", "Say why."), Text("请填写理由。", "Enter the reason."))
    row.because = given.because.strip()[:300]
    row.proposed_by = row.proposed_at = row.cleared_by = row.cleared_at = row.cleared_on = row.cover = None


def _year_locked(area: str, year: int) -> InsurerYear:
    """The year's row, made when it is the first entry; one story at a time."""
    lock_text(f"insurer_year:{area}:{year}")
    return InsurerYear.objects.get_or_create(area=area, year=year)[0]


def _require_open(row: InsurerYear) -> None:
    if row.state != YearState.OPEN:
        raise InsurerYearMoved(
            "insurer_year_not_open",
            Text(
                f"{row.year} 年度为“{row.state_label.label.zh}”，不能再改拨付。",
                f"{row.year} is “{row.state_label.label.en}”: what was handed over no longer changes.",
            ),
            Text("请先退回或重新清算。", "Have it returned or opened again first."),
        )


def _entered(
    row: InsurerYear,
    insurer: str,
    amount_fen: int,
    paid_on: date,
    document_number: str,
    reverses: InsurerPremium | None,
    by: Officer,
    at: datetime,
) -> InsurerPremium:
    facts = {"insurer": insurer.strip()[:100], "document_number": document_number.strip()[:100]}
    for field, text in facts.items():
        if not text:
            raise _refused(field, Text("此项必填。", "This is needed."), Text("请填写。", "Enter it."))
    if amount_fen <= 0:
        raise _refused(
            "amount_fen",
            Text("金额须大于零。", "The amount must be above zero."),
            Text("请填写实际拨付的金额。", "Enter what was paid."),
        )
    if reverses is None:
        same = row.premiums.filter(
            reverses=None,
            rejected_by=None,
            document_number=facts["document_number"],
            paid_on=paid_on,
            amount_fen=amount_fen,
        )
        if same.exists():
            raise InsurerYearMoved(
                "same_premium",
                Text(
                    "同一文号、日期和金额的拨付已经录入。",
                    "This payment was entered before: same document, day and amount.",
                ),
                Text("请查看已录入的拨付。", "Look at what was entered."),
            )
    made = InsurerPremium.objects.create(
        insurer_year=row,
        amount_fen=amount_fen,
        paid_on=paid_on,
        reverses=reverses,
        entered_by=by,
        entered_at=at,
        **facts,
    )
    _audited("take_back_premium" if reverses else "enter_premium", made, row, by, at)
    return made


def _audited(action: str, made: InsurerPremium, row: InsurerYear, by: Officer, at: datetime) -> None:
    audit.record(
        action,
        by=by,
        about=made,
        division_code=row.area,
        at=at,
        change={
            "year": row.year,
            "insurer": made.insurer,
            "amount_fen": made.signed_fen,
            "paid_on": made.paid_on,
            "document_number": made.document_number,
            "because": made.rejected_because,
        },
    )


def _refused(field: str, text: Text, remedy: Text, *, code: str = "") -> InsurerYearRefused:
    return InsurerYearRefused(
        code or f"insurer_year_{field}", text, remedy, **({"field": field} if field else {})
    )
