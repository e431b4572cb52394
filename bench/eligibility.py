"""How many look-ups of eligibility are answered in a second, beside a bare WSGI application doing the same read?

Both behind the same gunicorn with one process. The real one asks for a key, reads the officer's reach, writes an audit
event for every look-up and commits it. Each application is asked by the same clients over kept-alive connections.
"""

import argparse
import http.client
import json
import multiprocessing
import os
import platform
import random
import socket
import statistics
import subprocess
import sys
import time
from datetime import timedelta

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
django.setup()

from django.utils import timezone  # noqa: E402

from bench import care_population as care  # noqa: E402
from bench.population import document_of  # noqa: E402
from staff.access import Permission  # noqa: E402
from staff.models import AuditEvent  # noqa: E402
from staff.operations.tokens import issue_token  # noqa: E402

WARM_UP_SECONDS = 8.0
APPLICATIONS: tuple[tuple[str, str, dict[str, str]], ...] = (
    ("bare WSGI, the same read", "bench.bare_eligibility:application", {}),
    ("bare WSGI, the same read and one audit row", "bench.bare_eligibility:application", {"BARE_AUDIT": "1"}),
    ("Canbao, POST /api/v1/eligibility", "config.wsgi", {}),
)


def ask(
    port: int, token: str, people: int, seconds: float, seed: int, told: "multiprocessing.Queue[list[float]]"
) -> None:
    """One client: asks for people at random until the time is over; the seconds of each answer."""
    chance, taken = random.Random(seed), []
    client = http.client.HTTPConnection("127.0.0.1", port)
    headers = {
        "Content-Type": "application/json",
        "Authorization": f"Token {token}",
        "Connection": "keep-alive",
    }
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        question = {"document_number": document_of(chance.randrange(people)), "service_on": "2021-11-20"}
        started = time.perf_counter()
        client.request("POST", "/api/v1/eligibility", json.dumps(question), headers)
        answer = client.getresponse()
        body = answer.read()
        taken.append(time.perf_counter() - started)
        assert answer.status == 200, (answer.status, body[:300])
    told.put(taken)


def measure(
    app: str, extra: dict[str, str], token: str, people: int, seconds: float, clients: int
) -> list[float]:
    """All answers of one application under so many clients; a short run first to warm up."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [sys.executable, "-m", "gunicorn", app, "--bind", f"127.0.0.1:{port}", "--workers", "1", "--threads", "4",
               "--keep-alive", "30", "--log-level", "error", "--no-control-socket"]  # fmt: skip
    environment = os.environ | extra | {"LOG_LEVEL": "ERROR", "CANBAO_PROCESS": "web"}
    server = subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
    try:
        _wait_for(port)
        _round(
            port, token, people, WARM_UP_SECONDS, 4 * clients
        )  # the first answer of a process loads its routes
        return _round(port, token, people, seconds, clients)
    finally:
        server.terminate()
        server.wait(20)


def _round(port: int, token: str, people: int, seconds: float, clients: int) -> list[float]:
    told: multiprocessing.Queue[list[float]] = multiprocessing.Queue()
    asking = [
        multiprocessing.Process(target=ask, args=(port, token, people, seconds, seed, told)) for seed in range(clients)
    ]  # fmt: skip
    for each in asking:
        each.start()
    taken = [one for _ in asking for one in told.get(timeout=seconds + 60)]
    for each in asking:
        each.join()
    return taken


def _wait_for(port: int) -> None:
    for _ in range(200):
        try:
            socket.create_connection(("127.0.0.1", port), 0.2).close()
            return
        except OSError:
            time.sleep(0.1)
    raise SystemExit("the server did not start")


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--people", type=int, default=100_000)
    parser.add_argument("--seconds", type=float, default=5.0)
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--clients", type=int, default=2)
    chosen = parser.parse_args()
    officer = care.officer()
    care.fill(chosen.people, officer)
    token = issue_token(
        permissions=[Permission.ELIGIBILITY_READ],
        officer=officer,
        name="bench",
        expires_at=timezone.now() + timedelta(hours=2),
        by=None,
    )
    rates: dict[str, list[float]] = {name: [] for name, _, _ in APPLICATIONS}
    tails: dict[str, list[tuple[float, float]]] = {name: [] for name, _, _ in APPLICATIONS}
    for _ in range(chosen.runs):  # side by side in each run, since the machine's speed swings
        for name, app, extra in APPLICATIONS:
            before = AuditEvent.objects.filter(action="look_up_eligibility").count()
            taken = sorted(measure(app, extra, token, chosen.people, chosen.seconds, chosen.clients))
            written = AuditEvent.objects.filter(action="look_up_eligibility").count() - before
            assert written >= len(taken) or app != "config.wsgi", "a look-up was not audited"
            rates[name].append(len(taken) / chosen.seconds)
            tails[name].append((taken[len(taken) // 2], taken[len(taken) * 99 // 100]))
    bare = statistics.median(rates[APPLICATIONS[0][0]])
    print(
        f"people {chosen.people:,}   clients {chosen.clients}   cores {os.cpu_count()}   {platform.machine()}"
    )
    print(f"{'':46} {'requests/s':>10} {'of bare':>8} {'p50 ms':>8} {'p99 ms':>8} {'p99/p50':>8}")
    for name, found in rates.items():
        rate = statistics.median(found)
        middle, tail = (statistics.median(one[place] for one in tails[name]) * 1000 for place in (0, 1))
        print(f"{name:46} {rate:10,.0f} {rate / bare:8.0%} {middle:8.2f} {tail:8.2f} {tail / middle:8.1f}")


if __name__ == "__main__":
    main()
