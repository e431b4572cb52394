"""How is a sound file damaged at random, as transfers and careless programs damage it, and what may come out then?"""

import io
import zipfile
from random import Random

from intake.tables.refused import SheetRefused
from intake.tables.sources import open_source

ROWS_MAX = 20_000


def mutated(content: bytes, random: Random, others: list[bytes]) -> bytes:
    """One damaged form of the content; `others` lend parts of archives."""
    match random.randrange(6):
        case 0:
            return content[: random.randrange(len(content) + 1)]
        case 1:
            return _flipped(content, random, 1 + random.randrange(12))
        case 2:
            at, until = sorted((random.randrange(len(content) + 1), random.randrange(len(content) + 1)))
            return content[:at] + content[until:]
        case 3:
            at = random.randrange(len(content) + 1)
            other = random.choice(others)
            return (
                content[:at]
                + other[random.randrange(len(other)) :][: random.randrange(1, 4000)]
                + content[at:]
            )
        case _:
            return _with_other_part(content, random, others)


def _flipped(content: bytes, random: Random, times: int) -> bytes:
    changed = bytearray(content)
    for _ in range(times):
        if changed:
            changed[random.randrange(len(changed))] = random.choice(
                (0, 255, 60, 62, 34, 39, random.randrange(256))
            )
    return bytes(changed)


def _with_other_part(content: bytes, random: Random, others: list[bytes]) -> bytes:
    """In an archive a part is damaged, lost or taken from another archive; its sums are right again."""
    if not content.startswith(b"PK"):
        return _flipped(content, random, 3)
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    name = random.choice(list(parts))
    match random.randrange(4):
        case 0:
            del parts[name]
        case 1:
            other = random.choice([each for each in others if each.startswith(b"PK")])
            with zipfile.ZipFile(io.BytesIO(other)) as archive:
                parts[name] = archive.read(random.choice(archive.namelist()))
        case 2:
            swapped = random.choice(list(parts))
            parts[name], parts[swapped] = parts[swapped], parts[name]
        case _:
            parts[name] = mutated(parts[name], random, others)
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for each, part in parts.items():
            archive.writestr(each, part)
    return out.getvalue()


def outcome(content: bytes) -> str:
    """The code of the refusal, or `read` after every row was taken; anything else is raised."""
    try:
        source = open_source(io.BytesIO(content))
        for sheet in source.sheets[:5]:
            source.beginning(20, sheet.name or None)
        taken = 0
        while taken < ROWS_MAX:
            found = source.take_columns(500, 7)
            rows = found[1][0] if found else source.take(500)[1]
            if not rows:
                break
            taken += len(rows)
        assert all(notice.text.zh and notice.text.en for notice in source.notices)
    except SheetRefused as refused:
        assert refused.code and all((*refused.text, *refused.remedy)), refused.code
        return refused.code
    return "read"
