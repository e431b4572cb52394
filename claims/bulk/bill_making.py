"""What rows are made of a bill that is taken in?"""

from datetime import datetime

from claims.models import Bill, BillLine
from claims.queries.providers import KnownProvider
from claims.rules import bill_checks
from claims.rules.bill_checks import Verdict
from claims.rules.bill_entry import BillEntry
from policy.care import ProviderTier


def bill_row(
    entry: BillEntry,
    *,
    provider: KnownProvider,
    tier: ProviderTier,
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
    return Bill(
        provider_id=provider.id, number=entry.number, invoice_number=entry.invoice_number, person_id=person_id,
        area=area, division_code=division_code, setting=entry.setting.value, provider_tier=tier.value,
        place=bill_checks.place_of_care(provider.area, provider.division_code, area).value,
        admitted_on=entry.admitted_on if entry.is_stay else None, discharged_on=entry.discharged_on,
        diagnosis_code=entry.diagnosis_code, diagnosis_name=entry.diagnosis_name[:100],
        major_disease=entry.major_disease, tiered_disease=entry.tiered_disease,
        chronic_disease=entry.chronic_disease, two_diseases=list(entry.two_diseases),
        is_pregnant=entry.is_pregnant, referral=entry.referral, referral_document=entry.referral_document,
        filed_out_of_area=entry.filed_out_of_area, filing_document=entry.filing_document,
        is_accident=entry.is_accident, third_party_liable=entry.third_party_liable,
        third_party_compensation=entry.third_party_compensation, medical_risk=entry.medical_risk,
        medical_risk_document=entry.medical_risk_document[:60], total_fen=entry.total_fen,
        eligible_fen=entry.sum_of("eligible_fen"), first_pay_fen=entry.sum_of("first_pay_fen"),
        non_covered_fen=entry.sum_of("non_covered_fen"), tcm_fen=entry.sum_of("tcm_fen"),
        special_subsidy_fen=entry.special_subsidy_fen, content_digest=digest, state=verdict.state.value,
        eligibility=verdict.eligibility.value, holds=list(verdict.holds), source=source, source_row=source_row,
        entered_by_id=by_id, entered_at=at,
    )  # fmt: skip


def line_rows(bill_id: int, entry: BillEntry) -> list[BillLine]:
    """The lines of a bill, not saved yet."""
    return [
        BillLine(
            bill_id=bill_id, number=number, item_class=line.item_class, item_code=line.item_code,
            item_name=line.item_name[:100], total_fen=line.total_fen, eligible_fen=line.eligible_fen,
            first_pay_fen=line.first_pay_fen, non_covered_fen=line.non_covered_fen, tcm_fen=line.tcm_fen,
        )
        for number, line in enumerate(entry.lines, start=1)
    ]  # fmt: skip
