"""Which subsidies can go to a One-Card account now, and what do the others wait for?"""

from datetime import date

from django.db.models import Case, Count, Exists, OuterRef, Q, QuerySet, Sum, When
from django.db.models.functions import Coalesce, Substr

from assistance.categories.queries.category_list import category_label
from assistance.subsidies.models import BankReturnLine, Grant, PayoutBatch, PayoutLine, SubsidyRun
from assistance.subsidies.models.payouts import UNDECIDED
from assistance.subsidies.rules.bank_answers import CONTRADICTIONS
from assistance.subsidies.rules.grant_states import GrantState
from enrollment.models import Membership
from enrollment.queries.covers import is_covered
from intake import vault
from policy.terms import Flow, Text

ISSUER_DIGITS = 6  # of a bank card; the rest is of the person
AID = Text("依申请救助", "aid on application")
CONTRADICTED = Exists(BankReturnLine.objects.filter(UNDECIDED, payout_line__grant=OuterRef("pk")))
PAID_IN_FULL = is_covered("due")
HAS_ACCOUNT = Q(person__one_card_sealed__isnull=False) | Exists(
    Membership.objects.filter(
        person=OuterRef("person_id"), left_on=None, household__head__one_card_sealed__isnull=False
    )
)


def ready_grants(run: SubsidyRun, month: date) -> QuerySet[Grant]:
    """Approved or returned grants to a card whose due is paid in full and whose month has come.

    Flagged ones wait, and those of which the bank says two things until somebody decides.
    """
    return run.grants.filter(
        PAID_IN_FULL, ~CONTRADICTED, Q(booked_on=None) | Q(booked_on__lte=month), flow=Flow.ONE_CARD.value, review_because="",
        state__in=[GrantState.APPROVED.value, GrantState.RETURNED.value],
    )  # fmt: skip


def waiting_counts(run: SubsidyRun) -> dict[str, int]:
    """How many grants to a card are not on a list yet, by what they wait for."""
    waiting = run.grants.filter(
        flow=Flow.ONE_CARD.value, state__in=[GrantState.APPROVED.value, GrantState.RETURNED.value]
    )
    returned = Q(state=GrantState.RETURNED.value)
    counts = waiting.annotate(
        paid=PAID_IN_FULL, carded=Case(When(HAS_ACCOUNT, then=True), default=False)
    ).aggregate(
        to_correct=Count("pk", filter=returned),
        to_review=Count("pk", filter=~returned & ~Q(review_because="")),
        not_paid_in_full=Count("pk", filter=~returned & Q(review_because="", paid=False)),
        without_account=Count("pk", filter=~returned & Q(review_because="", paid=True, carded=False)),
        ready=Count("pk", filter=~returned & Q(review_because="", paid=True, carded=True)),
    )
    return {name: int(count) for name, count in counts.items()}


def outcome_totals(batch: PayoutBatch) -> dict[str, tuple[int, int]]:
    """State -> number and sum in fen of the lines of a list."""
    rows = (
        PayoutLine.objects.filter(batch=batch)
        .order_by("state")
        .values_list("state")
        .annotate(Count("pk"), Sum("amount_fen"))
    )
    return {state: (count, fen) for state, count, fen in rows}


def sums_by_township(batch: PayoutBatch) -> list[tuple[str, int, int]]:
    """Code of the township (of the county where the help says no more), lines and sum in fen."""
    place = Substr(Coalesce("grant__division_code", "aid__division_code"), 1, 9)
    rows = PayoutLine.objects.filter(batch=batch).annotate(place=place).values_list("place").order_by("place")
    return list(rows.annotate(Count("pk"), Sum("amount_fen")))


def sums_by_bank(batch: PayoutBatch) -> list[tuple[str, int, int]]:
    """Issuer's digits of the accounts, lines and sum in fen: they tell the bank of a card; no row on record names one."""
    sums: dict[str, list[int]] = {}
    rows = PayoutLine.objects.filter(batch=batch).select_related("aid")
    needed = rows.only("account_sealed", "amount_fen", "grant_id", "aid__case_id")
    for line in needed.iterator(chunk_size=2_000):
        issuer = vault.unseal(bytes(line.account_sealed), bound_to=line.source)[:ISSUER_DIGITS]
        kept = sums.setdefault(issuer, [0, 0])
        kept[0] += 1
        kept[1] += line.amount_fen
    return [(issuer, count, fen) for issuer, (count, fen) in sorted(sums.items())]


def contradictions(batch: PayoutBatch) -> list[BankReturnLine]:
    """Rows in which the bank says something else than before, decided ones too."""
    codes = [answer.value for answer in CONTRADICTIONS]
    found = BankReturnLine.objects.filter(bank_return__batch=batch, outcome__in=codes)
    told = found.select_related(
        "payout_line__grant__person", "payout_line__aid__person", "decision__decided_by", "bank_return"
    )
    return list(told.order_by("pk")[:100])


def reissue_state(line: PayoutLine) -> str:
    """How the payment that was made instead of a returned one stands; the last of them, empty when there is none."""
    same = PayoutLine.objects.filter(grant=line.grant_id, aid=line.aid_id)
    later = same.filter(pk__gt=line.pk).order_by("-pk").first()
    return later.state if later else ""


def lines_of(batch: PayoutBatch) -> QuerySet[PayoutLine]:
    """The lines of a list with everything that a page or a file shows of them."""
    rows = batch.lines.select_related("grant__person", "aid__person", "aid__case", "reissue_of__batch")
    return rows.order_by("number")


def help_label(line: PayoutLine) -> Text:
    """What a line pays: the category of a subsidy, or aid on application."""
    return category_label(line.grant.basis) if line.grant is not None else AID


def unknown_rows(batch: PayoutBatch) -> list[BankReturnLine]:
    """Rows of the bank's files that fit no line of the list; nothing followed from them."""
    return list(
        BankReturnLine.objects.filter(bank_return__batch=batch, outcome="unknown").order_by("pk")[:100]
    )
