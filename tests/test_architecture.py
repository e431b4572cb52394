"""Is the house still built as it was meant to be? What import-linter and ruff cannot see is asked here."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

PROJECT = Path(__file__).resolve().parent.parent
APPS = ("policy", "staff", "enrollment", "assistance", "claims", "config")
FORBIDDEN_NAMES = {
    "utils",
    "util",
    "helpers",
    "helper",
    "common",
    "misc",
    "shared",
    "base",
    "core",
    "lib",
    "manager",
}
LINES_MAX = 400
# Where amounts are computed or moved: no binary fractions there, not even in passing.
MONEY = re.compile(
    r"^(policy/|\w+/rules/|\w+/models/|\w+/bulk|enrollment/operations/(dues|payments|coverage|quotes)\b)"
)


def sources(*folders: str) -> list[Path]:
    found = [path for folder in folders for path in (PROJECT / folder).rglob("*.py")]
    return sorted(path for path in found if "/migrations/0" not in path.as_posix())


def name_of(path: Path) -> str:
    return path.relative_to(PROJECT).as_posix()


EVERYTHING = sources(*APPS, "tests", "bench")
PRODUCT = sources(*APPS)


@pytest.mark.parametrize("path", EVERYTHING, ids=name_of)
def test_a_file_says_first_which_question_it_answers(path):
    text = path.read_text(encoding="utf-8")
    if not text.strip():
        return  # the folder's mark, nothing more
    docstring = ast.get_docstring(ast.parse(text))
    assert docstring, (
        f"{name_of(path)}: the first line must be a docstring that says which question the file answers"
    )
    assert docstring.splitlines()[0].rstrip().endswith((".", "?", "!")), (
        f"{name_of(path)}: not a whole sentence"
    )


@pytest.mark.parametrize("path", EVERYTHING, ids=name_of)
def test_a_file_can_be_read_in_one_go(path):
    lines = len(path.read_text(encoding="utf-8").splitlines())
    assert lines <= LINES_MAX, f"{name_of(path)} has {lines} lines: split it by noun"


def test_no_name_that_says_nothing():
    folders = {part for path in PRODUCT for part in path.relative_to(PROJECT).parts[:-1]}
    names = {path.stem for path in PRODUCT} | folders
    assert not names & FORBIDDEN_NAMES, "a module name says what is in it"


def floats(tree: ast.AST) -> Iterator[tuple[int, str]]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, float):
            yield node.lineno, f"the number {node.value}"
        elif (isinstance(node, ast.Name) and node.id == "float") or (
            isinstance(node, ast.Attribute) and node.attr in {"FloatField", "DecimalField"}
        ):
            yield node.lineno, "a float" if isinstance(node, ast.Name) else f"a {node.attr}"


@pytest.mark.parametrize("path", [path for path in PRODUCT if MONEY.match(name_of(path))], ids=name_of)
def test_money_is_counted_in_whole_fen(path):
    found = list(floats(ast.parse(path.read_text(encoding="utf-8"))))
    assert not found, f"{name_of(path)}: {found}; amounts are int fen, rates are Decimal"


@pytest.mark.parametrize(
    "path", [p for p in PRODUCT if "rules" in p.parts or "operations" in p.parts], ids=name_of
)
def test_rules_and_operations_have_no_calendar_of_their_own(path):
    """`date.today()` and its like belong to the doors; a moment for a row may come from timezone.now()."""
    found = re.findall(
        r"\b(?:date\.today|datetime\.now|datetime\.utcnow|timezone\.localdate)\(\)", path.read_text()
    )
    assert not found, f"{name_of(path)}: take `on=` instead of {found}"


@pytest.mark.parametrize("path", EVERYTHING, ids=name_of)
def test_an_exception_to_a_check_names_the_check(path):
    text = path.read_text(encoding="utf-8")
    blanket = re.findall(r"#\s*noqa(?!:)|#\s*type:\s*ignore(?!\[)", text)
    assert not blanket or path == Path(__file__), (
        f"{name_of(path)}: name the rule after noqa: and ignore[...]"
    )


TEMPLATES = sorted((PROJECT / "templates").rglob("*.html"))


@pytest.mark.parametrize("path", TEMPLATES, ids=name_of)
def test_templates_keep_to_the_content_security_policy(path):
    text = path.read_text(encoding="utf-8")
    assert not re.search(r"\sstyle=|<style|\son\w+=|<script(?![^>]*\ssrc=)|javascript:", text), (
        "inline script or style"
    )
    assert not re.search(r"(?:src|href|action)=[\"'](?:https?:)?//", text), "a request to another host"
    assert "|safe" not in text and "{% autoescape off" not in text, "text must be escaped"


@pytest.mark.parametrize("path", TEMPLATES, ids=name_of)
def test_every_form_that_changes_something_is_protected(path):
    text = path.read_text(encoding="utf-8")
    forms = re.findall(r"<form[^>]*method=\"post\"[^>]*>(.*?)</form>", text, re.DOTALL | re.IGNORECASE)
    assert all("{% csrf_token %}" in form for form in forms)


def test_locked_requirements_carry_hashes_and_no_addresses():
    for name in ("requirements.txt", "requirements-dev.txt"):
        text = (PROJECT / name).read_text(encoding="utf-8")
        pinned = re.findall(r"^[a-zA-Z0-9._\[\]-]+==", text, re.MULTILINE)
        assert len(pinned) > 20 and text.count("--hash=sha256:") >= len(pinned)
        assert "://" not in text


def test_every_dependency_has_its_reason():
    for name in ("requirements.in", "requirements-dev.in"):
        for line in (PROJECT / name).read_text(encoding="utf-8").splitlines():
            if line and not line.startswith(("#", "-")):
                assert re.search(r"\s# \S", line), f"{name}: {line} has no reason"
