"""Which addresses of the API does assistance answer? Each noun keeps its own list."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
