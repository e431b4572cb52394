"""Does an application for assistance go from the bills to the amount, once for each bill, by other hands than entered it?

Arithmetic: a visit of 700 yuan in Heze leaves 500 to the person (HZ-2.1a: 50 % up to 200 yuan a year); above a line of 300 half
of the rest is paid.
"""

import io
from datetime import date

import pytest

from assistance.cases.models import AidApplication, AidCost, AssistanceCase
from assistance.cases.operations import aid, case_decisions, case_moves
from assistance.cases.operations.aid import AidEntry, InvoiceEntry
from assistance.cases.operations.aid_recoveries import record_refund
from assistance.cases.operations.case_transitions import InvalidCase
from assistance.cases.rules.case_reasons import CaseKind
from assistance.categories.models import PersonCategory
from assistance.figures.models import EnteredParameter
from assistance.subsidies.models import PayoutBatch, RecoveryClaim
from assistance.subsidies.operations import bank_returns, payouts
from claims.operations import reversal, settlement
from claims.operations.bills import BillTaken
from enrollment.operations import ledger_checks, people
from policy.terms import Category
from policy.topics import OTHERS, Topic
from staff.rules.roles import Role
from tests import care
from tests import factories as make
from tests.assistance import case_desk as desk
from tests.assistance.subsidy_desk import bank_file, bank_rows
from tests.claims.conftest import clerk, collector, present, second, who  # noqa: F401
from tests.claims.test_settlement import visit

pytestmark = pytest.mark.django_db(transaction=True)
DAY = date(2022, 7, 5)


@pytest.fixture
def officers(make_officer):
    """Who enters, who verifies, and two who approve."""
    return [
        make_officer(Role.TOWNSHIP_CLERK, make.VILLAGE[:9]),
        *(make_officer(Role.CIVIL_AFFAIRS, make.MUDAN) for _ in range(3)),
    ]


@pytest.fixture
def figures(clerk, second):  # noqa: F811
    """`figures("300.00", "0.5", "50000.00")`: line, ratio and ceiling in force for everybody in Heze."""

    def enter(line: str, rate: str, limit: str) -> None:
        for topic, value in ((Topic.AID_LINE, line), (Topic.AID_RATE, rate), (Topic.AID_LIMIT, limit)):
            EnteredParameter.objects.create(
                area=make.HEZE, topic=topic.value, key=OTHERS, value=value, from_on=date(2022, 1, 1),
                document_number="菏医保〔2022〕9号", entered_by=clerk, entered_at=desk.at(), approved_by=second,
                approved_at=desk.at(),
            )  # fmt: skip

    return enter


@pytest.fixture
def bill(clerk, who):  # noqa: F811
    """A settled visit of which 500 yuan were borne."""
    made = visit(who, clerk, "V1", 70_000)
    settlement.settle(bill=made, on=care.ON, by=clerk)
    return made


def applied(person, by, *, day: date = DAY, **entry) -> AssistanceCase:
    """A draft with a document and its facts."""
    case = desk.opened(
        person, by, day=day, kind=CaseKind.AID, category=Category("impoverished_by_illness"), from_on=day,
        document_number=f"申请{day}", reason="医疗费用负担重",
    )  # fmt: skip
    desk.attached(case, by, day=day)
    aid.change_facts(case=case, version=None, entry=AidEntry(**entry), by=by, at=desk.at(day))
    return case


def submitted(case: AssistanceCase, by, day: date = DAY) -> AssistanceCase:
    return case_moves.submit(case=case, version=None, by=by, at=desk.at(day))


def verified(case: AssistanceCase, by, day: date = DAY) -> AssistanceCase:
    case = case_moves.accept(case=case, version=None, by=by, at=desk.at(day))
    return case_moves.verify(case=case, version=None, by=by, at=desk.at(day))


def approved(case: AssistanceCase, by, day: date = DAY) -> AssistanceCase:
    return case_decisions.approve(case=case, version=None, by=by, at=desk.at(day))


def listed(who, clerk, finance, account: str = "6217000000000001") -> PayoutBatch:  # noqa: F811
    """The payout list of the aid of Mudan, for a card of the person."""
    people.set_one_card(person=who, account=account, owner=who.name, reason="发卡", on=care.ON, by=clerk)
    return payouts.make_aid_list(division_code=make.MUDAN, month=DAY, by=finance, at=desk.at())


def answered(batch: PayoutBatch, finance, returned: dict[int, str] | None = None) -> None:
    content = bank_file(bank_rows(batch, returned or {}))
    bank_returns.receive(batch=batch, content=io.BytesIO(content), name="回盘.csv", by=finance, at=desk.at())


def paid_to_card(who, clerk, finance) -> PayoutBatch:  # noqa: F811
    batch = listed(who, clerk, finance)
    answered(batch, finance)
    return batch


def invoice(number: str = "nx-2022001", own: int = 40_000, day: date = date(2022, 6, 1)) -> InvoiceEntry:
    return InvoiceEntry(
        invoice_number=number, provider="外省医院", service_on=day, total_fen=own + 10_000, own_fen=own
    )


def add(case: AssistanceCase, person, by, entry: InvoiceEntry) -> AidCost:
    return aid.add_invoice(case=case, version=None, person=person, entry=entry, by=by, at=desk.at())


def test_from_the_bills_to_the_approved_amount(figures, bill, who, officers) -> None:  # noqa: F811
    figures("300.00", "0.5", "50000.00")
    maker, checker, approver, _ = officers
    case = applied(
        who,
        maker,
        income_fen=900_000,
        proof_document="村委证明1号",
        other_help_fen=10_000,
        other_help_note="慈善会",
    )
    add(case, who, maker, invoice())
    case = submitted(case, maker)
    # 500 by statement and 400 on paper, others gave 100: 800; above 300 it is 500, half of it 250.
    assert (case.amount_fen, AidApplication.objects.get(case=case).own_fen, case.needs_two) == (
        25_000,
        90_000,
        False,
    )
    assert [step["fen"] for step in AidApplication.objects.get(case=case).answer["steps"]] == [80_000, 25_000]
    case = approved(verified(case, checker), approver)
    span = PersonCategory.objects.get(person=who)
    assert (case.state, span.category, span.from_on) == ("approved", "impoverished_by_illness", DAY)
    assert span.until_on == date(2023, 7, 5)  # the recognition holds 12 months
    assert ledger_checks.run(at=desk.at()) == []


def test_without_figures_it_is_undecided_and_cannot_be_approved(bill, who, officers) -> None:  # noqa: F811
    maker, checker, approver, _ = officers
    case = verified(submitted(applied(who, maker), maker), checker)
    assert case.amount_fen is None and len(AidApplication.objects.get(case=case).answer["missing"]) == 3
    with pytest.raises(InvalidCase) as refused:
        approved(case, approver)
    assert refused.value.code == "aid_undecided" and "起付线" in refused.value.text.zh


def test_case_by_case_takes_a_document_and_two_approvers(bill, who, officers) -> None:  # noqa: F811
    maker, checker, approver, other = officers
    case = applied(who, maker)
    with pytest.raises(InvalidCase):
        aid.change_facts(case=case, version=None, entry=AidEntry(by_hand_fen=30_000), by=maker, at=desk.at())
    above = AidEntry(by_hand_fen=60_000, by_hand_document="专题〔2022〕1号")
    aid.change_facts(case=case, version=None, entry=above, by=maker, at=desk.at())
    with pytest.raises(InvalidCase) as refused:
        submitted(case, maker)  # 500 were borne
    assert refused.value.code == "above_own_cost"
    aid.change_facts(
        case=case,
        version=None,
        entry=AidEntry(by_hand_fen=30_000, by_hand_document="专题〔2022〕1号"),
        by=maker,
        at=desk.at(),
    )
    case = verified(submitted(case, maker), checker)
    assert case.needs_two and case.amount_fen == 30_000
    case = approved(case, approver)
    assert case.state == "first_approved"
    assert approved(case, other).state == "approved"


def test_an_invoice_counts_once_however_it_is_written(who, clerk, officers) -> None:  # noqa: F811
    maker = officers[0]
    case = applied(who, maker)
    cost = add(case, who, maker, invoice())
    for again in ("NX-2022001", " ＮＸ-２０２２００１ ", "nx-2022001"):
        with pytest.raises(InvalidCase) as refused:
            add(case, who, maker, invoice(again))
        assert refused.value.code == "invoice_used_before" and case.number in refused.value.text.zh
    with pytest.raises(BillTaken) as taken:  # nor may a hospital's bill claim it
        care.enter(who, clerk, "B9", invoice_number="nx-2022001")
    assert taken.value.code == "invoice_taken"
    aid.remove_cost(cost=cost, version=None, by=maker, at=desk.at())
    entered = care.enter(who, clerk, "B9", invoice_number="nx-2022001")
    with pytest.raises(InvalidCase) as refused:
        add(case, who, maker, invoice())
    assert entered.number in refused.value.text.zh


@pytest.mark.parametrize(
    ("entry", "field"),
    [
        (invoice(day=date(2021, 7, 4)), "service_on"),  # before the 12 months
        (invoice(day=DAY), "service_on"),  # on the day of the application
        (
            InvoiceEntry(
                invoice_number="1", provider="x", service_on=date(2022, 6, 1), total_fen=1, own_fen=2
            ),
            "own_fen",
        ),
        (invoice(number="  "), "invoice_number"),
    ],
)
def test_a_paper_bill_that_cannot_count_is_refused(who, officers, entry, field) -> None:  # noqa: F811
    case = applied(who, officers[0])
    with pytest.raises(InvalidCase) as refused:
        add(case, who, officers[0], entry)
    assert refused.value.context["field"] == field and refused.value.remedy.en


def test_a_rejected_application_gives_its_bills_free(figures, bill, who, officers) -> None:  # noqa: F811
    figures("300.00", "0.5", "50000.00")
    maker, checker, *_ = officers
    case = submitted(applied(who, maker), maker)
    assert AidCost.objects.filter(case=case, freed_at=None).count() == 1
    case = case_moves.accept(case=case, version=None, by=checker, at=desk.at())
    case_moves.reject(case=case, version=None, reason_code="not_qualified", by=checker, at=desk.at())
    assert not AidCost.objects.filter(freed_at=None).exists()
    assert submitted(applied(who, maker), maker).amount_fen == 10_000  # (500 - 300) x 50 %


def test_the_line_is_used_up_once_in_twelve_months(figures, bill, who, clerk, officers) -> None:  # noqa: F811
    figures("300.00", "0.5", "50000.00")
    maker, checker, approver, _ = officers
    first = approved(verified(submitted(applied(who, maker), maker), checker), approver)
    later = visit(who, clerk, "V2", 60_000, date(2022, 8, 1))  # the 200 of the year are used up: 600 borne
    settlement.settle(bill=later, on=care.ON, by=clerk)
    day = date(2022, 9, 1)
    second_case = submitted(applied(who, maker, day=day), maker, day)
    # 1,100 in all less 300 is 800, half of it 400; 100 were paid: 300, which is half of the 600.
    assert (first.amount_fen, second_case.amount_fen) == (10_000, 30_000)


@pytest.fixture
def finance(make_officer):
    return make_officer(Role.FINANCE, make.MUDAN)


def test_what_was_paid_too_much_is_drafted(figures, bill, who, clerk, officers, finance) -> None:  # noqa: F811
    figures("300.00", "0.5", "50000.00")
    maker, checker, approver, _ = officers
    case = applied(who, maker)
    cost = add(case, who, maker, invoice())
    case = approved(verified(submitted(case, maker), checker), approver)
    assert case.amount_fen == 30_000  # (500 + 400 - 300) x 50 %
    paid_to_card(who, clerk, finance)
    record_refund(cost=cost, refunded_fen=10_000, document_number="理赔单1", by=maker, at=desk.at())
    draft = RecoveryClaim.objects.get(withdrawn_at=None)
    assert (draft.state, draft.amount_fen, draft.source) == ("draft", 5_000, f"aid:{case.pk}")  # half of 100
    reversal.reverse(bill=bill, reason="重复收费", on=care.ON, by=clerk)
    # 300 on paper remain, which is the line: nothing would be paid, so all 300 are too much.
    draft = RecoveryClaim.objects.get(withdrawn_at=None)
    assert (draft.state, draft.amount_fen) == ("draft", 30_000)


def test_what_changed_after_it_was_submitted_stops_the_approval(figures, bill, who, clerk, officers) -> None:  # noqa: F811
    figures("300.00", "0.5", "50000.00")
    maker, checker, approver, _ = officers
    case = verified(submitted(applied(who, maker), maker), checker)
    reversal.reverse(bill=bill, reason="重复收费", on=care.ON, by=clerk)
    with pytest.raises(InvalidCase) as refused:
        approved(case, approver)
    assert refused.value.code == "aid_changed"
