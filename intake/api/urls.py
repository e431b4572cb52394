"""Which addresses do programs use for what all sent files share?"""

from django.urls import path

from intake.api.readings import SentFileReading

urlpatterns = [
    path("sent-files/<str:layout>/<int:pk>/reading", SentFileReading.as_view(), name="api_reading")
]
