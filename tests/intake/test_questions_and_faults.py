"""Does an officer see both what a file asks and what is wrong besides, and is each told in words that help?"""

from collections.abc import Callable
from fractions import Fraction

import pytest
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from assistance.categories.layouts.rosters import CHANGES
from claims.layouts.bill_file import CLASSES, DISEASES, SETTINGS, YES_NO
from enrollment import household_layout, payment_layout, status_layout
from intake.columns.layouts import Column, Kind
from intake.columns.recognition import assigned
from intake.columns.words import accepted, one_for_each
from intake.queries.sent_files import report
from intake.rules.fault_groups import grouped
from intake.rules.headings import likeness, normal_form
from policy.terms import Category
from staff.models import Officer
from tests.assistance.subsidy_desk import SubsidyDesk, bank_file, bank_rows
from tests.intake.layout_tables import LINES, line, read, written

CODES = sorted(LINES)


def asked_of(column: Column) -> str:
    """A word in a cell of the column that only an officer can explain, empty when none is asked."""
    if column.asks:
        return "自造词"
    return "2021-05" if column.kind is Kind.DAY else ""


ASKING = [(code, column) for code in CODES for column in LINES[code][0].columns if asked_of(column)]


@pytest.mark.parametrize(("code", "column"), ASKING, ids=[f"{code} {column.key}" for code, column in ASKING])
def test_a_file_with_questions_and_faults_shows_both(code: str, column: Column) -> None:
    rows = [line(code, n) for n in (1, 2)]
    rows[1][column.key] = asked_of(column)
    content = written(code, rows)
    asked = read(code, content)
    assert asked.questions and not asked.besides
    [cell] = {found["cell"] for question in asked.questions for found in question.get("words", [question])}
    both = read(code, content, own_faults=["B2", cell])
    assert both.questions == asked.questions and both.besides == ["B2"], (
        "an answer heals what is asked, and only that"
    )


def test_row_numbers_are_told_beside_a_question() -> None:
    rows = [line("ST-1", n, note="1") for n in (1, 2)]
    rows[0]["fact"] = "自造词"
    found = read("ST-1", written("ST-1", rows, headings={"note": "序号"}))
    assert found.questions and len(found.besides) == 1
    rows[0]["fact"] = "死亡"
    assert read("ST-1", written("ST-1", rows, headings={"note": "序号"})).refused == "row_numbers"


# -- proposals ---------------------------------------------------------------------------------------------------


def proposals(code: str, headings: dict[str, str]) -> dict[str, str]:
    rows = [line(code, 1) | dict.fromkeys(headings, "x")]
    rows = [{key: text for key, text in row.items() if key not in headings.values()} for row in rows]
    found = read(
        code, written(code, rows, headings={f"x{at}": name for at, name in enumerate(headings)} | headings)
    )
    return {
        question["heading"]: question["proposed"]
        for question in found.questions
        if question["code"] == "column"
    }


def test_two_headings_are_never_proposed_as_one_column() -> None:
    rows = [{key: text for key, text in line("TB-1", 1).items() if key not in ("paid_at", "treasury")}]
    rows[0] |= {"a": "2021-11-14 10:00:00", "b": "2021-11-15"}
    for first, second in (("a", "b"), ("b", "a")):
        names = {first: "缴费日期时间", second: "国库日期"}
        found = read("TB-1", written("TB-1", [{**rows[0]}], headings=names))
        proposed = {question["heading"]: question["proposed"] for question in found.questions}
        assert proposed == {"缴费日期时间": "paid_at", "国库日期": "treasury"}


@pytest.mark.parametrize("code", CODES)
def test_a_column_is_proposed_once_and_never_when_it_is_there(code: str) -> None:
    """Two headings near each optional column, beside the whole line: each column at most once, none that is read."""
    layout, whole = LINES[code][0], line(code, 1)
    extra = {
        f"{column.key}{mark}": f"{column.heading}{mark}"
        for column in layout.columns
        if not column.required and not column.key.startswith("period")
        for mark in ("甲", "乙")
    }
    found = read(code, written(code, [whole | dict.fromkeys(extra, "1")], headings=extra))
    proposed = [question["proposed"] for question in found.questions if question.get("proposed")]
    assert bool(proposed) == bool(extra)
    assert len(proposed) == len(set(proposed)) and not set(proposed) & set(whole)


near = st.dictionaries(
    st.integers(0, 5), st.dictionaries(st.sampled_from("abcd"), st.fractions(0, 1)), max_size=6
)


@given(near, st.sets(st.sampled_from("abcd")))
def test_an_assignment_is_one_to_one_and_the_nearest_pair_is_in_it(
    likenesses: dict[int, dict[str, Fraction]], taken: set[str]
) -> None:
    found = assigned(likenesses, taken=taken)
    assert len(set(found.values())) == len(found) and not taken & set(found.values())
    open_pairs = [
        (one, place, key)
        for place, keys in likenesses.items()
        for key, one in keys.items()
        if key not in taken
    ]
    if open_pairs:
        nearest = max(one for one, _, _ in open_pairs)
        assert any(found.get(place) == key for one, place, key in open_pairs if one == nearest)
    for _, place, key in open_pairs:
        assert place in found or key in found.values(), "nothing is left that could still be proposed"


def test_the_nearer_name_is_nearer() -> None:
    heading = normal_form("国库日期")
    assert likeness(heading, [normal_form("入国库日期")]) > likeness(heading, [normal_form("缴费日期")])


# -- words -------------------------------------------------------------------------------------------------------

WORDS = [
    (f"{code} {column.key}", column.words) for code in CODES for column in LINES[code][0].columns if column.words
] + [("two diseases", DISEASES), ("yes or no", YES_NO)]  # fmt: skip


@pytest.mark.parametrize("words", [words for _, words in WORDS], ids=[name for name, _ in WORDS])
def test_accepted_words_are_told_in_both_languages(words: dict[str, object]) -> None:
    told, each = accepted(words), one_for_each(words)
    assert len(each) == len(set(words.values()))
    for word, text in each.items():
        if word:
            assert not word.isascii() and word in told.zh, "no code stands in the Chinese text"
            assert text.en.startswith(f"{word} (") and text.en in told.en, (
                "the English text says what it means"
            )


def test_every_table_of_words_is_tried() -> None:
    tables = (CHANGES, CLASSES, SETTINGS, status_layout.FACTS, payment_layout.KINDS, household_layout.SEXES)
    assert all(any(words is table for _, words in WORDS) for table in tables)


# -- the same fault in many rows ---------------------------------------------------------------------------------


def fault(cell: str, text: str, code: str = "") -> dict[str, object]:
    return {
        "cell": cell,
        "code": code,
        "text": {"zh": text, "en": text},
        "remedy": {"zh": "改", "en": "mend"},
    }


def test_the_same_fault_in_many_rows_is_told_once() -> None:
    faults = [fault(f"A{row}", "批次号不是 620100-1") for row in range(2, 12)]
    faults += [fault("F3", "“甲”：无法识别", "word_unknown"), fault("F4", "“乙”：无法识别", "word_unknown")]
    faults += [fault("B5", "序号 5 重复出现"), fault("B6", "序号 6 重复出现"), fault("", "整份有误")]
    groups = grouped(faults)
    assert [(group["column"], group["count"]) for group in groups] == [("A", 10), ("F", 2), ("B", 2), ("", 1)]
    assert groups[0]["cells"] == ["A2", "A3", "A4", "A5", "A6"] and groups[1]["text"]["zh"] == "无法识别"
    assert sum(group["count"] for group in groups) == len(faults)


def test_the_page_and_the_report_of_a_bank_file_show_both(
    transactional_db: None, make_officer: Callable[..., Officer], client: Client
) -> None:
    desk = SubsidyDesk(make_officer)
    desk.pays(desk.person(Category("dibao_rural_2")), desk.person(Category("dibao_rural_3")))
    batch = desk.payout_list(desk.paid())
    rows = [{**row, "batch": "620100-209912-000001", "result": "交易成功"} for row in bank_rows(batch)]
    received = desk.bank_says(batch, bank_file(rows, trailer=False))
    told = report(received)
    assert (told["state"], told["problem_count"]) == ("asking", 2)
    [group] = told["problem_groups"]
    assert (group["column"], group["count"], group["cells"]) == ("A", 2, ["A2", "A3"])
    client.force_login(desk.finance)
    page = client.get(f"/sent-files/BK-1/{received.pk}/").content.decode()
    assert 'id="asking"' in page and 'id="fault-groups"' in page and "交易成功" in page
    answered = client.post(
        f"/sent-files/BK-1/{received.pk}/reading", {"word-result-0": "成功", "heading": []}
    )
    received.refresh_from_db()
    assert answered.status_code == 302 and received.state == "refused" and "besides" not in received.summary
    assert report(received)["problem_count"] == 2
