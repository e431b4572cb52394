"""Which addresses lead to the pages about the insurer's years and a fund's budget?"""

from django.urls import path

from claims.web import fund_budgets, insurer_years

urlpatterns = [
    path("claims/budget/", fund_budgets.budget_page, name="fund_budget"),
    path("claims/budget/sheet", fund_budgets.sheet, name="fund_budget_sheet"),
    path("claims/budget/new", fund_budgets.enter, name="enter_fund_budget"),
    path("claims/budget/<int:pk>/decide", fund_budgets.decide, name="decide_fund_budget"),
    path("claims/budget/warnings/<int:pk>/answer", fund_budgets.answer, name="answer_fund_warning"),
    path("claims/budget/recipients", fund_budgets.name, name="name_warning_recipient"),
    path("claims/budget/recipients/<int:pk>/end", fund_budgets.no_longer, name="end_warning_recipient"),
    path("claims/insurer/", insurer_years.year_list, name="insurer_years"),
    path("claims/insurer/<int:pk>/", insurer_years.year_page, name="insurer_year"),
    path("claims/insurer/<int:pk>/sheet", insurer_years.sheet, name="insurer_sheet"),
    path("claims/insurer/<int:pk>/move", insurer_years.move, name="move_insurer_year"),
    path("claims/insurer/premiums/<int:pk>/decide", insurer_years.decide, name="decide_premium"),
    path("claims/insurer/premiums/<int:pk>/take-back", insurer_years.take_back, name="take_back_premium"),
]
