"""What rows are made of a bill that is taken in?"""

from datetime import datetime
from typing import Any, NamedTuple

from claims.models import Bill, BillLine
from claims.queries.providers import KnownProvider
from claims.rules import bill_checks
from claims.rules.bill_checks import Verdict
from claims.rules.bill_entry import BillEntry

_BLANK: dict[str, Any] = {field.attname: field.get_default() for field in Bill._meta.concrete_fields}


def bill_row(
    entry: BillEntry,
    *,
    provider: KnownProvider,
    tier: str,
    person_id: int,
    area: str,
    division_code: str,
    verdict: Verdict,
    digest: str,
    source: str,
    by_id: int,
    at: datetime,
    source_row: int | None = None,
) -> Bill:
    """The row of a bill that is taken in, not saved yet."""
    assert verdict.state is not None and verdict.eligibility is not None
    given = dict(
        provider_id=provider.id, number=entry.number, invoice_number=entry.invoice_number, person_id=person_id,
        area=area, division_code=division_code, setting=entry.setting.value, provider_tier=tier,
        place=bill_checks.place_of_care(provider.area, provider.division_code, area).value,
        admitted_on=entry.admitted_on if entry.is_stay else None, discharged_on=entry.discharged_on,
        diagnosis_code=entry.diagnosis_code, diagnosis_name=entry.diagnosis_name[:100],
        major_disease=entry.major_disease, tiered_disease=entry.tiered_disease,
        chronic_disease=entry.chronic_disease, two_diseases=list(entry.two_diseases),
        is_pregnant=entry.is_pregnant, referral=entry.referral, referral_document=entry.referral_document,
        filed_out_of_area=entry.filed_out_of_area, filing_document=entry.filing_document,
        is_accident=entry.is_accident, third_party_liable=entry.third_party_liable,
        third_party_compensation=entry.third_party_compensation, medical_risk=entry.medical_risk,
        medical_risk_document=entry.medical_risk_document[:60], facts=list(entry.facts),
        facts_ruled_out=list(entry.facts_ruled_out), facts_document=entry.facts_document[:60], total_fen=entry.total_fen,
        eligible_fen=entry.sum_of("eligible_fen"), first_pay_fen=entry.sum_of("first_pay_fen"),
        non_covered_fen=entry.sum_of("non_covered_fen"), tcm_fen=entry.sum_of("tcm_fen"),
        special_subsidy_fen=entry.special_subsidy_fen, content_digest=digest, state=verdict.state.value,
        eligibility=verdict.eligibility.value, holds=list(verdict.holds), source=source, source_row=source_row,
        entered_by_id=by_id, entered_at=at,
    )  # fmt: skip
    # By place, as Django reads rows: by keyword a model with so many fields takes three times as long.
    values: Any = (_BLANK | given).values()
    return Bill(*values)


class LineValues(NamedTuple):
    """One row of `claims.models.BillLine`, by its columns."""

    bill_id: int
    number: int
    item_class: str
    item_code: str
    item_name: str
    total_fen: int
    eligible_fen: int
    first_pay_fen: int
    non_covered_fen: int
    tcm_fen: int


def line_values(bill_id: int, entry: BillEntry) -> list[LineValues]:
    """The lines of a bill."""
    return [
        LineValues(
            bill_id, number, line.item_class, line.item_code, line.item_name[:100], line.total_fen, line.eligible_fen,
            line.first_pay_fen, line.non_covered_fen, line.tcm_fen,
        )
        for number, line in enumerate(entry.lines, start=1)
    ]  # fmt: skip


def line_rows(bill_id: int, entry: BillEntry) -> list[BillLine]:
    """The same as rows that are not saved yet."""
    return [BillLine(**values._asdict()) for values in line_values(bill_id, entry)]
