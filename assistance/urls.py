"""Which addresses of assistance are there? Each noun keeps its own list."""

from django.urls import URLPattern

app_name = "assistance"
urlpatterns: list[URLPattern] = []
