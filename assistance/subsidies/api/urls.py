"""Which addresses of the API are about subsidies?"""

from django.urls import path

from assistance.subsidies.api import (
    aid_payments,
    bank_answers,
    changed_grants,
    on_behalf_lists,
    recoveries,
    subsidies,
)

urlpatterns = [
    path("recoveries", recoveries.ClaimList.as_view(), name="api_recoveries"),
    path("recoveries/<int:pk>", recoveries.ClaimView.as_view(), name="api_recovery"),
    path("recoveries/<int:pk>/entry", recoveries.ClaimDraft.as_view(), name="api_enter_recovery_draft"),
    path("recoveries/<int:pk>/decision", recoveries.ClaimDecision.as_view(), name="api_decide_recovery"),
    path("recoveries/<int:pk>/repayments", recoveries.ClaimRepayments.as_view(), name="api_repayments"),
    path(
        "recoveries/<int:pk>/repayments/<int:repayment_pk>/reversal",
        recoveries.RepaymentReversal.as_view(),
        name="api_reverse_repayment",
    ),
    path("subsidy-runs", subsidies.RunList.as_view(), name="api_subsidy_runs"),
    path("subsidy-runs/<int:pk>", subsidies.RunView.as_view(), name="api_subsidy_run"),
    path("subsidy-runs/<int:pk>/moves", subsidies.RunMoves.as_view(), name="api_move_subsidy_run"),
    path("subsidy-runs/<int:pk>/payout-lists", subsidies.RunLists.as_view(), name="api_make_payout_list"),
    path(
        "subsidy-runs/<int:pk>/on-behalf", on_behalf_lists.OnBehalfList.as_view(), name="api_on_behalf_list"
    ),
    path("aid-payments", aid_payments.AidPaymentList.as_view(), name="api_aid_payments"),
    path("aid-payments/lists", aid_payments.AidPayoutLists.as_view(), name="api_make_aid_payout_list"),
    path("payout-lists/<int:pk>", subsidies.PayoutListView.as_view(), name="api_payout_list"),
    path(
        "payout-lists/<int:pk>/contradictions",
        bank_answers.BankAnswers.as_view(),
        name="api_bank_contradictions",
    ),
    path(
        "bank-answers/<int:pk>/decide", bank_answers.BankAnswerDecide.as_view(), name="api_decide_bank_answer"
    ),
    path("grants", subsidies.GrantList.as_view(), name="api_grants"),
    path("grants/changed", changed_grants.ChangedGrants.as_view(), name="api_changed_grants"),
    path("grants/<int:pk>/take-back", subsidies.GrantTakeBack.as_view(), name="api_take_back_grant"),
]
