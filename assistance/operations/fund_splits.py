"""How is a year's fund divided into pools, a risk fund set aside, and a critical-illness shortfall covered?"""

from datetime import date, datetime

from django.db import transaction
from django.db.models import Sum
from django.utils import timezone

from assistance.models import (
    CriticalIllnessCover,
    FiscalRequest,
    FiscalRequestLine,
    FundSplit,
    FundSplitPool,
    RiskFundEntry,
)
from assistance.operations.fiscal_requests import as_json
from assistance.queries.public_money import contributions_fen, risk_balance_fen
from assistance.rules import funds, risk_fund
from enrollment.operations.locks import lock_text
from enrollment.rules.dues import fiscal_standard, individual_price
from policy.book import default_book
from policy.terms import Group, Reserve, Text
from staff import access, audit
from staff.access import Permission
from staff.models import Officer
from staff.refusals import Refusal
from staff.rules.divisions import scope_prefix


class InvalidSplit(Refusal):
    """The fund cannot be divided like that."""


class NotYours(Refusal):
    """Nobody approves the split that they made."""

    status = 403


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
    if made.made_by_id == by.pk:
        raise NotYours(
            "not_by_maker",
            Text("测算人不能批准自己的分配。", "You made this split, so you cannot approve it."),
            Text("请由另一位工作人员批准。", "Ask another officer."),
        )
    for earlier in locked.values():
        if earlier.approved_by_id is not None and earlier.replaced_at is None:
            earlier.replaced_at = at
            earlier.save(update_fields=["replaced_at"])
            for entry in RiskFundEntry.objects.filter(split=earlier, kind="draw", reversed_by=None):
                _take_back(entry, by, at)
    made.approved_by, made.approved_at = by, at
    made.save(update_fields=["approved_by", "approved_at"])
    _draw(made, by, at)
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
def enter_risk_fund(
    *, county: str, year: int, kind: str, amount_fen: int, document_number: str, by: Officer, at: datetime
) -> RiskFundEntry:
    """Enter an opening balance of a county's risk fund, or what the prefecture used of it, under a document (LX-4.15c)."""
    access.require(by, Permission.FUNDS_APPROVE, county, on=timezone.localdate(at))
    document = document_number.strip()
    if kind not in ("opening", "use") or amount_fen <= 0 or not document or scope_prefix(county) != county:
        raise InvalidSplit(
            "invalid_risk_fund_entry",
            Text(
                "须为县（区）填写期初余额或使用，金额大于零并注明文号。",
                "For a county: opening or use, an amount above zero, a document.",
            ),
        )
    _lock_county(county)
    if kind == "use" and amount_fen > risk_balance_fen(county):
        raise InvalidSplit(
            "risk_fund_too_small", Text("风险调剂金余额不足。", "There is not as much in the risk fund.")
        )
    entry = RiskFundEntry.objects.create(
        county=county, year=year, kind=kind, amount_fen=amount_fen if kind == "opening" else -amount_fen,
        document_number=document, source=f"{kind}:{county}:{year}:{document}"[:60], recorded_by=by, recorded_at=at,
    )  # fmt: skip
    audit.record(
        "enter_risk_fund", by=by, about=entry, division_code=county, at=at,
        change={"kind": kind, "year": year, "amount_fen": entry.amount_fen, "document": document},
    )  # fmt: skip
    return entry


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


def _draw(made: FundSplit, by: Officer, at: datetime) -> None:
    county = made.division_code
    if scope_prefix(county) != county:
        return  # each county draws; a whole prefecture does not
    _lock_county(county)
    done = risk_fund.draw(
        default_book().policy(county),
        year=made.year,
        fund_total_fen=made.raised_fen,
        balance_before_fen=risk_balance_fen(county),
        cumulative_raised_fen=_cumulative(made),
    )
    if done.draw_fen:
        RiskFundEntry.objects.create(
            county=county, year=made.year, kind="draw", amount_fen=done.draw_fen, split=made,
            document_number=f"FS-{made.pk}", source=f"split:{made.pk}",
            steps=[step.as_json() for step in done.steps], recorded_by=by, recorded_at=at,
        )  # fmt: skip


def _cumulative(made: FundSplit) -> int:
    """All money raised in the county so far, by the splits in force and this one (the other reading of A30)."""
    before = FundSplit.objects.filter(
        division_code=made.division_code, year__lt=made.year, approved_by__isnull=False, replaced_at=None
    )
    return int(before.aggregate(fen=Sum("raised_fen"))["fen"] or 0) + made.raised_fen


def _take_back(entry: RiskFundEntry, by: Officer, at: datetime) -> None:
    RiskFundEntry.objects.create(
        county=entry.county, year=entry.year, kind="reversal", amount_fen=-entry.amount_fen, split=entry.split,
        document_number=entry.document_number, source=f"reversal:{entry.pk}", reverses=entry, recorded_by=by,
        recorded_at=at,
    )  # fmt: skip


def _lock_county(county: str) -> None:
    """One story at a time for a county's risk fund."""
    lock_text(f"risk_fund:{county}")


def _audited(action: str, made: FundSplit, by: Officer, at: datetime) -> None:
    audit.record(
        action, by=by, about=made, division_code=made.division_code, at=at,
        change={"year": made.year, "heads": made.heads, "raised_fen": made.raised_fen},
    )  # fmt: skip
