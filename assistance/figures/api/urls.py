"""Which addresses of the API are about figures?"""

from django.urls import path

from assistance.figures.api import parameters, population_figures

urlpatterns = [
    path("parameters", parameters.ParameterList.as_view(), name="api_parameters"),
    path("parameters/<int:pk>/decision", parameters.ParameterDecision.as_view(), name="api_decide_parameter"),
    path("population-figures", population_figures.FigureSheets.as_view(), name="api_population_figures"),
    path(
        "population-figures/<int:pk>/decision",
        population_figures.FigureSheetDecision.as_view(),
        name="api_decide_population_figures",
    ),
]
