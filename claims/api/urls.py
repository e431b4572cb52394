"""Which addresses of the API does claims answer? Each noun keeps its own list."""

from django.urls import path

from claims.api import (
    bill_files,
    bill_settlement,
    bills,
    eligibility,
    filings,
    insurer_years,
    own_costs,
    person_ledgers,
    providers,
    recognitions,
    reviews,
)

urlpatterns = [
    path("eligibility", eligibility.EligibilityView.as_view(), name="api_eligibility"),
    path("providers", providers.ProviderList.as_view(), name="api_providers"),
    path("bills", bills.BillList.as_view(), name="api_bills"),
    path("bills/<int:pk>", bills.BillView.as_view(), name="api_bill"),
    path("bills/<int:pk>/withdraw", bills.BillWithdraw.as_view(), name="api_withdraw_bill"),
    path("bills/<int:pk>/preview", bill_settlement.BillPreview.as_view(), name="api_preview_bill"),
    path("bills/<int:pk>/settle", bill_settlement.BillSettle.as_view(), name="api_settle_bill"),
    path("bills/<int:pk>/statement", bill_settlement.BillStatement.as_view(), name="api_bill_statement"),
    path("bills/<int:pk>/reverse", bill_settlement.BillReverse.as_view(), name="api_reverse_bill"),
    path("bills/<int:pk>/reviews", reviews.BillProposal.as_view(), name="api_propose_review"),
    path("bill-reviews", reviews.ReviewList.as_view(), name="api_reviews"),
    path("bill-reviews/<int:pk>/decision", reviews.ReviewDecision.as_view(), name="api_decide_review"),
    path("resettlement-plans", reviews.PlanList.as_view(), name="api_plans"),
    path("resettlement-plans/<int:pk>/decision", reviews.PlanDecision.as_view(), name="api_decide_plan"),
    path("own-cost-alerts", own_costs.AlertList.as_view(), name="api_own_cost_alerts"),
    path("own-cost-alerts/<int:pk>", own_costs.AlertView.as_view(), name="api_own_cost_alert"),
    path("own-cost-lists", own_costs.OwnCostLists.as_view(), name="api_own_cost_lists"),
    path("own-cost-lists/<int:pk>", own_costs.OwnCostListView.as_view(), name="api_own_cost_list"),
    path("findings/<int:pk>/end", own_costs.FindingEnd.as_view(), name="api_end_finding"),
    path("insurer-years", insurer_years.InsurerYears.as_view(), name="api_insurer_years"),
    path("insurer-years/<int:pk>", insurer_years.InsurerYearView.as_view(), name="api_insurer_year"),
    path(
        "insurer-years/<int:pk>/premiums",
        insurer_years.InsurerPremiums.as_view(),
        name="api_insurer_premiums",
    ),
    path(
        "insurer-years/<int:pk>/move", insurer_years.InsurerYearMoves.as_view(), name="api_move_insurer_year"
    ),
    path(
        "insurer-premiums/<int:pk>/decision",
        insurer_years.PremiumDecision.as_view(),
        name="api_decide_premium",
    ),
    path(
        "insurer-premiums/<int:pk>/take-back",
        insurer_years.PremiumTakeBack.as_view(),
        name="api_take_back_premium",
    ),
    path("person-ledger", person_ledgers.PersonLedger.as_view(), name="api_person_ledger"),
    path("bill-files", bill_files.BillFiles.as_view(), name="api_bill_files"),
    path("bill-files/<int:pk>", bill_files.BillFileView.as_view(), name="api_bill_file"),
    path("bill-files/<int:pk>/retry", bill_files.BillFileRetry.as_view(), name="api_retry_bill_file"),
    path("bill-files/<int:pk>/bills", bill_files.BillFileBills.as_view(), name="api_bill_file_bills"),
    path("bill-files/<int:pk>/result", bill_files.BillFileResult.as_view(), name="api_bill_file_result"),
    path("recognitions", recognitions.RecognitionList.as_view(), name="api_recognitions"),
    path("recognitions/<int:pk>", recognitions.RecognitionView.as_view(), name="api_recognition"),
    path("recognitions/<int:pk>/move", recognitions.RecognitionMoves.as_view(), name="api_move_recognition"),
    path("filings", filings.FilingList.as_view(), name="api_filings"),
    path("filings/<int:pk>", filings.FilingView.as_view(), name="api_filing"),
    path("filings/<int:pk>/move", filings.FilingMoves.as_view(), name="api_move_filing"),
]
