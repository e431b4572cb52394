"""How is the fiscal subsidy of a year counted, frozen, submitted and approved?"""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from assistance.figures.queries.parameters import entered_for_rules
from assistance.public_money.models import FiscalRequest, FiscalRequestLine
from assistance.public_money.queries.headcounts import HeadGroup, head_groups
from assistance.public_money.rules.deadlines import transfer_deadline
from assistance.public_money.rules.fiscal import PAYERS, PerHead, per_head
from assistance.public_money.rules.fiscal_heads import EnteredBy, Head, HeadKind
from assistance.public_money.rules.fiscal_requests import REQUEST, RequestMove
from enrollment.rules.answers import Missing
from policy.book import default_book
from policy.terms import Basis, Level, Text
from policy.topics import Topic
from staff import access, audit
from staff.access import Permission
from staff.identities import require_other_hands
from staff.models import Officer
from staff.refusals import Refusal

SINCE = 1998


class InvalidRequest(Refusal):
    """The subsidy cannot be counted like that; `context["field"]` names the field."""


class WrongState(Refusal):
    """The request is no longer in a state that allows this."""

    status = 409


class StillUndecided(Refusal):
    """The documents do not divide all of it yet; `context["missing"]` says what is to be entered."""

    status = 409


@dataclass(slots=True)
class _Counted:
    heads: int = 0
    left_out: int = 0


@transaction.atomic
def count(
    *, area: str, fiscal_year: int, on: date, by: Officer, at: datetime, coverage_year: int | None = None
) -> FiscalRequest:
    """Count the heads insured on a day and freeze what each level of finance owes for them, county by county.

    The headcount day is stated by the officer (A08). Heads that paid the fiscal part themselves are left out (A43). What
    depends on a list or ratio that nobody has entered stays open, and the request a draft.
    """
    access.require(by, Permission.FUNDS_ENTER, area, on=timezone.localdate(at))
    coverage_year = fiscal_year if coverage_year is None else coverage_year
    _require_facts(area, fiscal_year, coverage_year, on)
    policy = default_book().policy(area)
    entered = entered_for_rules(area, on)
    groups = head_groups(area, coverage_year=coverage_year, on=on)
    counted: dict[tuple[str, HeadKind], _Counted] = defaultdict(_Counted)
    for group in groups:
        one = counted[group.county, _kind(group, entered)]
        one.heads += group.heads
        one.left_out += group.left_out
    entered_of = {county: entered_for_rules(county, on) for county in {county for county, _ in counted}}
    answers: dict[tuple[str, HeadKind], PerHead] = {
        (county, kind): per_head(
            policy, fiscal_year=fiscal_year, head=_head(county, kind), entered=entered_of[county]
        )
        for county, kind in counted
    }
    deadline = transfer_deadline(policy, fiscal_year)
    billed = [(answers[key], one.heads) for key, one in counted.items() if one.heads]
    missing = dict.fromkeys(missing for answer, _ in billed for missing in answer.missing)
    known = all(answer.total_fen is not None for answer, _ in billed)
    request = FiscalRequest.objects.create(
        area=area,
        fiscal_year=fiscal_year,
        coverage_year=coverage_year,
        headcount_on=on,
        heads=sum(one.heads for one in counted.values()),
        left_out=sum(one.left_out for one in counted.values()),
        total_fen=sum((answer.total_fen or 0) * heads for answer, heads in billed) if known else None,
        is_decided=all(answer.is_decided for answer, _ in billed),
        missing=[as_json(one) for one in missing],
        due_on=deadline.day if deadline else None,
        due_clause=deadline.deadline.clause if deadline else "",
        documents=sorted({figure.document for one in entered_of.values() for figure in one.values()}),
        policy_digest=policy.digest,
        counted_by=by,
        counted_at=at,
    )
    FiscalRequestLine.objects.bulk_create(
        _line(request, county, kind, one.heads, answers[county, kind])
        for (county, kind), one in sorted(counted.items())
    )
    audit.record(
        "count_fiscal_request", by=by, about=request, division_code=area, at=at, change=_told(request)
    )
    return request


@transaction.atomic
def submit(*, request: FiscalRequest, by: Officer, at: datetime) -> FiscalRequest:
    """Hand a request on for approval. One that the documents do not fully divide says what is missing instead."""
    request = _moved(request, RequestMove.SUBMIT, by, at)
    if not request.is_decided:
        zh = "；".join(one["what"]["zh"] for one in request.missing) or "分担未定"
        en = "; ".join(one["what"]["en"] for one in request.missing) or "the division is open"
        raise StillUndecided(
            "undecided",
            Text(f"尚不能提交，缺少：{zh}。", f"It cannot be submitted yet; missing: {en}."),
            Text(
                "请由有权部门确定后在“录入参数”中凭文号录入，再重新测算。",
                "Have it decided and entered under its document (Entered figures), then count again.",
            ),
            missing=request.missing,
        )
    request.submitted_by, request.submitted_at = by, at
    return _saved(request, "submit_fiscal_request", ["submitted_by", "submitted_at"], by, at)


@transaction.atomic
def approve(*, request: FiscalRequest, by: Officer, at: datetime) -> FiscalRequest:
    """Approve a submitted request; an earlier one of the same area and year is replaced by it."""
    request = _moved(request, RequestMove.APPROVE, by, at)
    _require_other(request, by)
    earlier = FiscalRequest.objects.filter(
        area=request.area, fiscal_year=request.fiscal_year, state="approved"
    ).order_by("pk")
    for one in earlier.select_for_update(of=("self",)):
        one.state = REQUEST.next(one.state, RequestMove.REPLACE)
        _saved(one, "replace_fiscal_request", [], by, at)
    request.decided_by, request.decided_at = by, at
    return _saved(request, "approve_fiscal_request", ["decided_by", "decided_at"], by, at)


@transaction.atomic
def return_request(*, request: FiscalRequest, because: str, by: Officer, at: datetime) -> FiscalRequest:
    """Send a submitted request back with the reason; it is counted anew as another one."""
    if not because.strip():
        raise InvalidRequest(
            "reason_required", Text("退回须写明理由。", "Say why it is returned."),
            Text("请填写理由。", "Enter the reason."), field="because",
        )  # fmt: skip
    request = _moved(request, RequestMove.RETURN, by, at)
    _require_other(request, by)
    request.decided_by, request.decided_at, request.returned_because = by, at, because.strip()
    fields = ["decided_by", "decided_at", "returned_because"]
    return _saved(request, "return_fiscal_request", fields, by, at)


def as_json(missing: Missing) -> dict[str, Any]:
    """A question that is open, as plain values for storing."""
    return {
        "what": missing.what._asdict(),
        "decided_by": missing.decided_by._asdict(),
        "clause": missing.clause,
        "readings": list(missing.readings),
    }


def _require_facts(area: str, fiscal_year: int, coverage_year: int, on: date) -> None:
    if default_book().pooling_area(area) != area:
        raise InvalidRequest(
            "not_a_pooling_area", Text(f"{area} 不是统筹区。", f"{area} is not a pooling area."),
            Text("请选择统筹区。", "Choose the pooling area."), field="area",
        )  # fmt: skip
    if not SINCE <= fiscal_year <= 2200 or not SINCE <= coverage_year <= 2200:
        raise InvalidRequest(
            "year_impossible", Text("年度不正确。", "There is no such year."),
            Text("请核对年度。", "Check the year."), field="fiscal_year",
        )  # fmt: skip
    if not date(coverage_year - 1, 7, 1) <= on <= date(coverage_year, 12, 31):
        raise InvalidRequest(
            "headcount_day_outside_year",
            Text(
                f"参保人数核定日应在 {coverage_year - 1} 年7月1日至 {coverage_year} 年12月31日之间。",
                f"The headcount day must lie between 1 July {coverage_year - 1} and 31 December {coverage_year}.",
            ),
            Text("请核对日期。", "Check the day."),
            field="on",
        )


def _kind(group: HeadGroup, entered: EnteredBy) -> HeadKind:
    if group.school:
        owner = entered.get((Topic.SCHOOL_OWNER, group.school))
        return HeadKind(f"school_{owner.value}") if owner else HeadKind.SCHOOL_UNKNOWN
    return HeadKind.RESIDENCE_PERMIT if group.basis == Basis.RESIDENCE_PERMIT else HeadKind.RESIDENT


def _head(county: str, kind: HeadKind) -> Head:
    if not kind.startswith("school_"):
        return Head(county)
    owner = kind.removeprefix("school_")
    return Head(county, at_school=True, school=None if owner == "unknown" else Level(owner))


def _line(
    request: FiscalRequest, county: str, kind: HeadKind, heads: int, answer: PerHead
) -> FiscalRequestLine:
    amounts: dict[str, int | None] = {"per_head_fen": answer.total_fen}
    amounts["total_fen"] = None if answer.total_fen is None else answer.total_fen * heads
    for payer in PAYERS:
        fen = answer.parts[payer]
        amounts[f"{payer}_per_head_fen"] = fen
        amounts[f"{payer}_fen"] = None if fen is None else fen * heads
    return FiscalRequestLine(
        request=request, county=county, kind=kind.value, heads=heads, units=answer.units._asdict(), **amounts,
        clauses=list(answer.clauses), readings=list(answer.readings),
        missing=[as_json(one) for one in answer.missing], steps=[step.as_json() for step in answer.steps],
    )  # fmt: skip


def _moved(request: FiscalRequest, move: RequestMove, by: Officer, at: datetime) -> FiscalRequest:
    """The row, locked, in the state after the move; refused when its state does not allow it."""
    access.require(by, REQUEST.permissions(move)[0], request.area, on=timezone.localdate(at))
    # The area's requests are locked together, so that two approvals of one year wait for each other.
    rows = FiscalRequest.objects.filter(area=request.area, fiscal_year=request.fiscal_year).order_by("pk")
    locked = {row.pk: row for row in rows.select_for_update(of=("self",))}[request.pk]
    if not REQUEST.allows(locked.state, move):
        raise WrongState(
            "wrong_state",
            Text(
                "该申请的状态已经改变，不能这样办理。",
                "The state of this request does not allow it any more.",
            ),
            Text("请刷新页面。", "Reload the page."),
        )
    locked.state = REQUEST.next(locked.state, move)
    return locked


def _require_other(request: FiscalRequest, by: Officer) -> None:
    require_other_hands(
        by,
        request.counted_by_id,
        request.submitted_by_id,
        what=Text(
            "测算人、提交人不能审批自己的申请。",
            "You counted or submitted this request, so you cannot decide on it.",
        ),
    )


def _saved(
    request: FiscalRequest, action: str, fields: list[str], by: Officer, at: datetime
) -> FiscalRequest:
    request.save(update_fields=["state", *fields])
    audit.record(action, by=by, about=request, division_code=request.area, at=at, change=_told(request))
    return request


def _told(request: FiscalRequest) -> Mapping[str, Any]:
    return {
        "fiscal_year": request.fiscal_year,
        "headcount_on": request.headcount_on,
        "heads": request.heads,
        "total_fen": request.total_fen,
        "state": request.state,
        "because": request.returned_because,
    }
