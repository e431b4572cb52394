"""Which addresses lead to the pages about own costs that are watched?"""

from django.urls import path

from claims.web import own_cost_lists, own_costs

urlpatterns = [
    path("claims/own-costs/", own_costs.alert_list, name="own_cost_alerts"),
    path("claims/own-costs/<int:pk>/", own_costs.alert_page, name="own_cost_alert"),
    path("claims/findings/<int:pk>/end", own_costs.end, name="end_finding"),
    path("claims/own-costs/lists/", own_cost_lists.list_list, name="own_cost_lists"),
    path("claims/own-costs/lists/<int:pk>/", own_cost_lists.list_page, name="own_cost_list"),
    path("claims/own-costs/lists/<int:pk>/list.xlsx", own_cost_lists.download, name="own_cost_workbook"),
]
