"""Which addresses does the desk answer?"""

from django.urls import include, path

from desk.home import web

urlpatterns = [
    path("", web.home, name="home"),
    path("", include("desk.history.urls")),
]
