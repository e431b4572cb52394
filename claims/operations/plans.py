"""How are the differences of a benefit year listed before anybody posts them, and how are they posted?"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone

from claims.bulk.benefit_year_locks import lock_years
from claims.bulk.statement_writes import ToPost, move_bills, post, take_back
from claims.models import Bill, PlanLine, PlanReason, ResettlementPlan, Statement
from claims.operations.later_years import paid_in_years
from claims.queries.benefit_years import BenefitYearKey
from claims.queries.year_changes import Amounts, Change, Hold, Reasons, reasons_of, year_changes
from claims.rules.bill_states import BILL, BillState, Move
from claims.rules.review_states import PLAN, PlanMove, PlanState
from claims.rules.year_order import can_be_posted
from enrollment.operations.people import require_reason
from policy.terms import Text
from staff import access, audit
from staff.access import Permission
from staff.identities import require_other_hands
from staff.models import Officer
from staff.refusals import Refusal
from staff.rules.divisions import scope_prefix

_PEOPLE_AT_ONCE = 500


class PlanRefused(Refusal):
    """The plan cannot be posted or rejected."""


def open_plans(keys: Collection[BenefitYearKey]) -> QuerySet[ResettlementPlan]:
    """The plans of some benefit years that wait for a person, also those that a merged record brought along."""
    people, years = {person for person, _ in keys}, {year for _, year in keys}
    theirs = Q(person_id__in=people) | Q(person__merged_into_id__in=people)
    return ResettlementPlan.objects.filter(theirs, state=PlanState.PROPOSED, year__in=years).order_by("pk")


def keys_of(plans: QuerySet[ResettlementPlan]) -> set[BenefitYearKey]:
    """The benefit years that these plans are about today: of a merged record, those of the one that was kept."""
    rows = plans.values_list("person_id", "person__merged_into_id", "year")
    return {(merged or person, year) for person, merged, year in rows}


def _key_of(plan: ResettlementPlan) -> BenefitYearKey:
    return plan.person.merged_into_id or plan.person_id, plan.year


def late_bills_of(keys: Collection[BenefitYearKey]) -> list[Bill]:
    """The bills that wait in open plans of these years; a newer plan takes them along."""
    lines = PlanLine.objects.filter(
        plan__in=open_plans(keys), before__isnull=True, bill__state=BillState.HELD.value
    ).select_related("bill")
    return [line.bill for line in lines.order_by("plan_id", "number")]


def plan_for(
    key: BenefitYearKey,
    changes: Sequence[Change],
    *,
    on: date,
    by: Officer,
    reason: PlanReason = PlanReason.LATE_BILL,
    bill: Bill | None = None,
    note: str = "",
) -> int:
    """List the differences of a year; an older open list of the same year is superseded. The caller holds the year."""
    open_plans([key]).update(state=PLAN.end(PlanMove.SUPERSEDE))
    listed = [one for one in changes if one.is_listed]
    last = max(changes, key=lambda one: one.order)
    plan = ResettlementPlan.objects.create(
        person_id=key[0],
        year=key[1],
        division_code=last.bill.division_code,
        reason=reason,
        bill=bill,
        note=note[:300],
        difference_fen=sum(one.difference_fen for one in listed),
        proposed_by=by,
        proposed_on=on,
    )
    PlanLine.objects.bulk_create(
        PlanLine(
            plan=plan, bill=one.bill, number=number, before=one.before, after=one.after, why=list(one.why)
        )
        for number, one in enumerate(sorted(listed, key=lambda one: one.order), start=1)
    )
    audit.record(
        "propose_resettlement",
        by=by,
        about=plan,
        division_code=plan.division_code,
        change={
            "reason": reason.value,
            "bills": len(listed),
            "not_posted_today": [one.bill.pk for one in listed if one.why],
            "difference_fen": plan.difference_fen,
        },
    )
    return plan.pk


def list_anew(plan: ResettlementPlan, *, on: date, by: Officer) -> int | None:
    """Replace an open list of what changed by what differs now; None when nothing does. The caller holds the year."""
    key = _key_of(plan)
    changes = year_changes([key]).get(key, [])
    if any(one.is_listed for one in changes):
        return plan_for(key, changes, on=on, by=by, reason=PlanReason.CHANGED, note=plan.note)
    open_plans([key]).update(state=PLAN.end(PlanMove.SUPERSEDE))
    return None


@transaction.atomic
def post_plan(
    *, plan: ResettlementPlan, on: date, by: Officer, kept: Mapping[int, str] | None = None
) -> ResettlementPlan:
    """Post a list of differences (确认重新结算): the old statements are taken back, the new ones written, all or nothing.

    Worked out once more first: when anything came out differently than listed, the list must be made anew. `kept`: bill id ->
    why a bill that could not be posted today stays as it is; each such bill needs a reason here, or is taken back before.
    """
    plan = _open(plan, on=on, by=by)
    key = _key_of(plan)
    removed = {plan.bill_id} if plan.reason == PlanReason.REVERSAL and plan.bill_id else set()
    changes = year_changes([key], added=late_bills_of([key]), removed=removed).get(key, [])
    lines = list(plan.lines.select_related("bill").order_by("number"))
    now = sorted((one for one in changes if one.is_listed), key=lambda one: one.order)
    if [_as_listed(one.bill.pk, one.before, one.after, one.why) for one in now] != [
        _as_listed(line.bill_id, line.before, line.after, line.why) for line in lines
    ]:
        raise PlanRefused(
            "plan_is_stale",
            Text("清单列出之后情况有变，差额已不相同。", "Something changed since: the differences are others now."),
            Text("请重新列出差额后再确认。", "List the differences anew, then post them."),
            plan_id=plan.pk,
        )  # fmt: skip
    _keep([line for line in lines if line.why], kept or {})
    differing = [one for one in now if one.differs]
    because = plan.note or f"{PlanReason(plan.reason).label.zh} ({plan.pk})"
    take_back(
        [one.statement_id for one in differing if one.statement_id is not None],
        because=because, on=on, by_id=by.pk,
    )  # fmt: skip
    to_post = [
        ToPost(one.case, one.done, one.bill.person_id, one.bill.division_code)
        for one in differing
        if one.after is not None and one.case is not None and one.done is not None and can_be_posted(one.done)
    ]
    post(to_post, on=on, by_id=by.pk)
    move_bills((one.bill.pk, BILL.next(one.bill.state, _move_of(one)).value, []) for one in differing)
    paid_in_years([key], by=by, at=timezone.now())
    plan.state, plan.checked_by, plan.checked_on = PLAN.next(plan.state, PlanMove.POST), by, on
    plan.save(update_fields=["state", "checked_by", "checked_on"])
    audit.record(
        "post_resettlement", by=by, about=plan, division_code=plan.division_code,
        change={
            "bills": len(differing), "difference_fen": plan.difference_fen,
            "kept": {str(line.bill_id): line.kept_because for line in lines if line.why},
        },
    )  # fmt: skip
    return plan


def _move_of(change: Change) -> Move:
    """What posting a list does to a bill: settled as the list says, or taken back."""
    return Move.REVERSE if change.after is None else Move.SETTLE_AS_LISTED


def _as_listed(
    bill_id: int, before: Amounts | None, after: Amounts | None, why: Iterable[Hold]
) -> tuple[int, Amounts | None, Amounts | None, Reasons]:
    return bill_id, before, after, reasons_of(why)


def _keep(lines: Sequence[PlanLine], kept: Mapping[int, str]) -> None:
    """Write down why each bill that could not be posted today is kept."""
    bare = [line.bill.number for line in lines if not kept.get(line.bill_id, "").strip()]
    if bare:
        raise PlanRefused(
            "reason_to_keep_missing",
            Text(f"以下账单按现在的情况不能入账，须逐张写明保留的理由：{'、'.join(bare)}。",
                 f"These bills could not be posted today; say for each why it is kept: {', '.join(bare)}."),
            Text("请填写保留理由（文号），或先到账单页冲正该账单。",
                 "Enter the reason or document, or take the bill back on its own page first."),
            bills=bare,
        )  # fmt: skip
    for line in lines:
        line.kept_because = kept[line.bill_id].strip()[:300]
    PlanLine.objects.bulk_update(lines, ["kept_because"])


@transaction.atomic
def reject_plan(*, plan: ResettlementPlan, reason: str, on: date, by: Officer) -> ResettlementPlan:
    """Reject a list of differences (退回): what is posted stays; late bills go on waiting for a decision."""
    require_reason(reason)
    plan = _open(plan, on=on, by=by)
    plan.state, plan.checked_by, plan.checked_on = PLAN.next(plan.state, PlanMove.REJECT), by, on
    plan.rejected_because = reason.strip()[:300]
    plan.save(update_fields=["state", "checked_by", "checked_on", "rejected_because"])
    audit.record(
        "reject_resettlement", by=by, about=plan, division_code=plan.division_code, change={"reason": reason}
    )
    return plan


def look_for_differences(
    *, division_code: str, year: int, note: str, on: date, by: Officer, person_id: int | None = None
) -> list[int]:
    """Settle a year anew under today's policy, figures, categories and cover, and list where it differs; nothing is posted.

    A posted bill that could not be posted today is listed with why, unless an officer kept it for the same reasons before.
    For one person, or for everybody in a division; the numbers of the plans made.
    """
    access.require(by, Permission.CLAIMS_SETTLE, division_code, on=on)
    statements = Statement.objects.filter(
        state="posted", year=year, division_code__startswith=scope_prefix(division_code)
    )
    if person_id is not None:
        statements = statements.filter(person_id=person_id)
    kept = sorted(
        {merged or person for person, merged in statements.values_list("person_id", "person__merged_into_id")}
    )
    made: list[int] = []
    for start in range(0, len(kept), _PEOPLE_AT_ONCE):
        keys = [(person, year) for person in kept[start : start + _PEOPLE_AT_ONCE]]
        with transaction.atomic():
            lock_years(keys)
            busy = keys_of(open_plans(keys).exclude(reason=PlanReason.CHANGED))
            for key, changes in year_changes([key for key in keys if key not in busy]).items():
                if any(one.is_listed for one in changes):
                    made.append(plan_for(key, changes, on=on, by=by, reason=PlanReason.CHANGED, note=note))
    audit.record(
        "look_for_differences", by=by, about=("benefit_year", year), division_code=division_code,
        change={"people": len(kept), "plans": len(made), "note": note},
    )  # fmt: skip
    return made


def _open(plan: ResettlementPlan, *, on: date, by: Officer) -> ResettlementPlan:
    lock_years([_key_of(plan)])
    plan = ResettlementPlan.objects.select_for_update(of=("self",)).get(pk=plan.pk)
    access.require(by, Permission.CLAIMS_REVIEW, plan.division_code, on=on)
    if not PLAN.allows(plan.state, PlanMove.POST):
        raise PlanRefused(
            "plan_not_open",
            Text(
                "该清单已处理或已被更新的清单替代。", "The list was dealt with, or a newer one replaced it."
            ),
            Text("请刷新页面。", "Reload the page."),
            plan_id=plan.pk,
        )
    require_other_hands(
        by,
        plan.proposed_by_id,
        what=Text("列出差额的人员不能自己确认。", "Whoever listed the differences cannot post them."),
        code="maker_is_checker",
        plan_id=plan.pk,
    )
    return plan
