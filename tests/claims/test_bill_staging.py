"""Does a bill come out of the waiting table as it went in?"""

import json
from datetime import date

import pytest

from claims.bulk.bill_staging import body_of, entry_of
from claims.rules.bill_entry import BillEntry
from policy.care import Setting
from tests import care

ENTRIES = [
    care.entry(),
    care.entry("B2", care.line(tcm_fen=100, item_code="XA01"), care.line(1, 0, 0, item_name="“引号”, \\")),
    care.entry(setting=Setting.OUTPATIENT, discharged_on=date(2022, 6, 1)),
    care.entry(setting=Setting.TWO_DISEASES, two_diseases=("hypertension", "diabetes"), admitted_on=None),
    care.entry(referral=False, filed_out_of_area=True, tiered_disease=True, major_disease="肺癌", is_pregnant=True),
    care.entry(referral=True, tiered_disease=None, major_disease=None, special_subsidy_fen=5),
    care.entry(is_accident=True, third_party_liable=False, third_party_compensation=False, invoice_number="F1"),
]  # fmt: skip


@pytest.mark.parametrize("entry", ENTRIES)
def test_it_is_the_same_bill(entry: BillEntry) -> None:
    again = entry_of(json.loads(json.dumps(body_of(entry))))
    assert again == entry and again.digest("h") == entry.digest("h")
    assert [type(value) for value in again] == [type(value) for value in entry]


def test_what_is_as_in_a_plain_bill_takes_no_room() -> None:
    assert set(body_of(care.entry(setting=Setting.OUTPATIENT))) == {
        "provider_code", "number", "setting", "discharged_on", "total_fen", "lines", "diagnosis_code", "diagnosis_name",
    }  # fmt: skip
