"""Does every decision by a second officer ask whether that is the maker under another login?"""

import ast
import re
from datetime import date
from pathlib import Path

import pytest
from django.apps import apps
from django.utils import timezone

from assistance.cases.operations import case_moves
from assistance.figures.operations import parameters, population_figures
from assistance.public_money.operations import risk_fund
from policy.topics import Topic
from staff.identities import SameHuman
from staff.models import Officer
from staff.operations import officers
from staff.rules.roles import Role
from tests import factories as make
from tests.assistance import case_desk as desk
from tests.assistance.case_desk import CaseTown, at

PROJECT = Path(__file__).resolve().parents[2]
OPERATIONS = sorted(
    path for app in ("staff", "intake", "enrollment", "assistance", "claims") for path in (PROJECT / app).rglob("operations/*.py")
)  # fmt: skip


def one_human(*logins: Officer) -> None:
    number = make.resident_number()
    for officer in logins:
        officers.keep_identity(officer=officer, number=number, by=None)


def _checks_of_makers() -> list[tuple[Path, ast.FunctionDef]]:
    return [
        (path, function)
        for path in OPERATIONS
        for function in ast.walk(ast.parse(path.read_text()))
        if isinstance(function, ast.FunctionDef)
        and any(
            isinstance(node, ast.Call) and ast.unparse(node.func) == "require_other_hands"
            for node in ast.walk(function)
        )
    ]


# Model with a constraint that maker and checker differ -> the operations that refuse it first, in words.
ASKED_IN = {
    "windowextension": "extensions", "assistancecase": "case_transitions", "fiscalrequest": "fiscal_requests",
    "fundsplit": "fund_splits", "enteredparameter": "parameters", "subsidyrun": "subsidy_runs", "grant": "subsidy_runs",
    "recoveryclaim": "recoveries", "riskfundproposal": "risk_fund", "roster": "rosters", "billreview": "bill_reviews",
    "resettlementplan": "plans", "openedyear": "year_checks", "coverevidence": "evidence", "statusproposal": "status_proposals",
    "refund": "refunds", "insureryear": "insurer_years", "insurerpremium": "insurer_years", "fundbudget": "fund_budgets",
    "divisionentry": "division_entries", "codemapping": "code_mappings",
}  # fmt: skip


def test_what_the_database_refuses_the_makers_the_operations_refuse_them_first() -> None:
    constrained = {
        model._meta.model_name
        for model in apps.get_models()
        for constraint in model._meta.constraints
        if constraint.name.endswith("_by_maker")
    }
    assert constrained == set(ASKED_IN)
    assert set(ASKED_IN.values()) <= {path.stem for path, _ in _checks_of_makers()}


@pytest.mark.parametrize("path", OPERATIONS, ids=lambda path: f"{path.parts[-3]}-{path.stem}")
def test_nobody_asks_for_other_hands_in_a_way_of_their_own(path: Path) -> None:
    text = path.read_text()
    assert "class NotYours(" not in text and "require_other_human(" not in text
    own = re.findall(r"if [^\n]*(?:_by(?:_id)? == by\.pk|by\.pk in \()[^\n]*:\s+raise", text)
    assert not own, "ask staff.identities.require_other_hands"


@pytest.mark.django_db
def test_what_one_login_entered_the_other_does_not_approve(make_officer) -> None:
    make.places()
    maker, checker = (make_officer(Role.COUNTY_BUREAU, make.MUDAN) for _ in range(2))
    one_human(maker, checker)
    now, given = timezone.now(), {"document_number": "1号", "by": maker}
    figure = parameters.enter(
        area=make.MUDAN, topic="case_notice_days", value=5, from_on=date(2021, 1, 1), at=now, **given
    )
    moved = risk_fund.propose(county=make.MUDAN, year=2021, kind="opening", amount_fen=1, at=now, **given)
    sheet = population_figures.enter(
        area=make.MUDAN, year=2021, figures={("371702001", Topic.HUKOU_POPULATION): 1}, from_on=date(2021, 1, 1),
        at=now, **given,
    )  # fmt: skip
    for decide in (
        lambda: parameters.approve(entry=figure, by=checker, at=now),
        lambda: parameters.reject(entry=figure, because="错", by=checker, at=now),
        lambda: risk_fund.approve(proposal=moved, by=checker, at=now),
        lambda: population_figures.approve(sheet=sheet, by=checker, at=now),
    ):
        with pytest.raises(SameHuman) as refused:
            decide()
        assert maker.login in str(refused.value)
    officers.keep_identity(officer=checker, number=make.resident_number(), by=None)
    parameters.approve(entry=figure, by=checker, at=now)


@pytest.mark.django_db
def test_a_case_needs_other_humans(make_officer) -> None:
    town = CaseTown(make_officer)
    one_human(town.clerk, town.bureau)
    one_human(town.first, town.second)
    case = desk.submitted(town.woman, town.clerk)
    case = case_moves.accept(case=case, version=None, by=town.bureau, at=at())
    with pytest.raises(SameHuman):
        case_moves.verify(case=case, version=None, by=town.bureau, at=at())
    case = case_moves.verify(case=case, version=None, by=town.first, at=at())
    with pytest.raises(SameHuman):
        town.approve(case, town.second)
    assert town.approve(case, town.third).approved_by == town.third
