"""Which addresses of the API are about categories?"""

from django.urls import path

from assistance.categories.api import roster_parts, rosters

urlpatterns = [
    path("rosters", rosters.RosterList.as_view(), name="api_rosters"),
    path("rosters/<int:pk>", rosters.RosterView.as_view(), name="api_roster"),
    path("rosters/<int:pk>/rows", rosters.RosterRows.as_view(), name="api_roster_rows"),
    path("rosters/<int:pk>/decision", rosters.RosterDecision.as_view(), name="api_decide_roster"),
    path("rosters/<int:pk>/parts", roster_parts.RosterPartList.as_view(), name="api_parts_of_roster"),
    path("roster-parts", roster_parts.OwnParts.as_view(), name="api_roster_parts"),
    path("roster-parts/<int:pk>/rows", roster_parts.PartRows.as_view(), name="api_roster_part_rows"),
    path("roster-parts/<int:pk>/answers", roster_parts.PartAnswers.as_view(), name="api_fill_roster_part"),
    path("roster-parts/<int:pk>/return", roster_parts.PartReturn.as_view(), name="api_return_roster_part"),
    path(
        "roster-parts/<int:pk>/take-back",
        roster_parts.PartTakeBack.as_view(),
        name="api_take_back_roster_part",
    ),
]
