"""Is a list of who is paid for (PL-1) read, held against dues, years and other schools, and refused by cell?"""

import json
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.utils import timezone

from enrollment.bulk.sponsor_shares import asked
from enrollment.models import Enrollment, SponsorRow
from enrollment.operations import sponsor_lists, sponsors
from enrollment.operations.people import document_number
from enrollment.operations.sponsor_lists import SponsorListRefused
from enrollment.operations.sponsors import SponsorRefused
from enrollment.queries.sponsors import leavers, rows_in_force
from enrollment.rules.sponsors import Attendance, SchoolOwner
from enrollment.sponsor_layout import ATTENDANCE
from intake.operations.receiving import SameFileReceived
from policy.terms import SponsorKind
from staff.models import Officer
from staff.rules.roles import Role
from tests import factories as make
from tests.pipeline.sponsor_desk import PAID_ON, SponsorDesk, credit_code, row
from tests.pipeline.tax_desk import TaxDesk


@pytest.fixture
def desk(transactional_db: None, make_officer: Callable[..., Officer]) -> SponsorDesk:
    make.places()
    bureau = make_officer(Role.COUNTY_BUREAU, make.MUDAN)
    return SponsorDesk(TaxDesk(make_officer(Role.TAX_OFFICER, make.HEZE), bureau), bureau)


def test_every_word_says_whether_somebody_is_there() -> None:
    assert set(ATTENDANCE.values()) == set(Attendance)


def test_wrong_cells_refuse_the_list(desk: SponsorDesk) -> None:
    school, other = desk.school(), desk.school("菏泽第二小学", 2)
    ones = [desk.tax.person(f"学生{turn}") for turn in "甲乙丙丁"]
    desk.send(other, row(ones[3]))
    listed = desk.send(
        school, row(ones[0], "320.01"), row(ones[1], year=2021), row(ones[2], "0.00"), row(ones[3]), row(ones[0])
    )  # fmt: skip
    assert listed.state == "refused" and not SponsorRow.objects.filter(list=listed).exists()
    assert {(one["cell"], one["code"]) for one in listed.problems} == {
        ("D2", "above_due"), ("C3", "another_year"), ("D4", "amount_zero"), ("A5", "pupil_of_another_school"), ("A6", "row_twice"),
    }  # fmt: skip
    assert all(one["remedy"]["zh"] and one["remedy"]["en"] for one in listed.problems)


def test_a_full_list_replaces_and_another_adds(desk: SponsorDesk) -> None:
    school = desk.school()
    ones = [desk.tax.person(f"学生{turn}") for turn in "甲乙丙"]
    desk.send(school, row(ones[0]), row(ones[1]))
    with pytest.raises(SameFileReceived):
        desk.send(school, row(ones[0]), row(ones[1]))
    desk.send(school, row(ones[2]), full=False)
    assert [one.name for one in rows_in_force(school, 2022)] == ["学生甲", "学生乙", "学生丙"]
    desk.send(school, row(ones[1]))
    assert [one.name for one in rows_in_force(school, 2022)] == ["学生乙"]
    desk.send(school, row(ones[0], year=2021), year=2021)
    assert [one.name for one in leavers(school, 2022)] == ["学生甲"], (
        "in last year's list and not in this one"
    )


def test_a_few_are_typed_in_by_hand(desk: SponsorDesk) -> None:
    village = desk.sponsor(SponsorKind.COLLECTIVE, "双河村经济合作社", credit_code(3))
    who = desk.tax.person("李老人")
    rows = [{"number": document_number(who), "name": "李老人", "amount": "100.00"}]
    facts = {"sponsor": village, "coverage_year": 2022, "by": desk.bureau, "document_number": "村〔2021〕1号"}
    listed = sponsor_lists.enter_rows(rows=rows, at=timezone.now(), **facts)
    assert (listed.state, listed.is_full) == ("written", False)
    [one] = asked(village, 2022, paid_on=PAID_ON)
    assert (one.share.answer.value, one.share.fen) == ("pays", 10_000)
    with pytest.raises(SponsorListRefused) as wrong:
        later = timezone.now() + timedelta(seconds=1)
        sponsor_lists.enter_rows(rows=[{**rows[0], "amount": "400.00"}], at=later, **facts)
    assert "above_due" in json.dumps(wrong.value.context["problems"])


def test_another_school_on_record_is_named_and_not_paid(desk: SponsorDesk) -> None:
    school, who = desk.school(), desk.tax.person("学生甲")
    Enrollment.objects.filter(person=who).update(school="曹县第一中学")
    desk.send(school, row(who))
    assert [one.share.answer.value for one in asked(school, 2022, paid_on=PAID_ON)] == ["other_school"]


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"number": "52371702000000001X"}, "number"),
        ({"name": " "}, "name"),
        ({"owner_level": None}, "owner_level"),
        ({"division_code": "999999"}, "division_code"),
    ],
)
def test_a_sponsor_needs_sound_facts(desk: SponsorDesk, given: dict[str, object], field: str) -> None:
    facts = {
        "kind": SponsorKind.SCHOOL, "name": "一小", "number": credit_code(9), "division_code": make.VILLAGE[:9],
        "owner_level": SchoolOwner.COUNTY, "by": desk.bureau, "at": timezone.now(),
    }  # fmt: skip
    with pytest.raises(SponsorRefused) as refused:
        sponsors.enter(**{**facts, **given})  # type: ignore[arg-type]
    assert refused.value.context["field"] == field


def test_a_number_is_entered_once(desk: SponsorDesk) -> None:
    desk.school()
    with pytest.raises(SponsorRefused) as twice:
        desk.school("另一个名称")
    assert twice.value.code == "sponsor_number_known"
