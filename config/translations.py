"""Is every sentence of the desk there in Chinese? `python -m config.translations check | compile | extract`.

Sentences stand in English in code and templates; locale/zh_Hans holds the Chinese. Babel does what gettext's
programs would, so that nothing has to be installed besides Python.
"""

import io
import re
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

PROJECT = Path(__file__).resolve().parent.parent
PO = PROJECT / "locale" / "zh_Hans" / "LC_MESSAGES" / "django.po"
KEYWORDS = {
    "_": None,
    "gettext": None,
    "gettext_lazy": None,
    "lazy": None,  # gettext_lazy, where it is needed often
    "ngettext": (1, 2),
    "ngettext_lazy": (1, 2),
    "pgettext": ((1, "c"), 2),
    "pgettext_lazy": ((1, "c"), 2),
    "npgettext": ((1, "c"), 2, 3),
}
HEADER = """# Chinese of Canbao; see config/translations.py.
msgid ""
msgstr ""
"Language: zh_Hans\\n"
"Content-Type: text/plain; charset=utf-8\\n"
"Content-Transfer-Encoding: 8bit\\n"
"Plural-Forms: nplurals=1; plural=0;\\n"

"""
SOURCES = ("config", "desk", "staff", "intake", "enrollment", "assistance", "claims")


def used() -> Catalog:
    """Every sentence that code and templates ask for, with where."""
    catalog = Catalog(locale="zh_Hans", project="canbao", charset="utf-8")
    for path, source in _sources():
        for line, message, comments, context in extract("python", io.BytesIO(source), keywords=KEYWORDS):
            catalog.add(message, locations=[(str(path), line)], auto_comments=comments, context=context)
    return catalog


def _sources() -> Iterator[tuple[Path, bytes]]:
    for folder in SOURCES:
        for path in sorted((PROJECT / folder).rglob("*.py")):
            yield path.relative_to(PROJECT), path.read_bytes()
    from django.utils.translation.template import templatize

    for path in sorted((PROJECT / "templates").rglob("*.html")):
        # Django blanks out all but the calls; in brackets the rest is one expression, without indentation.
        yield path.relative_to(PROJECT), f"({templatize(path.read_text(encoding='utf-8'))}\n)".encode()


def faults() -> list[str]:
    """What is missing, doubtful or does not fit."""
    with PO.open("rb") as file:
        translated = read_po(file, locale="zh_Hans")
    found: list[str] = []
    for message in used():
        if not message.id:
            continue
        answer = translated.get(message.id, context=message.context)
        where = ", ".join(f"{path}:{line}" for path, line in message.locations[:2])
        if (
            answer is None
            or not answer.string
            or (isinstance(answer.string, tuple) and not all(answer.string))
        ):
            found.append(f"no Chinese for {message.id!r} ({where})")
        elif answer.fuzzy:
            found.append(f"doubtful (fuzzy) Chinese for {message.id!r} ({where})")
        elif _placeholders(message.id) != _placeholders(answer.string):
            found.append(f"placeholders differ in {message.id!r} ({where})")
    if not PO.with_suffix(".mo").exists() or PO.with_suffix(".mo").read_bytes() != _compiled(PO):
        found.append(
            "django.mo was not made from this django.po: run `python -m config.translations compile`"
        )
    return found


def _compiled(po: Path) -> bytes:
    with po.open("rb") as file:
        catalog = read_po(file, locale=po.parent.parent.name)
    # Without dates of its own the catalog would carry the moment of its making, and differ a minute later.
    catalog.creation_date = catalog.revision_date = datetime(2026, 1, 1, tzinfo=UTC)
    target = io.BytesIO()
    write_mo(target, catalog)
    return target.getvalue()


def _placeholders(text: object) -> set[str]:
    joined = " ".join(text) if isinstance(text, list | tuple) else str(text)
    return set(re.findall(r"%\(\w+\)[sd]|\{\w*\}", joined))


def compile_catalogs() -> None:
    """Write the .mo beside each .po; both are kept in the repository, so installing compiles nothing."""
    for po in (PROJECT / "locale").glob("*/LC_MESSAGES/django.po"):
        po.with_suffix(".mo").write_bytes(_compiled(po))


def update() -> None:
    """Bring the .po up to date: new sentences without Chinese, gone ones removed; never a guess."""
    kept = Catalog(locale="zh_Hans")
    if PO.exists():
        with PO.open("rb") as file:
            kept = read_po(file, locale="zh_Hans")
    kept.update(used(), no_fuzzy_matching=True)
    kept.obsolete.clear()
    PO.parent.mkdir(parents=True, exist_ok=True)
    write(kept)


def write(catalog: Catalog) -> None:
    """Without dates and line numbers, so that only sentences show up as changes."""
    with PO.open("wb") as target:
        target.write(HEADER.encode())
        write_po(target, catalog, width=110, sort_output=True, omit_header=True, include_lineno=False)


def main() -> int:
    match sys.argv[1:]:
        case ["check"]:
            found = faults() if PO.exists() else [f"{PO.relative_to(PROJECT)} is missing"]
            print("\n".join(found) or "translations: complete")
            return 1 if found else 0
        case ["compile"]:
            compile_catalogs()
        case ["extract"]:
            update()
        case _:
            print("usage: python -m config.translations check | compile | extract", file=sys.stderr)
            return 2
    return 0


if __name__ == "__main__":
    sys.exit(main())
