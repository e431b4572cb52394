"""Does the desk see who pays what and why, decide with two officers, clear with providers and read the indicators?"""

import io
from datetime import date

import openpyxl
import pytest
from django.urls import reverse

from claims.models import Bill, BillReview, ResettlementPlan, Statement
from claims.operations import settlement
from claims.queries.clearing import Month, totals
from claims.queries.year_standing import TONES, picture
from claims.rules.indicators import Ratio, Tone, spending_tone
from enrollment.operations import ledger_checks
from policy.care import Payer
from staff.models import Officer
from staff.rules.roles import Role
from tests import care
from tests import factories as make
from tests.claims.test_settlement import visit

db = pytest.mark.django_db(transaction=True)


@db
def test_a_bill_shows_its_figures_before_and_after_it_is_settled(
    clerk: Officer, who, client_as, django_assert_max_num_queries
) -> None:
    bill = visit(who, clerk, "V1", 12_000)
    desk = client_as(clerk, language="en")
    with django_assert_max_num_queries(20):
        assert "claims/bills/" in desk.get(reverse("claims:bill", args=[bill.pk])).content.decode()
    sheet = desk.get(reverse("claims:statement", args=[bill.pk])).content.decode()
    assert "nothing has been settled yet" in sheet and "60.00" in sheet and not Statement.objects.exists()
    desk.post(reverse("claims:settle_bill", args=[bill.pk]))
    after = desk.get(reverse("claims:bill", args=[bill.pk])).content.decode()
    assert "HZ-2.1a" in after and 'data-preview="no"' in after and "140.00" in after  # left of 200 a year
    sheet = desk.get(reverse("claims:statement", args=[bill.pk])).content.decode()
    assert "You pay" in sheet and "60.00" in sheet and "50 %" in sheet and who.document_masked in sheet
    chinese = client_as(clerk).get(reverse("claims:statement", args=[bill.pk])).content.decode()
    assert "居民医保基金" in chinese and "个人" in chinese


@db
def test_a_settlement_is_taken_back_and_settled_again(clerk: Officer, who, client_as) -> None:
    bill = visit(who, clerk, "V1", 12_000)
    settlement.settle(bill=bill, on=care.ON, by=clerk)
    desk = client_as(clerk, language="en")
    desk.post(reverse("claims:reverse_bill", args=[bill.pk]), {"reason": ""})
    assert Bill.objects.get(pk=bill.pk).state == "settled", "a reason is needed"
    desk.post(reverse("claims:reverse_bill", args=[bill.pk]), {"reason": "录入有误"})
    assert Bill.objects.get(pk=bill.pk).state == "reversed"
    assert "taken back" in desk.get(reverse("claims:bill", args=[bill.pk])).content.decode()
    desk.post(reverse("claims:settle_bill_again", args=[bill.pk]))
    assert Bill.objects.get(pk=bill.pk).state == "settled"
    assert ledger_checks.run(at=care.AT) == []


@db
def test_an_undecided_bill_is_proposed_by_one_and_agreed_by_another(
    clerk: Officer, second: Officer, who, client_as
) -> None:
    bill = care.enter(who, clerk, "I1")
    settlement.settle(bill=bill, on=care.ON, by=clerk)
    desk, other = client_as(clerk, language="en"), client_as(second, language="en")
    queue = desk.get(reverse("claims:reviews")).content.decode()
    assert "I1" in queue and "HZ-3.3" in queue
    wrong = desk.get(reverse("claims:reviews"), {"inside": "37"})
    assert wrong.status_code == 200 and "There is no division with this code" in wrong.content.decode()
    page = desk.get(reverse("claims:bill", args=[bill.pk])).content.decode()
    assert "at most" in page and "It can be decided by" in page
    wrong = {"answer": "decide", "document_number": "菏医保函1号", "reason": "按省定比例", "basic": "12,5"}
    answer = desk.post(reverse("claims:propose_review", args=[bill.pk]), wrong, follow=True)
    assert "at most two decimals" in answer.content.decode() and not BillReview.objects.exists()
    amounts = {"basic": "100.00", "critical_illness": "0", "medical_assistance": "0"}
    desk.post(reverse("claims:propose_review", args=[bill.pk]), wrong | amounts)
    review = BillReview.objects.get()
    desk.post(reverse("claims:check_review", args=[review.pk]), {"do": "approve"})
    review.refresh_from_db()
    assert review.state == "proposed", "nobody agrees to their own proposal"
    other.post(reverse("claims:check_review", args=[review.pk]), {"do": "approve"})
    bill.refresh_from_db()
    assert bill.state == "settled" and Statement.objects.get(bill=bill).basic_fen == 10_000
    assert "菏医保函1号" in other.get(reverse("claims:bill", args=[bill.pk])).content.decode()


@db
def test_differences_are_listed_and_posted_by_another(
    clerk: Officer, second: Officer, who, client_as
) -> None:
    later = visit(who, clerk, "V2", 50_000, date(2022, 5, 20))
    settlement.settle(bill=later, on=care.ON, by=clerk)
    earlier = visit(who, clerk, "V1", 20_000, date(2022, 5, 1))
    settlement.settle(bill=earlier, on=care.ON, by=clerk)
    plan = ResettlementPlan.objects.get()
    desk, other = client_as(clerk, language="en"), client_as(second, language="en")
    assert reverse("claims:plan", args=[plan.pk]) in desk.get(reverse("claims:plans")).content.decode()
    shown = other.get(reverse("claims:plan", args=[plan.pk])).content.decode()
    assert "V1" in shown and "V2" in shown and "200.00" in shown and "100.00" in shown
    desk.post(reverse("claims:plan", args=[plan.pk]), {"do": "post"})
    plan.refresh_from_db()
    assert plan.state == "proposed"
    answer = other.post(reverse("claims:plan", args=[plan.pk]), {"do": "post"}, follow=True)
    assert "Posted. The year is settled anew." in answer.content.decode()
    plan.refresh_from_db()
    assert plan.state == "posted" and Statement.objects.filter(state="posted").count() == 2
    look = {"division_code": make.MUDAN, "year": "2022", "note": "核对"}
    answer = desk.post(reverse("claims:plans"), look, follow=True).content.decode()
    assert "0 lists of differences were made" in answer


@db
def test_the_clearing_sheet_adds_up_and_takes_back(clerk: Officer, who, client_as) -> None:
    first, second_bill = visit(who, clerk, "V1", 12_000), visit(who, clerk, "V2", 10_000, date(2022, 5, 11))
    settlement.settle_batch([first.pk, second_bill.pk], on=care.ON, by=clerk)
    month = Month(care.ON.replace(day=1))
    [row] = totals(Statement.objects.all(), month)
    assert (row.settled, row.taken_back, row.funds_fen) == (2, 0, 11_000)
    Statement.objects.filter(bill=first).update(
        state="reversed", reversed_on=month.until, reversed_by=clerk, reversed_because="x"
    )
    [later] = totals(Statement.objects.all(), Month(month.until))
    assert (later.settled, later.taken_back, later.funds_fen) == (0, 1, -6_000)
    desk = client_as(clerk, language="en")
    asked = {"month": month.text}
    assert "110.00" in desk.get(reverse("claims:clearing"), asked).content.decode()
    page = desk.get(reverse("claims:clearing_sheet", args=[row.provider.pk]), asked).content.decode()
    assert "V1" in page and "V2" in page and "110.00" in page
    answer = desk.get(reverse("claims:clearing_workbook", args=[row.provider.pk]), asked)
    book = openpyxl.load_workbook(io.BytesIO(b"".join(answer.streaming_content)))
    cells = [[cell.value for cell in line] for line in book.worksheets[1].iter_rows()]
    assert len(cells) == 3 and who.document_masked in cells[1]


@db
def test_indicators_are_sums_and_never_a_bills_ratio(clerk: Officer, who, client_as) -> None:
    settlement.settle(bill=visit(who, clerk, "V1", 12_000), on=care.ON, by=clerk)
    page = client_as(clerk, language="en").get(
        reverse("claims:indicators"), {"area": make.HEZE, "year": "2022"}
    )
    text = page.content.decode()
    assert page.context["found"].actual == Ratio(6_000, 12_000) and "50.00 %" in text
    assert page.context["money"].contributions_fen == 32_000 and "about" in text


@db
def test_nobody_sees_bills_of_another_place(clerk: Officer, who, client_as, make_officer) -> None:
    bill = visit(who, clerk, "V1", 12_000)
    stranger = client_as(make_officer(Role.COUNTY_BUREAU, "371728"))
    for name in ("statement", "bill"):
        assert stranger.get(reverse(f"claims:{name}", args=[bill.pk])).status_code == 404
    assert stranger.post(reverse("claims:settle_bill", args=[bill.pk])).status_code == 404
    assert "V1" not in stranger.get(reverse("claims:reviews")).content.decode()
    assert client_as(make_officer(Role.TAX_OFFICER)).get(reverse("claims:clearing")).status_code == 403


def test_the_picture_divides_the_whole_bill_and_tells_payers_apart() -> None:
    divided = picture([(Payer.BASIC_FUND, 7_000), (Payer.PERSON, 3_000)])
    assert divided.total == 10_000 and [step.value for step in divided.steps] == [7_000, 3_000]
    assert set(TONES) == set(Payer) and len(set(TONES.values())) == len(Payer)


@pytest.mark.parametrize(
    ("spent", "income", "tone"),
    [
        (84, 100, Tone.FINE),
        (85, 100, Tone.NEAR),
        (99, 100, Tone.NEAR),
        (100, 100, Tone.BEYOND),
        (1, 0, Tone.BEYOND),
        (0, 0, Tone.NONE),
    ],
)
def test_warning_lines_of_the_fund(spent: int, income: int, tone: Tone) -> None:
    assert spending_tone(Ratio(spent, income), (85, 100)) is tone


def test_a_ratio_is_cut_and_compared_before_it_is_cut() -> None:
    assert Ratio(69_999, 100_000).percent == "69.99" and Ratio(1, 0).percent == "—"
