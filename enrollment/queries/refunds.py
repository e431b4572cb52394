"""Which refunds may an officer see, what is known of the money of each, what may be done with it, and how long has it waited?"""

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.conf import settings
from django.db.models import Count, QuerySet, Sum
from django.utils import timezone
from django.utils.module_loading import import_string

from enrollment.models import Enrollment, Membership, PaymentLine, Person, Refund
from enrollment.queries.covers import covers_of
from enrollment.queries.policies import policy_of
from enrollment.rules.answers import Missing
from enrollment.rules.enrollment_states import EnrollmentState
from enrollment.rules.payment_lines import LineKind, Outcome
from enrollment.rules.refund_states import (
    ASKED_FOR,
    REFUND,
    RefundGround,
    RefundMove,
    RefundState,
)
from enrollment.rules.refunds import (
    NO_DAYS,
    WHOLE_YEAR,
    Part,
    RefundAnswer,
    RefundFacts,
    Verdict,
    decide,
    due_by,
)
from policy.book import NoPolicy
from policy.entered import Entered
from policy.terms import Text
from policy.topics import Topic
from staff import access
from staff.access import Permission
from staff.models import Officer

PAYS = (LineKind.PAYMENT.value, LineKind.CATCH_UP.value, LineKind.REPAIR.value)
READ = Permission.PAYMENTS_READ
# What the system writes as the reason; everything else was written by a person.
BECAUSE = {
    "refund_undone": Text("税务部门撤销了退费", "the tax bureau took its refund back"),
    "file_taken_back": Text("缴费所在的文件已撤回", "the file of the payment was taken back"),
    "state_undone": Text("参保状态变更已撤销", "the change of the enrollment's state was undone"),
    "list_withdrawn": Text("报送清单未获答复，已撤回", "the list was never answered and was withdrawn"),
    "money_gone": Text("该笔款项已另行处理", "the money went another way"),
}
NO_POLICY = Text("本地没有政策数据", "the area has no policy data")


def visible_refunds(officer: Officer, *, on: date, permission: Permission = READ) -> QuerySet[Refund]:
    """The refunds of the officer's divisions."""
    rows = access.scope(Refund.objects.all(), officer, permission, on=on)
    return rows.select_related("person", "line", "asked_by", "decided_by", "listed_as__list", "refund_line")


def counts(rows: QuerySet[Refund]) -> dict[RefundState, tuple[int, int]]:
    """State -> (refunds, fen), in the order of the states."""
    found = rows.order_by().values("state").annotate(n=Count("pk"), fen=Sum("amount_fen"))
    by_code = {row["state"]: (row["n"], row["fen"]) for row in found}
    return {state: by_code[state.value] for state in RefundState if state.value in by_code}


def left_of(line: PaymentLine) -> int:
    """What of a payment was not given back, in fen."""
    return line.held_fen + line.posted_fen - line.refunded_fen


def facts_of(
    line: PaymentLine, person: Person, ground: RefundGround, amount_fen: int, received_on: date
) -> RefundFacts:
    """What is known of the money and the person, for the rules."""
    credited = line.posted_fen - line.refunded_fen
    beside = 0
    if line.due_id is not None and credited:
        others = PaymentLine.objects.filter(
            due=line.due_id, held_fen__gt=0, outcome__in=[Outcome.ALREADY_SETTLED, Outcome.OVERPAID]
        ).exclude(pk=line.pk)
        beside = others.aggregate(fen=Sum("held_fen"))["fen"] or 0
    cover = covers_of([line.due_id]).first() if line.due_id is not None and credited else None
    assert line.paid_at is not None
    return RefundFacts(
        ground, line.coverage_year or 0, amount_fen, left_of(line), line.held_fen + min(credited, beside), received_on,
        timezone.localdate(line.paid_at), person.died_on, cover.cover_from if cover else None,
    )  # fmt: skip


def answer_of(facts: RefundFacts, area: str, on: date) -> RefundAnswer:
    """What the rules of the place say; where the book has none, an officer decides under a document."""
    try:
        policy = policy_of(area, facts.coverage_year, on)
    except NoPolicy:
        missing = Missing(NO_POLICY, NO_DAYS.decided_by)
        return RefundAnswer(Verdict.WAITS, NO_POLICY, missing=missing)
    return decide(policy, facts)


def paid_to_person(person: Person, coverage_year: int) -> list[Part]:
    """Help with the contribution of the year that reached the person and that nobody claims back yet, by who gave it."""
    found: list[tuple[str, int, str]] = import_string(settings.HELP_PAID_TO_PERSON)(person.pk, coverage_year)
    return [Part(*one) for one in found]


def figure_of_days(area: str, on: date) -> Entered | None:
    """The entered figure of an area: within how many days a refund is done."""
    found: Entered | None = import_string(settings.FIGURE_IN_FORCE)(area, Topic.REFUND_DAYS, on)
    return found


def clocks(rows: Iterable[Refund], on: date) -> dict[int, dict[str, Any]]:
    """Refund -> by which day it is to be done and how many days are left; `missing` where the area has no figure.

    The clock runs from the day on which the application came in until the tax bureau has answered.
    """
    figures: dict[
        str, Entered | None
    ] = {}  # in force today, by area: asked once however many applications wait
    told: dict[int, dict[str, Any]] = {}
    for row in rows:
        if row.received_on is None or row.state not in ASKED_FOR:
            continue
        area = row.division_code[:6]
        if area not in figures:
            figures[area] = figure_of_days(area, on)
        last = due_by(row.received_on, figures[area])
        left = None if last is None else (last - on).days
        told[row.pk] = {"due_by": last, "days_left": left, "is_late": left is not None and left < 0}
        told[row.pk]["missing"] = NO_DAYS if last is None else None
    return told


def is_shown_by_record(refund: Refund) -> bool:
    """Whether the record itself shows the ground, so that no further paper is needed for it."""
    ground = refund.ground_label
    if ground is RefundGround.DIED:
        return refund.person.died_on is not None
    if ground in WHOLE_YEAR and ground is not RefundGround.WRONG_PERSON:
        states = [EnrollmentState.SUSPENDED.value, EnrollmentState.ENDED.value]
        own = Enrollment.objects.filter(person=refund.person, coverage_year=refund.coverage_year)
        return own.filter(state__in=states).exists()
    return ground in (RefundGround.PAID_TWICE, RefundGround.SUBSIDISED_LATER)


def household_names(person: Person) -> set[str]:
    """Names of the person and of everybody who shares or shared a household with them."""
    homes = Membership.objects.filter(person=person).values("household")
    names = Membership.objects.filter(household__in=homes).values_list("person__name", flat=True)
    return {person.name, *names}


def moves_for(refund: Refund, officer: Officer, *, on: date) -> tuple[RefundMove, ...]:
    """What this officer may do with the refund; nobody decides on what they asked for."""
    permissions = [
        one
        for one in (Permission.EXCEPTIONS_RESOLVE, Permission.EXCEPTIONS_DECIDE)
        if access.may(officer, one, refund.division_code, on=on)
    ]
    offered = REFUND.offered(refund.state, permissions)
    decides = (RefundMove.APPROVE, RefundMove.REJECT)
    own = refund.asked_by_id == officer.pk
    return tuple(move for move in offered if move is not RefundMove.LIST and not (own and move in decides))


def refunds_of(person: Person) -> QuerySet[Refund]:
    """Everything that is or was to go back to a person, the latest first."""
    return Refund.objects.filter(person=person).select_related("line", "listed_as__list").order_by("-pk")


def report(row: Refund) -> dict[str, Any]:
    """One refund for programs; accounts masked."""
    return {
        "id": row.pk,
        "person_id": row.person_id,
        "ticket": row.ticket,
        "coverage_year": row.coverage_year,
        "division": row.division_code,
        "ground": row.ground,
        "cause": row.cause,
        "amount_fen": row.amount_fen,
        "state": row.state,
        "received_on": row.received_on,
        "payer": row.payer,
        "payer_account": row.payer_account_masked,
        "payee": row.payee,
        "payee_relation": row.payee_relation,
        "payee_account": row.payee_account_masked,
        "document_number": row.document_number,
        "answer": row.answer,
        "parts": [
            {"payee": part.payee, "amount_fen": part.amount_fen, "help": part.source}
            for part in row.parts.order_by("pk")
        ],
        "asked_by": row.asked_by.display_name if row.asked_by else None,
        "decided_by": row.decided_by.display_name if row.decided_by else None,
        "because": row.because,
        "list": row.listed_as.list.number if row.listed_as else None,
        "refunded_on": row.refund_line
        and row.refund_line.paid_at
        and timezone.localdate(row.refund_line.paid_at),
    }
