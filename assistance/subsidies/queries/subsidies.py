"""Which runs and grants of premium subsidies are there in a place, and what do they add up to?"""

from datetime import date
from typing import Any

from django.db.models import Count, Q, QuerySet, Sum, Value
from django.db.models.functions import Coalesce, Substr

from assistance.subsidies.models import Grant, SubsidyDecision, SubsidyRun
from assistance.subsidies.rules.grant_states import SPENT, GrantState
from policy.terms import Flow
from staff import access
from staff.access import Permission
from staff.models import Officer
from staff.rules.divisions import scope_prefix

SPENT_STATES = [state.value for state in SPENT]
WITHOUT_MONEY = [GrantState.UNDECIDED.value, GrantState.HELD.value, GrantState.CANCELLED.value]
LEDGER_MAX = 100_000


def visible_runs(officer: Officer, *, on: date) -> QuerySet[SubsidyRun]:
    """The runs of the officer's places; who works in a part of a run's place sees its own grants only."""
    return access.scope(SubsidyRun.objects.all(), officer, Permission.SUBSIDIES_READ, on=on)


def visible_grants(officer: Officer, *, on: date) -> QuerySet[Grant]:
    return access.scope(Grant.objects.all(), officer, Permission.SUBSIDIES_READ, on=on)


def places_read(officer: Officer, *, on: date, inside: str = "") -> tuple[str, ...]:
    """What the codes begin with where the officer reads grants; only those inside one division when it is named."""
    prefixes = access.scope_prefixes(officer, Permission.SUBSIDIES_READ, on=on)
    if not inside:
        return prefixes
    asked = scope_prefix(inside)
    return (asked,) if asked.startswith(prefixes) else tuple(one for one in prefixes if one.startswith(asked))


def paying_grants(run: SubsidyRun) -> QuerySet[Grant]:
    """What the run comes to: before it is frozen what is proposed, afterwards exactly what was frozen."""
    return (
        run.grants.filter(is_counted=True)
        if run.frozen_digest
        else run.grants.filter(state=GrantState.PROPOSED.value)
    )


def on_behalf_grants(run: SubsidyRun) -> QuerySet[Grant]:
    """The grants that the fund pays to the tax authority, in the order of villages (代缴)."""
    found = paying_grants(run).filter(flow=Flow.PAID_DIRECT.value)
    return found.select_related("person", "decision").order_by("division_code", "pk")


def sums(grants: QuerySet[Grant], *by: str) -> list[dict[str, Any]]:
    """People and fen of grants by the named fields; `township` is one of them."""
    found = grants.annotate(township=Substr("division_code", 1, 9)) if "township" in by else grants
    return list(
        found.order_by(*by)
        .values(*by)
        .annotate(people=Count("pk"), fen=Coalesce(Sum("amount_fen"), Value(0)))
    )


def payer_sums(grants: QuerySet[Grant]) -> list[dict[str, Any]]:
    """What each payer gives to how many people, by the decisions behind these grants."""
    counted = dict(grants.order_by().values_list("decision_id").annotate(n=Count("pk")))
    totals: dict[str, list[int]] = {}
    for pk, parts in SubsidyDecision.objects.filter(pk__in=counted).values_list("pk", "parts"):
        for part in parts:
            total = totals.setdefault(part["payer"], [0, 0])
            total[0] += counted[pk]
            total[1] += counted[pk] * part["fen"]
    return [{"payer": payer, "people": people, "fen": fen} for payer, (people, fen) in sorted(totals.items())]


def open_decisions(run: SubsidyRun) -> list[tuple[SubsidyDecision, int]]:
    """The cases of a run whose grants are undecided, held or wait for a flow, each with the number of people."""
    waiting = [GrantState.UNDECIDED.value, GrantState.HELD.value, GrantState.FLOW_UNDECIDED.value]
    people = Count("grants", filter=Q(grants__state__in=waiting))
    found = run.decisions.annotate(people=people).filter(people__gt=0)
    return [(decision, int(decision.people)) for decision in found.order_by("-people", "pk")[:100]]


def state_sums(run: SubsidyRun) -> list[dict[str, Any]]:
    return sums(run.grants.all(), "state")


def paid_fen(run: SubsidyRun) -> int:
    """What reached dues and cards of what was frozen with the run, less what was taken back."""
    reached = run.grants.filter(is_counted=True, state__in=[GrantState.CREDITED.value, GrantState.PAID.value])
    return int(reached.aggregate(fen=Coalesce(Sum("amount_fen"), Value(0)))["fen"])


def to_review(officer: Officer, *, on: date) -> QuerySet[Grant]:
    """Live grants whose category or due changed since, or that could not be credited."""
    return visible_grants(officer, on=on).exclude(review_because="").filter(~Q(state__in=WITHOUT_MONEY))


def ledger(division_code: str, coverage_year: int) -> QuerySet[Grant]:
    """Everybody in a place whose subsidy of a year was approved (资助参保台账)."""
    states = [GrantState.APPROVED.value, GrantState.FLOW_UNDECIDED.value, *SPENT_STATES]
    return (
        Grant.objects.filter(
            coverage_year=coverage_year,
            division_code__startswith=scope_prefix(division_code),
            state__in=states,
        )
        .select_related("person", "decision", "due")
        .order_by("division_code", "pk")
    )
