"""Do the ledgers of a place and year agree: what came in by source, what was granted, what was paid out by tier?

Each ledger is summed by itself, with one statement, and the sums that must be equal are set beside each other. Row by row the
same is asked every night by the ledger check; this is the same question for one place, in money.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import connection
from django.db.models import Q, Sum

from assistance.public_money.models import FiscalTransfer
from assistance.subsidies.models import AidPayment, Grant, PayoutLine
from assistance.subsidies.rules.aid_payments import AidState
from assistance.subsidies.rules.grant_states import GrantState, PayoutState
from claims.models import Bill, Statement, YearEntry
from claims.rules.bill_states import BillState
from claims.rules.limits import COUNTERS
from desk.history.lines import in_both_languages
from enrollment.rules.entries import EntryKind
from enrollment.rules.entries import Payer as EntryPayer
from enrollment.rules.invariant_words import invariant_words
from policy.care import Counter
from policy.terms import Text
from staff.rules.divisions import scope_prefix

_ENTRIES = """
    SELECT e.kind, e.payer, split_part(e.source, ':', 1), sum(e.amount_fen)::bigint
    FROM enrollment_due d JOIN enrollment_dueentry e ON e.due_id = d.id
    WHERE d.coverage_year = %s AND d.division_code LIKE %s GROUP BY 1, 2, 3"""
_LINES = """
    SELECT coalesce(sum(CASE WHEN l.kind IN ('refund', 'reversal') THEN -l.posted_fen ELSE l.posted_fen END), 0)::bigint
    FROM (SELECT DISTINCT split_part(e.source, ':', 2)::bigint AS id
      FROM enrollment_due d JOIN enrollment_dueentry e ON e.due_id = d.id
      WHERE d.coverage_year = %s AND d.division_code LIKE %s AND e.source LIKE 'line:%%'
        AND e.kind NOT IN ('charge', 'waiver')) asked
    JOIN enrollment_paymentline l ON l.id = asked.id"""
_TAKES = (EntryKind.REFUND.value, EntryKind.REVERSAL.value, EntryKind.REPAIR_RETURN.value)
_BASIC = tuple(dict.fromkeys(counter.value for counter in COUNTERS.values()))


@dataclass(frozen=True, slots=True)
class LedgerSum:
    """One sum of one ledger, signed: money that comes in is positive in the first group, money paid out in the others."""

    code: str
    label: Text
    fen: int


@dataclass(frozen=True, slots=True)
class Check:
    """Two sums of different ledgers that must be equal, and the invariant that asks it row by row."""

    code: str
    left: Text
    left_fen: int
    right: Text
    right_fen: int
    invariant: str

    @property
    def invariant_label(self) -> Text:
        """What the invariant says."""
        return invariant_words(self.invariant)

    @property
    def difference_fen(self) -> int:
        """By how much they differ; nothing when they agree."""
        return self.left_fen - self.right_fen

    @property
    def agrees(self) -> bool:
        """Whether both ledgers tell the same."""
        return self.left_fen == self.right_fen


@dataclass(frozen=True, slots=True)
class PlaceYear:
    """The sums of every ledger of a place and year, in groups, and the checks between them."""

    division_code: str
    year: int
    groups: tuple[tuple[Text, tuple[LedgerSum, ...]], ...]
    checks: tuple[Check, ...]

    @property
    def agrees(self) -> bool:
        """Whether every check holds."""
        return all(check.agrees for check in self.checks)

    def as_json(self) -> dict[str, Any]:
        """The report as plain values."""
        return {
            "division_code": self.division_code,
            "year": self.year,
            "agrees": self.agrees,
            "groups": [
                {
                    "text": label._asdict(),
                    "sums": [{"code": one.code, "text": one.label._asdict(), "fen": one.fen} for one in sums],
                }
                for label, sums in self.groups
            ],
            "checks": [
                {
                    "code": one.code,
                    "left": one.left._asdict(),
                    "left_fen": one.left_fen,
                    "right": one.right._asdict(),
                    "right_fen": one.right_fen,
                    "difference_fen": one.difference_fen,
                    "agrees": one.agrees,
                    "invariant": one.invariant,
                }
                for one in self.checks
            ],
        }


def place_year(division_code: str, year: int) -> PlaceYear:
    """Dues and subsidies of the coverage year, statements of the benefit year, transfers of the fiscal year."""
    prefix = scope_prefix(division_code)
    entries, lines_fen = _entries(prefix, year)
    grants = _grants(prefix, year)
    paid_to_cards = _sum(
        PayoutLine.objects.filter(
            state=PayoutState.PAID.value, grant__coverage_year=year, grant__division_code__startswith=prefix,
            grant__state=GrantState.PAID.value,
        ),
        "amount_fen",
    )  # fmt: skip
    aids = _aids(prefix, year)
    aid_lines = PayoutLine.objects.filter(
        state=PayoutState.PAID.value, aid__case__coverage_year=year, aid__division_code__startswith=prefix
    )
    posted = Statement.objects.filter(state="posted", year=year, division_code__startswith=prefix)
    tiers = {name: fen or 0 for name, fen in posted.aggregate(
        total_fen=Sum("total_fen"), **{name: Sum(name) for name in Statement.AMOUNTS}
    ).items()}  # fmt: skip
    billed = _sum(
        Bill.objects.filter(
            state=BillState.SETTLED.value, discharged_on__year=year, division_code__startswith=prefix
        ),
        "total_fen",
    )
    counted = YearEntry.objects.filter(statement__in=posted).aggregate(
        basic=Sum("fen", filter=Q(counter__in=_BASIC)),
        critical=Sum("fen", filter=Q(counter=Counter.CRITICAL_ILLNESS_PAID.value)),
    )
    return PlaceYear(
        division_code,
        year,
        (
            (Text("缴费与资助入账（参保年度）", "on the dues of the coverage year"), tuple(_by_source(entries))),
            (Text("参保资助（参保年度）", "premium subsidies of the coverage year"), tuple(_by_state(grants))),
            (Text("依申请救助（申请年度）", "aid that cases of the year granted"), tuple(_by_aid_state(aids))),
            (Text("财政补助到账（财政年度）", "fiscal subsidy arrived for the fiscal year"), tuple(_transfers(prefix, year))),
            (Text("待遇支付（待遇年度）", "paid for care of the benefit year"), tuple(_by_tier(tiers))),
        ),
        (
            Check(
                "tax_lines", Text("税务明细入账净额", "posted lines of tax files, net"), lines_fen,
                Text("应缴台账中的税务入账净额", "entries of dues that came by such lines, net"), _net(entries, "line"),
                "posted_lines_stand_in_the_ledger",
            ),
            Check(
                "subsidies", Text("已代缴的资助", "subsidies paid on behalf"), grants.get(GrantState.CREDITED.value, 0),
                Text("应缴台账中的资助净额", "subsidy entries of dues, net"), _net(entries, "grant"),
                "grants_stand_in_the_ledger",
            ),
            Check(
                "cards", Text("已发放到卡的资助", "subsidies paid to cards"), grants.get(GrantState.PAID.value, 0),
                Text("发放名册中发放成功", "paid lines of payout lists"), paid_to_cards, "card_grants_agree_with_payouts",
            ),
            Check(
                "aid_cards", Text("已发放的依申请救助", "granted aid paid to cards"), aids.get(AidState.PAID.value, 0),
                Text("发放名册中发放成功", "paid lines of payout lists"), _sum(aid_lines, "amount_fen"),
                "aid_payments_agree_with_payouts",
            ),
            Check(
                "bills", Text("已结算账单总额", "total of settled bills"), billed,
                Text("结算单总额", "total of posted statements"), tiers["total_fen"], "statements_equal_their_bills",
            ),
            Check(
                "payers", Text("结算单总额", "total of posted statements"), tiers["total_fen"],
                Text("各支付方合计", "all payers together"), sum(tiers[name] for name in Statement.AMOUNTS),
                "statements_equal_their_lines",
            ),
            Check(
                "basic_counted", Text("基本医保支付", "paid by basic insurance"), tiers["basic_fen"],
                Text("年度累计中的基本医保支付", "what the benefit years counted of it"), counted["basic"] or 0,
                "year_entries_equal_their_statements",
            ),
            Check(
                "critical_counted", Text("大病保险支付", "paid by critical illness insurance"), tiers["critical_illness_fen"],
                Text("年度累计中的大病保险支付", "what the benefit years counted of it"), counted["critical"] or 0,
                "year_entries_equal_their_statements",
            ),
        ),
    )  # fmt: skip


Entries = Sequence[tuple[str, str, str, int]]  # kind, payer, cause, fen


def _entries(prefix: str, year: int) -> tuple[Entries, int]:
    with connection.cursor() as cursor:
        cursor.execute(_ENTRIES, [year, prefix + "%"])
        entries = cursor.fetchall()
        cursor.execute(_LINES, [year, prefix + "%"])
        return entries, cursor.fetchone()[0]


def _net(entries: Entries, cause: str) -> int:
    """What the entries of one cause credited, less what they took back."""
    return sum(
        -fen if kind in _TAKES else fen
        for kind, _, source, fen in entries
        if source == cause and kind not in (EntryKind.CHARGE.value, EntryKind.WAIVER.value)
    )


def _by_source(entries: Entries) -> Iterable[LedgerSum]:
    for kind in EntryKind:
        by_payer: dict[str, int] = {}
        for entry_kind, payer, _, fen in entries:
            if entry_kind == kind.value:
                by_payer[payer] = by_payer.get(payer, 0) + fen
        takes = kind.value in _TAKES or kind is EntryKind.WAIVER
        for payer, fen in sorted(by_payer.items()):
            what, who = kind.label, EntryPayer(payer).label
            label = Text(f"{what.zh}（{who.zh}）", f"{what.en} ({who.en})")
            yield LedgerSum(f"{kind.value}:{payer}", label, -fen if takes else fen)


def _grants(prefix: str, year: int) -> dict[str, int]:
    rows = Grant.objects.filter(coverage_year=year, division_code__startswith=prefix).order_by()
    return {state: fen or 0 for state, fen in rows.values_list("state").annotate(fen=Sum("amount_fen"))}


def _aids(prefix: str, year: int) -> dict[str, int]:
    rows = AidPayment.objects.filter(case__coverage_year=year, division_code__startswith=prefix).order_by()
    return {state: fen or 0 for state, fen in rows.values_list("state").annotate(fen=Sum("amount_fen"))}


def _by_aid_state(aids: dict[str, int]) -> Iterable[LedgerSum]:
    return (
        LedgerSum(state.value, state.label, aids[state.value]) for state in AidState if state.value in aids
    )


def _by_state(grants: dict[str, int]) -> Iterable[LedgerSum]:
    return (
        LedgerSum(state.value, state.label, grants[state.value])
        for state in GrantState
        if state.value in grants
    )


def _transfers(prefix: str, year: int) -> Iterable[LedgerSum]:
    rows = FiscalTransfer.objects.filter(fiscal_year=year, area__startswith=prefix).order_by("payer")
    labels = {
        payer: in_both_languages(label)
        for payer, label in FiscalTransfer._meta.get_field("payer").flatchoices
    }
    for payer, fen in rows.values_list("payer").annotate(fen=Sum("amount_fen")):
        yield LedgerSum(payer, labels[payer], fen)


def _by_tier(tiers: dict[str, int]) -> Iterable[LedgerSum]:
    return (LedgerSum(payer.value, payer.label, tiers[name]) for name, payer in Statement.AMOUNTS.items())


def _sum(rows: Any, field: str) -> int:
    return int(rows.aggregate(fen=Sum(field))["fen"] or 0)
