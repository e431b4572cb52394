"""Which addresses lead to the pages about subsidies?"""

from django.urls import path

from assistance.subsidies.web import (
    aid_payments,
    changed_grants,
    on_behalf_lists,
    payouts,
    recoveries,
    recovery_lists,
    subsidies,
    subsidy_reports,
)

urlpatterns = [
    path("people/<int:person_pk>/recoveries/new", recoveries.enter_claim, name="enter_recovery"),
    path("recoveries/", recovery_lists.claim_list, name="recoveries"),
    path("recoveries/<int:pk>/", recoveries.claim_page, name="recovery"),
    path("subsidies/", subsidies.runs, name="subsidy_runs"),
    path("subsidies/review/", subsidies.review, name="subsidy_review"),
    path("subsidies/changed/", changed_grants.changed, name="changed_grants"),
    path("subsidies/ledger/", subsidy_reports.ledger, name="subsidy_ledger"),
    path("subsidies/ledger.xlsx", subsidy_reports.ledger_sheet, name="subsidy_ledger_sheet"),
    path("subsidies/<int:pk>/", subsidies.run_page, name="subsidy_run"),
    path("subsidies/<int:pk>/move", subsidies.move, name="move_subsidy_run"),
    path("subsidies/<int:pk>/people/", subsidies.grants, name="subsidy_grants"),
    path("subsidies/<int:pk>/payouts", payouts.make_list, name="make_payout_list"),
    path("subsidies/<int:pk>/on-behalf.<slug:kind>", on_behalf_lists.masked, name="on_behalf_list"),
    path(
        "subsidies/<int:pk>/on-behalf-numbers.<slug:kind>",
        on_behalf_lists.in_clear,
        name="on_behalf_numbers",
    ),
    path("grants/<int:pk>/", subsidies.grant_page, name="grant"),
    path("grants/<int:pk>/take-back", subsidies.take_back, name="take_back_grant"),
    path("payouts/aid/", aid_payments.aid_payments, name="aid_payments"),
    path("payouts/<int:pk>/", payouts.list_page, name="payout_list"),
    path("payouts/answers/<int:pk>/decide", payouts.decide_bank_answer, name="decide_bank_answer"),
    path("payouts/<int:pk>/list.<slug:kind>", payouts.download, name="download_payout_list"),
]
