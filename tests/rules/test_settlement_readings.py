"""Does each other reading give its other figure, and does what is missing say who could enter it?"""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from claims.rules.facts import (
    Accident,
    BillFacts,
    ByHand,
    EnteredFigures,
    HeldCategory,
    PatientFacts,
    Settlement,
    YearSoFar,
)
from claims.rules.settlement import settle
from claims.rules.who import grade_of
from policy.book import Book, Policy, default_book
from policy.care import Counter, Outcome, Payer, Place, ProviderTier, Setting, Tier
from policy.entered import Entered
from policy.terms import Category
from policy.topics import Topic

LINXIA = default_book().policy("622900")
POOR = PatientFacts(40, held=(HeldCategory(Category("registered_poor")),))
ORDINARY = PatientFacts(40)


def stay(eligible: int, tier: ProviderTier = ProviderTier.COUNTY, **given) -> BillFacts:
    return BillFacts(Setting.INPATIENT, tier, date(2021, 5, 6), eligible, eligible, **given)


def visit(eligible: int, tier: ProviderTier = ProviderTier.TOWNSHIP, **given) -> BillFacts:
    return BillFacts(Setting.OUTPATIENT, tier, date(2021, 5, 6), eligible, eligible, **given)


def entered(*figures: tuple[Topic, str, object]) -> EnteredFigures:
    return EnteredFigures(
        {(topic, key): Entered(topic, value, "州医保〔2021〕1号", key) for topic, key, value in figures}
    )


def basic(done: Settlement) -> int | None:
    return done.tier(Tier.BASIC).fen


UNREFERRED = {"tiered_disease": True, "referral": False}
MAJOR = {"major_disease": "甲病"}
CEILING = entered((Topic.MAJOR_DISEASE_CEILING, "甲病", "40000.00"))


@pytest.mark.parametrize(
    ("reading", "value", "bill", "patient", "figures", "proposed", "other"),
    [
        ("A20", "relative", stay(450_000), POOR, None, 382_500, 371_250),
        ("A23", "no_deductible", stay(580_000, ProviderTier.PREFECTURE, **UNREFERRED), ORDINARY, None, 300_000, 348_000),
        ("A24", "ceiling_on_payment", stay(5_000_000, ProviderTier.PROVINCE, **MAJOR), ORDINARY, CEILING, 2_800_000, 3_500_000),
        ("A25", "bill_ceiling", visit(8_000), ORDINARY, None, 4_000, 2_800),
        ("A26", "deductible_first", stay(500_000, tcm_fen=100_000), ORDINARY, None, 362_500, 350_000),
    ],
)  # fmt: skip
def test_the_other_reading_gives_its_other_figure(
    reading: str,
    value: str,
    bill: BillFacts,
    patient: PatientFacts,
    figures: EnteredFigures | None,
    proposed: int,
    other: int,
) -> None:
    assert basic(settle(LINXIA, bill, patient, figures=figures)) == proposed
    assert basic(settle(LINXIA.with_reading(reading, value), bill, patient, figures=figures)) == other


def test_the_yearly_quota_is_no_limit_where_it_is_only_a_funding_average() -> None:
    used = YearSoFar({(Counter.OUTPATIENT_PAID, ""): 8_000})
    assert basic(settle(LINXIA, visit(5_000), ORDINARY, so_far=used)) == 0
    average = LINXIA.with_reading("A25", "funding_average")
    assert basic(settle(average, visit(5_000), ORDINARY, so_far=used)) == 3_500


def test_tcm_may_stand_outside_the_ceilings() -> None:
    used = YearSoFar({(Counter.INPATIENT_PAID, ""): 8_000_000})
    bill = stay(500_000, tcm_fen=100_000)
    assert basic(settle(LINXIA, bill, ORDINARY, so_far=used)) == 0
    assert (
        basic(settle(LINXIA.with_reading("A26", "outside_ceilings"), bill, ORDINARY, so_far=used)) == 100_000
    )


def test_at_the_cliff_both_readings_are_printed() -> None:
    bill, hand = stay(1_400_000, ProviderTier.PROVINCE), {Tier.CRITICAL_ILLNESS: ByHand(110_000, "单1")}
    done = settle(LINXIA, bill, POOR, by_hand=hand)
    (caution,) = done.cautions
    assert (done.person_pays_fen, caution.code) == (300_000, "CLIFF_85_3000")
    (other,) = caution.alternatives
    assert (other.person_pays_fen, dict(other.payments)) == (
        210_000,
        {Payer.TOP_UP: 100_000, Payer.CIVIL_AFFAIRS: 0},
    )
    instead = settle(LINXIA.with_reading("A28", "top_up_first"), bill, POOR, by_hand=hand)
    assert (
        instead.person_pays_fen == 210_000 and instead.cautions[0].alternatives[0].person_pays_fen == 300_000
    )


@pytest.mark.parametrize("tier", [ProviderTier.PREFECTURE, ProviderTier.PROVINCE])
@pytest.mark.parametrize("total", range(1_000_000, 3_000_000, 200_000))
def test_the_cliff_is_told_for_two_stays_as_for_one_of_the_same_cost(tier: ProviderTier, total: int) -> None:
    figures = entered((Topic.CRITICAL_SEGMENTS, "", [{"above": "0.00", "rate": "0.5"}]))
    one = settle(LINXIA, stay(total, tier), POOR, figures=figures)
    first = settle(LINXIA, stay(total // 2, tier), POOR, figures=figures)
    so_far = YearSoFar().after(first.entries)
    second = settle(LINXIA, stay(total - total // 2, tier), POOR, figures=figures, so_far=so_far)
    codes = {caution.code for done in (first, second) for caution in done.cautions}
    assert codes >= {caution.code for caution in one.cautions}


def test_critical_illness_without_ratio_gives_its_base_and_who_could_enter_it() -> None:
    done = settle(LINXIA, stay(2_300_000, ProviderTier.PROVINCE), ORDINARY)
    critical = done.tier(Tier.CRITICAL_ILLNESS)
    assert (basic(done), critical.fen, critical.base_fen) == (1_200_000, None, 600_000)
    assert (done.outcome, done.person_pays_fen, done.person_pays_at_most_fen) == (
        Outcome.UNDECIDED,
        None,
        1_100_000,
    )
    assert done.missing[0].clause == "LX-4.10.5a" and "临夏州医疗保障局" in done.missing[0].decided_by.zh
    segments = entered(
        (Topic.CRITICAL_SEGMENTS, "", [{"above": "0.00", "rate": "0.5"}, {"above": "5000.00", "rate": "0.6"}])
    )
    filled = settle(LINXIA, stay(2_300_000, ProviderTier.PROVINCE), ORDINARY, figures=segments)
    assert filled.tier(Tier.CRITICAL_ILLNESS).fen == 310_000 and filled.person_pays_fen == 790_000
    gate = settle(
        LINXIA.with_reading("A29", "gate"), stay(2_300_000, ProviderTier.PROVINCE), ORDINARY, figures=segments
    )
    assert gate.tier(Tier.CRITICAL_ILLNESS).base_fen == 1_100_000


@pytest.mark.parametrize(
    ("bill", "patient", "word"),
    [
        (stay(450_000, tiered_disease=None), ORDINARY, "分级诊疗"),
        (stay(450_000, ProviderTier.PROVINCE, tiered_disease=True, referral=None), ORDINARY, "转诊"),
        (stay(450_000, ProviderTier.PROVINCE, **UNREFERRED), ORDINARY._replace(age=None), "年龄"),
        (stay(450_000, ProviderTier.PROVINCE, **UNREFERRED), POOR, "优惠"),
        (stay(450_000, tiered_disease=True), ORDINARY, "定额"),
        (stay(450_000, major_disease=None), ORDINARY, "重大疾病"),
        (stay(450_000, accident=Accident()), ORDINARY, "第三方"),
        (stay(450_000, tcm_fen=1_000, special_subsidy_fen=1_000), ORDINARY, "专项补助"),
        (stay(450_000), PatientFacts(40, held=(HeldCategory(Category("severely_disabled")),)), "等级"),
        (stay(450_000, place=Place.ELSEWHERE), ORDINARY, "跨省"),
        (visit(5_000, accident=Accident(False, False)), ORDINARY, "意外伤害"),
    ],
)
def test_what_nobody_said_is_asked_for_and_not_guessed(
    bill: BillFacts, patient: PatientFacts, word: str
) -> None:
    done = settle(LINXIA, bill, patient)
    assert (done.outcome, basic(done)) == (Outcome.UNDECIDED, None)
    assert any(word in missing.what.zh for missing in done.missing), done.missing
    assert all(missing.decided_by.en for missing in done.missing)


def test_a_fixed_sum_of_a_tiered_disease_is_paid_once_it_is_entered() -> None:
    bill = stay(450_000, tiered_disease=True, diagnosis_code="K35")
    done = settle(
        LINXIA, bill, ORDINARY, figures=entered((Topic.TIERED_DISEASE_QUOTA, "K35:county", "3000.00"))
    )
    assert basic(done) == 300_000


def test_critical_illness_pays_each_bill_at_the_ratio_of_its_place(tmp_path: Path) -> None:
    folder = tmp_path / "371600"
    folder.mkdir()
    (folder / "area.toml").write_text(
        'code = "371600"\nzh = "滨州市"\nen = "Binzhou"\nlevel = "prefecture"\n[documents.BZ]\nnumber = "滨1号"\ntitle = "示例"\n',
        encoding="utf-8",
    )
    end = 'from_on = 2020-01-01\nclause = "BZ-1"\n'
    (folder / "benefit.toml").write_text(
        f'[[ratio]]\nsettings = ["inpatient"]\nplaces = ["area", "elsewhere"]\nrate = 0.5\n{end}'
        f"[[critical_deductible]]\namount = 10000\n{end}"
        f'[[critical_ratio]]\nrate = 0.6\nplaces = ["area", "province"]\n{end}'
        f'[[critical_ratio]]\nrate = 0.4\nplaces = ["elsewhere"]\n{end}',
        encoding="utf-8",
    )
    policy = Book.load(tmp_path).policy("371600")
    first = settle(policy, stay(4_000_000), ORDINARY)
    assert first.tier(Tier.CRITICAL_ILLNESS).fen == 600_000  # (20,000 - 10,000) x 60 %
    so_far = YearSoFar().after(first.entries)
    second = settle(policy, stay(2_000_000, place=Place.ELSEWHERE), ORDINARY, so_far=so_far)
    assert second.tier(Tier.CRITICAL_ILLNESS).fen == 400_000  # 10,000 x 40 %, nothing of the first taken back
    again = settle(policy, stay(2_000_000), ORDINARY, so_far=so_far)
    assert again.tier(Tier.CRITICAL_ILLNESS).fen == 600_000


def test_a_filed_ratio_counts_only_above_the_floor() -> None:
    for rate, paid in (("0.8", 320_000), ("0.7", 300_000)):
        figures = entered((Topic.FILED_RATIO, "inpatient:county", rate))
        assert basic(settle(LINXIA, stay(450_000), ORDINARY, figures=figures)) == paid


def test_special_subsidies_come_off_first() -> None:
    done = settle(LINXIA, stay(450_000, special_subsidy_fen=50_000), ORDINARY)
    assert (basic(done), done.special_subsidy_fen, done.person_pays_fen) == (262_500, 50_000, 137_500)


def test_who_was_lifted_out_of_poverty_keeps_the_benefits() -> None:
    lifted = PatientFacts(40, held=(HeldCategory(Category("lifted_from_poverty")),))
    done = settle(LINXIA, stay(450_000), lifted)
    assert basic(done) == 382_500 and done.steps[0].clause == "LX-4.12.2f"


def test_monitored_households_count_as_poor_in_guangxi_only_with_a_recorded_risk() -> None:
    guangxi = default_book().policy("450100")
    figures = entered(
        (Topic.PUBLISHED_INCOME, "", "24000.00"),
        (Topic.BASIC_DEDUCTIBLE, "inpatient", "0.00"),
        (Topic.BASIC_RATIO, "inpatient", "0"),
        (Topic.BASIC_YEAR_LIMIT, "inpatient", "100000.00"),
    )
    held = (HeldCategory(Category("monitored_unstable")),)
    risk = PatientFacts(40, held=held, findings=frozenset({"medical_risk"}))
    near = PatientFacts(40, held=(HeldCategory(Category("monitored_near_poor")),))
    assert (
        settle(guangxi, stay(3_000_000), risk, figures=figures).tier(Tier.CRITICAL_ILLNESS).fen == 1_680_000
    )
    no_risk = PatientFacts(40, held=held, ruled_out=frozenset({"medical_risk"}))
    plain = settle(guangxi, stay(3_000_000), no_risk, figures=figures)
    assert plain.missing and plain.tier(Tier.CRITICAL_ILLNESS).deductible_fen == 1_200_000
    assert any(
        missing.clause == "GX-3c"
        for missing in settle(guangxi, stay(3_000_000), near, figures=figures).missing
    )


def test_a_finding_that_nobody_asked_for_leaves_open_only_what_hangs_on_it() -> None:
    guangxi = default_book().policy("450100")
    figures = entered(
        (Topic.PUBLISHED_INCOME, "", "24000.00"),
        (Topic.BASIC_DEDUCTIBLE, "inpatient", "0.00"),
        (Topic.BASIC_RATIO, "inpatient", "0"),
        (Topic.BASIC_YEAR_LIMIT, "inpatient", "100000.00"),
    )
    held = (HeldCategory(Category("monitored_unstable")),)
    not_asked = PatientFacts(40, held=held)
    done = settle(guangxi, stay(3_000_000), not_asked, figures=figures)
    [why] = done.held
    assert (why.code, why.clause, why.readings) == ("medical_risk_not_asked", "GX-3b", ("A39",))
    assert why.is_undecided and why.next_step.en and done.outcome is Outcome.UNDECIDED
    assert done.person_pays_fen is None
    for patient in (
        PatientFacts(40, held=held, findings=frozenset({"medical_risk"})),
        PatientFacts(40, held=held, ruled_out=frozenset({"medical_risk"})),
        PatientFacts(40, held=(*held, HeldCategory(Category("registered_poor")))),
        PatientFacts(40, held=(HeldCategory(Category("monitored_sudden_hardship")),)),
        ORDINARY,
    ):
        assert settle(guangxi, stay(3_000_000), patient, figures=figures).held == ()
    small = settle(guangxi, stay(100_000), not_asked, figures=figures)
    assert small.tier(Tier.CRITICAL_ILLNESS).fen == 0  # below either deductible
    assert small.held  # the help with the rest is open for the registered poor only (GX-2.3d)
    assert settle(guangxi, stay(0), not_asked, figures=figures).held == ()
    assert settle(LINXIA, stay(450_000), not_asked).held == ()


def test_assistance_that_the_documents_leave_open_is_an_open_answer() -> None:
    """GS-2.3g names the group and no standard: 0 yuan was once called decided."""
    tekun = PatientFacts(40, held=(HeldCategory(Category("tekun")),))
    done = settle(LINXIA, stay(450_000), tekun)
    assert (done.outcome, done.person_pays_fen) == (Outcome.UNDECIDED, None)
    assert done.tier(Tier.BASIC).fen == 340_000 and done.person_pays_at_most_fen == 110_000
    assert done.missing[-1].clause == "GS-2.3g" and done.missing[-1].decided_by.en
    decided = settle(
        LINXIA, stay(450_000), tekun, by_hand={Tier.MEDICAL_ASSISTANCE: ByHand(40_000, "民政单1")}
    )
    assert (decided.outcome, decided.person_pays_fen) == (Outcome.DECIDED, 70_000)


def test_all_tcm_outpatient_care_is_paid_where_ordinary_care_is_not() -> None:
    """LX-4.12.5 names no level; the yearly 80 yuan still bind (A26)."""
    all_tcm = settle(LINXIA, visit(6_000, ProviderTier.COUNTY, tcm_fen=6_000), ORDINARY)
    assert (basic(all_tcm), all_tcm.person_pays_fen) == (6_000, 0)
    assert all_tcm.tier(Tier.BASIC).lines[0].clause == "LX-4.12.5"
    half = settle(LINXIA, visit(8_000, ProviderTier.COUNTY, tcm_fen=3_000), ORDINARY)
    assert (basic(half), half.person_pays_fen) == (3_000, 5_000)
    assert basic(settle(LINXIA, visit(9_000, ProviderTier.COUNTY, tcm_fen=9_000), ORDINARY)) == 8_000


def test_whether_chronic_cost_counts_for_critical_illness_is_a_reading() -> None:
    figures = entered((Topic.CHRONIC_DISEASE_LIMIT, "甲病", "60000.00"))
    bill = stay(6_000_000)._replace(setting=Setting.CHRONIC, chronic_disease="甲病")
    done = settle(LINXIA, bill, ORDINARY, figures=figures)
    assert Counter.REMAINING_COMPLIANT not in {entry.counter for entry in done.entries}
    other = settle(LINXIA.with_reading("A56", "with_chronic"), bill, ORDINARY, figures=figures)
    assert other.tier(Tier.CRITICAL_ILLNESS).base_fen == 1_300_000  # 6,000,000 - 4,200,000 - 500,000


def test_outpatient_care_above_the_township_is_not_payable() -> None:
    done = settle(LINXIA, visit(8_000, ProviderTier.COUNTY), POOR)
    assert (basic(done), done.tier(Tier.BASIC).outcome, done.entries) == (0, Outcome.NOT_PAYABLE, ())


@pytest.mark.parametrize(
    ("printed", "grade"), [("二级", "2"), ("2级残疾军人", "2"), ("十级", "10"), ("", ""), ("10级", "10")]
)
def test_grades_are_read_as_certificates_print_them(printed: str, grade: str) -> None:
    assert grade_of(printed) == grade


def test_a_new_city_settles_by_data_alone(tmp_path: Path) -> None:
    folder = tmp_path / "371600"
    folder.mkdir()
    (folder / "area.toml").write_text(
        'code = "371600"\nzh = "滨州市"\nen = "Binzhou"\nlevel = "prefecture"\n[documents.BZ]\nnumber = "滨1号"\ntitle = "示例"\n',
        encoding="utf-8",
    )
    (folder / "benefit.toml").write_text(
        """
[[deductible]]
settings = ["inpatient"]
amount = 600
from_on = 2022-01-01
clause = "BZ-1"
[[ratio]]
settings = ["inpatient"]
rate = 0.70
from_on = 2022-01-01
clause = "BZ-2"
[[ratio]]
settings = ["inpatient"]
rate = 0.75
from_on = 2023-01-01
clause = "BZ-9"
[[limit]]
settings = ["inpatient"]
amount = 100
per = "year"
from_on = 2022-01-01
until_on = 2022-07-01
clause = "BZ-3"
""",
        encoding="utf-8",
    )
    policy: Policy = Book.load(tmp_path).policy("371602")
    days = {date(2022, 5, 1): 10_000, date(2022, 8, 1): 98_000, date(2023, 2, 1): 105_000}
    for day, paid in days.items():
        done = settle(policy, stay(200_000)._replace(discharged_on=day), ORDINARY)
        assert basic(done) == paid
        assert done.tier(Tier.CRITICAL_ILLNESS).missing[0].clause == "SD-2c", (
            "no other city's figures are borrowed"
        )
