"""How is money for One-Card accounts put on a payout list, and who is not on it yet and why?

A subsidy follows full payment (GS-5.2c): only people whose due is paid in full come on a list. What the bank returned is
put on a later list once the account was corrected.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.utils import timezone

from assistance.subsidies.models import Grant, PayoutBatch, PayoutLine, SubsidyRun
from assistance.subsidies.queries.payouts import ready_grants
from assistance.subsidies.rules.grant_states import GRANT, GrantMove, GrantState, RunState
from enrollment.models import Membership, Person
from enrollment.rules.relationships import Relationship
from intake import vault
from policy.terms import Text
from staff import access, audit
from staff.access import Permission
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
    accounts = accounts_of([grant.person for grant in grants])
    returned = _returned(grants)
    rows = [
        (grant, account)
        for grant in grants
        if (account := accounts.get(grant.person_id)) is not None
        and not _same_again(returned.get(grant.pk), account)
    ]
    if not rows:
        raise NothingToPay(
            "nothing_to_pay",
            Text("目前没有可列入发放名册的人员。", "Nobody can be put on a payout list now."),
            Text("须个人已全额缴费、已登记一卡通账号；被退回的须先更正账号。",
                 "People must have paid in full and have an account; a returned one must be corrected first."),
        )  # fmt: skip
    batch = PayoutBatch.objects.create(
        run=run, area=run.area, division_code=run.division_code, coverage_year=run.coverage_year, month=month,
        line_count=len(rows), amount_fen=sum(grant.amount_fen or 0 for grant, _ in rows), made_by=by, made_at=at,
    )  # fmt: skip
    lines = [
        PayoutLine(
            batch=batch, number=number, grant=grant, account_sealed=vault.seal(account.number, bound_to=grant.source),
            account_masked=account.masked, owner=account.owner, relation=account.relation,
            amount_fen=grant.amount_fen or 0, reissue_of=returned.get(grant.pk),
        )
        for number, (grant, account) in enumerate(rows, 1)
    ]  # fmt: skip
    PayoutLine.objects.bulk_create(lines, batch_size=SLICE)
    listed = [grant.pk for grant, _ in rows]
    Grant.objects.filter(pk__in=listed).update(state=GRANT.end(GrantMove.LIST), state_since=at)
    audit.record(
        "make_payout_list", by=by, about=batch, division_code=batch.division_code, at=at,
        change={"run": run.pk, "month": month, "lines": batch.line_count, "fen": batch.amount_fen},
    )  # fmt: skip
    return batch


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
    return vault.unseal(bytes(line.account_sealed), bound_to=f"grant:{line.grant_id}")


def _returned(grants: list[Grant]) -> dict[int, PayoutLine]:
    """Grant id -> the returned line that no later one replaces."""
    back = [grant.pk for grant in grants if grant.state == GrantState.RETURNED]
    lines = PayoutLine.objects.filter(grant__in=back, state="returned", reissued_as=None)
    return {line.grant_id: line for line in lines}


def _same_again(line: PayoutLine | None, account: Account) -> bool:
    """Whether nothing was corrected since the bank sent it back."""
    return line is not None and (account_number(line), line.owner) == (account.number, account.owner)
