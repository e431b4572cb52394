"""Does `python -m policy show` print what is in force that day with its clauses?"""

from __future__ import annotations

import json

import pytest

from policy.__main__ import main


def test_heze_in_chinese(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["show", "371700", "2022-03-15"]) == 0
    text = capsys.readouterr().out
    for words in (
        "菏泽市",
        "2022年度320.00元",
        "HZ-1a",
        "菏医保〔2021〕28号",
        "A42 = day_after",
        "补缴后等待1个月",
    ):
        assert words in text
    assert "集中参保期的起止日期" not in text, "what the city has settled is not shown as open"


def test_lanzhou_in_english_names_what_is_undecided(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["show", "620102", "2020-11-15", "--lang", "en"]) == 0
    text = capsys.readouterr().out
    assert "coverage 2021: at least 280.00 yuan" in text
    assert "UNDECIDED: whether one may pay after the window" in text
    assert "could be decided by" in text


def test_a_notice_is_not_in_force_before_it_is_issued(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["show", "371700", "2021-09-09", "--json"]) == 0
    before = json.loads(capsys.readouterr().out)
    main(["show", "371700", "2021-09-10", "--json"])
    after = json.loads(capsys.readouterr().out)
    clauses = [
        {clause for section in one["sections"] for line in section["lines"] for clause in line["clauses"]}
        for one in (before, after)
    ]
    assert "HZ-1a" not in clauses[0] and "HZ-1a" in clauses[1]


def test_an_unknown_area_is_refused(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["show", "110101", "2022-03-15"]) == 1
    assert "no policy data" in capsys.readouterr().err
