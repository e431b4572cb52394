"""How do the digests of days leave the database, so that who can write into it cannot rewrite them too?

A line for each day goes to a file and, where the site names one, to a syslog server. The rows are the truth of what is
missing: an export that failed is made up for by the next.
"""

import json
import logging
import os
from datetime import date
from logging.handlers import SysLogHandler
from pathlib import Path

import structlog
from django.conf import settings

from staff.models import AuditSeal
from staff.rules.chain import paper_code

_log = structlog.get_logger(__name__)


def export() -> int:
    """Append the days that the file does not hold; how many that were. What the file says already is never changed."""
    path = Path(settings.AUDIT_SEAL_FILE)
    known = read(path)
    fresh = [seal for seal in AuditSeal.objects.order_by("day") if seal.day not in known]
    if not fresh:
        return 0
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    lines = [json.dumps(as_json(seal)) for seal in fresh]
    with open(os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o640), "a") as file:
        file.write("".join(f"{line}\n" for line in lines))
        file.flush()
        os.fsync(file.fileno())
    for seal, line in zip(fresh, lines, strict=True):
        _log.info("audit_sealed", **as_json(seal))
        _to_syslog(line)
    return len(fresh)


def read(path: Path) -> dict[date, str]:
    """Day -> digest in hexadecimal; empty where there is no file. The first line of a day counts, for nothing is taken back.

    Raises `ValueError` with the number of a line that is none of ours.
    """
    known: dict[date, str] = {}
    if not path.exists():
        return known
    for number, line in enumerate(path.read_text().splitlines(), start=1):
        try:
            row = json.loads(line)
            known.setdefault(date.fromisoformat(row["day"]), str(row["digest"]))
        except (ValueError, KeyError, TypeError) as error:
            raise ValueError(f"{path}, line {number}: not a seal") from error
    return known


def as_json(seal: AuditSeal) -> dict[str, object]:
    """A seal as it is exported."""
    digest = bytes(seal.digest)
    return {
        "day": seal.day.isoformat(), "events": seal.events, "late": seal.late,
        "before": bytes(seal.before).hex(), "digest": digest.hex(), "code": paper_code(digest),
    }  # fmt: skip


def _to_syslog(line: str) -> None:
    """To `AUDIT_SYSLOG`, a socket of this machine or host:port (UDP); one that is away costs a line in our own log."""
    to = settings.AUDIT_SYSLOG
    if not to:
        return
    host, _, port = to.rpartition(":")
    try:
        handler = SysLogHandler(to if to.startswith("/") else (host, int(port)), SysLogHandler.LOG_AUTH)
    except OSError as error:
        _log.error("audit_syslog_away", error=type(error).__name__)
        return
    handler.ident = "canbao-audit: "
    try:
        handler.emit(logging.LogRecord("canbao.audit", logging.WARNING, "", 0, line, None, None))
    finally:
        handler.close()
