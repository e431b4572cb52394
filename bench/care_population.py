"""How are covered people of Linxia, providers and bills of care put into an empty database for a benchmark?

People are enrolled and their dues issued as by the real path; they pay by a tax file that the real reconciliation posts, so
cover, quotations and entries are what they would be.
"""

import csv
import io
import random
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

from django.db import connection
from django.utils import timezone

from assistance.categories.models import PersonCategory
from bench import tax_lines
from bench.population import document_of, name_of, put_divisions
from claims.layouts.bill_file import HEADINGS
from claims.models import Provider
from claims.operations import providers
from enrollment.models import Coverage, Person
from enrollment.operations import dues, payments
from enrollment.rules.documents import mask
from intake import vault
from intake.operations import jobs
from policy.care import ProviderTier
from staff.models import Officer
from staff.operations.officers import grant_role, register_officer
from staff.rules.roles import Role

AREA, YEAR = "622900", 2021
COUNTIES = ("622901", "622921", "622922", "622923")
VILLAGES = [
    f"{county}{town:03d}{village:03d}" for county in COUNTIES for town in (1, 2, 3) for village in (201, 202)
]
TIERS = (ProviderTier.TOWNSHIP, ProviderTier.COUNTY, ProviderTier.PREFECTURE)
LOGIN = "bench-care"


def officer() -> Officer:
    """Who sends everything here."""
    found = Officer.objects.filter(login=LOGIN).first()
    if found is None:
        found = register_officer(login=LOGIN, display_name="Bench", password=None, by=None)
        for role in (Role.CITY_BUREAU, Role.TAX_OFFICER):
            grant_role(officer=found, role=role, division_code=AREA, on=date(2017, 1, 1), by=None)
    return found


def fill(people: int, by: Officer) -> None:
    """`people` covered persons, one in five of the registered poor, and three providers; nothing when they are there."""
    if Coverage.objects.count() >= people * 9 // 10:
        return
    put_divisions(VILLAGES)
    _people(people)
    with connection.cursor() as cursor:
        cursor.execute(
            'INSERT INTO enrollment_enrollment (person_id, area, coverage_year, division_code, basis, "group", school,'
            " enrolled_on, enrolled_by_id, cancelled_because)"
            " SELECT id, %s, %s, division_code, 'hukou', 'adult', '', %s, %s, '' FROM enrollment_person",
            [AREA, YEAR, date(2020, 9, 1), by.pk],
        )
        cursor.execute("ANALYZE enrollment_person, enrollment_enrollment")
    dues.issue(area=AREA, coverage_year=YEAR, on=date(2020, 9, 10), by=by)
    file = payments.receive_file(
        content=io.BytesIO(_tax_file(people)), name="paid.csv", area=AREA, by=by, at=timezone.now()
    )
    jobs.work_on(file)
    ids = Person.objects.order_by("pk").values_list("pk", "division_code")[::5]
    PersonCategory.objects.bulk_create(
        [
            PersonCategory(
                person_id=pk, category="registered_poor", certifier="rural_revitalization", document_number="bench",
                from_on=date(2017, 1, 1), division_code=place, source="desk",
            )
            for pk, place in ids
        ],
        batch_size=5000,
    )  # fmt: skip
    for tier in TIERS:
        if not Provider.objects.filter(code=code_of(tier)).exists():
            providers.register_provider(
                code=code_of(tier), name=tier.label.zh, division_code="622901", kept_by=AREA, tier=tier,
                from_on=date(2015, 1, 1), document_number="bench", on=date(2021, 1, 1), by=by,
            )  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")


def code_of(tier: ProviderTier) -> str:
    return f"H62290100{TIERS.index(tier):03d}"


def _people(people: int) -> None:
    order = list(range(people))
    random.Random(7).shuffle(order)
    now = timezone.now().isoformat()
    columns = (
        "document_kind, document_hash, document_sealed, document_masked, name, name_key, name_initials, sex, born_on,"
        " division_code, hukou_division, residence_permit, school, phone, one_card_masked, one_card_owner, registered_at"
    )
    with (
        connection.cursor() as cursor,
        cursor.copy(f"COPY enrollment_person ({columns}) FROM STDIN") as copy,
    ):
        for index in order:
            document, name = document_of(index), name_of(index)
            digest = vault.match_key(document)
            sealed = vault.seal(document, bound_to=digest)
            born = f"{document[6:10]}-{document[10:12]}-{document[12:14]}"
            known = ("resident_id", digest, sealed, mask(document), name, name, "", "female", born)
            copy.write_row((*known, VILLAGES[index % len(VILLAGES)], "", "", "", "", "", "", now))


def _tax_file(people: int) -> bytes:
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(tax_lines.HEADER)
    for index in range(people):
        writer.writerow([
            f"6229{index:016d}", document_of(index), name_of(index), VILLAGES[index % len(VILLAGES)][:6], str(YEAR), "280.00",
            "2020-11-10 10:00:00", "2020-11-12", "", "", "",
        ])  # fmt: skip
    return text.getvalue().encode()


def write_bills(path: Path, bills: int, people: int, *, seed: int) -> int:
    """A file of bills (layout CL-1) of one to three lines, nearly all sound, in the order of discharge; its number of rows."""
    chance, rows = random.Random(seed), 0
    head = list(HEADINGS)
    with path.open("w", encoding="utf-8", newline="") as out:
        writer = csv.writer(out, lineterminator="\n")
        writer.writerow(HEADINGS.values())
        fen = 0
        for serial in range(bills):
            for cells in _bill(serial, bills, people, seed, chance):
                writer.writerow([cells.get(key, "") for key in head])
                rows += 1
                fen += int(cells["total"].replace(".", ""))
        trailer = {"provider": "合计", "number": str(bills), "total": f"{fen // 100}.{fen % 100:02d}"}
        writer.writerow([trailer.get(key, "") for key in head])
    return rows


def _bill(serial: int, bills: int, people: int, seed: int, chance: random.Random) -> Iterator[dict[str, str]]:
    """Six in ten an outpatient visit, the rest stays; every hundredth has sums that differ."""
    index = (serial * 7919 + seed * 104_729) % people
    day = date(2021, 1, 5) + timedelta(days=350 * serial // bills)
    is_stay = chance.random() < 0.4
    tier = chance.choice(TIERS) if is_stay else ProviderTier.TOWNSHIP
    lines = [_line(chance, is_stay) for _ in range(chance.choice((1, 2, 2, 3)))]
    total = sum(each[0] for each in lines) + (1 if chance.random() < 0.01 else 0)
    head = {
        "provider": code_of(tier), "number": f"S{seed}-{serial:08d}", "document": document_of(index), "name": name_of(index),
        "setting": "住院" if is_stay else "普通门诊", "admitted": str(day - timedelta(days=3)) if is_stay else "",
        "discharged": str(day), "diagnosis_code": "J18.900" if is_stay else "J06.900",
        "diagnosis_name": "肺炎" if is_stay else "上呼吸道感染", "bill_total": _yuan(total), "referral": "是",
    }  # fmt: skip
    for total_fen, eligible, first_pay, own in lines:
        yield head | {
            "item_class": "乙" if first_pay else "甲", "item_name": "药品", "total": _yuan(total_fen),
            "eligible": _yuan(eligible), "first_pay": _yuan(first_pay), "own": _yuan(own),
        }  # fmt: skip


def _line(chance: random.Random, is_stay: bool) -> tuple[int, int, int, int]:
    scale = 200_000 if is_stay else 3_000
    eligible, first_pay, own = (
        chance.randrange(scale),
        chance.randrange(scale // 10),
        chance.randrange(scale // 8),
    )
    return eligible + first_pay + own + 1, eligible + 1, first_pay, own


def _yuan(fen: int) -> str:
    return f"{fen // 100}.{fen % 100:02d}"
