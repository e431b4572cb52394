"""Does a list of differences hold a posted bill that could not be posted today, and can a person keep it or take it back?"""

from datetime import date

import pytest
from django.urls import reverse as address

from claims.models import Bill, PlanLine, ResettlementPlan, ReviewAnswer, Statement
from claims.operations import bill_reviews, plans, reversal, settlement
from claims.operations.plans import PlanRefused
from enrollment.models import Coverage, Due, Person
from enrollment.operations import merges
from policy.care import Setting, Tier
from staff.models import AuditEvent, Officer
from tests import care
from tests import factories as make

pytestmark = pytest.mark.django_db(transaction=True)
VISIT = {"setting": Setting.OUTPATIENT, "diagnosis_code": "J06.900", "diagnosis_name": "急性上呼吸道感染"}


def visit(who, by: Officer, number: str, day: int = 10, eligible: int = 12_000) -> Bill:
    """A settled outpatient visit in Heze, of which half is paid (HZ-2.1a)."""
    bill = care.enter(who, by, number, care.line(eligible, 0, 0), discharged_on=date(2022, 5, day), **VISIT)
    assert settlement.settle(bill=bill, on=care.ON, by=by).state.value == "settled"
    return bill


def stay(who, maker: Officer, checker: Officer, number: str) -> Bill:
    """A stay that two officers decided, since Heze's notice states no ratio."""
    bill = care.enter(who, maker, number)
    settlement.settle(bill=bill, on=care.ON, by=maker)
    review = bill_reviews.propose_review(
        bill=bill, answer=ReviewAnswer.DECIDE, document_number="菏医保函〔2022〕9号", reason="按现行政策",
        amounts={Tier.BASIC: 300_000, Tier.CRITICAL_ILLNESS: 0}, on=care.ON, by=maker,
    )  # fmt: skip
    bill_reviews.approve_review(review=review, on=care.ON, by=checker)
    assert Statement.objects.filter(bill=bill, state="posted").exists()
    return bill


def shorten_cover(who: Person, until: date) -> None:
    Coverage.objects.filter(person=who).update(cover_until=until)


def look(by: Officer) -> list[int]:
    return plans.look_for_differences(
        division_code=make.MUDAN, year=2022, note="待遇期变动", on=care.ON, by=by
    )


def why(line: PlanLine) -> list[str]:
    return [hold["code"] for hold in line.why]


def test_a_posted_bill_without_cover_is_listed_and_kept_with_a_reason(
    clerk: Officer, second: Officer, who
) -> None:
    early, late = visit(who, clerk, "V1", 10), visit(who, clerk, "V2", 20)
    assert look(clerk) == []
    shorten_cover(who, date(2022, 5, 15))
    [plan_id] = look(clerk)
    plan = ResettlementPlan.objects.get(pk=plan_id)
    [line] = plan.lines.all()
    assert (line.bill_id, why(line), plan.difference_fen) == (late.pk, ["eligibility_after_cover"], 0)
    assert line.before == line.after and line.why[0]["next"]["zh"]
    for kept in ({}, {late.pk: " "}, {early.pk: "有文"}):
        with pytest.raises(PlanRefused) as refused:
            plans.post_plan(plan=plan, kept=kept, on=care.ON, by=second)
        assert refused.value.code == "reason_to_keep_missing" and "V2" in refused.value.text.zh
    plans.post_plan(plan=plan, kept={late.pk: "菏医保函〔2022〕11号"}, on=care.ON, by=second)
    line.refresh_from_db()
    assert line.kept_because == "菏医保函〔2022〕11号"
    assert Statement.objects.filter(person=who, state="posted").count() == 2
    event = AuditEvent.objects.get(action="post_resettlement")
    assert event.change["kept"] == {str(late.pk): "菏医保函〔2022〕11号"}
    assert look(clerk) == []
    shorten_cover(who, date(2022, 5, 5))
    [again] = look(clerk)
    assert set(PlanLine.objects.filter(plan=again).values_list("bill_id", flat=True)) == {early.pk, late.pk}


def test_taking_such_a_bill_back_makes_the_list_anew_without_it(clerk: Officer, who) -> None:
    early, late = visit(who, clerk, "V1", 10), visit(who, clerk, "V2", 20)
    shorten_cover(who, date(2022, 5, 5))
    [first] = look(clerk)
    reversal.reverse(bill=late, reason="待遇已终止", on=care.ON, by=clerk)
    assert ResettlementPlan.objects.get(pk=first).state == "superseded"
    plan = ResettlementPlan.objects.get(state="proposed")
    assert [line.bill_id for line in plan.lines.all()] == [early.pk]
    reversal.reverse(bill=early, reason="待遇已终止", on=care.ON, by=clerk)
    assert not ResettlementPlan.objects.filter(state="proposed").exists()


def test_a_list_whose_reasons_changed_is_stale(clerk: Officer, second: Officer, who) -> None:
    bill = visit(who, clerk, "V1")
    shorten_cover(who, date(2022, 5, 5))
    [plan_id] = look(clerk)
    plan = ResettlementPlan.objects.get(pk=plan_id)
    shorten_cover(who, date(2022, 5, 4))
    with pytest.raises(PlanRefused) as refused:
        plans.post_plan(plan=plan, kept={bill.pk: "有文"}, on=care.ON, by=second)
    assert refused.value.code == "plan_is_stale"


@pytest.mark.parametrize("change", ["withdrawn", "elsewhere", "died"])
def test_every_way_to_lose_cover_is_listed_also_for_a_bill_that_was_decided(
    change: str, clerk: Officer, second: Officer, who
) -> None:
    bill = stay(who, clerk, second, "S1")
    assert look(clerk) == []
    if change == "withdrawn":
        Coverage.objects.filter(person=who).delete()
    elif change == "elsewhere":
        Due.objects.filter(person=who).update(area="622900")
    else:
        Person.objects.filter(pk=who.pk).update(died_on=date(2022, 5, 5))
    [plan_id] = look(clerk)
    line = PlanLine.objects.get(plan=plan_id)
    expected = {"withdrawn": "eligibility_", "elsewhere": "insured_elsewhere", "died": "stay_across_cover"}
    assert line.bill_id == bill.pk and why(line)[0].startswith(expected[change]), line.why


def test_stays_that_overlap_since_two_records_became_one_are_listed(
    clerk: Officer, second: Officer, collector: Officer, who
) -> None:
    double = make.person(clerk, "张伟")
    first = stay(who, clerk, second, "S1")
    merges.merge_people(kept=who, absorbed=double, reason="同一人", on=care.ON, by=clerk)
    assert look(clerk) == []
    other = care.covered(clerk, collector, "李雷")
    twin = stay(other, clerk, second, "S2")
    Person.objects.filter(pk=other.pk).update(merged_into=who)
    [plan_id] = look(clerk)
    lines = {line.bill_id: why(line) for line in PlanLine.objects.filter(plan=plan_id)}
    assert lines == {first.pk: ["overlapping_stay"], twin.pk: ["overlapping_stay"]}


def test_page_and_api_show_why_and_ask_for_a_reason(
    clerk: Officer, second: Officer, who, client_as, api_as
) -> None:
    bill = visit(who, clerk, "V1")
    shorten_cover(who, date(2022, 5, 5))
    [plan_id] = look(clerk)
    page = client_as(second, language="en").get(address("claims:plan", args=[plan_id])).content.decode()
    assert "Could not be posted today:" in page and f'name="keep_{bill.pk}"' in page
    assert "Cover ended on 4 May 2022" in page and address("claims:bill", args=[bill.pk]) in page
    [told] = api_as(second).get("/api/v1/resettlement-plans").json()["results"]
    assert [hold["code"] for hold in told["lines"][0]["why"]] == ["eligibility_after_cover"]
    decision = f"/api/v1/resettlement-plans/{plan_id}/decision"

    def decide(key: str, kept: dict[str, str]) -> tuple[int, dict]:
        answer = api_as(second).post(
            decision, {"decision": "approve", "kept": kept}, format="json", headers={"Idempotency-Key": key}
        )
        return answer.status_code, answer.json()

    status, told = decide("k1", {"x": "有文"})
    assert status == 400 and told["errors"][0]["attr"] == "kept", told
    status, told = decide("k2", {})
    assert status == 409 and told["errors"][0]["code"] == "reason_to_keep_missing", told
    status, done = decide("k3", {str(bill.pk): "有文"})
    assert status == 200, done
    assert (done["state"], done["lines"][0]["kept_because"]) == ("posted", "有文")


def test_the_page_posts_with_the_reason_in_its_field(clerk: Officer, second: Officer, who, client_as) -> None:
    bill = visit(who, clerk, "V1")
    shorten_cover(who, date(2022, 5, 5))
    [plan_id] = look(clerk)
    page, desk = address("claims:plan", args=[plan_id]), client_as(second, language="en")
    answer = desk.post(page, {"do": "post"}, follow=True).content.decode()
    assert "say for each why it is kept: V1" in answer
    answer = desk.post(page, {"do": "post", f"keep_{bill.pk}": "有文"}, follow=True).content.decode()
    assert "Posted. The year is settled anew." in answer and "Kept: 有文" in " ".join(answer.split())
