"""Do grades, certifying bodies, spans and end states of categories follow from dated data?"""

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from django.test import Client
from django.urls import reverse

from assistance.categories.models import PersonCategory
from assistance.categories.operations import categories
from assistance.categories.rules.category_terms import end_of, end_states, following
from enrollment.models import Person
from enrollment.operations.people import InvalidFact
from policy.book import default_book
from policy.terms import Category, Certifier
from staff.models import AuditEvent, Officer
from staff.rules.roles import Role
from tests import factories as make

DATA = """
[[category]]
category = "severely_disabled"
grades = ["一级", "二级"]
certifiers = ["disabled_federation"]
from_on = 2020-01-01
clause = "HZ-3.2b"
[[end_state]]
code = "lifted"
zh = "脱贫"
en = "lifted from poverty"
categories = ["registered_poor"]
becomes = "lifted_from_poverty"
follows_until = 2026-01-01
from_on = 2021-01-01
clause = "HZ-3.2b"
[[end_state]]
code = "returned"
zh = "返贫"
en = "returned to poverty"
categories = ["lifted_from_poverty"]
becomes = "fallen_into_poverty"
from_on = 2021-01-01
clause = "HZ-3.2b"
"""


@pytest.fixture(autouse=True)
def heze_says_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "371700").mkdir()
    (tmp_path / "371700" / "category.toml").write_text(DATA, encoding="utf-8")
    monkeypatch.setenv("CANBAO_POLICY_DIRS", str(tmp_path))


def test_a_transition_ends_where_the_text_says_and_a_later_end_has_none() -> None:
    policy = default_book().policy("371702")
    states = end_states(policy, Category("registered_poor"), date(2021, 6, 1))
    assert list(states) == ["lifted"] and states["lifted"].clause == "HZ-3.2b"
    assert following(states["lifted"], date(2021, 6, 1)) == (
        Category("lifted_from_poverty"), date(2021, 6, 1), date(2026, 1, 1),
    )  # fmt: skip
    assert following(states["lifted"], date(2026, 1, 1)) is None
    assert end_states(policy, Category("registered_poor"), date(2020, 12, 31)) == {}
    assert end_states(policy, Category("tekun"), date(2021, 6, 1)) == {}


def test_a_recognition_for_illness_lasts_twelve_months_in_the_whole_country() -> None:
    policy = default_book().policy("371702")
    illness = Category("impoverished_by_illness")
    assert end_of(policy, illness, date(2025, 3, 31), None) == date(2026, 3, 31)
    assert end_of(policy, illness, date(2025, 3, 31), date(2030, 1, 1)) == date(2026, 3, 31)
    assert end_of(policy, illness, date(2025, 3, 31), date(2025, 6, 1)) == date(2025, 6, 1)
    assert end_of(policy, illness, date(2024, 3, 31), None) is None


@pytest.mark.django_db
def test_the_desk_records_what_follows_and_refuses_what_does_not_fit(
    make_officer: Callable[..., Officer], client_as: Callable[..., Client]
) -> None:
    make.places()
    clerk, civil = make_officer(Role.COUNTY_BUREAU, make.MUDAN), make_officer(Role.CIVIL_AFFAIRS, make.MUDAN)
    who: Person = make.person(clerk, "张伟")
    shape = {
        "person": who, "document_number": "菏民〔2020〕5号", "from_on": date(2020, 3, 1), "source": "desk",
        "on": date(2021, 6, 1), "by": civil,
    }  # fmt: skip
    disabled = {"category": Category("severely_disabled"), "grade": "三级"}
    for certifier, grade, field in (
        (Certifier.CIVIL_AFFAIRS, "一级", "certifier"), (Certifier.DISABLED_FEDERATION, "三级", "grade"),
    ):  # fmt: skip
        with pytest.raises(InvalidFact) as refused:
            categories.record_category(**shape, **{**disabled, "grade": grade}, certifier=certifier)
        assert (refused.value.context["field"], refused.value.context["clause"]) == (field, "HZ-3.2b")
    poor = categories.record_category(
        **shape, category=Category("registered_poor"), certifier=Certifier.RURAL_REVITALIZATION
    )
    end = {"because": "菏乡振〔2021〕9号", "on": date(2021, 6, 1), "by": civil, "until_on": date(2021, 6, 1)}
    with pytest.raises(InvalidFact) as refused:
        categories.end_category(span=poor, ended_as="moved", **end)
    assert "lifted" in refused.value.remedy.en
    page = client_as(civil, language="en").get(reverse("assistance:end_category", args=[who.pk, poor.pk]))
    assert "lifted from poverty" in page.content.decode()
    categories.end_category(span=poor, ended_as="lifted", **end)
    rows = PersonCategory.objects.filter(person=who).order_by("from_on")
    assert [(row.category, row.from_on, row.until_on, row.ended_as) for row in rows] == [
        ("registered_poor", date(2020, 3, 1), date(2021, 6, 1), "lifted"),
        ("lifted_from_poverty", date(2021, 6, 1), date(2026, 1, 1), ""),
    ]
    event = AuditEvent.objects.get(action="end_category")
    assert (event.change["ended_as"], event.change["clause"]) == ("lifted", "HZ-3.2b")
    assert event.change["follows"] == rows[1].pk
