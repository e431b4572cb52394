"""Does an area bring its old register of recognitions along (layout RG-1), by two officers, and do bills that waited go on?"""

import io
from datetime import date

import pytest
from django.utils import timezone

from claims.models import Bill, Recognition, RecognitionList
from claims.operations import recognition_lists
from enrollment.operations.people import document_number
from intake.operations import jobs
from policy.care import Setting
from staff.identities import NotYours
from staff.models import Officer
from staff.rules.roles import Role
from tests import care
from tests import factories as make
from tests.claims.test_recognitions import recognised, visit

pytestmark = pytest.mark.django_db(transaction=True)
HEAD = "证件号码,姓名,待遇类别,病种,起始日期,终止日期,选定医疗机构"


def sent(rows: list[str], by: Officer) -> RecognitionList:
    content = "\n".join([HEAD, *rows, ""]).encode()
    file = recognition_lists.receive(
        content=io.BytesIO(content), name="认定.csv", area=make.MUDAN, document_number="原登记〔2021〕5号", by=by,
        at=timezone.now(),
    )  # fmt: skip
    return jobs.work_on(file)


def test_a_list_is_written_after_another_officer_confirmed_it(clerk: Officer, second: Officer, who) -> None:
    bill = visit(who, clerk)
    assert bill.state == "held"
    number = document_number(who)
    file = sent(
        [
            f"{number},{who.name},两病,高血压病,2022-01-01,,{care.HOSPITAL}",
            f"{number},{who.name},慢特病,M04600,2022-02-01,,",
        ],
        clerk,
    )
    assert file.state == "ready", file.refusal
    with pytest.raises(NotYours):
        recognition_lists.confirm(listed=file, by=clerk, at=timezone.now())
    file = jobs.work_on(recognition_lists.confirm(listed=file, by=second, at=timezone.now()))
    assert file.state == "written", file.failure
    rows = Recognition.objects.order_by("pk")
    assert [(row.disease, row.disease_code, row.setting, row.state) for row in rows] == [
        ("高血压", "M03900", "two_diseases", "recognized"), ("冠心病", "M04600", "chronic", "recognized"),
    ]  # fmt: skip
    first = rows[0]
    assert (first.applied_by_id, first.decided_by_id, first.document_number) == (
        clerk.pk,
        second.pk,
        "原登记〔2021〕5号",
    )
    assert first.providers == [care.HOSPITAL]
    assert Bill.objects.get(pk=bill.pk).state == "settled"


def test_every_wrong_cell_is_named_and_nothing_is_written(clerk: Officer, second: Officer, who) -> None:
    recognised(who, clerk, second, "冠心病", setting=Setting.CHRONIC, from_on=date(2021, 1, 1))
    number, name = document_number(who), who.name
    file = sent(
        [
            f"{number},{name},慢特病,感冒,2022-01-01,,",
            f"{number},李错,慢特病,帕金森病,2022-01-01,,",
            f"{make.resident_number()},无名,慢特病,帕金森病,2022-01-01,,",
            f"{number},{name},慢特病,帕金森病,,,",
            f"{number},{name},慢特病,冠心病,2022-01-01,,",
            f"{number},{name},慢特病,癫痫,2022-01-01,,H404",
            f"{number},{name},慢特病,银屑病,2022-01-01,,",
            f"{number},{name},慢特病,银屑病,2022-06-01,,",
        ],
        clerk,
    )
    assert file.state == "refused" and file.refusal
    told = [(one["cell"], one["code"]) for one in file.refusal["problems"]]
    assert sorted(told) == [
        ("A4", "unknown_person"), ("B3", "name_differs"), ("D2", "disease_unknown"), ("E5", "day_form"),
        ("E6", "recognised_already"), ("E9", "row_twice"), ("G7", "provider_unknown"),
    ]  # fmt: skip
    assert Recognition.objects.count() == 1


def test_a_list_of_another_county_is_refused_by_one_sentence(clerk: Officer, make_officer) -> None:
    there = make_officer(Role.COUNTY_BUREAU, make.LINXIA_VILLAGE[:6])
    elsewhere = make.person(there, "王远", village=make.LINXIA_VILLAGE)
    file = sent([f"{document_number(elsewhere)},王远,慢特病,癫痫,2022-01-01,,"], clerk)
    assert file.state == "refused" and (file.refusal or {})["code"] == "sent_for_another_area"
