"""Which pages does intake have?"""

from django.urls import path

from intake.web import readings

app_name = "intake"
urlpatterns = [path("sent-files/<str:layout>/<int:pk>/reading", readings.reading_page, name="reading")]
