"""How does money enter and leave a county's risk fund: drawn by an approved split, or moved by two officers under a document?"""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Sum
from django.utils import timezone

from assistance.public_money.models import FundSplit, RiskFundEntry, RiskFundProposal
from assistance.public_money.queries.public_money import risk_balance_fen
from assistance.public_money.rules.risk_fund import draw
from assistance.public_money.rules.risk_fund_movements import Movement
from intake.operations.locks import lock_text
from policy.book import default_book
from policy.money import format_yuan
from policy.terms import Text
from staff import access, audit
from staff.access import Permission
from staff.identities import require_other_hands
from staff.models import Division, Officer
from staff.refusals import Refusal
from staff.rules.divisions import scope_prefix


class InvalidRiskFundEntry(Refusal):
    """The risk fund cannot be moved like that; `context["field"]` names the field, if it is one."""


class AlreadyProposed(Refusal):
    """The same movement waits for its second officer, or was made."""

    status = 409


class AlreadyDecided(Refusal):
    """The proposal was approved or turned down before."""

    status = 409


@transaction.atomic
def propose(
    *,
    county: str,
    year: int,
    kind: str,
    amount_fen: int,
    document_number: str,
    by: Officer,
    at: datetime,
) -> RiskFundProposal:
    """Enter an opening balance of a county's risk fund, or what the prefecture used of it (LX-4.15c), in fen, under its
    document. The balance moves once a second officer approves.
    """
    access.require(by, Permission.FUNDS_ENTER, county, on=timezone.localdate(at))
    if kind not in (Movement.OPENING, Movement.USE):
        raise _invalid(
            "kind", Text("只能录入期初余额或使用。", "Only an opening balance or a use is entered.")
        )
    if scope_prefix(county) != county or not Division.objects.filter(pk=county).exists():
        raise _invalid(
            "county", Text(f"{county} 不是县（区）。", f"{county} is not a county."),
            Text("风险调剂金按县（区）记账，请填写六位县级区划代码。", "A risk fund is a county's: give its six digits."),
        )  # fmt: skip
    return _proposed(
        county=county,
        year=year,
        kind=kind,
        amount_fen=amount_fen,
        document_number=document_number,
        by=by,
        at=at,
    )


@transaction.atomic
def propose_reversal(
    *, entry: RiskFundEntry, document_number: str, by: Officer, at: datetime
) -> RiskFundProposal:
    """Ask for a wrong opening balance or use to be taken back; the entry stays and is undone by one of the opposite amount."""
    access.require(by, Permission.FUNDS_ENTER, entry.county, on=timezone.localdate(at))
    if (
        entry.kind not in (Movement.OPENING, Movement.USE)
        or RiskFundEntry.objects.filter(reverses=entry).exists()
    ):
        raise _invalid(
            "reverses",
            Text(
                "该笔不能冲正：只有未冲正的期初余额或使用可以。",
                "Only an opening or a use that still stands is taken back.",
            ),
            Text(
                "提取额随新的资金分配调整，请重新分配。",
                "What was set aside follows the fund split: divide the fund again.",
            ),
        )  # fmt: skip
    return _proposed(
        county=entry.county, year=entry.year, kind=Movement.REVERSAL.value, amount_fen=abs(entry.amount_fen),
        document_number=document_number, reverses=entry, by=by, at=at,
    )  # fmt: skip


@transaction.atomic
def approve(*, proposal: RiskFundProposal, by: Officer, at: datetime) -> RiskFundEntry:
    """Make the movement that another officer proposed, unless the balance would fall below zero."""
    proposal = _open_proposal(proposal, by, at)
    signed = -proposal.amount_fen if proposal.kind == Movement.USE else proposal.amount_fen
    if proposal.reverses is not None:
        signed = -proposal.reverses.amount_fen
        if RiskFundEntry.objects.filter(reverses=proposal.reverses).exists():
            raise AlreadyDecided(
                "already_taken_back", Text("该笔已经冲正。", "This entry was taken back before.")
            )
    balance = risk_balance_fen(proposal.county)
    if balance + signed < 0:
        raise InvalidRiskFundEntry(
            "risk_fund_too_small",
            Text(
                f"风险调剂金余额{format_yuan(balance)}元，不足{format_yuan(-signed)}元。",
                f"There are {format_yuan(balance)} yuan in the risk fund, not {format_yuan(-signed)}.",
            ),
            Text(
                "请核对金额后驳回，或先录入并批准期初余额。",
                "Turn it down, or have the opening balance approved first.",
            ),
        )
    proposal.approve(by=by, at=at)
    entry = RiskFundEntry.objects.create(
        county=proposal.county, year=proposal.year, kind=proposal.kind, amount_fen=signed,
        document_number=proposal.document_number, source=f"proposal:{proposal.pk}", proposal=proposal,
        reverses=proposal.reverses, recorded_by=by, recorded_at=at,
    )  # fmt: skip
    audit.record(
        "approve_risk_fund", by=by, about=proposal, division_code=proposal.county, at=at,
        change=_told(proposal) | {"moved_fen": signed},
    )  # fmt: skip
    return entry


@transaction.atomic
def reject(*, proposal: RiskFundProposal, because: str, by: Officer, at: datetime) -> RiskFundProposal:
    """Turn a proposal down, with the reason; it never moves the balance. It may be entered anew."""
    if not because.strip():
        raise _invalid(
            "because", Text("驳回须写明理由。", "Say why it is turned down."),
            Text("请填写理由。", "Enter the reason."),
        )  # fmt: skip
    proposal = _open_proposal(proposal, by, at)
    proposal.reject(because=because, by=by, at=at)
    audit.record(
        "reject_risk_fund", by=by, about=proposal, division_code=proposal.county, at=at,
        change=_told(proposal) | {"because": proposal.rejected_because},
    )  # fmt: skip
    return proposal


def draw_for(made: FundSplit, *, by: Officer, at: datetime) -> None:
    """Set a county's share aside when its split is approved, where the area states it (LX-4.15b). A prefecture draws nothing."""
    county = made.division_code
    if scope_prefix(county) != county:
        return
    lock_county(county)
    done = draw(
        default_book().policy(county), year=made.year, fund_total_fen=made.raised_fen,
        balance_before_fen=risk_balance_fen(county), cumulative_raised_fen=_cumulative(made),
    )  # fmt: skip
    if done.draw_fen:
        RiskFundEntry.objects.create(
            county=county, year=made.year, kind="draw", amount_fen=done.draw_fen, split=made,
            document_number=f"FS-{made.pk}", source=f"split:{made.pk}",
            steps=[step.as_json() for step in done.steps], recorded_by=by, recorded_at=at,
        )  # fmt: skip


def take_back_draws(replaced: FundSplit, *, by: Officer, at: datetime) -> None:
    """Undo what a split drew that a later one replaces."""
    for entry in RiskFundEntry.objects.filter(split=replaced, kind="draw", reversed_by=None):
        RiskFundEntry.objects.create(
            county=entry.county, year=entry.year, kind="reversal", amount_fen=-entry.amount_fen, split=entry.split,
            document_number=entry.document_number, source=f"reversal:{entry.pk}", reverses=entry, recorded_by=by,
            recorded_at=at,
        )  # fmt: skip


def lock_county(county: str) -> None:
    """One story at a time for a county's risk fund."""
    lock_text(f"risk_fund:{county}")


def _proposed(
    *,
    county: str,
    year: int,
    kind: str,
    amount_fen: int,
    document_number: str,
    by: Officer,
    at: datetime,
    reverses: RiskFundEntry | None = None,
) -> RiskFundProposal:
    document = document_number.strip()
    if amount_fen <= 0:
        raise _invalid("amount_fen", Text("金额须大于零。", "The amount must be above zero."))
    if not document:
        raise _invalid(
            "document_number", Text("须注明文号或凭证号。", "Name the notice or voucher."),
            Text("请填写文号。", "Enter the document number."),
        )  # fmt: skip
    lock_county(county)
    same = {"county": county, "year": year, "kind": kind, "document_number": document}
    waits = RiskFundProposal.objects.filter(**same, approved_by=None, rejected_by=None)
    stands = RiskFundEntry.objects.filter(**same, reversed_by=None)
    if waits.exists() or stands.exists():
        raise AlreadyProposed(
            "already_proposed",
            Text(
                f"{county} 的 {year} 年同一文号“{document}”已经录入。",
                f"“{document}” was entered for {county} and {year} before.",
            ),
            Text("请查看待复核和已入账的记录；如原记录有误，先驳回或冲正。",
                 "Look at what waits and what was moved; have a wrong one turned down or taken back first."),
        )  # fmt: skip
    proposal = RiskFundProposal.objects.create(
        **same, amount_fen=amount_fen, reverses=reverses, entered_by=by, entered_at=at
    )
    audit.record(
        "propose_risk_fund", by=by, about=proposal, division_code=county, at=at, change=_told(proposal)
    )
    return proposal


def _open_proposal(proposal: RiskFundProposal, by: Officer, at: datetime) -> RiskFundProposal:
    """The row, locked after its county, if it waits and somebody else entered it."""
    lock_county(proposal.county)
    rows = RiskFundProposal.objects.select_related("reverses").select_for_update(of=("self",))
    locked = rows.get(pk=proposal.pk)
    access.require(by, Permission.FUNDS_APPROVE, locked.county, on=timezone.localdate(at))
    if locked.standing != "waits":
        raise AlreadyDecided(
            "already_decided",
            Text("该笔已经批准或驳回。", "This movement was approved or turned down before."),
        )
    require_other_hands(
        by,
        locked.entered_by_id,
        what=Text(
            "录入人不能复核自己录入的风险调剂金变动。",
            "You entered this movement, so you cannot decide on it.",
        ),
    )
    return locked


def _cumulative(made: FundSplit) -> int:
    """All money raised in the county so far, by the splits in force and this one (the other reading of A30)."""
    before = FundSplit.objects.filter(
        division_code=made.division_code, year__lt=made.year, approved_by__isnull=False, replaced_at=None
    )
    return int(before.aggregate(fen=Sum("raised_fen"))["fen"] or 0) + made.raised_fen


def _invalid(field: str, text: Text, remedy: Text | None = None) -> InvalidRiskFundEntry:
    return InvalidRiskFundEntry(f"invalid_{field}", text, remedy, field=field)


def _told(proposal: RiskFundProposal) -> dict[str, Any]:
    return {
        "kind": proposal.kind,
        "year": proposal.year,
        "amount_fen": proposal.amount_fen,
        "document": proposal.document_number,
        "reverses": proposal.reverses_id,
    }
