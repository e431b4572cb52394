"""Which addresses of the API lead to premium subsidies?"""

from django.urls import path

from assistance.api import bank_answers, changed_grants, on_behalf_lists, subsidies, uninsured_days

urlpatterns = [
    path("subsidy-runs", subsidies.RunList.as_view(), name="api_subsidy_runs"),
    path("subsidy-runs/<int:pk>", subsidies.RunView.as_view(), name="api_subsidy_run"),
    path("subsidy-runs/<int:pk>/moves", subsidies.RunMoves.as_view(), name="api_move_subsidy_run"),
    path("subsidy-runs/<int:pk>/payout-lists", subsidies.RunLists.as_view(), name="api_make_payout_list"),
    path(
        "subsidy-runs/<int:pk>/on-behalf", on_behalf_lists.OnBehalfList.as_view(), name="api_on_behalf_list"
    ),
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
    path("uninsured-days", uninsured_days.UninsuredDays.as_view(), name="api_uninsured_days"),
    path("uninsured-days/picture", uninsured_days.UninsuredDayView.as_view(), name="api_uninsured_day"),
    path("uninsured-days/people", uninsured_days.UninsuredPeople.as_view(), name="api_uninsured_people"),
]
