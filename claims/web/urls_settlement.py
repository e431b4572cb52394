"""Which addresses lead to the pages about statements, reviews, differences, clearing and indicators?"""

from django.urls import path

from claims.web import clearing, indicators, person_ledgers, reviews, statements

urlpatterns = [
    path("claims/bills/<int:pk>/statement", statements.sheet, name="statement"),
    path("claims/bills/<int:pk>/propose", reviews.propose, name="propose_review"),
    path("claims/reviews/", reviews.queue, name="reviews"),
    path("claims/reviews/<int:pk>/check", reviews.check, name="check_review"),
    path("claims/differences/", reviews.plan_list, name="plans"),
    path("claims/differences/<int:pk>/", reviews.plan_page, name="plan"),
    path("claims/clearing/", clearing.clearing, name="clearing"),
    path("claims/clearing/<int:pk>/", clearing.sheet, name="clearing_sheet"),
    path("claims/clearing/<int:pk>/sheet.xlsx", clearing.workbook, name="clearing_workbook"),
    path("claims/ledger/", person_ledgers.ledger_page, name="person_ledger"),
    path("claims/ledger/sheet.xlsx", person_ledgers.sheet, name="person_ledger_sheet"),
    path("claims/ledger/freeze", person_ledgers.freeze, name="freeze_person_ledger"),
    path("claims/ledger/people/<int:pk>/", person_ledgers.person_page, name="ledger_of_person"),
    path("claims/indicators/", indicators.indicators, name="indicators"),
]
