"""Does a county with rules of its own below the pooling area help by them?"""

from collections.abc import Callable
from pathlib import Path

import pytest

from assistance.subsidies.bulk.changed_grants import changed_grants
from assistance.subsidies.models import Grant
from assistance.subsidies.rules.grant_proposals import propose
from policy.book import default_book
from policy.terms import Category
from staff.models import Officer
from tests.assistance.subsidy_desk import CHENGGUAN, LANZHOU, NOVEMBER, SubsidyDesk


@pytest.fixture
def desk(transactional_db: None, make_officer: Callable[..., Officer]) -> SubsidyDesk:
    return SubsidyDesk(make_officer)


def test_a_county_below_the_pooling_level_helps_by_its_own_rule(
    desk: SubsidyDesk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What `policy show 620102` shows is what is proposed there; the rest of the city goes on as before."""
    folder = tmp_path / CHENGGUAN
    folder.mkdir()
    (folder / "area.toml").write_text(
        'code = "620102"\nzh = "城关区"\nen = "Chengguan"\nlevel = "county"\n'
        '[documents.CG]\nnumber = "城关医保〔2020〕3号"\ntitle = "示例"\n',
        encoding="utf-8",
    )
    (folder / "subsidy.toml").write_text(
        '[[rule]]\ncategories = ["low_income"]\nmode = "fixed"\namount = 150\nfrom_coverage_year = 2021\nclause = "CG-1"\n'
        '[[flow]]\nmode = "fixed"\nflow = "one_card"\nclause = "CG-1"\n',
        encoding="utf-8",
    )
    here, poor = desk.person(Category("low_income")), desk.person(Category("tekun"))
    before = default_book().policy(LANZHOU).digest
    question = {
        "coverage_year": 2021,
        "categories": (Category("low_income"),),
        "due_fen": 28_000,
        "added_on": None,
    }
    monkeypatch.setenv("CANBAO_POLICY_DIRS", str(tmp_path))
    run = desk.propose()
    assert default_book().policy(LANZHOU).digest == before
    grant = Grant.objects.get(run=run, person=here)
    assert (grant.amount_fen, grant.decision.clause) == (15_000, "CG-1")
    assert Grant.objects.get(run=run, person=poor).amount_fen == 28_000  # inherited from the city
    of_city = propose(default_book().policy(LANZHOU), **question, on=NOVEMBER)
    assert of_city is None or of_city.amount_fen is None
    assert not changed_grants(["6201"], coverage_year=2021, on=NOVEMBER)
