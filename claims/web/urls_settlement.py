"""Which addresses lead to the pages about statements, reviews, differences, clearing and indicators?"""

from django.urls import path

from claims.web import clearing, indicators, reviews, statements

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
    path("claims/indicators/", indicators.indicators, name="indicators"),
]
