"""What does the product do, shown from nothing on one machine? `bin/demo [--no-serve] [--port 8000]`."""

import argparse
import os
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path
from types import FrameType

from config.embedded import PROJECT, Services, local_services
from config.server_binaries import ServiceFailed

SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


class Stopped(Exception):
    """Somebody asked us to stop: Ctrl-C, a closed terminal, or kill."""


class Processes:
    """The programs started here, each in its own group, so that Ctrl-C reaches them only through us."""

    def __init__(self, logs: Path):
        self.logs = logs
        self.running: dict[str, subprocess.Popen[bytes]] = {}

    def start(self, name: str, *command: str, **environment: str) -> None:
        with (self.logs / f"{name}.log").open("ab") as log:
            self.running[name] = subprocess.Popen(
                [sys.executable, "-m", *command],
                cwd=PROJECT,
                env=os.environ | environment,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )

    def check(self) -> None:
        """Raise when a program ended by itself."""
        for name, process in self.running.items():
            if process.poll() is not None:
                raise ServiceFailed(f"the {name} ended ({process.returncode}); see {self.logs / name}.log")

    def stop(self) -> None:
        """Ask all to end, give them time, then end them; last started, first asked."""
        for number, patience in ((signal.SIGTERM, 15.0), (signal.SIGKILL, 5.0)):
            for process in reversed(self.running.values()):
                _signal_group(process.pid, number)
            until = time.monotonic() + patience
            for process in self.running.values():
                try:
                    process.wait(max(0.1, until - time.monotonic()))
                except subprocess.TimeoutExpired:
                    continue
        self.running.clear()


def _signal_group(leader: int, number: signal.Signals) -> None:
    try:
        os.killpg(leader, number)
    except ProcessLookupError:
        return


class Stop:
    """Turns signals into `Stopped`; waits while servers are started, so that none is left half started."""

    def __init__(self) -> None:
        self.waiting = False
        self.asked = False
        for number in SIGNALS:
            signal.signal(number, self._note)

    def _note(self, number: int, frame: FrameType | None) -> None:
        self.asked = True
        if not self.waiting:
            raise Stopped

    def __enter__(self) -> None:
        self.waiting = True

    def __exit__(self, *_: object) -> None:
        self.waiting = False
        if self.asked:
            raise Stopped

    @staticmethod
    def ignore() -> None:
        """A second Ctrl-C must not interrupt the tidying."""
        for number in SIGNALS:
            signal.signal(number, signal.SIG_IGN)


def main() -> int:
    parser = argparse.ArgumentParser(prog="bin/demo", description=__doc__)
    parser.add_argument("--no-serve", action="store_true", help="stop after the report")
    parser.add_argument("--port", type=int, default=8000, help="first port to try (default 8000)")
    asked = parser.parse_args()
    stop = Stop()
    os.environ["CANBAO_LOCAL"] = "1"
    services = local_services()
    folder = services.folder
    processes = Processes(folder / "log")
    try:
        _run(services, processes, stop, asked)
    except Stopped:
        print("\nstopping", flush=True)
    except ServiceFailed as failure:
        print(f"canbao: {failure}", file=sys.stderr)
        return 1
    finally:
        stop.ignore()
        processes.stop()
        services.stop()
    return 0


def _run(services: Services, processes: Processes, stop: Stop, asked: argparse.Namespace) -> None:
    begun = time.monotonic()

    def say(text: str) -> None:
        print(f"[{time.monotonic() - begun:6.1f} s] {text}", flush=True)

    needs_postgres, needs_broker = not os.environ.get("DATABASE_URL"), not os.environ.get("CELERY_BROKER_URL")
    with stop:
        services.start(postgres=needs_postgres, broker=needs_broker)
    processes.logs.mkdir(parents=True, exist_ok=True)
    say("servers: " + ", ".join(_named(needs_postgres, needs_broker)))

    # In a process of its own: it comes as the owner of the tables, and all that follows owns nothing.
    # Checks of Django would import every page for it: a third of the time; bin/lint has them.
    migrate = [sys.executable, "manage.py", "migrate", "--verbosity", "0", "--skip-checks"]
    subprocess.run(migrate, cwd=PROJECT, check=True)

    import django

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    django.setup()
    from django.core.management import call_command

    from demo import (
        assistance_and_care,
        funds,
        missing_people,
        own_costs,
        people,
        refunds,
        registers,
        report,
        sponsors,
        tax_files,
    )

    people.require_own_database()
    call_command("load_divisions", if_empty=True, verbosity=0)
    say("tables and divisions are there")
    _start_background(processes)
    logins = people.officers()
    folder = services.folder / "demo"
    for made in people.households(folder):
        say(made)
    if said := assistance_and_care.enroll_linxia():
        say(said)
    samples = list(tax_files.samples(folder))
    received = []
    for sample in samples:
        file, is_new = tax_files.upload(sample, folder)
        say(f"uploaded {sample.name}" if is_new else f"{sample.name} came in before")
        received.append(file)
    for file in received:
        report.wait(file, alive=processes.check)
        if said := tax_files.answer(file):
            say(said)
            report.wait(file, alive=processes.check)
    say("reconciled")
    for said in (
        *missing_people.work_ledger(),
        *assistance_and_care.help_lanzhou(),
        *assistance_and_care.treat_linxia(),
    ):
        say(said)
    for said in (
        *sponsors.pay_for_others(),
        *sponsors.check_with_treasury(),
        *refunds.refund_heze(),
        *missing_people.lose_cover(),
    ):
        say(said)
    assistance_and_care.wait_for_bills()
    say("bills settled")
    told = (registers.recognise_linxia, registers.map_codes, registers.file_elsewhere, own_costs.watch_linxia)
    for said in (sentence for show in told for sentence in show()):
        say(said)
    for said in funds.watch_money():
        say(said)
    print(report.large(received[0]), flush=True)
    for file, sample in zip(received[1:], samples[1:], strict=True):
        print(report.small(file, sample), flush=True)
    print("\n" + assistance_and_care.subsidies_told(), flush=True)
    print("\n" + assistance_and_care.care_told(), flush=True)
    print("\n" + report.one_person(people.HEZE), flush=True)
    if asked.no_serve:
        return
    address = _serve(processes, asked.port)
    print(report.logins(address, logins), flush=True)
    while True:
        time.sleep(1)
        processes.check()


def _named(postgres: bool, broker: bool) -> list[str]:
    return [
        "PostgreSQL of our own" if postgres else "PostgreSQL of DATABASE_URL",
        "broker of our own" if broker else "broker of CELERY_BROKER_URL",
    ]


def _start_background(processes: Processes) -> None:
    """Worker and schedule; what Django checks before work was checked when the tables were made."""
    worker = ("celery", "-A", "config", "worker", "-l", "INFO", "--without-gossip", "--without-mingle")
    as_worker = {"CANBAO_PROCESS": "worker", "CELERY_SKIP_CHECKS": "1"}
    processes.start("worker", *worker, "--concurrency", str(min(4, os.cpu_count() or 1)), **as_worker)
    processes.start("beat", "celery", "-A", "config", "beat", "-l", "INFO", "--pidfile=", **as_worker)


def _serve(processes: Processes, first_port: int) -> str:
    """Start the web server on the first free port and wait until it answers."""
    port = next((port for port in range(first_port, first_port + 20) if _is_free(port)), 0)
    if not port:
        raise ServiceFailed(
            f"ports {first_port} to {first_port + 19} are all in use; choose another with --port"
        )
    command = ("gunicorn", "config.wsgi", "--bind", f"127.0.0.1:{port}", "--workers", "2", "--threads", "4")
    once = ("--preload", "--no-control-socket", "--timeout", "120")  # imported once for both
    processes.start("web", *command, *once, CANBAO_PROCESS="web")
    for _ in range(300):
        processes.check()
        if not _is_free(port):
            return f"http://127.0.0.1:{port}/"
        time.sleep(0.1)
    raise ServiceFailed(f"the web server does not answer; see {processes.logs / 'web.log'}")


def _is_free(port: int) -> bool:
    with socket.socket() as probe:
        probe.settimeout(1)
        return probe.connect_ex(("127.0.0.1", port)) != 0


if __name__ == "__main__":
    sys.exit(main())
