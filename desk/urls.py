"""Which addresses does the desk answer?"""

from django.urls import include, path

from desk.home import web as home
from desk.search import web as search

urlpatterns = [
    path("", home.home, name="home"),
    path("home/figures", home.figures, name="home_figures"),
    path("search", search.search, name="search"),
    path("", include("desk.history.urls")),
    path("", include("desk.whatif.urls")),
]
