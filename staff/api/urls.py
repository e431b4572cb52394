"""Which addresses of the API does staff answer?"""

from django.urls import path

from staff.api import divisions, me

urlpatterns = [
    path("me", me.Me.as_view(), name="api_me"),
    path("divisions", divisions.DivisionList.as_view(), name="api_divisions"),
]
