"""Which addresses of the API are about rosters?"""

from django.urls import path

from assistance.api import rosters

urlpatterns = [
    path("rosters", rosters.RosterList.as_view(), name="api_rosters"),
    path("rosters/<int:pk>", rosters.RosterView.as_view(), name="api_roster"),
    path("rosters/<int:pk>/rows", rosters.RosterRows.as_view(), name="api_roster_rows"),
    path("rosters/<int:pk>/decision", rosters.RosterDecision.as_view(), name="api_decide_roster"),
]
