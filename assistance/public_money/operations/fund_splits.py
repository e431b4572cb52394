"""How is a year's fund divided into pools, put in force, and a critical-illness shortfall covered?"""

from datetime import date, datetime

from django.db import transaction
from django.db.models import Sum
from django.utils import timezone

from assistance.public_money.models import (
    CriticalIllnessCover,
    FiscalRequest,
    FiscalRequestLine,
    FundSplit,
    FundSplitPool,
)
from assistance.public_money.operations import risk_fund
from assistance.public_money.operations.fiscal_requests import as_json
from assistance.public_money.queries.public_money import contributions_fen, risk_balance_fen
from assistance.public_money.rules import funds
from enrollment.rules.dues import fiscal_standard, individual_price
from policy.book import default_book
from policy.terms import Group, Reserve, Text
from staff import access, audit
from staff.access import Permission
from staff.identities import require_other_hands
from staff.models import Officer
from staff.refusals import Refusal
from staff.rules.divisions import scope_prefix


class InvalidSplit(Refusal):
    """The fund cannot be divided like that."""


class AlreadyApproved(Refusal):
    """The split is in force or was replaced."""

    status = 409


@transaction.atomic
def split(*, division_code: str, year: int, on: date, by: Officer, at: datetime) -> FundSplit:
    """Divide what was raised for a coverage year, in a pooling area or one county of it: contributions posted up to a day
    and the fiscal subsidy of the approved request (LX-4.6a..c, GS-1.2c, SD-1e, HZ-1c).
    """
    access.require(by, Permission.FUNDS_ENTER, division_code, on=timezone.localdate(at))
    area = default_book().pooling_area(division_code)
    if area is None or len(division_code) != 6:
        raise InvalidSplit(
            "not_a_pooling_area",
            Text(
                f"{division_code} 不是统筹区或其县（区）。",
                f"{division_code} is no pooling area nor a county of one.",
            ),
        )
    request = (
        FiscalRequest.objects.filter(area=area, coverage_year=year, state="approved").order_by("-pk").first()
    )
    if request is None:
        raise InvalidSplit(
            "no_approved_request",
            Text(f"{year} 年度没有已批准的财政补助申请。", f"No fiscal request of {year} has been approved."),
            Text("请先测算、提交并批准财政补助申请。", "Count, submit and approve the fiscal request first."),
        )
    policy = default_book().policy(division_code)
    lines = FiscalRequestLine.objects.filter(request=request, county__startswith=scope_prefix(division_code))
    sums = lines.aggregate(heads=Sum("heads"), fen=Sum("total_fen"))
    heads, fiscal_fen = int(sums["heads"] or 0), int(sums["fen"] or 0)
    paid_fen = contributions_fen(division_code, coverage_year=year, until=on)
    standard, adult = (
        fiscal_standard(policy, request.fiscal_year),
        individual_price(policy, year, Group.ADULT),
    )
    full = None if standard.fen is None or adult.fen is None else standard.fen + adult.fen
    done = funds.allot(
        policy, year=year, heads=heads, raised_fen=paid_fen + fiscal_fen, full_standard_fen=full
    )
    made = FundSplit.objects.create(
        division_code=division_code, year=year, heads=heads, contributions_fen=paid_fen, fiscal_fen=fiscal_fen,
        raised_fen=paid_fen + fiscal_fen, not_raised_fen=max(0, done.not_raised_fen), counted_on=on, request=request,
        missing=[as_json(one) for one in done.missing], steps=[step.as_json() for step in done.steps],
        policy_digest=policy.digest, made_by=by, made_at=at,
    )  # fmt: skip
    FundSplitPool.objects.bulk_create(
        FundSplitPool(split=made, pool=pool, within=done.within.get(pool, ""), amount_fen=fen)
        for pool, fen in done.pools.items()
    )
    _audited("split_fund", made, by, at)
    return made


@transaction.atomic
def approve(*, made: FundSplit, by: Officer, at: datetime) -> FundSplit:
    """Put a split in force; an earlier one of the same place and year is replaced. Where the area sets a risk fund aside,
    a county's share of it is drawn at once (LX-4.15b); the draw of a replaced split is taken back.
    """
    access.require(by, Permission.FUNDS_APPROVE, made.division_code, on=timezone.localdate(at))
    rows = FundSplit.objects.filter(division_code=made.division_code, year=made.year).order_by("pk")
    locked = {row.pk: row for row in rows.select_for_update(of=("self",))}
    made = locked[made.pk]
    if made.approved_by_id is not None:
        raise AlreadyApproved("already_approved", Text("该分配已经批准。", "This split was approved before."))
    require_other_hands(
        by,
        made.made_by_id,
        what=Text("测算人不能批准自己的分配。", "You made this split, so you cannot approve it."),
    )
    for earlier in locked.values():
        if earlier.approved_by_id is not None and earlier.replaced_at is None:
            earlier.replaced_at = at
            earlier.save(update_fields=["replaced_at"])
            risk_fund.take_back_draws(earlier, by=by, at=at)
    made.approved_by, made.approved_at = by, at
    made.save(update_fields=["approved_by", "approved_at"])
    risk_fund.draw_for(made, by=by, at=at)
    if risk_balance_fen(made.division_code) < 0:
        raise InvalidSplit(
            "risk_fund_too_small",
            Text(
                "原提取额已有使用，改按新分配后余额为负。",
                "More was used of the risk fund than the new split sets aside.",
            ),
            Text("请先冲正使用记录。", "Have the use taken back first."),
        )
    _audited("approve_fund_split", made, by, at)
    return made


@transaction.atomic
def cover_shortfall(
    *,
    area: str,
    year: int,
    raised_fen: int,
    benefits_due_fen: int,
    insurer_profit_fen: int,
    past_risk_fund_fen: int,
    document_number: str,
    by: Officer,
    at: datetime,
) -> CriticalIllnessCover:
    """Work out and keep what covers critical-illness benefits beyond the year's money (GS-1.2d)."""
    access.require(by, Permission.FUNDS_ENTER, area, on=timezone.localdate(at))
    if (
        min(raised_fen, benefits_due_fen, insurer_profit_fen, past_risk_fund_fen) < 0
        or not document_number.strip()
    ):
        raise InvalidSplit(
            "invalid_shortfall",
            Text(
                "金额不能为负，并须注明数据来源文号。",
                "Amounts are not negative, and their document is named.",
            ),
        )
    policy = default_book().policy(area)
    reserves = {Reserve.INSURER_PROFIT: insurer_profit_fen, Reserve.PAST_RISK_FUND: past_risk_fund_fen}
    done = funds.cover_shortfall(
        policy, raised_fen=raised_fen, benefits_due_fen=benefits_due_fen, reserves=reserves
    )
    row = CriticalIllnessCover.objects.create(
        area=area, year=year, raised_fen=raised_fen, benefits_due_fen=benefits_due_fen,
        insurer_profit_fen=insurer_profit_fen, past_risk_fund_fen=past_risk_fund_fen,
        document_number=document_number.strip(), shortfall_fen=done.shortfall_fen,
        from_insurer_profit_fen=done.drawn.get(Reserve.INSURER_PROFIT, 0),
        from_risk_fund_fen=done.drawn.get(Reserve.PAST_RISK_FUND, 0), unfunded_fen=done.unfunded_fen,
        missing=[as_json(one) for one in done.missing], steps=[step.as_json() for step in done.steps],
        policy_digest=policy.digest, made_by=by, made_at=at,
    )  # fmt: skip
    audit.record(
        "cover_shortfall", by=by, about=row, division_code=area, at=at,
        change={"year": year, "shortfall_fen": row.shortfall_fen, "unfunded_fen": row.unfunded_fen},
    )  # fmt: skip
    return row


def _audited(action: str, made: FundSplit, by: Officer, at: datetime) -> None:
    audit.record(
        action, by=by, about=made, division_code=made.division_code, at=at,
        change={"year": made.year, "heads": made.heads, "raised_fen": made.raised_fen},
    )  # fmt: skip
