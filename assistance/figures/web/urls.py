"""Which addresses lead to the pages about figures?"""

from django.urls import path

from assistance.figures.web import parameters, population_figures

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
]
