"""Does whoever returns to a list hold the category again, and does nobody who runs on get a second span?"""

import random
from datetime import date

import pytest

from assistance.categories.models import PersonCategory, Roster, RosterRow
from assistance.categories.rules.roster_states import RosterKind
from enrollment.models import Person
from enrollment.operations.document_numbers import replace_document
from enrollment.operations.merges import merge_people
from policy import book
from policy.terms import Category
from tests import factories as make
from tests.assistance.roster_desk import RosterDesk, actions, row, spans

pytestmark = pytest.mark.django_db
JANUARY, FEBRUARY, APRIL = date(2021, 1, 1), date(2021, 2, 1), date(2021, 4, 1)
BEGAN, MAY = "2020-01-01", date(2021, 5, 1)
BOTH_KINDS = pytest.mark.parametrize("kind", [RosterKind.FULL, RosterKind.CHANGES])


def on_record(
    desk: RosterDesk, who: Person, from_on: str, until_on: str | None, grade: str = ""
) -> PersonCategory:
    return PersonCategory.objects.create(
        person=who, category=Category("dibao_rural_3"), grade=grade, certifier="civil_affairs",
        document_number="兰民〔2020〕1号", from_on=from_on, until_on=until_on, division_code=who.division_code,
        recorded_by=desk.maker, source="desk",
    )  # fmt: skip


def listed(kind: RosterKind, who: Person, **given: str) -> dict[str, str]:
    return row(who, **given, **({"change": "新增"} if kind is RosterKind.CHANGES else {}))


def test_who_dropped_out_and_returns_with_the_first_begin_date_holds_again(
    roster_desk: RosterDesk, settings: object
) -> None:
    settings.ROSTER_DROP_PERCENT = 100  # type: ignore[attr-defined]
    desk = roster_desk
    stays, returns = desk.person("留下"), desk.person("回来")
    desk.write([row(stays), row(returns)], month=JANUARY)
    desk.write([row(stays)], month=FEBRUARY)
    assert spans(returns) == [("dibao_rural_3", BEGAN, "2021-02-01")]
    april = desk.check([row(stays), row(returns)], month=APRIL)
    assert actions(april) == {"留下": "unchanged", "回来": "new"}
    desk.confirm(april)
    assert spans(returns) == [("dibao_rural_3", BEGAN, "2021-02-01"), ("dibao_rural_3", "2021-04-01", None)]
    assert spans(stays) == [("dibao_rural_3", BEGAN, None)]


def test_an_area_may_read_a_return_as_never_gone(
    roster_desk: RosterDesk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(
        book.Policy, "reading", lambda policy, reading_id: "since_end" if reading_id == "A57" else ""
    )
    who = roster_desk.person()
    on_record(roster_desk, who, BEGAN, "2021-02-01")
    roster_desk.write([row(who)], month=APRIL)
    assert spans(who) == [("dibao_rural_3", BEGAN, "2021-02-01"), ("dibao_rural_3", "2021-02-01", None)]


@BOTH_KINDS
@pytest.mark.parametrize(
    ("held", "row_until", "grade", "action", "after"),
    [
        # ended by the month of the list, and the row goes on: a return
        ((BEGAN, "2021-02-01"), "", "", "new", ("2021-04-01", None)),
        ((BEGAN, "2021-04-01"), "", "", "new", ("2021-04-01", None)),
        ((BEGAN, "2021-02-01"), "2021-12-31", "", "new", ("2021-04-01", "2021-12-31")),
        ((BEGAN, "2021-02-01"), "", "重病", "new", ("2021-04-01", None)),
        # still running in the month
        ((BEGAN, "2021-04-02"), "", "", "unchanged", None),
        ((BEGAN, None), "", "", "unchanged", None),
        ((BEGAN, "2021-12-31"), "", "", "unchanged", None),
        ((BEGAN, "2021-12-31"), "2021-12-31", "", "unchanged", None),
        ((BEGAN, "2021-06-30"), "2021-12-31", "", "new", ("2021-06-30", "2021-12-31")),
        ((BEGAN, None), "", "重病", "changed", ("2021-04-01", None)),
        ((BEGAN, None), "2021-12-31", "", "changed", None),
        # the row itself ended before the month: no return, only what the record lacks of the past
        ((BEGAN, "2021-02-01"), "2021-03-15", "", "new", ("2021-02-01", "2021-03-15")),
        ((BEGAN, "2021-03-15"), "2021-03-15", "", "unchanged", None),
        # a later span is on record: the gap before it is filled
        (("2021-09-01", None), "", "", "new", ("2021-04-01", "2021-09-01")),
    ],
)
def test_each_combination(
    roster_desk: RosterDesk, kind: RosterKind, held: tuple[str, str | None], row_until: str, grade: str, action: str,
    after: tuple[str, str | None] | None,
) -> None:  # fmt: skip
    who = roster_desk.person()
    on_record(roster_desk, who, *held)
    before = set(PersonCategory.objects.values_list("pk", flat=True))
    roster = roster_desk.check([listed(kind, who, until_on=row_until, grade=grade)], month=APRIL, kind=kind)
    assert actions(roster) == {"张伟": action}
    roster_desk.confirm(roster)
    made = PersonCategory.objects.exclude(pk__in=before).first()
    told = made and (str(made.from_on), str(made.until_on) if made.until_on else None)
    assert told == after


def test_a_change_to_another_category_needs_one_that_runs(roster_desk: RosterDesk) -> None:
    ended, runs = roster_desk.person("甲"), roster_desk.person("乙")
    on_record(roster_desk, ended, BEGAN, "2021-02-01")
    on_record(roster_desk, runs, BEGAN, None)
    change = {"change": "变更", "replaces": "农村低保三类保障对象", "from_on": "2021-04-01"}
    roster = roster_desk.check(
        [row(ended, "特困人员", **change), row(runs, "特困人员", **change)],
        month=APRIL,
        kind=RosterKind.CHANGES,
    )
    assert actions(roster) == {"甲": "unmatched:nothing_to_change", "乙": "changed"}


def test_of_a_merged_person_the_running_span_counts(roster_desk: RosterDesk) -> None:
    kept, absorbed = roster_desk.person("张伟"), roster_desk.person("张伟")
    on_record(roster_desk, kept, "2020-06-01", "2021-02-01")
    on_record(roster_desk, absorbed, BEGAN, None)
    Person.objects.filter(pk=absorbed.pk).update(merged_into=kept)
    assert actions(roster_desk.check([row(kept)], month=APRIL)) == {"张伟": "unchanged"}


def test_nobody_with_a_need_that_runs_is_unchanged_without_a_span(roster_desk: RosterDesk) -> None:
    """Random records and rows, many people in one list: whoever the list says is in need holds the category then."""
    chance = random.Random(20210401)
    days = [date(2020, 1, 1), *(date(2020 + m // 12, m % 12 + 1, d) for m in range(10, 20) for d in (1, 15))]
    rows, people = [], []
    for number in range(150):
        who = roster_desk.person(f"众{chr(0x4E00 + number)}")
        people.append(who)
        cuts = sorted(chance.sample(days, chance.choice([0, 2, 4])))
        for from_on, until_on in zip(cuts[::2], cuts[1::2], strict=True):
            is_last = until_on == cuts[-1]
            on_record(
                roster_desk, who, str(from_on), None if is_last and chance.random() < 0.3 else str(until_on)
            )
        begins = chance.choice([day for day in days if day <= APRIL])
        until = chance.choice(["", "", str(chance.choice([day for day in days if day > begins]))])
        grade = chance.choice(["", "", "重病"])
        rows.append(row(who, from_on=str(begins), until_on=until, grade=grade))
    roster = roster_desk.write(rows, month=APRIL)
    kinds = set()
    for each in RosterRow.objects.filter(roster=roster, number__isnull=False).select_related("person"):
        kinds.add(each.action)
        listed_until = rows[(each.number or 0) - 2]["until_on"]
        if listed_until and date.fromisoformat(listed_until) <= APRIL:
            continue
        assert any(
            span.from_on < MAY and (span.until_on is None or span.until_on > APRIL)
            for span in PersonCategory.objects.filter(person=each.person)
            if span.until_on != span.from_on
        ), (each.action, rows[(each.number or 0) - 2], spans(each.person))
        assert each.was_written, (each.action, rows[(each.number or 0) - 2], spans(each.person))
    assert kinds == {"new", "changed", "unchanged"}


def test_one_person_under_two_numbers_stands_twice(roster_desk: RosterDesk) -> None:
    desk = roster_desk
    who, kept, absorbed = desk.person("钱四"), desk.person("李五"), desk.person("李五")
    old = row(who)
    number = make.resident_number(who.born_on, male=who.sex == "male")
    replace_document(
        person=who,
        document_kind=who.document_kind,
        document_number=number,
        reason="登记有误",
        on=APRIL,
        by=desk.clerk,
    )
    who.refresh_from_db()
    second = row(absorbed)
    merge_people(kept=kept, absorbed=absorbed, reason="同一人", on=APRIL, by=desk.clerk)
    roster: Roster = desk.check([old, row(who), row(kept), second, row(desk.person("无关"))], month=APRIL)
    assert (roster.state, roster.problem_count) == ("refused", 2)
    assert [(p["cell"], p["code"]) for p in roster.problems] == [("A3", "row_twice"), ("A5", "row_twice")]
    assert "A2" in roster.problems[0]["message"]["zh"] and "A4" in roster.problems[1]["message"]["en"]
