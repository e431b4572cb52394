"""How long does the server take for a page when a whole city is registered, and does that grow with the people?

Each page is asked as an officer of the city asks it, through all middleware, templates and permissions; only the web server
around the application is left out. A tax file is posted first, so that there are lines, entries, cover and exceptions. Then the
main pages of each role, as an officer of that role in its place: what a page leaves to be counted is counted before.
"""

import argparse
import random
import statistics
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import connection
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from bench import reconcile, roles  # reconcile sets Django up before the models are read
from bench.population import AREA, COVERAGE_YEAR, document_of, name_of
from bench.tax_lines import write as write_tax_file
from enrollment.models import PaymentFile, PaymentLine, Person
from enrollment.operations import payments
from intake.operations import jobs
from staff.models import Officer, RoleGrant
from staff.operations.officers import grant_role
from staff.rules.roles import Role

MILLISECONDS_MAX, QUERIES_MAX = 100, 20
SEED = 20
LONG_AGO = date(2020, 1, 1)
Ask = Callable[[Client, random.Random], Any]


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--people", type=int, default=1_200_000)
    parser.add_argument("--lines", type=int, default=1_000_000)
    parser.add_argument("--times", type=int, default=15)
    parser.add_argument("--roles-only", action="store_true")
    chosen = parser.parse_args()
    officer = reconcile.prepare(chosen.people)
    _give_every_page(officer)
    file = _posted_file(officer, chosen.lines, chosen.people)
    settings.ALLOWED_HOSTS = ["testserver"]
    print(f"{reconcile.machine()}\n")
    print(
        f"{Person.objects.count():,} people, {file.line_count or 0:,} lines; {chosen.times} times each page\n"
    )
    client = Client()
    client.force_login(officer)
    if not chosen.roles_only:
        print("| page | queries | p50 ms | slowest ms | within the goal |\n|---|---|---|---|---|")
        for name, ask in _pages(file).items():
            print(f"| {name} | {measured(client, ask, chosen.times)}", flush=True)
        print()
    print("| role | page | queries | p50 ms | slowest ms | within the goal |\n|---|---|---|---|---|---|")
    for role in Role:
        client = roles.client_of(role, LONG_AGO)
        for name, ask in roles.pages_of(role).items():
            ask(client, None)
            roles.count_what_waits()
            print(f"| {role.label.en} | {name} | {measured(client, ask, chosen.times)}", flush=True)


def measured(client: Client, ask: Ask, times: int) -> str:
    """The cells of one row: queries, median, slowest, and whether both are within the goal."""
    queries, taken = measure(client, ask, times)
    middle = statistics.median(taken)
    within = "yes" if middle <= MILLISECONDS_MAX and queries <= QUERIES_MAX else "**no**"
    return f"{queries} | {middle:.0f} | {max(taken):.0f} | {within} |"


def measure(client: Client, ask: Ask, times: int) -> tuple[int, list[float]]:
    """The most queries of an answer, and the milliseconds of each but the first, which warms the caches of the process."""
    chance, taken, most = random.Random(SEED), [], 0
    for _ in range(times + 1):
        with _counted() as asked:
            started = time.perf_counter()
            answer = ask(client, chance)
            taken.append((time.perf_counter() - started) * 1000)
        if answer.status_code != 200:
            raise SystemExit(f"{answer.request['PATH_INFO']} answered {answer.status_code}")
        most = max(most, len(asked))
    return most, taken[1:]


@contextmanager
def _counted() -> Iterator[list[str]]:
    asked: list[str] = []

    def note(execute: Any, statement: Any, params: Any, many: bool, context: Any) -> Any:
        asked.append(str(statement))
        return execute(statement, params, many, context)

    with connection.execute_wrapper(note):
        yield asked


def _pages(file: PaymentFile) -> dict[str, Ask]:
    """What is asked for: a name, and the request with whatever changes from one time to the next."""
    people = list(Person.objects.order_by("pk").values_list("pk", flat=True)[:2_000])
    open_lines = list(PaymentLine.objects.filter(file=file, is_open=True).values_list("pk", flat=True)[:500])
    year = {"coverage_year": COVERAGE_YEAR}

    def page(name: str, *args: object, **query: object) -> Ask:
        return lambda client, chance: client.get(reverse(name, args=args), query)

    def of_one(name: str, among: list[int], **query: object) -> Ask:
        return lambda client, chance: client.get(reverse(name, args=[chance.choice(among)]), query)

    def by_name(client: Client, chance: random.Random) -> Any:
        asked = name_of(chance.randrange(len(people)))
        return client.get(reverse("enrollment:people"), {"name": asked})

    def by_number(client: Client, chance: random.Random) -> Any:
        number = document_of(chance.randrange(len(people)))
        return client.post(reverse("enrollment:people"), {"number": number}, follow=True)

    def eligible(client: Client, chance: random.Random) -> Any:
        asked = {"number": document_of(chance.randrange(len(people))), "service_on": "2022-05-20"}
        return client.post(reverse("claims:eligibility"), asked)

    return {
        "home": page("home"),
        "people, by name": by_name,
        "people, by number, and the person": by_number,
        "a person": of_one("enrollment:person", people),
        "a person's dues": of_one("enrollment:person_dues", people),
        "dues of the city": page("enrollment:dues"),
        "unpaid dues of a county": page("enrollment:unpaid", inside="371702", **year),
        "tax files": page("enrollment:payment_files"),
        "a tax file": page("enrollment:payment_file", file.pk),
        "lines of a tax file": page("enrollment:payment_file_lines", file.pk),
        "exceptions": page("enrollment:exceptions"),
        "exceptions of one kind in a county": page("enrollment:exceptions", outcome="name_differs", division="371702"),
        "an exception": of_one("enrollment:exception", open_lines),
        "fund report": page("enrollment:fund_report"),
        "ledger report": page("enrollment:ledger_report"),
        "coverage rate": page("assistance:coverage_rates"),
        "subsidies": page("assistance:subsidy_runs"),
        "ledger of subsidized people": page("assistance:subsidy_ledger"),
        "must be insured": page("assistance:must_be_insured"),
        "rosters": page("assistance:rosters"),
        "cases": page("assistance:cases"),
        "public money": page("assistance:public_money"),
        "eligibility": eligible,
        "bills": page("claims:bills"),
        "bills that wait": page("claims:reviews"),
        "indicators": page("claims:indicators", area=AREA, year=COVERAGE_YEAR),
        "audit trail": page("audit"),
    }  # fmt: skip


def _give_every_page(officer: Officer) -> None:
    """One officer who may open all of them, so that the menu and the checks of rights are the longest there are."""
    held = set(RoleGrant.objects.filter(officer=officer).values_list("role", flat=True))
    for role in Role:
        if role.value not in held:
            grant_role(officer=officer, role=role, division_code=AREA, on=LONG_AGO, by=None)


def _posted_file(officer: Officer, lines: int, people: int) -> PaymentFile:
    """The last posted tax file of so many lines; generated and posted when there is none."""
    file = PaymentFile.objects.filter(state="posted", line_count=lines).order_by("-pk").first()
    if file is not None:
        return file
    reconcile.reset()
    path = Path(settings.VAR_DIR) / f"tax-{lines}-{people}.csv"
    if not path.exists():
        write_tax_file(path, lines, people)
    with path.open("rb") as content:
        file = payments.receive_file(
            content=content, name=path.name, area=AREA, by=officer, at=timezone.now()
        )
    jobs.work_on(file)
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")
    file.refresh_from_db()
    return file


if __name__ == "__main__":
    main()
