"""Which words may a worked case use? Read from the code that answers each kind, so that the list cannot drift.

`python -m tests.cases_vocabulary.words [KIND ...]` prints it; `python -m policy cases --help` calls this.
"""

from __future__ import annotations

import ast
import sys
import tomllib
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from policy.terms import Text

FOLDER = Path(__file__).parent
PREFIX = "tests.cases_vocabulary."
TAKES = {"take", "first", "day", "without_effect"}


@cache
def _trees() -> dict[str, ast.Module]:
    return {path.stem: ast.parse(path.read_text(encoding="utf-8")) for path in FOLDER.glob("*.py")}


@cache
def _functions() -> dict[tuple[str, str], ast.FunctionDef]:
    return {
        (module, node.name): node
        for module, tree in _trees().items()
        for node in tree.body
        if isinstance(node, ast.FunctionDef)
    }


@cache
def _names(module: str) -> dict[str, tuple[str, str]]:
    """What a module calls the functions and constants of the vocabulary: its own, and those it imports."""
    names: dict[str, tuple[str, str]] = {}
    for node in _trees()[module].body:
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith(PREFIX):
            source = str(node.module).removeprefix(PREFIX)
            names |= {one.asname or one.name: (source, one.name) for one in node.names}
        elif isinstance(node, ast.FunctionDef):
            names[node.name] = (module, node.name)
    return names


def kinds() -> dict[str, tuple[str, str]]:
    """Each kind of case with the module and function that answers it, as the table KINDS says."""
    table = next(
        node.value
        for node in _trees()["cases"].body
        if isinstance(node, ast.AnnAssign) and getattr(node.target, "id", "") == "KINDS"
    )
    assert isinstance(table, ast.Dict)
    found = {}
    for key, value in zip(table.keys, table.values, strict=True):
        assert isinstance(key, ast.Constant)
        called = value.func if isinstance(value, ast.Call) else value
        assert isinstance(called, ast.Name)
        found[str(key.value)] = _names("cases")[called.id]
    return found


@cache
def words_of(kind: str) -> tuple[str, ...]:
    """Every word that `given` of a kind may hold: the place and its figures, and what the answering functions read."""
    words: dict[str, None] = {}
    seen: set[tuple[str, str]] = set()
    queue = [("places", "place"), kinds()[kind]]
    while queue:
        where = queue.pop(0)
        if where in seen or where not in _functions():
            continue
        seen.add(where)
        function = _functions()[where]
        words |= dict.fromkeys(_read(function, where[0]))
        for node in ast.walk(function):
            if isinstance(node, ast.Name) and node.id in _names(where[0]):
                queue.append(_names(where[0])[node.id])
    return tuple(sorted(words))


def _read(function: ast.FunctionDef, module: str) -> Iterator[str]:
    """The words that a function takes out of what is given."""
    for node in ast.walk(function):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in TAKES:
            is_take = node.func.attr == "take"
            for argument in node.args[: 1 if is_take else None]:
                yield from _texts(argument, function, module)
        elif (
            isinstance(node, ast.Compare)
            and isinstance(node.ops[0], ast.In)
            and isinstance(node.comparators[0], ast.Name)
            and node.comparators[0].id == "given"
        ):
            yield from _texts(node.left, function, module)


def _texts(node: ast.AST, function: ast.FunctionDef, module: str) -> Iterator[str]:
    """The texts that an argument can be: a constant, or what a name goes through or stands for."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        yield node.value
    elif isinstance(node, ast.Starred):
        yield from _texts(node.value, function, module)
    elif isinstance(node, ast.Tuple | ast.List):
        for one in node.elts:
            yield from _texts(one, function, module)
    elif isinstance(node, ast.Dict):
        for key in node.keys:
            if key is not None:
                yield from _texts(key, function, module)
    elif isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "items":
        yield from _texts(node.func.value, function, module)
    elif isinstance(node, ast.Name):
        for meant in _meant(node.id, function, module):
            yield from _texts(meant, function, module)


def _meant(name: str, function: ast.FunctionDef, module: str) -> Iterator[ast.AST]:
    """What a name goes through in a loop, or is set to in the function or the module."""
    for node in ast.walk(function):
        if not isinstance(node, ast.For | ast.comprehension):
            continue
        if name in _targets(node.target) and not _is_of_given(node.iter):
            yield node.iter
    for node in (*ast.walk(function), *_trees()[module].body):
        set_by = node.targets if isinstance(node, ast.Assign) else [getattr(node, "target", node)]
        is_listed = isinstance(getattr(node, "value", None), ast.Tuple | ast.List | ast.Dict)
        if (
            is_listed
            and isinstance(node, ast.Assign | ast.AnnAssign)
            and any(name in _targets(one) for one in set_by)
        ):
            assert node.value is not None
            yield node.value


def _is_of_given(node: ast.AST) -> bool:
    """Whether a loop goes through what the case gives, not through words of the code."""
    return any(isinstance(one, ast.Attribute) and one.attr in ("_facts", *TAKES) for one in ast.walk(node))


def _targets(node: ast.AST) -> set[str]:
    """The names a loop or an assignment sets; of pairs only the first, which is the key."""
    if isinstance(node, ast.Tuple) and node.elts:
        return _targets(node.elts[0])
    return {node.id} if isinstance(node, ast.Name) else set()


@cache
def meanings() -> dict[str, Text]:
    """What each word means; a test holds this against the words that the code reads."""
    table = tomllib.loads((FOLDER / "words.toml").read_text(encoding="utf-8"))
    return {name: Text(*words) for name, words in table.items()}


def described(wanted: list[str]) -> str:
    """The vocabulary as text: for each kind (of those wanted, or all) its words and what they mean."""
    groups: dict[tuple[str, ...], list[str]] = {}
    for kind in kinds():
        if not wanted or kind in wanted:
            groups.setdefault(words_of(kind), []).append(kind)
    rows = [
        "案例写法 / how a case is written:",
        "  - id: X1        region: HZ 或区划代码 / or a division code       kind: 见下 / see below",
        "    book: tests/cases/books 中的目录 / a folder laid over           refs: [HZ-2.2e]",
        "    given: {下列词 / words below}      expect: {答案中的词 / words of the answer}",
    ]
    for words, named in groups.items():
        rows += ["", f"kind: {', '.join(named)}"]
        rows += [f"  {word:<34}{meanings()[word].zh} / {meanings()[word].en}" for word in words]
    return "\n".join(rows)


if __name__ == "__main__":
    unknown = [kind for kind in sys.argv[1:] if kind not in kinds()]
    if unknown:
        known = ", ".join(kinds())
        raise SystemExit(f"没有这种案例 / no such kind: {', '.join(unknown)}; {known}")
    print(described(sys.argv[1:]))
