"""Which addresses lead to the pages about the registers of recognitions and filings?"""

from django.urls import path

from claims.web import filings, recognitions

urlpatterns = [
    path("claims/recognitions/", recognitions.recognition_list, name="recognitions"),
    path("claims/recognitions/new", recognitions.apply, name="apply_recognition"),
    path("claims/recognitions/lists", recognitions.lists, name="recognition_lists"),
    path("claims/recognitions/<int:pk>/", recognitions.recognition_page, name="recognition"),
    path("claims/recognitions/<int:pk>/sheet", recognitions.sheet, name="recognition_sheet"),
    path("claims/recognitions/<int:pk>/move", recognitions.move, name="move_recognition"),
    path("claims/filings/", filings.filing_list, name="filings"),
    path("claims/filings/new", filings.submit, name="submit_filing"),
    path("claims/filings/<int:pk>/", filings.filing_page, name="filing"),
    path("claims/filings/<int:pk>/sheet", filings.sheet, name="filing_sheet"),
    path("claims/filings/<int:pk>/move", filings.move, name="move_filing"),
]
