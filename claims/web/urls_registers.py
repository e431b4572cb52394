"""Which addresses lead to the pages about the registers of recognitions and filings?"""

from django.urls import path

from claims.web import code_mappings, filings, old_accounts, recognitions, register_lists

urlpatterns = [
    path("claims/recognitions/", recognitions.recognition_list, name="recognitions"),
    path("claims/recognitions/new", recognitions.apply, name="apply_recognition"),
    path("claims/registers/<slug:register>/lists", register_lists.lists, name="register_lists"),
    path("claims/codes/", code_mappings.code_list, name="codes"),
    path("claims/codes/<int:pk>/decide", code_mappings.decide, name="decide_code"),
    path("claims/old-accounts/", old_accounts.account_list, name="old_accounts"),
    path("claims/recognitions/<int:pk>/", recognitions.recognition_page, name="recognition"),
    path("claims/recognitions/<int:pk>/sheet", recognitions.sheet, name="recognition_sheet"),
    path("claims/recognitions/<int:pk>/move", recognitions.move, name="move_recognition"),
    path("claims/filings/", filings.filing_list, name="filings"),
    path("claims/filings/new", filings.submit, name="submit_filing"),
    path("claims/filings/<int:pk>/", filings.filing_page, name="filing"),
    path("claims/filings/<int:pk>/sheet", filings.sheet, name="filing_sheet"),
    path("claims/filings/<int:pk>/move", filings.move, name="move_filing"),
]
