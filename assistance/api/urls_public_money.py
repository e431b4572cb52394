"""Which addresses of the API are about entered figures and public money?"""

from django.urls import path

from assistance.api import parameters

urlpatterns = [
    path("parameters", parameters.ParameterList.as_view(), name="api_parameters"),
    path("parameters/<int:pk>/decision", parameters.ParameterDecision.as_view(), name="api_decide_parameter"),
]
