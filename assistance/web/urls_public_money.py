"""Which addresses lead to the pages about entered figures and public money?"""

from django.urls import path

from assistance.web import (
    coverage_rates,
    figure_checks,
    fiscal_requests,
    fiscal_transfers,
    fund_splits,
    parameters,
    population_figures,
    risk_fund,
)

urlpatterns = [
    path("parameters/", parameters.parameter_list, name="parameters"),
    path("parameters/enter", parameters.choose, name="choose_parameter"),
    path("parameters/enter/<slug:topic>", parameters.enter, name="enter_parameter"),
    path("parameters/<int:pk>/", parameters.parameter_page, name="parameter"),
    path("parameters/<int:pk>/decide", parameters.decide, name="decide_parameter"),
    path("parameters/populations/", population_figures.sheet_list, name="population_sheets"),
    path("parameters/populations/enter", population_figures.enter, name="enter_populations"),
    path("parameters/populations/<int:pk>/", population_figures.sheet_page, name="population_sheet"),
    path("parameters/populations/<int:pk>/decide", population_figures.decide, name="decide_populations"),
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
]
