"""Which addresses lead to the pages about entered figures and public money?"""

from django.urls import path

from assistance.web import parameters

urlpatterns = [
    path("parameters/", parameters.parameter_list, name="parameters"),
    path("parameters/enter/<slug:topic>", parameters.enter, name="enter_parameter"),
    path("parameters/<int:pk>/", parameters.parameter_page, name="parameter"),
    path("parameters/<int:pk>/decide", parameters.decide, name="decide_parameter"),
]
