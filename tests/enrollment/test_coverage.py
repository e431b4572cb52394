"""Is cover only what the entries say, and the same however often it is derived?"""

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from enrollment.models import Coverage, Due
from enrollment.operations import coverage
from enrollment.queries.covers import covers_of, is_covered
from staff.models import AuditEvent, Officer
from staff.rules.roles import Role
from tests import factories as make
from tests.pipeline.tax_desk import LATE, TaxDesk, assert_ledger_holds, ledger_rows, line, reversal_of


@pytest.fixture
def desk(transactional_db: None, make_officer: Callable[..., Officer]) -> TaxDesk:
    make.places()
    return TaxDesk(make_officer(Role.TAX_OFFICER, make.HEZE), make_officer(Role.COUNTY_BUREAU, make.MUDAN))


def rebuild() -> int:
    return coverage.rebuild(
        due_ids=Due.objects.values_list("pk", flat=True), at=timezone.now() + timedelta(days=99)
    )


def test_cover_that_was_lost_comes_back(desk: TaxDesk) -> None:
    one, two, three = desk.person(), desk.person(), desk.person()
    paid = line(three)
    desk.upload([line(one), line(two, "900.00", LATE), paid, reversal_of(paid)])
    before = ledger_rows()
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM enrollment_coverage")
    assert rebuild() == 3
    assert ledger_rows() == before
    assert rebuild() == 3 and ledger_rows() == before, "once more changes nothing"
    assert not AuditEvent.objects.filter(action="change_cover", change__before=None).exists()


def test_cover_that_nobody_paid_for_goes(desk: TaxDesk) -> None:
    who, payer = desk.person(), desk.person()
    desk.upload([line(payer)])
    due, real = Due.objects.get(person=who), Coverage.objects.get()
    Coverage.objects.create(
        due=due, person=who, coverage_year=2022, settled_on=make.DAY, cover_from=date(2022, 1, 1), cover_until=date(2023, 1, 1),
        quotation=real.quotation,
    )  # fmt: skip
    rebuild()
    assert list(Coverage.objects.all()) == [real]
    told = AuditEvent.objects.get(action="change_cover")
    assert (told.about_id, told.change["after"]) == (str(due.pk), None)
    assert_ledger_holds()


def test_the_database_itself_refuses_two_covers_and_days_outside_the_year(desk: TaxDesk) -> None:
    who = desk.person()
    desk.upload([line(who)])
    real = Coverage.objects.get()
    other = desk.person()
    due = Due.objects.get(person=other)
    for person, cover_from, cover_until in [
        (who, date(2022, 1, 1), date(2023, 1, 1)),
        (other, date(2021, 12, 31), date(2023, 1, 1)),
        (other, date(2022, 1, 1), date(2023, 1, 2)),
        (other, date(2022, 5, 1), date(2022, 5, 1)),
    ]:
        with pytest.raises(IntegrityError), transaction.atomic():
            Coverage.objects.create(
                due=due, person=person, coverage_year=2022, settled_on=make.DAY, cover_from=cover_from, cover_until=cover_until,
                quotation=real.quotation,
            )  # fmt: skip


def test_a_due_has_its_own_cover_and_not_that_of_another_due_of_its_person_and_year(desk: TaxDesk) -> None:
    who = desk.person()
    desk.upload([line(who)])
    due = Due.objects.select_related("enrollment").get(person=who)
    gone = due.enrollment
    gone.pk, gone.cancelled_on, gone.cancelled_because = None, make.DAY, "moved"
    gone.save()
    withdrawn = Due.objects.get(pk=due.pk)
    withdrawn.pk, withdrawn.enrollment, withdrawn.withdrawn_on = None, gone, make.DAY
    withdrawn.save()
    assert [cover.due_id for cover in covers_of([due, withdrawn])] == [due.pk]
    assert not covers_of([withdrawn]).exists()
    assert list(Due.objects.filter(is_covered())) == [due]
    assert list(Due.objects.filter(~is_covered())) == [withdrawn]
