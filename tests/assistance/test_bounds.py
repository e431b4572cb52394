"""Is a figure outside the bounds of a document refused when it is entered, and one that cannot be checked when it is approved?"""

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from assistance.figures.models import EnteredParameter
from assistance.figures.operations import parameters
from assistance.figures.operations.bounds import OutOfBounds
from policy.topics import Topic
from staff.models import AuditEvent, Officer
from staff.rules.roles import Role
from tests import care
from tests import factories as make

pytestmark = pytest.mark.django_db
DAY = date(2022, 1, 1)
BOUNDS = """
[[bound]]
topic = "critical_deductible"
most = 0.50
of = "income"
clause = "HZ-3.3"
[[bound]]
topic = "basic_deductible"
key = "inpatient:county"
least = 200
most = 2
of = "due"
clause = "HZ-3.3"
[[bound]]
topic = "basic_ratio"
least = 0.6
in_principle = true
clause = "HZ-3.3"
"""


@pytest.fixture
def enter(
    make_officer: Callable[..., Officer], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Callable[..., EnteredParameter]:
    make.places()
    (tmp_path / "371700").mkdir()
    text = BOUNDS.replace("least = 200\n", "")
    (tmp_path / "371700" / "target.toml").write_text(text, encoding="utf-8")
    monkeypatch.setenv("CANBAO_POLICY_DIRS", str(tmp_path))
    by = make_officer(Role.CITY_BUREAU, make.HEZE)

    def made(topic: Topic, value: str, key: str = "", reason: str = "") -> EnteredParameter:
        return parameters.enter(
            area=make.HEZE, topic=topic, value=value, key=key, reason=reason, from_on=DAY, document_number="菏医保〔2022〕3号",
            by=by, at=care.AT,
        )  # fmt: skip

    return made


def test_a_figure_above_a_share_of_the_due_is_refused_with_its_clause(
    enter: Callable[..., EnteredParameter],
) -> None:
    enter(Topic.BASIC_DEDUCTIBLE, "640.00", "inpatient:county")
    enter(Topic.BASIC_DEDUCTIBLE, "900.00", "inpatient:township")  # another figure of the topic
    with pytest.raises(OutOfBounds) as refused:
        enter(Topic.BASIC_DEDUCTIBLE, "640.01", "inpatient:county")
    assert refused.value.context == {"field": "value", "clause": "HZ-3.3"}
    assert "640.00" in str(refused.value.text.zh) and "200%" in refused.value.text.zh


def test_a_bound_in_principle_yields_to_a_reason_that_is_kept(
    enter: Callable[..., EnteredParameter],
) -> None:
    with pytest.raises(OutOfBounds):
        enter(Topic.BASIC_RATIO, "0.55", "inpatient:county")
    entry = enter(Topic.BASIC_RATIO, "0.55", "inpatient:county", reason="基金缺口")
    event = AuditEvent.objects.get(action="enter_parameter", about_id=str(entry.pk))
    assert event.change["departs_from"] == ["HZ-3.3"]


def test_what_cannot_be_held_against_its_bound_is_not_approved(
    enter: Callable[..., EnteredParameter], make_officer: Callable[..., Officer]
) -> None:
    second = make_officer(Role.CITY_BUREAU, make.HEZE)
    entry = enter(Topic.CRITICAL_DEDUCTIBLE, "15000.00")
    with pytest.raises(OutOfBounds) as refused:
        parameters.approve(entry=entry, by=second, at=care.AT)
    assert refused.value.code == "bound_not_known"
    parameters.approve(entry=enter(Topic.PUBLISHED_INCOME, "24000.00"), by=second, at=care.AT)
    with pytest.raises(OutOfBounds) as refused:
        parameters.approve(entry=entry, by=second, at=care.AT)
    assert refused.value.code == "out_of_bounds"  # at most 12,000
    parameters.approve(entry=enter(Topic.CRITICAL_DEDUCTIBLE, "12000.00"), by=second, at=care.AT)


@pytest.mark.parametrize(
    ("topic", "key", "value", "kept"),
    [
        (Topic.BASIC_RATIO, "inpatient:county", "1", "0.95"),
        (Topic.ASSISTANCE_RATE, "tekun", "1", "0.95"),
        (Topic.AID_RATE, "others", "1.0", "0.6"),
        (Topic.CRITICAL_SEGMENTS, "", "0:0.6 50000:1", "0:0.6 50000:0.75"),
        (Topic.CRITICAL_DEDUCTIBLE, "", "0", "0.01"),
    ],
)
def test_a_promise_without_own_payment_is_refused_in_shandong(
    make_officer: Callable[..., Officer], topic: Topic, key: str, value: str, kept: str
) -> None:
    """SD-3b: no zero own payment, no group without the deductible of critical illness insurance."""
    make.places()
    by = make_officer(Role.CITY_BUREAU, make.HEZE)

    def enter(figure: str) -> EnteredParameter:
        return parameters.enter(
            area=make.HEZE, topic=topic, value=figure, key=key, from_on=DAY, document_number="菏医保〔2022〕3号", by=by, at=care.AT,
        )  # fmt: skip

    with pytest.raises(OutOfBounds) as refused:
        enter(value)
    assert refused.value.context == {"field": "value", "clause": "SD-3b"} and "SD-3b" in refused.value.text.zh
    assert enter(kept).pk
