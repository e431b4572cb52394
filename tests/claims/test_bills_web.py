"""Do the pages about bills and providers take a bill in, say what is wrong with it, and keep to permission and place?"""

from datetime import date

import pytest
from django.urls import reverse
from django.utils import timezone

from claims.models import Bill, Provider
from enrollment.operations.people import document_number
from policy.care import Setting
from staff.models import Officer
from staff.rules.roles import Role
from tests import care
from tests import factories as make

pytestmark = pytest.mark.django_db(transaction=True)


def written(who, **changed: str) -> dict[str, str]:
    return {
        "document_number": document_number(who), "provider_code": care.HOSPITAL.lower(), "number": "W1", "setting": "inpatient",
        "admitted_on": "2022-05-03", "discharged_on": "2022-05-10", "diagnosis_code": "k35.900", "bill_total": "5,050.00",
        "line-TOTAL_FORMS": "5", "line-INITIAL_FORMS": "0",
        "line-0-item_class": "B", "line-0-item_name": "手术费", "line-0-eligible_fen": "4500", "line-0-first_pay_fen": "200",
        "line-0-non_covered_fen": "300.00",
        "line-2-item_class": "C", "line-2-item_name": "陪护", "line-2-non_covered_fen": "50", **changed,
    }  # fmt: skip


def test_a_bill_is_entered_on_one_page(clerk: Officer, who, client_as, django_assert_max_num_queries) -> None:
    client = client_as(clerk)
    assert care.HOSPITAL in client.get(reverse("claims:new_bill")).content.decode()
    answer = client.post(reverse("claims:new_bill"), written(who))
    bill = Bill.objects.get()
    assert answer.status_code == 302 and answer.url == reverse("claims:bill", args=[bill.pk])
    assert (bill.total_fen, bill.non_covered_fen, bill.lines.count()) == (505000, 35000, 2)
    assert bill.diagnosis_name == "急性阑尾炎" and bill.referral is None
    with django_assert_max_num_queries(20):
        page = client.get(answer.url).content.decode()
    for said in ("5,050.00", "手术费", "待结算", "K35.900", who.document_masked):
        assert said in page
    for number in range(5):
        care.enter(who, clerk, f"X{number}", setting=Setting.OUTPATIENT)
    with django_assert_max_num_queries(20):
        listed = client.get(
            reverse("claims:bills"), {"state": "ready", "setting": "inpatient"}
        ).content.decode()
    assert "W1" in listed and "X1" not in listed


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"bill_total": "5000"}, "相差 50.00 元"),
        ({"line-0-total_fen": "4999.99"}, "第 1 行"),
        ({"diagnosis_code": "阑尾炎"}, "ICD-10"),
        ({"provider_code": "H99999"}, "未登记"),
        ({"document_number": "371702198005010000"}, "没有以该证件号码登记的人"),
        ({"admitted_on": ""}, "住院账单缺入院日期"),
        ({"discharged_on": "2023-01-10", "admitted_on": "2023-01-03"}, "断保"),
        ({"line-2-eligible_fen": "1"}, "丙类"),
        ({"bill_total": "12,34x"}, "元"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_said_and_nothing_is_kept(
    clerk: Officer, who, client_as, change: dict[str, str], said: str
) -> None:
    answer = client_as(clerk).post(reverse("claims:new_bill"), written(who, **change))
    assert answer.status_code == 422 and said in answer.content.decode()
    assert not Bill.objects.exists()


def test_more_rows_keep_what_was_written(clerk: Officer, who, client_as) -> None:
    page = client_as(clerk).post(reverse("claims:new_bill"), written(who, add_rows="yes")).content.decode()
    assert 'value="手术费"' in page and 'name="line-9-item_name"' in page and 'value="W1"' in page


def test_a_second_bill_under_the_number_leads_to_the_first(clerk: Officer, who, client_as) -> None:
    client = client_as(clerk)
    client.post(reverse("claims:new_bill"), written(who))
    again = client.post(reverse("claims:new_bill"), written(who)).content.decode()
    assert reverse("claims:bill", args=[Bill.objects.get().pk]) in again
    client.post(reverse("claims:withdraw_bill", args=[Bill.objects.get().pk]), {"reason": "重复"})
    assert Bill.objects.get().state == "withdrawn"


def test_place_and_permission(clerk: Officer, who, client_as, make_officer) -> None:
    bill = care.enter(who, clerk)
    stranger = client_as(make_officer(Role.COUNTY_BUREAU, "622901"))
    address = reverse("claims:bill", args=[bill.pk])
    assert stranger.get(address).status_code == 404
    assert stranger.post(reverse("claims:withdraw_bill", args=[bill.pk]), {"reason": "x"}).status_code == 404
    assert ">B1<" not in stranger.get(reverse("claims:bills")).content.decode()
    auditor = client_as(make_officer(Role.AUDITOR, make.HEZE))
    assert auditor.get(address).status_code == 200
    assert auditor.get(reverse("claims:new_bill")).status_code == 403
    assert (
        client_as(make_officer(Role.TAX_OFFICER, make.HEZE)).get(reverse("claims:bills")).status_code == 403
    )


def test_providers_are_registered_listed_and_ended(
    clerk: Officer, client_as, make_officer, django_assert_max_num_queries
) -> None:
    client = client_as(clerk)
    given = {"code": "h37170299999", "name": "牡丹区人民医院", "division_code": make.MUDAN, "kept_by": make.MUDAN,
             "tier": "county", "from_on": "2020-01-01", "document_number": "菏医保〔2020〕3号"}  # fmt: skip
    assert client.post(reverse("claims:register_provider"), given).status_code == 302
    provider = Provider.objects.get()
    assert client.post(reverse("claims:register_provider"), given).status_code == 422
    with django_assert_max_num_queries(15):
        listed = client.get(reverse("claims:providers"), {"tier": "county", "text": "人民"}).content.decode()
    assert "牡丹区人民医院" in listed and "H37170299999" in listed
    assert (
        "牡丹区人民医院" not in client.get(reverse("claims:providers"), {"tier": "village"}).content.decode()
    )
    address = reverse("claims:provider", args=[provider.pk])
    ordinary = client_as(make_officer(Role.TOWNSHIP_CLERK, "371702001"))
    assert ordinary.get(address).status_code == 200
    assert ordinary.post(address, {"tier": "county"}).status_code == 403
    overlapping = {"tier": "prefecture", "from_on": "2019-01-01", "document_number": "X"}
    assert client.post(address, overlapping).status_code == 422
    designation = provider.designations.get()
    end = reverse("claims:end_designation", args=[provider.pk, designation.pk])
    assert client_as(make_officer(Role.COUNTY_BUREAU, "622901")).post(
        end, {"until_on": "2022-01-01", "because": "违规"}
    ).status_code in (302, 403)  # fmt: skip
    designation.refresh_from_db()
    assert designation.until_on is None
    client.post(end, {"until_on": "2022-01-01", "because": "协议到期"})
    designation.refresh_from_db()
    assert designation.until_on == date(2022, 1, 1)
    assert "非定点" in client.get(reverse("claims:providers")).content.decode()
    assert timezone.localdate() > date(2022, 1, 1)
