"""Is every invariant of the ledgers said in Chinese, and can an auditor have them checked now?"""

import pytest
from django.test import Client

from enrollment.operations.ledger_checks import invariants
from enrollment.operations.task_names import CHECK_LEDGER
from enrollment.rules.invariant_words import _ZH, invariant_words
from staff.rules.roles import Role
from tests import factories as make


def test_every_invariant_has_its_words_and_no_word_is_left_over() -> None:
    assert set(invariants()) == set(_ZH)
    assert all(not text.zh.isascii() and "_" not in text.en for text in map(invariant_words, invariants()))


def test_an_auditor_has_the_ledger_checked_now(
    make_officer, client_as, monkeypatch: pytest.MonkeyPatch
) -> None:
    told: list[str] = []
    monkeypatch.setattr("enrollment.web.reports.wake", told.append)
    auditor: Client = client_as(make_officer(Role.AUDITOR, make.HEZE))
    page = auditor.get("/reports/ledger").content.decode()
    assert 'action="/reports/ledger/check"' in page and "尚未核查" in page
    assert "已请后台开始核查" in auditor.post("/reports/ledger/check", follow=True).content.decode()
    assert told == [CHECK_LEDGER]
