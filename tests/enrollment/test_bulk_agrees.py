"""Do the short way for a million lines and the account of one person give the same outcomes, entries and cover?

Each generated person has a twin. A file about the first goes the short way where it can; the same lines about the twin
are all sent through the account.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

import pytest
from django.utils import timezone
from hypothesis import HealthCheck, Phase, example, given, settings
from hypothesis import strategies as st

from enrollment.bulk import due_accounts, part_posting
from enrollment.models import Coverage, Due, DueEntry, PaymentLine, Person
from enrollment.operations import coverage, exemptions
from enrollment.rules.standing import Standing
from policy.terms import ExemptionReason, Group
from staff.models import Officer
from staff.rules.roles import Role
from tests import factories as make
from tests.pipeline.tax_desk import (
    TaxDesk,
    assert_ledger_holds,
    due_of,
    ledger_rows,
    line,
    refund_of,
    reversal_of,
)

EVERYTHING_BY_ACCOUNT = """
UPDATE ended SET outcome = 'account', posts = false, posted_fen = 0, held_fen = 0 WHERE posts OR outcome = 'no_rule'
"""

MOMENTS = (
    "2021-09-20 08:00:00", "2021-10-25 09:30:00", "2021-12-01 10:00:00", "2022-02-28 23:59:59", "2022-03-10 08:00:00",
    "2022-06-30 12:00:00", "2022-07-01 00:00:00", "2022-09-06 08:00:00", "2022-12-20 08:00:00", "2023-01-03 08:00:00",
)  # fmt: skip
AMOUNTS = ("320.00", "320.00", "300.00", "330.00", "900.00", "580.00", "160.00", "0.01", "20.00")
STANDINGS = ("adult", "adult+hardship", "adult+employee:2022-04-30", "minor", "minor+born:2022-03-05")


@dataclass(frozen=True)
class Sent:
    """A line: in the first or second file, paid when, how much, and perhaps a refund or reversal of the case's first line."""

    file: int
    paid_at: str
    amount: str
    takes_back: str = ""


SENT = st.builds(
    Sent,
    st.integers(0, 1),
    st.sampled_from(MOMENTS),
    st.sampled_from(AMOUNTS),
    st.sampled_from(["", "", "", "refund", "reversal"]),
)
# Money that no rule takes is held and refunded; only then a payment comes that settles the due.
HELD_AND_TAKEN_BACK = [
    Sent(0, "2023-01-03 08:00:00", "20.00"),
    Sent(1, "2022-09-06 08:00:00", "320.00"),
    Sent(0, "2022-07-01 00:00:00", "20.00", "refund"),
]
CASES = st.tuples(st.sampled_from(STANDINGS), st.lists(SENT, min_size=1, max_size=4))


@pytest.fixture
def desk(transactional_db: None, make_officer: Callable[..., Officer]) -> TaxDesk:
    make.places()
    return TaxDesk(make_officer(Role.TAX_OFFICER, make.HEZE), make_officer(Role.COUNTY_BUREAU, make.MUDAN))


def person_of(standing: str, desk: TaxDesk) -> Person:
    facts = Standing.parse(standing)
    born_on = facts.born_on or (date(2012, 5, 1) if facts.group is Group.MINOR else make.BORN)
    who = make.household(desk.clerk, make.member("head", born_on=born_on), on=max(make.DAY, born_on)).head
    assert who is not None
    make.enrolled(who, desk.clerk, on=max(make.DAY, born_on))
    reason = {"hardship": ExemptionReason.HARDSHIP, "employee": ExemptionReason.EMPLOYEE_SCHEME}
    for mark, fact_on in (("hardship", None), ("employee", facts.employee_scheme_last_day)):
        if mark in standing:
            exemptions.record_exemption(
                person=who, coverage_year=2022, reason=reason[mark], fact_on=fact_on, document_number="示例〔2022〕1号",
                on=date(2022, 5, 20), by=desk.clerk,
            )  # fmt: skip
    assert due_of(who).standing == standing, "what SQL says of a person is the key of the rule's standing"
    return who


def lines_about(who: Person, sent: list[Sent]) -> list[list[dict[str, str]]]:
    """The lines of the two files."""
    files: list[list[dict[str, str]]] = [[], []]
    first: dict[str, str] | None = None
    for each in sent:
        if each.takes_back and first is not None:
            take = refund_of if each.takes_back == "refund" else reversal_of
            cells = take(
                first,
                paid_at=each.paid_at,
                amount=each.amount if each.takes_back == "refund" else first["amount"],
            )
        else:
            cells = line(who, each.amount, each.paid_at, treasury="2022-12-31")
            first = first or cells
        files[each.file].append(cells)
    return files


def what_became_of(who: Person) -> dict[str, object]:
    due = due_of(who)
    lines = PaymentLine.objects.filter(person=who).order_by("id")
    cover = Coverage.objects.filter(due=due).values(
        "settled_on", "cover_from", "cover_until", "waiting_from", "waiting_until", "quotation_id"
    )
    entries = DueEntry.objects.filter(due=due).values_list(
        "kind", "payer", "amount_fen", "effective_on", "treasury_on"
    )
    return {
        "lines": [(row.outcome, row.amount_fen, row.posted_fen, row.held_fen, row.refunded_fen, row.is_open, row.quotation_id, row.detail) for row in lines],
        "cover": list(cover),
        "entries": sorted(map(str, entries)),
    }  # fmt: skip


@settings(
    max_examples=8,
    deadline=None,
    phases=[Phase.explicit, Phase.generate],  # an example takes a second; the cases in it are small anyway
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(st.lists(CASES, min_size=6, max_size=18))
@example([("minor+born:2022-03-05", HELD_AND_TAKEN_BACK)])
def test_both_ways_agree(desk: TaxDesk, cases: list[tuple[str, list[Sent]]]) -> None:
    firsts = [person_of(standing, desk) for standing, _ in cases]
    twins = [person_of(standing, desk) for standing, _ in cases]
    for number in range(2):
        short = [
            cells
            for who, (_, sent) in zip(firsts, cases, strict=True)
            for cells in lines_about_once(who, sent)[number]
        ]
        account = [
            cells
            for who, (_, sent) in zip(twins, cases, strict=True)
            for cells in lines_about_once(who, sent)[number]
        ]
        if short:
            desk.upload(short)
            with pytest.MonkeyPatch.context() as patched:
                patched.setattr(part_posting, "_HELD_BESIDE", EVERYTHING_BY_ACCOUNT)
                desk.upload(account)
    for who, twin, case in zip(firsts, twins, cases, strict=True):
        assert what_became_of(who) == what_became_of(twin), case
    before = ledger_rows()
    coverage.rebuild(due_ids=Due.objects.values_list("pk", flat=True), at=timezone.now())
    assert ledger_rows() == before, "derived again, every row is the same"
    assert_ledger_holds()


_lines: dict[int, list[list[dict[str, str]]]] = {}


def lines_about_once(who: Person, sent: list[Sent]) -> list[list[dict[str, str]]]:
    """The same lines for both files: a ticket is given once."""
    if who.pk not in _lines:
        _lines[who.pk] = lines_about(who, sent)
    return _lines[who.pk]


def test_the_short_way_is_really_taken(desk: TaxDesk, monkeypatch: pytest.MonkeyPatch) -> None:
    """An ordinary payment never meets the account: otherwise the test above would compare a thing with itself."""

    def never(*args: object, **given: object) -> None:
        pytest.fail("an ordinary payment went through the account")

    monkeypatch.setattr(due_accounts, "post", never)
    desk.upload(
        [
            line(desk.person()),
            line(desk.person(), "900.00", "2022-07-05 10:00:00"),
            line(desk.person(), "330.00"),
        ]
    )
