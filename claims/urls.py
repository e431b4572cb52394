"""Which addresses of claims are there? Each noun keeps its own list."""

from django.urls import URLPattern

app_name = "claims"
urlpatterns: list[URLPattern] = []
