"""Does the demo work from nothing, work again, and leave nothing running?"""

import os
import re
import shutil
import signal
import subprocess
import sys
import urllib.request
import uuid
from collections.abc import Iterator
from pathlib import Path

import pytest

from config.embedded import PROJECT
from enrollment.rules.payment_lines import Outcome
from staff.rules.roles import Role

pytestmark = pytest.mark.worker
OF_THE_TESTS = ("DATABASE_URL", "CELERY_BROKER_URL", "CANBAO_PROCESS")


@pytest.fixture
def folder() -> Iterator[Path]:
    made = PROJECT / "var" / "test" / f"demo-{uuid.uuid4().hex[:6]}"
    yield made
    shutil.rmtree(made, ignore_errors=True)


def start(folder: Path, *options: str) -> "subprocess.Popen[str]":
    """As bin/demo does, with servers of its own."""
    ours = {name: value for name, value in os.environ.items() if name not in OF_THE_TESTS}
    return subprocess.Popen(
        [sys.executable, "-m", "demo", *options],
        cwd=PROJECT,
        env=ours | {"CANBAO_VAR_DIR": str(folder), "PYTHONUNBUFFERED": "1"},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        start_new_session=True,
    )


def still_running(folder: Path) -> list[str]:
    """Command lines of processes that belong to this demo."""
    found = []
    for process in Path("/proc").glob("[0-9]*"):
        try:
            environment, command = (process / "environ").read_bytes(), (process / "cmdline").read_bytes()
        except OSError:
            continue
        if str(folder).encode() in environment + command:
            found.append(command.replace(b"\0", b" ").decode(errors="replace"))
    return found


# Nobody's death is on record there, no whole file is taken back, its years are before the rule on repairs; a payment for many is
# divided later, in a file of its own, and no part of it comes back; no refund that an answer told comes again in a file.
NOT_SHOWN = {
    Outcome.DECEASED,
    Outcome.TAKEN_BACK,
    Outcome.REPAIR_REFUSED,
    Outcome.DIVIDED,
    Outcome.PART_RETURNED,
    Outcome.REFUND_TOLD_BEFORE,
}


def test_the_demo_from_nothing_until_it_is_stopped_and_once_more(folder: Path) -> None:
    first = start(folder, "--port", "8740")
    assert first.stdout is not None
    said = []
    try:
        for row in first.stdout:
            said.append(row)
            if "Ctrl-C stops everything" in row:
                break
        text = "".join(said)
        for outcome in set(map(str, Outcome)) - NOT_SHOWN:
            assert re.search(rf"^  {outcome} +[1-9]", text, re.MULTILINE), text
        assert re.search(r"control totals: \d+ lines, [\d.]+ yuan: agree", text)
        assert "HZ-2.2e" in text  # one person's explanation, with its waiting period
        for role in Role:
            assert role.label.en in text
        address = re.search(r"^  (http://\S+/)$", text, re.MULTILINE)
        assert address is not None
        with urllib.request.urlopen(address[1], timeout=20) as page:
            assert page.status == 200 and page.url.startswith(f"{address[1]}login")
        first.send_signal(signal.SIGINT)
        assert first.wait(60) == 0
    finally:
        first.kill()
        first.stdout.close()
    assert still_running(folder) == []

    again = start(folder, "--no-serve")
    text, _ = again.communicate(timeout=120)
    assert again.returncode == 0, text
    assert "uploaded" not in text and text.count("came in before") > 3
    assert still_running(folder) == []
