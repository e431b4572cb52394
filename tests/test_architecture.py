"""Is the house still built as it was meant to be? What import-linter and ruff cannot see is asked here."""

import ast
import re
from collections.abc import Callable, Collection, Iterator
from functools import cache
from pathlib import Path

PROJECT = Path(__file__).resolve().parent.parent
APPS = (
    "policy",
    "pictures",
    "staff",
    "intake",
    "enrollment",
    "assistance",
    "claims",
    "desk",
    "config",
    "demo",
)
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
    r"^(policy/|(\w+/){1,2}(rules|models)/|(\w+/){1,2}bulk|enrollment/operations/(dues|payments|coverage|quotes)\b)"
)


def sources(*folders: str) -> list[Path]:
    found = [path for folder in folders for path in (PROJECT / folder).rglob("*.py")]
    return sorted(path for path in found if "/migrations/0" not in path.as_posix())


def name_of(path: Path) -> str:
    return path.relative_to(PROJECT).as_posix()


EVERYTHING = sources(*APPS, "tests", "bench")
PRODUCT = sources(*APPS)
TEMPLATES = sorted((PROJECT / "templates").rglob("*.html"))


@cache
def text_of(path: Path) -> str:
    return path.read_text(encoding="utf-8")


def faults(paths: Collection[Path], fault_of: Callable[[str], object]) -> list[str]:
    """Each file in which the text shows a fault, and what it is."""
    assert paths
    return [f"{name_of(path)}: {fault}" for path in paths if (fault := fault_of(text_of(path)))]


def opening_fault(text: str) -> str:
    if not text.strip():
        return ""  # the folder's mark, nothing more
    docstring = ast.get_docstring(ast.parse(text))
    if not docstring:
        return "the first line must be a docstring that says which question the file answers"
    whole = docstring.splitlines()[0].rstrip().endswith((".", "?", "!"))
    return "" if whole else "the first line is not a whole sentence"


def test_a_file_says_first_which_question_it_answers():
    assert not faults(EVERYTHING, opening_fault)
    assert opening_fault("x = 1") and opening_fault('"""No stop"""') and not opening_fault('"""Why?"""')


def test_a_file_can_be_read_in_one_go():
    def too_long(text: str) -> str:
        lines = len(text.splitlines())
        return f"{lines} lines: split it by noun" if lines > LINES_MAX else ""

    assert not faults(EVERYTHING, too_long)
    assert too_long("\n" * (LINES_MAX + 1)) and not too_long("\n" * LINES_MAX)


def test_no_two_files_of_tests_bear_one_name():
    """pytest takes the second for the first and leaves it out with an error that is easily missed."""
    names = [path.name for path in (PROJECT / "tests").rglob("test_*.py")]
    assert not {name for name in names if names.count(name) > 1}


def test_no_template_asks_whether_an_empty_page_is_true():
    """A page without rows is false, so what should say that nothing was found would say nothing at all."""

    def silent(text: str) -> list[str]:
        return re.findall(r"{% elif \w*page %}", text)

    assert silent("{% elif page %}")
    assert not faults(TEMPLATES, silent)


def test_no_file_of_tests_hides_a_package():
    """pytest puts each folder of tests before the product: `tests/journeys/desk.py` would be found where `desk` is meant."""
    beside = {path.stem for path in (PROJECT / "tests").glob("*/*.py")}
    beside |= {path.name for path in (PROJECT / "tests").glob("*/*/") if list(path.glob("*.py"))}
    assert not beside & set(APPS)


def test_no_name_that_says_nothing():
    folders = {part for path in PRODUCT for part in path.relative_to(PROJECT).parts[:-1]}
    names = {path.stem for path in PRODUCT} | folders
    assert not names & FORBIDDEN_NAMES, "a module name says what is in it"


def floats(text: str) -> list[str]:
    return list(_floats(ast.parse(text)))


def _floats(tree: ast.AST) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, float):
            yield f"line {node.lineno}: the number {node.value}"
        elif (isinstance(node, ast.Name) and node.id == "float") or (
            isinstance(node, ast.Attribute) and node.attr in {"FloatField", "DecimalField"}
        ):
            yield f"line {node.lineno}: " + ("a float" if isinstance(node, ast.Name) else f"a {node.attr}")


def test_money_is_counted_in_whole_fen():
    """Amounts are int fen, rates are Decimal."""
    assert not faults([path for path in PRODUCT if MONEY.match(name_of(path))], floats)
    assert len(floats("x = 0.5; y = float(1); z = models.DecimalField()")) == 3 and not floats("x = 50")


OWN_CALENDAR = re.compile(r"\b(?:date\.today|datetime\.now|datetime\.utcnow|timezone\.localdate)\(\)")


def test_rules_and_operations_have_no_calendar_of_their_own():
    """`on=` is given: `date.today()` and its like belong to the doors; a moment for a row may come from timezone.now()."""
    deciding = [path for path in PRODUCT if "rules" in path.parts or "operations" in path.parts]
    assert not faults(deciding, OWN_CALENDAR.findall)
    assert OWN_CALENDAR.findall("date.today()") and not OWN_CALENDAR.findall("timezone.now()")


BLANKET = re.compile(r"#\s*noqa(?!:)|#\s*type:\s*ignore(?!\[)")


def test_an_exception_to_a_check_names_the_check():
    """The rule stands after noqa: and in ignore[...]."""
    others = [path for path in EVERYTHING if path != Path(__file__)]
    assert not faults(others, BLANKET.findall)
    assert BLANKET.findall("x  # noqa") and not BLANKET.findall("x  # noqa: E501  # type: ignore[arg-type]")


INLINE = re.compile(r"\sstyle=|<style|\son\w+=|<script(?![^>]*\ssrc=)|javascript:")
ANOTHER_HOST = re.compile(r"(?:src|href|action)=[\"'](?:https?:)?//")


def test_templates_keep_to_the_content_security_policy():
    assert not faults(TEMPLATES, INLINE.findall), "inline script or style"
    assert not faults(TEMPLATES, ANOTHER_HOST.findall), "a request to another host"
    assert not faults(TEMPLATES, re.compile(r"\|safe|{% autoescape off").findall), "text must be escaped"
    assert INLINE.findall("<p style=''>") and ANOTHER_HOST.findall('<a href="//x">')


POST_FORM = re.compile(r"<form[^>]*method=\"post\"[^>]*>(.*?)</form>", re.DOTALL | re.IGNORECASE)


def unprotected_forms(text: str) -> list[str]:
    return [
        form.strip()[:80] or "an empty form"
        for form in POST_FORM.findall(text)
        if "{% csrf_token %}" not in form
    ]


def test_every_form_that_changes_something_is_protected():
    assert not faults(TEMPLATES, unprotected_forms)
    assert unprotected_forms('<form method="post"> </form>')


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
