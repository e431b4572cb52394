"""Does docs/security.md name only tests that there are, and every chapter of the standard?"""

import re

from config.embedded import PROJECT

PAGE = (PROJECT / "docs" / "security.md").read_text()
NAMED = re.compile(r"`(tests/[\w/]+(?:\.py)?)(?:::(\w+))?`")


def missing(text: str) -> list[str]:
    """What is named and not there."""
    wrong = []
    for path, name in NAMED.findall(text):
        file = PROJECT / path
        if not file.exists() or (name and f"def {name}(" not in file.read_text()):
            wrong.append(f"{path}::{name}")
    return wrong


def test_every_test_it_names_is_there():
    assert len(NAMED.findall(PAGE)) > 40 and not missing(PAGE)
    assert missing("`tests/staff/test_nothing.py`") and missing("`tests/staff/test_audit.py::test_nothing`")


def test_every_chapter_has_its_lines_and_met_names_a_test():
    rows = [
        [cell.strip() for cell in line.split("|")[1:-1]]
        for line in PAGE.splitlines()
        if re.match(r"\| \d", line)
    ]
    assert {int(number) for row in rows for number in re.findall(r"(\d+)(?:\.\d+)*", row[0])} == set(
        range(1, 18)
    )
    states = {"met", "in part", "**no**", "site", "not used"}
    assert {row[2] for row in rows} <= states
    without = [row[0] for row in rows if row[2] == "met" and not NAMED.search(row[3])]
    assert without == ["7.1 to 7.2", "11.3 to 11.5"]  # what the framework and the libraries do
