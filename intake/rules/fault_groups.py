"""Which faults of a file are the same fault in many rows?"""

import re
from collections.abc import Iterable, Mapping
from typing import Any

CELLS_NAMED = 5
_QUOTED = re.compile(r"“[^”]*”(?:[：:]\s*)?")
_DIGITS = re.compile(r"[0-9]+")
_COLUMN = re.compile(r"[A-Z]*")


def grouped(faults: Iterable[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """One row for each column and fault, the most frequent first: `column`, `code`, `text`, `remedy`, `count`, first `cells`.

    `faults` have `cell`, `code`, `text` and `remedy`, both in two languages. What stands in single cells is no part of it.
    """
    groups: dict[tuple[str, str], dict[str, Any]] = {}
    for fault in faults:
        cell = fault["cell"]
        column = (_COLUMN.match(cell) or [""])[0]
        key = column, fault["code"] or _DIGITS.sub("", _QUOTED.sub("", fault["text"]["zh"]))
        group = groups.setdefault(
            key,
            {
                "column": column,
                "code": fault["code"],
                "text": dict(fault["text"]),
                "remedy": fault["remedy"],
                "count": 0,
                "cells": [],
            },
        )
        group["count"] += 1
        if len(group["cells"]) < CELLS_NAMED:
            group["cells"].append(cell)
        if group["text"] != fault["text"]:
            group["text"] = {language: _QUOTED.sub("", text) for language, text in group["text"].items()}
    return sorted(groups.values(), key=lambda group: -group["count"])
