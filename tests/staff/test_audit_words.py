"""Has every action that the product writes down its words, and are amounts in yuan?"""

import ast
from pathlib import Path

import pytest
from django.conf import settings

from policy.terms import Text
from staff.rules.audit_words import action_words, facts_of, is_look, known_action

APPS = ("staff", "intake", "enrollment", "assistance", "claims", "desk")


def written_actions() -> set[str]:
    """The first argument of every `audit.record` in the product that is a plain string."""
    found = set()
    for app in APPS:
        for path in (Path(settings.BASE_DIR) / app).rglob("*.py"):
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
                if not isinstance(node, ast.Call) or ast.unparse(node.func) != "audit.record":
                    continue
                if node.args and isinstance(node.args[0], ast.Constant):
                    found.add(node.args[0].value)
    return found


def test_every_action_has_words_in_both_languages() -> None:
    actions = written_actions()
    assert len(actions) > 100
    assert not [action for action in actions if known_action(action) is None]
    assert all(text.zh != text.en for action in actions if (text := known_action(action)))


@pytest.mark.parametrize(
    ("action", "zh"),
    [
        ("receive_tax_file", "接收税务文件"),
        ("case_approve", "案件：批准"),
        ("suspend_enrollment", "暂停参保"),
        ("line_accept_name", "缴费记录：认可姓名"),
        ("made_up_thing", "made_up_thing"),
    ],
)
def test_verb_and_noun_make_the_words(action: str, zh: str) -> None:
    assert action_words(action).zh == zh


def test_amounts_are_yuan_and_nothing_is_hidden() -> None:
    change = {
        "amount_fen": 150384000,
        "before": {"fen": -150, "state": "x"},
        "rows": [1, 2],
        "new_fact": None,
    }
    assert facts_of(change) == [
        (Text("金额", "amount"), "1,503,840.00"),
        (Text("变更前", "before"), "fen -1.50; state x"),
        (Text("行数", "rows"), "1, 2"),
        (Text("new_fact", "new_fact"), "–"),
    ]


def test_a_look_is_no_change() -> None:
    assert is_look("read_person") and is_look("login") and not is_look("merge_people")
