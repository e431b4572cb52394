"""Does a later value replace the earlier one of its question, and is nothing added where a text pays nothing?"""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from claims.rules.facts import BillFacts, HeldCategory, PatientFacts, Settlement
from claims.rules.settlement import settle
from policy.book import Book, Policy
from policy.care import ProviderTier, Setting, Tier
from policy.terms import Category

CITY = (
    'code = "371600"\nzh = "滨州市"\nen = "Binzhou"\nlevel = "prefecture"\npooling_level = "prefecture"\n'
    '[documents.BZ]\nnumber = "示例发〔2022〕1号"\ntitle = "示例"\nissued_on = 2022-01-01\n'
)
DAY = 'from_on = {day}\nclause = "BZ-1"\n'
CARE = '[[deductible]]\nsettings = ["inpatient"]\namount = 0\n{end}[[ratio]]\nsettings = ["inpatient"]\nrate = 0.5\n{end}'
CRITICAL = (
    '[[critical_registration]]\nsettings = ["inpatient"]\n{end}[[critical_deductible]]\namount = 0\n{end}'
    "[[critical_ceiling]]\nunlimited = true\n{end}"
)
POOR = PatientFacts(40, False, (HeldCategory(Category("dibao")),))


def city(directory: Path, text: str) -> Policy:
    folder = directory / "371600"
    folder.mkdir()
    end = DAY.format(day="2022-01-01")
    (folder / "area.toml").write_text(CITY, encoding="utf-8")
    (folder / "benefit.toml").write_text((CARE + text).replace("{end}", end), encoding="utf-8")
    return Book.load(directory).policy("371602")


def settled(policy: Policy, day: str, fen: int = 10_000_00) -> Settlement:
    bill = BillFacts(Setting.INPATIENT, ProviderTier.COUNTY, date.fromisoformat(day), fen, fen)
    return settle(policy, bill, POOR)


# 1.3: of two values for one question the newer counts, in every table that once took the highest, the least, or the sum.
@pytest.mark.parametrize(
    ("table", "first", "second", "tier", "paid"),
    [
        ("preference", 'item = "x"\nzh = "一"\nen = "x"\nsettings = ["inpatient"]\nwho = [{ category = "dibao" }]\npoints = 0.20', 'item = "x"\nzh = "一"\nen = "x"\nsettings = ["inpatient"]\nwho = [{ category = "dibao" }]\npoints = 0.05', Tier.BASIC, (7_000_00, 5_500_00)),
        ("limit", 'settings = ["inpatient"]\nper = "year"\namount = 3000', 'settings = ["inpatient"]\nper = "year"\namount = 4000', Tier.BASIC, (3_000_00, 4_000_00)),
        ("critical_deductible", 'who = [{ category = "dibao" }]\namount = 1000', 'who = [{ category = "dibao" }]\namount = 2000', Tier.CRITICAL_ILLNESS, (2_400_00, 1_800_00)),
        ("critical_addition", 'who = [{ category = "dibao" }]\npoints = 0.10', 'who = [{ category = "dibao" }]\npoints = 0.05', Tier.CRITICAL_ILLNESS, (3_500_00, 3_250_00)),
        ("critical_ceiling", 'who = [{ category = "dibao" }]\namount = 1000', 'who = [{ category = "dibao" }]\namount = 1500', Tier.CRITICAL_ILLNESS, (1_000_00, 1_500_00)),
        ("critical_ratio", 'who = [{ category = "dibao" }]\nrate = 0.8', 'who = [{ category = "dibao" }]\nrate = 0.7', Tier.CRITICAL_ILLNESS, (4_000_00, 3_500_00)),
    ],
    ids=["preference", "limit", "critical_deductible", "critical_addition", "critical_ceiling", "critical_ratio"],
)  # fmt: skip
def test_a_later_value_replaces_the_earlier_one(
    tmp_path: Path, table: str, first: str, second: str, tier: Tier, paid: tuple[int, int]
) -> None:
    ratio = "[[critical_ratio]]\nrate = 0.6\n{end}"
    earlier = f"[[{table}]]\n{first}\n" + DAY.format(day="2022-01-01")
    later = f"[[{table}]]\n{second}\n" + DAY.format(day="2023-01-01")
    policy = city(tmp_path, CRITICAL + ratio + earlier + later)
    assert (
        settled(policy, "2022-06-01").tier(tier).fen,
        settled(policy, "2023-06-01").tier(tier).fen,
    ) == paid


# 1.7: a segment that pays nothing stays at nothing for a group with points; the upper end of a segment is an end.
def test_points_are_not_added_to_a_segment_of_nothing(tmp_path: Path) -> None:
    segments = (
        '[[critical_ratio]]\nrate = 0\nuntil = 2000\ncounts_from = "burden"\n{end}'
        '[[critical_ratio]]\nrate = 0.6\nabove = 2000\nuntil = 4000\ncounts_from = "burden"\n{end}'
        '[[critical_addition]]\nwho = [{ category = "dibao" }]\npoints = 0.10\n{end}'
    )
    critical = settled(city(tmp_path, CRITICAL + segments), "2022-06-01").tier(Tier.CRITICAL_ILLNESS)
    assert critical.fen == 1_400_00, "5,000 left: nothing of 2,000, 70 % of 2,000, nothing above 4,000"
