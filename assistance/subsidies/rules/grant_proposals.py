"""What is proposed for people who hold these categories and owe this due: how much, by which way, and may it be booked yet?"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType

from assistance.categories.rules.inclusion import Since
from assistance.categories.rules.newly_added import addition
from assistance.subsidies.rules.awards import Other
from assistance.subsidies.rules.grant_states import GrantState
from assistance.subsidies.rules.subsidies import award
from enrollment.rules.answers import Missing, Step
from policy.book import Policy
from policy.terms import Category, Flow, Mode, Text

MONTH_NOT_COME, ADDED_AT_YEAR_END = "month_not_come", "added_at_year_end"


@dataclass(frozen=True, slots=True)
class Proposal:
    """What a run writes down for one distinct case; `state` is where its grants begin, `because` why they are held."""

    basis: Category
    mode: Mode | None
    flow: Flow | None
    amount_fen: int | None
    clause: str
    booked_on: date | None
    state: GrantState
    because: str
    steps: tuple[Step, ...]
    missing: tuple[Missing, ...]
    parts: tuple[Other, ...] = ()  # what each payer gives


def propose(
    policy: Policy,
    *,
    coverage_year: int,
    categories: Collection[Category],
    due_fen: int | None,
    added_on: date | None,
    on: date,
    place: str = "",
    since: Since = MappingProxyType({}),
) -> Proposal | None:
    """The proposal for one case, None for people whom no document here helps or who owe nothing.

    Newly added poor get theirs in the month after being added; before it, and for a December addition (old or new year?),
    the grant is held (A05).
    """
    found = award(
        policy,
        coverage_year=coverage_year,
        categories=categories,
        due_fen=due_fen or 0,
        place=place,
        since=since,
    )
    if found.basis is None or due_fen == 0 or (due_fen is not None and found.subsidy_fen == 0):
        return None
    missing, steps = list(found.missing), list(found.steps)
    amount = found.subsidy_fen if due_fen is not None else None
    if due_fen is None:
        steps = []
        missing.append(_due_is_open(coverage_year))
    state = GrantState.PROPOSED if amount is not None else GrantState.UNDECIDED
    booked_on, because = found.paid_from, ""
    if booked_on is not None and on < booked_on and state is GrantState.PROPOSED:
        state, because = GrantState.HELD, MONTH_NOT_COME
    plan = addition(policy, added_on) if added_on is not None else None
    if plan is not None and added_on is not None:
        booked_on = max(plan.subsidy_month, booked_on or plan.subsidy_month)
        steps.append(
            Step(
                "newly_added",
                Text(
                    f"{added_on} 新增，当月参保，资助从 {plan.subsidy_month_text} 起列支。",
                    f"Added on {added_on}: enrolled in that month, the subsidy is booked from {plan.subsidy_month_text} on.",
                ),
                plan.clause,
                plan.readings,
            )
        )
        if plan.is_held and state is GrantState.PROPOSED:
            state, because = GrantState.HELD, ADDED_AT_YEAR_END
            missing.append(_which_year(plan.clause, plan.readings))
        elif on < booked_on and state is GrantState.PROPOSED:
            state, because = GrantState.HELD, MONTH_NOT_COME
    clause = next((step.clause for step in found.steps if step.code == "subsidy"), "")
    clause = clause or next((one.clause for one in found.missing if one.clause), "")
    return Proposal(
        found.basis, found.mode, found.flow, amount, clause, booked_on, state, because, tuple(steps), tuple(missing),
        found.parts if amount is not None else (),
    )  # fmt: skip


def _due_is_open(coverage_year: int) -> Missing:
    return Missing(
        Text(f"{coverage_year}年度个人应缴金额", f"the individual due of coverage {coverage_year}"),
        Text("统筹地区医疗保障局", "the healthcare security bureau of the pooling area"),
    )


def _which_year(clause: str, readings: tuple[str, ...]) -> Missing:
    return Missing(
        Text(
            "12月新增的贫困人口，资助计入当年还是次年",
            "whether an addition in December is subsidised for the old or for the new year",
        ),
        Text("市级医疗保障局", "the healthcare security bureau of the city"),
        clause,
        readings,
    )
