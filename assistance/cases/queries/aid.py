"""What did the people of an application bear, what was counted and paid before, and what does it come to?

The bills are those of claims, which lies above: the module that `AID_COSTS` in the settings names tells them.
"""

from collections.abc import Collection, Mapping, Sequence
from datetime import date
from importlib import import_module
from typing import Any, NamedTuple, Protocol, cast

from django.conf import settings
from django.db.models import Q

from assistance.cases.models import AidApplication, AidCost, AssistanceCase
from assistance.cases.rules.aid import AidAnswer, AidFacts, aid, by_hand, looked_at, terms_of
from assistance.cases.rules.case_reasons import CaseKind
from assistance.cases.rules.case_states import EDITABLE, State
from assistance.figures.queries.parameters import entered_for_rules
from assistance.subsidies.models import AidPayment
from policy.periods import Span, add_months

FACTS = (
    "income_fen", "property_note", "proof_document", "other_help_fen", "other_help_note", "by_hand_fen", "by_hand_document",
)  # fmt: skip


class SettledBill(NamedTuple):
    """A bill of a person in a span: what was borne of it by the statement that stands; None while it is not settled."""

    bill_id: int
    person_id: int
    number: str
    provider: str
    service_on: date
    total_fen: int
    own_fen: int | None


class Costs(Protocol):
    """What claims tells of bills."""

    def bills_of(self, person_ids: Collection[int], span: Span) -> Sequence[SettledBill]:
        """Every bill of these people in the span, under all their records."""

    def own_now(self, bill_ids: Collection[int]) -> Mapping[int, int]:
        """Bill -> what is borne of it by the statement that stands; a bill without one is 0."""

    def claimed(self, invoice_number: str) -> str:
        """The number of the bill that claims an invoice, compared as all numbers are; empty when none does."""


def costs() -> Costs:
    """The module that tells them."""
    return cast(Costs, import_module(settings.AID_COSTS))


def live_costs(case: AssistanceCase) -> list[AidCost]:
    """The costs that the case counts, in the order of service."""
    rows = AidCost.objects.filter(case=case, freed_at=None).select_related("person")
    return list(rows.order_by("service_on", "pk"))


def span_of(case: AssistanceCase) -> Span:
    """The 12 months that the case looks at."""
    return looked_at(case.from_on)


def answer_of(
    case: AssistanceCase, own_now: Mapping[int, int] | None = None, *, anew: bool = False
) -> AidAnswer:
    """What the case comes to; `own_now`: what is borne of settled bills today. `anew`: as if the
    applications before had come to what they come to now.
    """
    application = AidApplication.objects.get(case=case)
    before_fen, paid_fen = _before(case, own_now, anew)
    facts = AidFacts(own_cost(live_costs(case), own_now), application.other_help_fen, before_fen, paid_fen)
    if application.by_hand_fen is not None:
        return by_hand(facts, application.by_hand_fen, application.by_hand_document)
    entered = entered_for_rules(case.division_code, case.from_on)
    return aid(facts, terms_of(entered, case.category))


def is_decided_by_hand(case: AssistanceCase) -> bool:
    """Whether two officers decide its amount under a document (一事一议)."""
    return AidApplication.objects.filter(case=case, by_hand_fen__isnull=False).exists()


def own_cost(rows: Sequence[AidCost], own_now: Mapping[int, int] | None = None) -> int:
    """The sum of what was borne, refunds taken off."""
    total = 0
    for row in rows:
        own = row.own_fen
        if own_now is not None and row.bill_id is not None:
            own = own_now.get(row.bill_id, own)
        total += max(0, own - row.refunded_fen)
    return total


def approved_before(case: AssistanceCase) -> list[AssistanceCase]:
    """Approved applications of any of the same people in the 12 months before, the earliest first."""
    people = case.members.values("person")
    since = add_months(case.from_on, -12)
    rows = AssistanceCase.objects.filter(
        Q(approved_on__lt=case.approved_on) | Q(approved_on=case.approved_on, pk__lt=case.pk)
        if case.approved_on is not None
        else Q(),
        kind=CaseKind.AID.value,
        state__in=[State.APPROVED.value, State.CLOSED.value],
        approved_by__isnull=False,
        members__person__in=people,
        from_on__gt=since,
        from_on__lte=case.from_on,
    )
    return list(rows.exclude(pk=case.pk).distinct().order_by("approved_on", "pk"))


def _before(case: AssistanceCase, own_now: Mapping[int, int] | None, anew: bool) -> tuple[int, int]:
    """Own cost that earlier applications of the 12 months counted, others' help taken off, and what they were approved for;
    `anew`: what they would count and come to now.
    """
    counted = paid = 0
    for one in approved_before(case):
        application = AidApplication.objects.get(case=one)
        counted += max(0, own_cost(live_costs(one), own_now if anew else None) - application.other_help_fen)
        now = answer_of(one, own_now, anew=True).fen if anew else None
        paid += (one.amount_fen or 0) if now is None else now
    return counted, paid


def report(case: AssistanceCase) -> dict[str, Any]:
    """The application in the shape that programs and the command read; `costs` are rows. While it may still be changed the answer
    is what it comes to now, without the bills settled here: those are counted when it is submitted.
    """
    application, rows = AidApplication.objects.filter(case=case).first(), live_costs(case)
    answer = None
    if application is not None:
        answer = answer_json(answer_of(case)) if State(case.state) in EDITABLE else application.answer
    return {
        "case_id": case.pk,
        "version": case.version,
        "state": case.state,
        "amount_fen": case.amount_fen,
        "facts": {name: getattr(application, name) for name in FACTS} if application else {},
        "own_fen": own_cost(rows),
        "costs": rows,
        "answer": answer,
        "payment": _payment(case),
    }


def _payment(case: AssistanceCase) -> dict[str, Any] | None:
    """What of the approved amount is to be paid or was, None before the approval."""
    payment = AidPayment.objects.filter(case=case).first()
    if payment is None:
        return None
    return {
        "state": payment.state,
        "amount_fen": payment.amount_fen,
        "stopped_because": payment.stopped_because,
    }


def answer_json(answer: AidAnswer) -> dict[str, Any]:
    """The answer as it is stored and read by programs."""
    return {
        "fen": answer.fen,
        "steps": [step.as_json() for step in answer.steps],
        "missing": [
            {"zh": one.what.zh, "en": one.what.en, "by_zh": one.decided_by.zh, "by_en": one.decided_by.en, "clause": one.clause}
            for one in answer.missing
        ],
    }  # fmt: skip


def counted_by(invoice_number: str) -> int | None:
    """The case that counts an invoice, in the form under which numbers are compared; None when none does."""
    rows = AidCost.objects.filter(key=f"invoice:{invoice_number}", freed_at=None)
    return rows.values_list("case_id", flat=True).first()
