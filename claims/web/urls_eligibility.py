"""Which addresses lead to the pages about eligibility?"""

from django.urls import path

from claims.web import eligibility

urlpatterns = [
    path("claims/eligibility/", eligibility.eligibility_page, name="eligibility"),
    path("claims/eligibility/<int:pk>/", eligibility.sheet, name="eligibility_sheet"),
]
