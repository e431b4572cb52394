"""Can a template be read line by line? `python -m config.template_lines check | write`.

`write` breaks lines only where white space means nothing: around elements that a browser lays out as blocks or as parts of a
table or list, between the attributes of a tag, and between the steps of a part that is nothing but steps; never beside text
or inside a translated sentence. What is shown stays the same.
"""

import re
import sys
from collections.abc import Iterator
from pathlib import Path

TEMPLATES = Path(__file__).resolve().parent.parent / "templates"
WANTED = 400  # a longer line is broken between attributes as well
LONGEST = 750  # of a line that is left: a run of text and steps beside it, which only a person may break
BROKEN_FROM = 130  # a shorter line is read at once and left alone
INDENT = 2
# Between these and inside the first of them no text of their own stands.
BARE = ("table", "thead", "tbody", "tfoot", "tr", "ul", "ol", "dl", "select", "datalist")
BLOCK = (
    *BARE, "td", "th", "li", "dt", "dd", "option", "div", "p", "form", "fieldset", "legend", "section", "nav", "main", "header",
    "footer", "details", "summary", "h1", "h2", "h3", "h4", "h5", "h6",
)  # fmt: skip
VOID = ("input", "br", "hr", "img", "link", "meta", "use")
_INNER = r"\{%.*?%\}|\{\{.*?\}\}|\{#.*?#\}"
_TOKEN = re.compile(
    rf"(?P<sentence>\{{%\s*blocktrans(?:late)?\b.*?\{{%\s*endblocktrans(?:late)?\s*%\}})"
    rf"|(?P<template>{_INNER})"
    rf"|(?P<tag></?[a-zA-Z][\w-]*(?:{_INNER}|\"(?:{_INNER}|[^\"])*\"|'(?:{_INNER}|[^'])*'|[^<>\"'])*>)"
)
_ATTRIBUTE = re.compile(rf"\s+(?=[\w:.-]+=)|{_INNER}|\"(?:{_INNER}|[^\"])*\"|'(?:{_INNER}|[^'])*'")
_KEPT = re.compile(r"<(script|style|textarea|pre)\b.*?</\1>", re.DOTALL)
_OPENS = ("if", "for", "with", "block", "ifchanged", "regroup_of")
_TURNS = ("else", "elif", "empty")


def broken(text: str) -> str:
    """The template with its long lines broken."""
    kept = [found.span() for found in _KEPT.finditer(text)]
    lines, at = [], 0
    for line in text.splitlines(keepends=True):
        is_kept = any(start < at + len(line) and at < end for start, end in kept)
        at += len(line)
        lines.append(line if is_kept or len(line) <= BROKEN_FROM else _pieces(line))
    return "".join(lines)


def _pieces(line: str) -> str:
    """One line as several, each indented by what is open before it."""
    tokens = list(_tokens(line.rstrip("\n")))
    only_steps = all(token.startswith("{%") for token in tokens if token.strip())
    margin = len(line) - len(line.lstrip(" "))
    depth, rows, row = 0, [], ""
    for number, token in enumerate(tokens):
        step = _step(token)
        if (
            row.strip()
            and number
            and (_may_break(tokens[number - 1], token) or (only_steps and _name(token) in (*_TURNS, "endif")))
        ):
            rows.append(row.rstrip(" "))
            row = " " * (margin + INDENT * max(0, depth + min(step, 0) - (_name(token) in _TURNS)))
            token = token.lstrip(" ")
        row += token
        depth += step
    rows = [shorter for row in (*rows, row) for shorter in _between_attributes(row)]
    return "\n".join(rows) + ("\n" if line.endswith("\n") else "")


def _between_attributes(row: str) -> Iterator[str]:
    """A row that is still too long, broken before attributes of its tags."""
    if len(row) <= WANTED:
        yield row
        return
    margin = " " * (len(row) - len(row.lstrip(" ")) + 2 * INDENT)
    part = ""
    for token in _tokens(row):
        if not token.startswith("<") or token.startswith("</"):
            part += token
            continue
        at = 0
        for found in _ATTRIBUTE.finditer(token):
            if found[0].strip():
                continue  # a value or a step of the template: nothing inside it is a boundary
            part += token[at : found.start()]
            at = found.start()
            if len(part) > WANTED // 2:
                yield part
                part, at = margin, found.end()
        part += token[at:]
    yield part


def _tokens(line: str) -> Iterator[str]:
    at = 0
    for found in _TOKEN.finditer(line):
        if found.start() > at:
            yield line[at : found.start()]
        yield found[0]
        at = found.end()
    if at < len(line):
        yield line[at:]


def _name(token: str) -> str:
    """The name of a tag or of a step of a template, empty for text."""
    found = re.match(r"</?([a-zA-Z][\w-]*)|\{%\s*(\w+)", token)
    return (found[1] or found[2]).lower() if found else ""


def _step(token: str) -> int:
    """How much deeper it is behind the token."""
    name = _name(token)
    if token.startswith("{%"):
        if name.startswith("blocktrans"):
            return 0
        return 1 if name in _OPENS else -1 if name.startswith("end") else 0
    if token.startswith("</"):
        return -1
    return 1 if token.startswith("<") and name not in VOID else 0


def _may_break(before: str, after: str) -> bool:
    """Whether white space between the two means nothing: beside a block, or inside what holds no text of its own."""
    if not before.strip() or not after.strip():
        return False
    closes, opens = (
        before.startswith("</") and _name(before) in BLOCK,
        after.startswith("<") and _name(after) in BLOCK,
    )
    starts = before.startswith("<") and not before.startswith("</") and _name(before) in BARE
    ends = after.startswith("</") and _name(after) in BARE
    if closes or starts or ends:
        return True
    return opens and not after.startswith("</")


def main() -> None:
    """Print the lines that are too long, or break them."""
    do = sys.argv[1] if len(sys.argv) > 1 else "check"
    found = 0
    for path in sorted(TEMPLATES.rglob("*.html")):
        text = path.read_text(encoding="utf-8")
        if do == "write" and (better := broken(text)) != text:
            path.write_text(better, encoding="utf-8")
            text = better
        for number, line in enumerate(text.splitlines(), start=1):
            if len(line) > LONGEST:
                found += 1
                print(
                    f"{path.relative_to(TEMPLATES.parent)}:{number}: {len(line)} characters, {LONGEST} at most"
                )
    sys.exit(1 if found and do == "check" else 0)


if __name__ == "__main__":
    main()
