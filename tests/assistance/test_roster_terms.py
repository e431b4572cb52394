"""Does a roster keep the rules of its place for grades, certifiers, spans and ends, as the desk does for one person?"""

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from assistance.categories.models import PersonCategory, Roster
from assistance.categories.operations import categories, rosters
from assistance.categories.rules.roster_states import RosterKind
from enrollment.models import Person
from intake.operations import jobs
from policy.terms import Category, Certifier
from tests.assistance.roster_desk import RosterDesk, actions, row, spans

DATA = """
[[category]]
category = "severely_disabled"
grades = ["一级", "二级"]
certifiers = ["disabled_federation"]
from_on = 2020-01-01
clause = "LZ-2b"
[[category]]
category = "impoverished_by_illness"
lasts_months = 12
from_on = 2020-01-01
clause = "LZ-2b"
[[end_state]]
code = "lifted"
zh = "脱贫"
en = "lifted from poverty"
categories = ["registered_poor"]
becomes = "lifted_from_poverty"
follows_until = 2026-01-01
from_on = 2021-01-01
clause = "LZ-2b"
[[end_state]]
code = "returned"
zh = "返贫"
en = "returned to poverty"
categories = ["lifted_from_poverty"]
becomes = "fallen_into_poverty"
follows_months = 6
from_on = 2021-01-01
clause = "LZ-2b"
[[end_state]]
code = "moved"
zh = "迁出"
en = "moved away"
categories = ["registered_poor", "lifted_from_poverty"]
from_on = 2021-01-01
clause = "LZ-2b"
"""
POOR, LIFTED, AGAIN = "registered_poor", "lifted_from_poverty", "fallen_into_poverty"
RURAL = {
    "certifier": Certifier.RURAL_REVITALIZATION, "kind": RosterKind.CHANGES,
    "categories": [Category(POOR), Category(LIFTED), Category(AGAIN)],
}  # fmt: skip
MARCH = date(2021, 3, 1)


@pytest.fixture(autouse=True)
def lanzhou_says_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "620100").mkdir()
    (tmp_path / "620100" / "category.toml").write_text(DATA, encoding="utf-8")
    monkeypatch.setenv("CANBAO_POLICY_DIRS", str(tmp_path))


def poor(desk: RosterDesk, name: str, category: str = POOR, until_on: date | None = None) -> Person:
    who = desk.person(name)
    categories.record_category(
        person=who, category=Category(category), certifier=Certifier.RURAL_REVITALIZATION, document_number="兰乡振〔2020〕1号",
        from_on=date(2020, 1, 1), until_on=until_on, source="desk", on=date(2021, 2, 1), by=desk.checker,
    )  # fmt: skip
    return who


def problems(roster: Roster) -> list[tuple[str, str]]:
    return [(one["cell"], one["code"]) for one in roster.problems]


def test_ends_of_a_list_record_what_follows_as_the_desk_does(roster_desk: RosterDesk) -> None:
    lifted, back, moved, plain = (
        poor(roster_desk, name, category)
        for name, category in (("甲一", POOR), ("乙二", LIFTED), ("丙三", POOR), ("丁四", POOR))
    )
    cancel = {"change": "取消"}
    written = roster_desk.write(
        [
            row(lifted, "建档立卡户", **cancel, until_on="2021-03-10", ended_as="脱贫"),
            row(back, "脱贫人口", **cancel, ended_as="returned"),
            row(moved, "建档立卡户", **cancel, ended_as="迁出"),
            row(plain, "建档立卡户", **cancel),
        ],
        **RURAL,
    )
    assert set(actions(written).values()) == {"ended"}
    assert spans(lifted) == [(POOR, "2020-01-01", "2021-03-10"), (LIFTED, "2021-03-10", "2026-01-01")]
    assert spans(back) == [(LIFTED, "2020-01-01", "2021-03-01"), (AGAIN, "2021-03-01", "2021-09-01")]
    assert spans(moved) == [(POOR, "2020-01-01", "2021-03-01")] == spans(plain)
    ended = PersonCategory.objects.exclude(ended_as="").values_list("person__name", "ended_as")
    assert sorted(ended) == [("丙三", "moved"), ("乙二", "returned"), ("甲一", "lifted")]
    desk = poor(roster_desk, "戊五")
    span = PersonCategory.objects.get(person=desk)
    categories.end_category(
        span=span, until_on=date(2021, 3, 10), because="示例", on=date(2021, 3, 20), by=roster_desk.checker,
        ended_as="lifted",
    )  # fmt: skip
    assert spans(desk) == spans(lifted), "by list as at the desk"


def test_undoing_a_list_takes_back_what_followed_and_a_later_change_of_it_is_named(
    roster_desk: RosterDesk,
) -> None:
    first, second = poor(roster_desk, "甲一"), poor(roster_desk, "乙二")
    lists = [
        roster_desk.write(
            [row(who, "建档立卡户", change="取消", ended_as="脱贫")], **RURAL, document_number=who.name
        )
        for who in (first, second)
    ]
    rosters.ask_undo(roster=lists[0], because="误报", on=MARCH.replace(day=21), by=roster_desk.checker)
    jobs.work_on(lists[0])
    assert spans(first) == [(POOR, "2020-01-01", "2021-03-01"), (POOR, "2021-03-01", None)]
    follows = PersonCategory.objects.get(person=second, category=LIFTED)
    categories.end_category(
        span=follows, until_on=date(2021, 3, 15), because="示例", on=date(2021, 3, 20), by=roster_desk.checker
    )
    with pytest.raises(rosters.Contradicted):
        rosters.ask_undo(roster=lists[1], because="误报", on=MARCH.replace(day=21), by=roster_desk.checker)


def test_what_follows_is_not_recorded_twice_nor_for_no_time(roster_desk: RosterDesk) -> None:
    held, late = poor(roster_desk, "甲一"), poor(roster_desk, "乙二")
    categories.record_category(
        person=held, category=Category(LIFTED), certifier=Certifier.CIVIL_AFFAIRS, document_number="示例",
        from_on=date(2021, 2, 1), source="desk", on=date(2021, 2, 2), by=roster_desk.checker,
    )  # fmt: skip
    month = date(2026, 3, 1)
    roster_desk.write([row(held, "建档立卡户", change="取消", ended_as="脱贫")], **RURAL)
    roster_desk.write([row(late, "建档立卡户", change="取消", ended_as="脱贫")], **RURAL, month=month)
    assert [one for one in spans(held) if one[0] == LIFTED] == [(LIFTED, "2021-02-01", None)]
    assert spans(late) == [(POOR, "2020-01-01", "2026-03-01")], "the transition was over"


@pytest.mark.parametrize(
    ("given", "facts", "found"),
    [
        ({"category": "重度残疾人", "grade": "三级"}, {"certifier": Certifier.DISABLED_FEDERATION}, ("D2", "grade_does_not_fit")),
        ({"category": "重度残疾人"}, {"certifier": Certifier.DISABLED_FEDERATION}, ("D2", "grade_does_not_fit")),
        ({"category": "重度残疾人", "grade": "一级"}, {}, ("C2", "certifier_does_not_fit")),
        ({"category": "建档立卡户", "ended_as": "脱贫"}, {}, ("L2", "end_without_day")),
        ({"category": "建档立卡户", "ended_as": "返贫", "until_on": "2021-03-10"}, {}, ("L2", "end_unknown")),
    ],
)  # fmt: skip
def test_what_does_not_fit_is_named_by_its_cell_and_clause(
    roster_desk: RosterDesk, given: dict[str, str], facts: dict[str, Any], found: tuple[str, str]
) -> None:
    who = roster_desk.person("甲一")
    stated = [Category(POOR), Category("severely_disabled")]
    checked = roster_desk.check([row(who, **given)], **{"categories": stated, **facts})
    assert (checked.state, problems(checked)) == ("refused", [found])
    if "fit" in found[1]:
        assert "LZ-2b" in checked.problems[0]["message"]["zh"]


def test_a_recognition_of_a_list_ends_when_its_time_is_over_and_listing_it_again_does_not_prolong_it(
    roster_desk: RosterDesk,
) -> None:
    who, other = roster_desk.person("甲一"), roster_desk.person("乙二")
    facts = {"categories": [Category("impoverished_by_illness")], "certifier": Certifier.CIVIL_AFFAIRS}
    name = "因病致贫重病患者"
    roster_desk.write(
        [row(who, name, from_on="2021-02-10"), row(other, name, from_on="2021-02-10", until_on="2021-06-01")],
        **facts,
    )
    assert spans(who) == [("impoverished_by_illness", "2021-02-10", "2022-02-10")]
    assert spans(other) == [("impoverished_by_illness", "2021-02-10", "2021-06-01")]
    april = roster_desk.write(
        [row(who, name, from_on=""), row(other, name, from_on="2021-02-10", until_on="2021-06-01")],
        **facts, month=date(2021, 4, 1),
    )  # fmt: skip
    assert set(actions(april).values()) == {"unchanged"}
    assert spans(who) == [("impoverished_by_illness", "2021-02-10", "2022-02-10")]
