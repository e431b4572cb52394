"""Whose number is it that belongs to nobody here: a person's with a wrong digit, or an organization's?"""

import pytest
from stdnum.cn import uscc
from stdnum.iso7064 import mod_11_2

from enrollment.bulk.document_faults import why_impossible
from tests.pipeline.sponsor_desk import credit_code


def wrong_but_a_code() -> list[str]:
    """Resident numbers with a wrong last digit that pass for an organization's code, which one in 31 does."""
    bares = [f"3717021990030{turn:04d}" for turn in range(1000, 2000)]
    codes = [bare + uscc.calc_check_digit(bare) for bare in bares]
    return [code for code in codes if code[-1].isdecimal() and not mod_11_2.is_valid(code)]


def test_a_number_with_a_day_of_birth_is_a_persons() -> None:
    numbers = wrong_but_a_code()
    assert len(numbers) > 100 and all(map(uscc.is_valid, numbers))
    assert {fault["code"] for number in numbers for fault in why_impossible(number)} == {"wrong_check_digit"}


@pytest.mark.parametrize("turn", range(5))
def test_an_organizations_code_is_none_of_a_person(turn: int) -> None:
    assert why_impossible(credit_code(turn)) == []
    assert why_impossible("91110108MA01234567"[:17] + uscc.calc_check_digit("91110108MA0123456")) == []
