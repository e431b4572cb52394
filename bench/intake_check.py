"""How long does one check of one file take in this build? Run in the folder of the build; prints JSON.

It uses only what both builds have.
"""

import json
import resource
import sys
import time
from collections.abc import Callable
from datetime import date
from importlib import import_module
from pathlib import Path
from typing import Any

import django

django.setup()

from django.utils import timezone  # noqa: E402

from bench import population, reconcile  # noqa: E402
from enrollment.models import PaymentFile  # noqa: E402
from enrollment.operations import payments  # noqa: E402
from staff.models import Officer  # noqa: E402
from staff.operations.officers import grant_role, register_officer  # noqa: E402
from staff.rules.roles import Role  # noqa: E402


def main(path: Path) -> None:
    with path.open("rb") as content:
        file = payments.receive_file(
            content=content, name=path.name, area=population.AREA, by=_officer(), at=timezone.now(), check_only=True
        )  # fmt: skip
    check = _check_alone()
    began, processor = time.monotonic(), time.process_time()
    check(file.pk)
    seconds, processor = time.monotonic() - began, time.process_time() - processor
    file = PaymentFile.objects.get(pk=file.pk)
    if file.state != "ready":
        raise SystemExit(f"the file is {file.state}: {file.refusal}")
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    told = {"seconds": round(seconds, 2), "processor": round(processor, 2), "peak_mb": round(peak)}
    print(json.dumps(told | {"lines": file.line_count}))


def _check_alone() -> Callable[[int], None]:
    """The work on a file without what follows the check, which is the same for every kind of file."""

    def nothing(*_: Any, **__: Any) -> None: ...

    machine: Any = import_module("enrollment.operations.reconciliation")
    if hasattr(machine, "_post_parts"):  # the build before had a machine of its own for tax files
        machine._post_parts = nothing
        return lambda file_id: machine.work(file_id=file_id, worker="bench")
    jobs: Any = import_module("intake.operations.jobs")
    assert hasattr(jobs, "_write_parts")
    jobs._write_parts = nothing
    return lambda file_id: jobs.work(layout="TB-1", file_id=file_id)


def _officer() -> Officer:
    officer = Officer.objects.filter(login=reconcile.LOGIN).first()
    if officer is None:
        officer = register_officer(login=reconcile.LOGIN, display_name="Bench", password=None, by=None)
        for role in (Role.CITY_BUREAU, Role.TAX_OFFICER):
            grant_role(
                officer=officer, role=role, division_code=population.AREA, on=date(2020, 1, 1), by=None
            )
    return officer


main(Path(sys.argv[1]))
