"""Does breaking the lines of a template leave everything in it as it was but white space that means nothing?"""

import re
from pathlib import Path

import pytest

from config.template_lines import BROKEN_FROM, LONGEST, TEMPLATES, broken

LONG = "x" * BROKEN_FROM


@pytest.mark.parametrize("path", sorted(TEMPLATES.rglob("*.html")), ids=lambda path: path.name)
def test_only_white_space_changes_and_it_changes_once(path: Path) -> None:
    before = path.read_text(encoding="utf-8")
    after = broken(before)
    assert re.sub(r"\s+", "", after) == re.sub(r"\s+", "", before)
    assert broken(after) == after
    for kept in re.findall(r"\{%\s*blocktrans.*?endblocktrans\w*\s*%\}|\{[%#].*?[%#]\}", before, re.DOTALL):
        assert kept in after
    assert max(map(len, after.splitlines())) <= LONGEST


def test_lines_break_around_cells_and_never_beside_text() -> None:
    row = f"<tr><td>{LONG}</td><td>a{{% if b %}} <a href='#'>c</a>{{% endif %}}</td></tr>\n"
    assert broken(row).split("\n") == [
        "<tr>",
        f"  <td>{LONG}</td>",
        "  <td>a{% if b %} <a href='#'>c</a>{% endif %}</td>",
        "</tr>",
        "",
    ]
    text = f"<p>{LONG} <b>one</b><i>two</i></p>\n"
    assert broken(text) == text


def test_a_sentence_and_a_script_are_left_alone() -> None:
    sentence = f"{{% blocktranslate %}}<td>{LONG}</td><td>b</td>{{% endblocktranslate %}}"
    assert broken(sentence) == sentence
    script = f"<script>var a = '<td></td><td></td>{LONG}';</script>"
    assert broken(script) == script
