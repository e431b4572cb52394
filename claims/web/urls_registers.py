"""Which addresses lead to the pages about the registers of recognitions and filings?"""

from django.urls import path

from claims.web import recognitions

urlpatterns = [
    path("claims/recognitions/", recognitions.recognition_list, name="recognitions"),
    path("claims/recognitions/new", recognitions.apply, name="apply_recognition"),
    path("claims/recognitions/lists", recognitions.lists, name="recognition_lists"),
    path("claims/recognitions/<int:pk>/", recognitions.recognition_page, name="recognition"),
    path("claims/recognitions/<int:pk>/sheet", recognitions.sheet, name="recognition_sheet"),
    path("claims/recognitions/<int:pk>/move", recognitions.move, name="move_recognition"),
]
