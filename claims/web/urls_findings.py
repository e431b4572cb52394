"""Which addresses lead to the findings about care and the log of supervision?"""

from django.urls import path

from claims.web import care_findings, supervision

urlpatterns = [
    path("claims/care-findings/", care_findings.finding_list, name="care_findings"),
    path("claims/care-findings/<int:pk>/", care_findings.finding_page, name="care_finding"),
    path("claims/care-findings/<int:pk>/move", care_findings.move, name="move_care_finding"),
    path("claims/supervision/", supervision.log, name="supervision"),
    path("claims/supervision/<int:pk>/take-back", supervision.take_back, name="take_back_supervision"),
]
