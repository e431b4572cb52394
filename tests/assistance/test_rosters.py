"""Does a roster change what it says, end nobody whom it does not clearly leave out, and can it be undone?"""

from collections.abc import Callable
from datetime import date

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from assistance.categories.models import PersonCategory, Roster, RosterRow
from assistance.categories.operations import categories, category_names, rosters
from assistance.categories.operations.rosters import Contradicted, Stale
from assistance.categories.rules.category_names import Vocabulary
from assistance.categories.rules.roster_states import RosterKind
from assistance.figures.models import EnteredParameter
from enrollment.models import WaitingExemption
from enrollment.operations.people import find_by_number
from intake.operations import jobs
from intake.operations.jobs import NotPossibleNow
from intake.operations.receiving import SameFileReceived
from policy.terms import Category, Certifier
from staff.access import NotAllowed
from staff.identities import NotYours
from staff.models import AuditEvent, Officer
from staff.refusals import Refusal
from staff.rules.roles import Role
from tests import factories as make
from tests.assistance.roster_desk import (
    HEADER,
    LANZHOU,
    OTHER_TOWN_VILLAGE,
    RosterDesk,
    actions,
    refusal,
    row,
    spans,
    table,
)

pytestmark = pytest.mark.django_db
MARCH, APRIL = date(2021, 3, 1), date(2021, 4, 1)


def test_a_full_list_writes_what_it_says(roster_desk: RosterDesk) -> None:
    desk = roster_desk
    one, two = desk.person("甲"), desk.person("乙", village=OTHER_TOWN_VILLAGE)
    roster = desk.check(
        [row(one), row(one, "特困人员", from_on="2021-02-03"), row(two, "农村低保", grade="二类")]
    )
    assert (roster.state, roster.rows_read) == ("ready", 3)
    assert not PersonCategory.objects.exists(), "nothing is written before it is confirmed"
    assert [(t["code"], t["rows"], t["new"], t["before"]) for t in roster.summary["townships"]] == [
        ("620102001", 2, 2, None), ("620102002", 1, 1, None),
    ]  # fmt: skip
    roster = desk.confirm(roster)
    assert spans(one) == [("dibao_rural_3", "2020-01-01", None), ("tekun", "2021-02-03", None)]
    assert spans(two) == [("dibao_rural_2", "2020-01-01", None)]
    span = PersonCategory.objects.get(person=two)
    assert (span.source, span.certifier, span.recorded_by) == (
        f"roster:{roster.pk}",
        "civil_affairs",
        desk.checker,
    )
    assert roster.summary["done"] == {"new": 3}
    done = set(AuditEvent.objects.filter(about_kind="roster").values_list("action", flat=True))
    assert done == {"receive_roster", "check_roster", "confirm_roster", "write_roster"}


def test_the_next_month_says_what_changed(roster_desk: RosterDesk) -> None:
    desk = roster_desk
    names = [name + other for name in "甲乙丙丁一二三四五六七八" for other in "甲乙丙"]
    people = {name: desk.person(name) for name in names}
    desk.write([row(who) for who in people.values()])
    gone, other_class, other_grade = people["甲甲"], people["乙甲"], people["丙甲"]
    rest = [who for who in people.values() if who not in (gone, other_class, other_grade)]
    new = desk.person("新来")
    roster = desk.check(
        [
            *(row(who) for who in rest), row(other_class, "农村低保二类", from_on="2021-04-01"),
            row(other_grade, grade="重病"), row(new, from_on="2021-04-02"),
        ],
        month=APRIL,
    )  # fmt: skip
    assert roster.state == "ready", roster.summary
    told = actions(roster)
    assert (told["甲甲"], told["新来"], told["丁乙"], told["丙甲"]) == (
        "ended",
        "new",
        "unchanged",
        "changed",
    )
    assert RosterRow.objects.filter(roster=roster, person=other_class).count() == 2, (
        "one class ends, one begins"
    )
    assert roster.summary["townships"][0]["before"] == 36
    desk.confirm(roster)
    assert spans(gone) == [("dibao_rural_3", "2020-01-01", "2021-04-01")]
    assert spans(other_class) == [
        ("dibao_rural_3", "2020-01-01", "2021-04-01"),
        ("dibao_rural_2", "2021-04-01", None),
    ]
    assert spans(other_grade) == [
        ("dibao_rural_3", "2020-01-01", "2021-04-01"),
        ("dibao_rural_3", "2021-04-01", None),
    ]
    assert spans(rest[0]) == [("dibao_rural_3", "2020-01-01", None)]


def test_a_partial_list_ends_nobody(roster_desk: RosterDesk) -> None:
    desk = roster_desk
    people = [desk.person(name) for name in "甲乙丙丁戊己庚辛壬癸"]
    desk.write([row(who) for who in people])
    before = [spans(who) for who in people]
    partial = desk.check([row(who) for who in people[:9]], month=APRIL)
    assert refusal(partial) == "list_shrunk"
    figures = (partial.refusal or {})["figures"]
    assert (figures["held"], figures["missing"], figures["share_allowed"]) == (10, 1, "0.05")
    empty = desk.check(table([]), month=APRIL)
    assert refusal(empty) == "list_shrunk" and (empty.refusal or {})["figures"]["missing"] == 10
    one_empty = desk.check([*(row(who) for who in people[:9]), row("", name="癸")], month=APRIL)
    assert (one_empty.state, one_empty.problem_count) == ("refused", 1)
    assert one_empty.problems[0]["cell"] == "A11" and one_empty.problems[0]["code"] == "empty"
    assert [spans(who) for who in people] == before
    # The area may allow more, under a document and by two officers.
    EnteredParameter.objects.create(
        area=LANZHOU, topic="roster_drop_share", value="0.2", from_on=MARCH, document_number="兰医保〔2021〕9号",
        entered_by=desk.maker, entered_at=timezone.now(), approved_by=desk.checker, approved_at=timezone.now(),
    )  # fmt: skip
    allowed = desk.check([row(who) for who in people[:9]], month=APRIL)
    assert (allowed.state, allowed.summary["ended"]) == ("ready", 1)


def test_a_township_that_is_missing_as_a_whole_stops_the_list(
    roster_desk: RosterDesk, settings: object
) -> None:
    settings.ROSTER_DROP_PERCENT = 50  # type: ignore[attr-defined]
    desk = roster_desk
    here = [desk.person("甲" + name) for name in "一二三四五六七八九十"]
    there = [desk.person("乙" + name, village=OTHER_TOWN_VILLAGE) for name in "一二三四五"]
    desk.write([row(who) for who in here + there])
    roster = desk.check([row(who) for who in here], month=APRIL)
    assert refusal(roster) == "list_shrunk" and "乡镇" in (roster.refusal or {})["text"]["zh"]


def test_only_people_of_its_area_certifier_and_categories_end(
    roster_desk: RosterDesk, make_officer: Callable[..., Officer], settings: object
) -> None:
    settings.ROSTER_DROP_PERCENT = 100  # type: ignore[attr-defined]
    desk = roster_desk
    gone, stays = desk.person("退出"), desk.person("留下")
    heze_clerk = make_officer(Role.COUNTY_BUREAU, make.HEZE)
    elsewhere = make.person(heze_clerk, "外地")
    day = date(2020, 5, 1)

    def held(who, category, certifier, **given):  # type: ignore[no-untyped-def]
        return PersonCategory.objects.create(
            person=who, category=category, certifier=certifier, document_number="文", from_on=day, source="desk",
            division_code=who.division_code, **given,
        )  # fmt: skip

    ends = held(gone, "dibao_rural_3", "civil_affairs")
    kept = [
        held(gone, "severely_disabled", "disabled_federation"),  # another certifier's
        held(gone, "orphan", "civil_affairs"),  # not what the list is about
        held(gone, "tekun", "rural_revitalization"),  # certified by somebody else
        held(elsewhere, "dibao_rural_3", "civil_affairs"),
    ]
    desk.write([row(stays)])
    ends.refresh_from_db()
    assert ends.until_on == MARCH and ends.ended_by == desk.checker and "2021-03" in ends.ended_because
    for span in kept:
        span.refresh_from_db()
        assert span.until_on is None


def test_changes_only(roster_desk: RosterDesk) -> None:
    desk = roster_desk
    one, two, three = desk.person("甲"), desk.person("乙"), desk.person("丙")
    desk.write([row(who) for who in (one, two)])
    roster = desk.write(
        [
            row(one, change="取消", until_on="2021-04-10"), row(three, change="新增", from_on="2021-04-05"),
            row(two, "农村低保一类", change="变更", replaces="农村低保三类", from_on="2021-04-06"),
        ],
        kind=RosterKind.CHANGES, month=APRIL,
    )  # fmt: skip
    assert actions(roster) == {"甲": "ended", "乙": "changed", "丙": "new"}
    assert spans(one) == [("dibao_rural_3", "2020-01-01", "2021-04-10")]
    assert spans(two) == [
        ("dibao_rural_3", "2020-01-01", "2021-04-06"),
        ("dibao_rural_1", "2021-04-06", None),
    ]
    assert spans(three) == [("dibao_rural_3", "2021-04-05", None)]
    again = desk.check(
        [row(three, "特困", change="取消", until_on="2021-05-10"), row(one, "特困", change="变更")],
        kind=RosterKind.CHANGES, month=date(2021, 5, 1),
    )  # fmt: skip
    assert actions(again) == {"丙": "unmatched:nothing_to_cancel", "甲": "unmatched:nothing_to_change"}


def test_what_is_not_matched_is_kept_and_ends_nothing(
    roster_desk: RosterDesk, make_officer: Callable[..., Officer], settings: object
) -> None:
    settings.ROSTER_DROP_PERCENT = 100  # type: ignore[attr-defined]
    desk = roster_desk
    one, two, dead = desk.person("甲"), desk.person("乙"), desk.person("亡")
    desk.write([row(one), row(two)])
    dead.died_on = date(2021, 2, 1)
    dead.save()
    elsewhere = make.person(make_officer(Role.COUNTY_BUREAU, make.HEZE), "外地")
    roster = desk.write(
        [
            row(one, "一档救助"), row(two, name="完全两样"), row(dead), row(elsewhere), row(make.resident_number(), name="无名"),
            row(desk.person("多义"), "农村低保二三四类保障"),
        ],
        month=APRIL,
    )  # fmt: skip
    assert actions(roster) == {
        "甲": "unmatched:unknown_name", "完全两样": "unmatched:name_differs", "亡": "unmatched:deceased",
        "外地": "unmatched:elsewhere", "无名": "unmatched:not_registered", "多义": "unmatched:unknown_name",
    }  # fmt: skip
    assert RosterRow.objects.get(name="甲", roster=roster).category_name == "一档救助"
    assert spans(one) == spans(two) == [("dibao_rural_3", "2020-01-01", None)]
    # Once the table knows the name, the same list has an effect.
    category_names.add_name(
        vocabulary=Vocabulary.BUREAU_EXPORT, area=LANZHOU, name="一档救助", category=Category("dibao_rural_1"),
        source="兰医保〔2021〕1号", on=APRIL, by=make_officer(Role.CITY_BUREAU, LANZHOU),
    )  # fmt: skip
    later = desk.check([row(one, "一档救助"), row(two)], month=date(2021, 5, 1))
    assert actions(later)["甲"] in ("new", "ended") and later.summary["new"] == 1


def test_a_name_of_several_categories_needs_its_grade(roster_desk: RosterDesk) -> None:
    desk = roster_desk
    one, two = desk.person("甲"), desk.person("乙")
    roster = desk.check(
        [row(one, "农村低保二、三、四类"), row(two, "农村低保", grade="一类")],
    )
    assert actions(roster) == {"甲": "unmatched:ambiguous_name", "乙": "new"}


def test_faults_are_told_all_at_once(roster_desk: RosterDesk) -> None:
    desk = roster_desk
    one = desk.person("甲")
    roster = desk.check(
        [
            row("371702198005010012"), row(one, from_on="2021-13-01"), row(one, "孤儿"), row(one, from_on=""),
            row(one, until_on="2019-01-01"), row(one, certified_on="2021-03-21"), row(one, ""), row(one), row(one),
        ]
    )  # fmt: skip
    assert (roster.state, roster.rows_read) == ("refused", 9)
    assert [(p["cell"], p["code"]) for p in roster.problems] == [
        ("A2", "wrong_check_digit"), ("F3", "date_unreadable"), ("C4", "category_not_stated"), ("F5", "start_required"),
        ("G6", "ends_before_start"), ("E7", "certified_in_future"), ("C8", "category_empty"), ("A10", "row_twice"),
    ]  # fmt: skip
    assert all(p["message"]["zh"] and p["remedy"]["en"] for p in roster.problems)


def test_the_same_bytes_are_received_once(roster_desk: RosterDesk) -> None:
    desk = roster_desk
    first = desk.check([row(desk.person("甲"))])
    content = table([row(find_by_number(make.resident_number()) or "x")])
    with pytest.raises(SameFileReceived) as refused:
        desk.receive([{**row(first.listed.get().person)}])
    assert refused.value.context["roster_id"] == first.pk
    assert desk.receive(content).pk != first.pk


def test_nobody_confirms_what_they_uploaded(
    roster_desk: RosterDesk, make_officer: Callable[..., Officer]
) -> None:
    desk = roster_desk
    roster = desk.check([row(desk.person("甲"))])
    for by, kind in ((desk.maker, NotYours), (make_officer(Role.AUDITOR, LANZHOU), NotAllowed)):
        with pytest.raises(kind):
            rosters.confirm(roster=roster, on=date(2021, 3, 20), by=by, at=timezone.now())
    with pytest.raises(IntegrityError, match="roster_not_confirmed_by_maker"), transaction.atomic():
        Roster.objects.filter(pk=roster.pk).update(confirmed_by=desk.maker)
    desk.confirm(roster)
    with pytest.raises(NotPossibleNow):
        desk.confirm(roster)
    with pytest.raises(NotAllowed):
        desk.receive([row("x")], area=make.HEZE)


def test_a_preview_that_was_overtaken_is_not_written(roster_desk: RosterDesk) -> None:
    desk = roster_desk
    one, two = desk.person("甲"), desk.person("乙")
    first, second = desk.check([row(one)]), desk.check([row(one), row(two)])
    desk.confirm(first)
    with pytest.raises(Stale):
        desk.confirm(second)
    later = desk.check([row(one), row(two)], month=APRIL)
    # Meanwhile the desk records the same category.
    categories.record_category(
        person=two, category=Category("dibao_rural_3"), certifier=Certifier.CIVIL_AFFAIRS, document_number="窗口",
        from_on=date(2021, 3, 15), source="desk", on=date(2021, 3, 15), by=desk.checker,
    )  # fmt: skip
    desk.confirm(later)
    assert RosterRow.objects.get(roster=later, person=two).was_written is False
    assert spans(two) == [("dibao_rural_3", "2021-03-15", None)]
    earlier = desk.check([row(one)], month=date(2021, 2, 1))
    assert refusal(earlier) == "later_list_written"


def test_undo_brings_back_what_was(roster_desk: RosterDesk, settings: object) -> None:
    settings.ROSTER_DROP_PERCENT = 100  # type: ignore[attr-defined]
    desk = roster_desk
    gone, stays, new = desk.person("退出"), desk.person("留下"), desk.person("新来")
    desk.write([row(gone), row(stays)])
    april = desk.write([row(stays, grade="重病"), row(new, from_on="2021-04-02")], month=APRIL)
    assert spans(gone)[0][2] == "2021-04-01" and len(spans(stays)) == 2 and len(spans(new)) == 1
    rosters.ask_undo(roster=april, because="名单报错", on=date(2021, 4, 25), by=desk.checker)
    assert jobs.work_on(april).state == "undone"
    assert spans(new) == []
    for who in (gone, stays):
        assert spans(who) == [
            ("dibao_rural_3", "2020-01-01", "2021-04-01"),
            ("dibao_rural_3", "2021-04-01", None),
        ]
    running = PersonCategory.objects.get(person=stays, until_on=None)
    assert running.grade == "" and running.source == f"roster:{april.pk}"
    again = desk.check([row(stays, grade="重病"), row(new, from_on="2021-04-02")], month=APRIL)
    assert again.state == "ready", "the same bytes may come again after an undo"


def test_undo_names_what_later_changes_contradict(roster_desk: RosterDesk) -> None:
    desk = roster_desk
    one, two = desk.person("甲"), desk.person("乙")
    roster = desk.write([row(one), row(two)])
    categories.end_category(
        span=PersonCategory.objects.get(person=two),
        until_on=date(2021, 4, 2),
        because="去世",
        on=APRIL,
        by=desk.checker,
    )
    with pytest.raises(Contradicted) as refused:
        rosters.ask_undo(roster=roster, because="名单报错", on=APRIL, by=desk.checker)
    assert [each["name"] for each in refused.value.context["rows"]] == [
        "乙"
    ] and "乙" in refused.value.text.zh
    roster.refresh_from_db()
    assert roster.state == "written" and len(spans(one)) == 1
    with pytest.raises(Refusal):
        rosters.ask_undo(roster=roster, because=" ", on=APRIL, by=desk.checker)


@pytest.mark.django_db(transaction=True)
def test_newly_added_poor_of_a_roster_may_enroll_in_the_month(roster_desk: RosterDesk) -> None:
    desk = roster_desk
    poor = {"certifier": Certifier.RURAL_REVITALIZATION, "categories": [Category("registered_poor")]}
    old, new = desk.person("老"), desk.person("新", year=2021)
    desk.write([row(old, "建档立卡贫困人口")], **poor)
    desk.write([row(old, "建档立卡贫困人口"), row(new, "建档立卡", from_on="")], month=APRIL, **poor)
    facts = WaitingExemption.objects.filter(ended_on=None).values_list(
        "person", "coverage_year", "reason", "fact_on"
    )
    assert list(facts) == [(new.pk, 2021, "newly_added_poor", APRIL)]


def test_headings_of_other_bureaus_and_bad_headers(roster_desk: RosterDesk) -> None:
    desk = roster_desk
    one = desk.person("甲")
    names = {"证件号码": "公民身份号码", "身份类别": "特殊身份", "起始日期": "纳入时间", "乡镇/区划": "镇街"}
    content = table([row(one)]).decode()
    for ours, theirs in names.items():
        content = content.replace(ours, theirs, 1)
    roster = desk.check(content.encode("gb18030"))
    assert (roster.state, roster.rows_read) == ("ready", 1)
    assert (
        refusal(desk.check(table([row(one)], header=[h for h in HEADER if h != "身份类别"])))
        == "missing_column"
    )
    no_change = [h for h in HEADER if h != "变更类型"]
    assert (
        refusal(desk.check(table([row(one)], header=no_change), kind=RosterKind.CHANGES)) == "missing_column"
    )
