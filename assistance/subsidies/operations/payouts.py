"""How is money for One-Card accounts put on a payout list, and who is not on it yet and why?

A subsidy follows full payment (GS-5.2c): only people whose due is paid in full come on a list. Aid that cases granted has lists
of its own, by place. What the bank returned is put on a later list once the account was corrected.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.utils import timezone

from assistance.subsidies.models import AidPayment, Grant, PayoutBatch, PayoutLine, SubsidyRun
from assistance.subsidies.queries.aid_payments import ready_aid
from assistance.subsidies.queries.payouts import ready_grants
from assistance.subsidies.rules.aid_payments import AID_PAYMENT, AidMove
from assistance.subsidies.rules.grant_states import GRANT, GrantMove, PayoutState, RunState
from enrollment.models import Membership, Person
from enrollment.rules.relationships import Relationship
from intake import vault
from policy.terms import Text
from staff import access, audit
from staff.access import Permission
from staff.identities import require_other_hands
from staff.models import Officer
from staff.refusals import Refusal

SLICE = 1_000
SELF = "self"


class NothingToPay(Refusal):
    """Nobody can be put on a list now; `context["waiting"]` says how many wait for what."""


@dataclass(frozen=True, slots=True)
class Account:
    """To which account a person's subsidy goes, and how the person stands to its owner."""

    number: str
    masked: str
    owner: str
    relation: str


@transaction.atomic
def make_list(*, run: SubsidyRun, month: date, by: Officer, at: datetime) -> PayoutBatch:
    """Make the payout list of a run for a month (一卡通发放名册): all who have paid in full and have an account."""
    access.require(by, Permission.SUBSIDIES_PAY, run.division_code, on=timezone.localdate(at))
    run = SubsidyRun.objects.select_for_update(of=("self",)).get(pk=run.pk)
    if run.state not in (RunState.APPROVED, RunState.PAYING, RunState.PART_PAID, RunState.PAID):
        raise Refusal(
            "not_approved",
            Text(
                "批次尚未审批，不能生成发放名册。", "The run is not approved, so no payout list can be made."
            ),
            Text("请先审批。", "Have it approved first."),
        )
    month = month.replace(day=1)
    grants = list(
        ready_grants(run, month)
        .order_by("division_code", "pk")
        .select_related("person")
        .select_for_update(of=("self",))
    )
    batch = PayoutBatch(
        run=run, area=run.area, division_code=run.division_code, coverage_year=run.coverage_year, month=month,
        made_by=by, made_at=at,
    )  # fmt: skip
    waits = Text("须个人已全额缴费、已登记一卡通账号；被退回的须先更正账号。",
                 "People must have paid in full and have an account; a returned one must be corrected first.")  # fmt: skip
    listed = _filled(batch, grants, waits)
    Grant.objects.filter(pk__in=listed).update(state=GRANT.end(GrantMove.LIST), state_since=at)
    return batch


@transaction.atomic
def make_aid_list(*, division_code: str, month: date, by: Officer, at: datetime) -> PayoutBatch:
    """Make the payout list of the aid that cases of a place granted: all of it that is to be paid and has an account.

    Nobody lists what they entered, checked or approved.
    """
    access.require(by, Permission.SUBSIDIES_PAY, division_code, on=timezone.localdate(at))
    payments = list(
        ready_aid(division_code)
        .order_by("division_code", "pk")
        .select_related("person__merged_into")
        .select_for_update(of=("self",))
    )
    require_other_hands(
        by, *{hand for payment in payments for hand in payment.hands},
        what=Text("名册中有您经办过的救助，不能由您列入发放。", "You took part in a case of this list."),
    )  # fmt: skip
    month = month.replace(day=1)
    batch = PayoutBatch(
        area=division_code[:6], division_code=division_code, coverage_year=month.year, month=month, made_by=by, made_at=at
    )  # fmt: skip
    waits = Text("须救助已批准、已登记一卡通账号；被退回的须先更正账号。",
                 "Aid must be approved and the person have an account; a returned one must be corrected first.")  # fmt: skip
    listed = _filled(batch, payments, waits)
    AidPayment.objects.filter(pk__in=listed).update(state=AID_PAYMENT.end(AidMove.LIST), state_since=at)
    return batch


def _filled(batch: PayoutBatch, helps: Sequence[Grant | AidPayment], waits: Text) -> list[int]:
    """Write the list with a line for each that has an account, and tell which; `waits` says what the others wait for."""
    people = {one.pk: one.person.merged_into or one.person for one in helps}
    accounts, returned = accounts_of(people.values()), _returned(helps)
    rows = [
        (one, account)
        for one in helps
        if (account := accounts.get(people[one.pk].pk)) is not None
        and not _same_again(returned.get(one.pk), account)
    ]
    if not rows:
        raise NothingToPay(
            "nothing_to_pay",
            Text("目前没有可列入发放名册的人员。", "Nobody can be put on a payout list now."),
            waits,
        )
    batch.line_count, batch.amount_fen = len(rows), sum(one.amount_fen or 0 for one, _ in rows)
    batch.save()
    lines = [
        PayoutLine(
            batch=batch, number=number, grant=one if isinstance(one, Grant) else None,
            aid=one if isinstance(one, AidPayment) else None,
            account_sealed=vault.seal(account.number, bound_to=one.source), account_masked=account.masked,
            owner=account.owner, relation=account.relation, amount_fen=one.amount_fen or 0, reissue_of=returned.get(one.pk),
        )
        for number, (one, account) in enumerate(rows, 1)
    ]  # fmt: skip
    PayoutLine.objects.bulk_create(lines, batch_size=SLICE)
    audit.record(
        "make_payout_list", by=batch.made_by, about=batch, division_code=batch.division_code, at=batch.made_at,
        change={"run": batch.run_id, "month": batch.month, "lines": batch.line_count, "fen": batch.amount_fen},
    )  # fmt: skip
    return [one.pk for one, _ in rows]


def accounts_of(people: Iterable[Person]) -> dict[int, Account]:
    """Person id -> account: the person's own, else that of the head of household; nobody without one is in it."""
    found = {person.pk: person for person in people}
    memberships = (
        Membership.objects.filter(person__in=found, left_on=None)
        .select_related("household__head")
        .only("person_id", "relationship", "household__head")
    )
    heads = {one.person_id: (one.household.head, one.relationship) for one in memberships}
    accounts: dict[int, Account] = {}
    for person in found.values():
        head, relationship = heads.get(person.pk, (None, ""))
        if person.one_card_sealed:
            owner = person.one_card_owner or person.name
            of_head = head is not None and owner == head.name and head.pk != person.pk
            relation = SELF if owner == person.name else relationship if of_head else Relationship.OTHER.value
            accounts[person.pk] = _account(person, owner, relation)
        elif head is not None and head.one_card_sealed:
            accounts[person.pk] = _account(head, head.one_card_owner or head.name, relationship)
    return accounts


def _account(holder: Person, owner: str, relation: str) -> Account:
    assert holder.one_card_sealed is not None
    number = vault.unseal(bytes(holder.one_card_sealed), bound_to=holder.document_hash)
    return Account(number, holder.one_card_masked, owner, relation)


def account_number(line: PayoutLine) -> str:
    """The account in clear, for the list that goes to the bank; the caller has shown the right to see it."""
    return vault.unseal(bytes(line.account_sealed), bound_to=line.source)


def _returned(helps: Sequence[Grant | AidPayment]) -> dict[int, PayoutLine]:
    """Number of the help -> the returned line that no later one replaces."""
    back = [one for one in helps if one.state == PayoutState.RETURNED]
    name = "aid" if back and isinstance(back[0], AidPayment) else "grant"
    lines = PayoutLine.objects.filter(
        **{f"{name}__in": [one.pk for one in back]}, state="returned", reissued_as=None
    )
    return {line.help.pk: line for line in lines.select_related("grant", "aid")}


def _same_again(line: PayoutLine | None, account: Account) -> bool:
    """Whether nothing was corrected since the bank sent it back."""
    return line is not None and (account_number(line), line.owner) == (account.number, account.owner)
