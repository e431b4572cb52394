"""Which addresses lead to the pages about public money?"""

from django.urls import path

from assistance.public_money.web import (
    coverage_rates,
    figure_checks,
    fiscal_requests,
    fiscal_transfers,
    fund_splits,
    must_insure,
    risk_fund,
    uninsured_days,
)

urlpatterns = [
    path("funds/", fiscal_requests.overview, name="public_money"),
    path("funds/requests/count", fiscal_requests.count, name="count_fiscal_request"),
    path("funds/requests/<int:pk>/", fiscal_requests.request_page, name="fiscal_request"),
    path("funds/requests/<int:pk>/move", fiscal_requests.move, name="move_fiscal_request"),
    path("funds/requests/<int:pk>/request.xlsx", fiscal_requests.workbook, name="fiscal_workbook"),
    path("funds/requests/<int:pk>/<str:county>/", fiscal_requests.sheet, name="fiscal_sheet"),
    path("funds/transfers/", fiscal_transfers.transfer_list, name="fiscal_transfers"),
    path("funds/transfers/<int:pk>/reverse", fiscal_transfers.reverse, name="reverse_fiscal_transfer"),
    path("funds/splits/", fund_splits.split_list, name="fund_splits"),
    path("funds/splits/<int:pk>/", fund_splits.split_page, name="fund_split"),
    path("funds/splits/<int:pk>/approve", fund_splits.approve, name="approve_fund_split"),
    path("funds/risk/", risk_fund.risk_fund, name="risk_fund"),
    path("funds/risk/<int:pk>/decide", risk_fund.decide, name="decide_risk_fund"),
    path("funds/risk/entries/<int:pk>/take-back", risk_fund.take_back, name="take_back_risk_fund"),
    path("funds/shortfall/", fund_splits.shortfall, name="shortfall"),
    path("funds/checks/", figure_checks.figure_check, name="figure_check"),
    path("funds/packages/", figure_checks.packages, name="doctor_packages"),
    path("reports/coverage", coverage_rates.coverage_rates, name="coverage_rates"),
    path("subsidies/must-be-insured/days/", uninsured_days.day_page, name="uninsured_day"),
    path("subsidies/must-be-insured/days.xlsx", uninsured_days.day_sheet, name="uninsured_day_sheet"),
    path("subsidies/must-be-insured/", must_insure.must_be_insured, name="must_be_insured"),
    path("subsidies/must-be-insured.xlsx", must_insure.must_be_insured_sheet, name="must_be_insured_sheet"),
    path("subsidies/must-be-insured/<int:person_id>/reason", must_insure.say_why, name="say_why_uninsured"),
]
