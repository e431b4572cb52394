"""Which addresses lead to the pages about categories, their names, and rosters?"""

from django.urls import path

from assistance.web import categories

urlpatterns = [
    path("people/<int:pk>/categories/new", categories.record, name="record_category"),
    path("people/<int:pk>/categories/<int:span_pk>/end", categories.end, name="end_category"),
]
