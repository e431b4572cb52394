"""How are a million fictitious people put into an empty database for a benchmark?

Every row is what the real path would have written - document numbers encrypted and hashed, one enrollment each, dues
issued by the operation - only the way in is a COPY, since the import of people has a benchmark of its own.
"""

import random
from collections.abc import Iterable
from datetime import date, timedelta

from django.db import connection
from django.utils import timezone

from enrollment.operations import dues
from enrollment.rules.documents import mask
from intake import vault
from staff.models import Division, Officer
from staff.rules.divisions import chain, level_of

AREA = "371700"
COVERAGE_YEAR = 2022
SURNAMES = "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗"
GIVEN = "伟芳娜敏静丽强磊军洋勇艳杰娟涛明超秀霞平刚桂英华建国志文玉兰春梅"
_WEIGHTS = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2]
_CHECK = "10X98765432"
VILLAGES = [
    f"3717{county:02d}{town:03d}{village:03d}"
    for county in (2, 3, 21, 22, 23)
    for town in range(1, 11)
    for village in range(201, 221)
]


def document_of(index: int) -> str:
    """A number with a sound check digit that belongs to nobody: day and sequence are counted up from `index`."""
    day = date(1940, 1, 1) + timedelta(days=index // 999 % 29_000)
    body = (
        f"371702{day:%Y%m%d}{index % 999 + 1:03d}"
        if index < 28_971_000
        else f"371703{day:%Y%m%d}{index % 999 + 1:03d}"
    )
    total = sum(int(digit) * weight for digit, weight in zip(body, _WEIGHTS, strict=True))
    return body + _CHECK[total % 11]


def name_of(index: int) -> str:
    chance = index * 2_654_435_761 % 4_294_967_296
    given = GIVEN[chance // 20 % len(GIVEN)] + (GIVEN[chance // 700 % len(GIVEN)] if chance % 5 else "")
    return SURNAMES[chance % len(SURNAMES)] + given


def put_divisions(villages: Iterable[str]) -> None:
    """The divisions of these villages and all above them, each named by its code."""
    codes = {code for village in villages for code in chain(village)}
    Division.objects.bulk_create(
        [
            Division(
                code=code,
                name=code,
                level=level_of(code),
                parent_id=above[-1] if (above := chain(code)[:-1]) else None,
            )
            for code in sorted(codes, key=len)
        ],
        ignore_conflicts=True,
    )


def fill(people: int, by: Officer) -> None:
    """Put `people` enrolled persons into the database and issue their dues."""
    with connection.cursor() as cursor:
        with cursor.copy(
            "COPY enrollment_person (document_kind, document_hash, document_sealed, document_masked, name, name_key,"
            " name_initials, sex, born_on, division_code, hukou_division, residence_permit, school, phone, one_card_masked,"
            " one_card_owner,"
            " registered_at) FROM STDIN"
        ) as copy:
            order = list(range(people))
            random.Random(7).shuffle(order)  # people are not registered in the order of their numbers
            now = timezone.now().isoformat()
            for index in order:
                document, name = document_of(index), name_of(index)
                digest = vault.match_key(document)
                born_on = f"{document[6:10]}-{document[10:12]}-{document[12:14]}"
                sealed = vault.seal(document, bound_to=digest)
                village = VILLAGES[index % len(VILLAGES)]
                known = (
                    "resident_id",
                    digest,
                    sealed,
                    mask(document),
                    name,
                    name,
                    "",
                    "female",
                    born_on,
                    village,
                )
                copy.write_row((*known, "", "", "", "", "", "", now))
        cursor.execute(
            'INSERT INTO enrollment_enrollment (person_id, area, coverage_year, division_code, basis, "group", school,'
            " enrolled_on, enrolled_by_id, cancelled_because) SELECT id, %s, %s, division_code, 'hukou', 'adult', '', %s, %s, ''"
            " FROM enrollment_person",
            [AREA, COVERAGE_YEAR, date(2021, 9, 1), by.pk],
        )
        cursor.execute("ANALYZE enrollment_person, enrollment_enrollment")
    dues.issue(area=AREA, coverage_year=COVERAGE_YEAR, on=date(2021, 9, 10), by=by)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE enrollment_due, enrollment_dueentry")
