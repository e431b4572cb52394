"""Does every state of a row move by a table, and is every table sound?"""

import ast
import importlib
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from intake.layouts import layouts
from intake.rules.file_states import Course
from staff.rules.moves import Moves

PROJECT = Path(__file__).parent.parent
APPS = ("staff", "intake", "enrollment", "assistance", "claims")
FLOORS = {"operations", "bulk", "web", "api", "management"}
MOVED_BY = {"next", "end", "between"}


def _tables() -> dict[str, Moves[Any, Any]]:
    found: dict[int, tuple[str, Moves[Any, Any]]] = {}
    for app in APPS:
        for path in sorted((PROJECT / app).rglob("rules/*.py")):
            module = importlib.import_module(".".join(path.relative_to(PROJECT).with_suffix("").parts))
            for name, value in vars(module).items():
                table = value.moves if isinstance(value, Course) else value
                if isinstance(table, Moves):
                    found.setdefault(id(table), (f"{module.__name__}.{name}", table))
    return dict(found.values())


TABLES = _tables()


@pytest.fixture(params=sorted(TABLES))
def table(request: pytest.FixtureRequest) -> Moves[Any, Any]:
    return TABLES[request.param]


def test_all_tables_are_seen() -> None:
    assert len(TABLES) >= 12
    assert {id(layout.model.moves) for layout in layouts()} <= {id(table) for table in TABLES.values()}


def test_every_state_is_reached(table: Moves[Any, Any]) -> None:
    reached, fresh = set(table.starts), set(table.starts)
    while fresh:
        fresh = {to.state for (state, _), to in table.table.items() if state in fresh} - reached
        reached |= fresh
    assert reached == set(table.states)
    if not any(table is layout.model.moves for layout in layouts()):  # those share one list of states
        assert reached == set(type(table.start).__members__.values())
        assert {move for _, move in table.table} == set(type(next(iter(table.table))[1]).__members__.values())


def test_every_state_and_move_has_a_label_in_both_languages(table: Moves[Any, Any]) -> None:
    for (state, move), to in table.table.items():
        for term in (state, move, to.state):
            assert term.label.zh and term.label.en, term


@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_the_drawing_holds_every_move(table: Moves[Any, Any], language: str) -> None:
    rows = [row.strip() for row in table.drawing(language).splitlines()]
    for (state, _), to in table.table.items():
        assert any(row.startswith(f"{state.value} --> {to.state.value}: ") for row in rows)
    assert len(rows) == 1 + len(table.starts) + len(table.table) + len(table.ends)
    assert not [row for row in rows[1:] if row.count(":") > 1], "a colon ends the text of a move"


def test_who_may_not_make_a_move_is_not_offered_it(table: Moves[Any, Any]) -> None:
    for (state, move), to in table.table.items():
        assert move not in table.offered(state, set())
        if to.by:
            assert move in table.offered(state, {to.by[-1]})


# -- every change of a state goes through a table ------------------------------------------------------------
def _modules() -> Iterator[tuple[ModuleType, ast.Module]]:
    for app in APPS:
        for path in sorted((PROJECT / app).rglob("*.py")):
            if FLOORS.isdisjoint(path.relative_to(PROJECT).parts):
                continue
            text = path.read_text(encoding="utf-8")
            if "state" in text:
                name = ".".join(path.relative_to(PROJECT).with_suffix("").parts).removesuffix(".__init__")
                yield importlib.import_module(name), ast.parse(text)


def _changes(tree: ast.Module) -> Iterator[tuple[int, ast.expr]]:
    """Where a state is set: assigned to an attribute, or given to `update`."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Assign):
            for target in node.targets:
                pairs = [(target, node.value)]
                if isinstance(target, ast.Tuple):
                    values = (
                        node.value.elts
                        if isinstance(node.value, ast.Tuple)
                        else [node.value] * len(target.elts)
                    )
                    pairs = list(zip(target.elts, values, strict=True))
                yield from (
                    (node.lineno, value)
                    for one, value in pairs
                    if isinstance(one, ast.Attribute) and one.attr == "state"
                )
        elif (
            isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "update"
        ):
            yield from ((node.lineno, word.value) for word in node.keywords if word.arg == "state")


def _is_by_table(module: ModuleType, value: ast.expr, local: dict[str, ast.expr]) -> bool:
    if isinstance(value, ast.Attribute) and value.attr == "value":
        value = value.value
    if not (
        isinstance(value, ast.Call) and isinstance(value.func, ast.Attribute) and value.func.attr in MOVED_BY
    ):
        return False
    table = value.func.value
    if isinstance(table, ast.Name) and table.id in local:
        table = local[table.id]
    if isinstance(table, ast.Attribute):  # file.course.moves, model.moves
        return table.attr == "moves"
    return isinstance(table, ast.Name) and isinstance(getattr(module, table.id, None), Moves)


def test_every_change_of_a_state_goes_through_a_table() -> None:
    seen, wrong = 0, []
    for module, tree in _modules():
        local = {
            target.id: node.value
            for node in ast.walk(tree)
            if isinstance(node, ast.Assign)
            for target in node.targets
            if isinstance(target, ast.Name)
        }
        for line, value in _changes(tree):
            seen += 1
            if not _is_by_table(module, value, local):
                wrong.append(f"{module.__name__}:{line}: {ast.unparse(value)}")
    assert seen > 20
    assert wrong == []


def test_no_statement_writes_a_state_that_no_table_gave() -> None:
    wrong = [
        f"{module.__name__}:{node.lineno}"
        for module, tree in _modules()
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
        for text in [" ".join(node.value.split())]
        if "UPDATE " in text
        and "state = '" in text.partition(" SET ")[2].partition(" WHERE ")[0].partition(" FROM ")[0]
    ]
    assert wrong == []
