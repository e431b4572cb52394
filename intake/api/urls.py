"""Which addresses of the API do all sent files share?"""

from django.urls import path

from intake.api import files, profiles
from intake.api.readings import SentFileReading

urlpatterns = [
    path("sender-profiles", profiles.Profiles.as_view(), name="api_sender_profiles"),
    path("sender-profiles/<int:pk>", profiles.Profile.as_view(), name="api_sender_profile"),
    path(
        "sender-profiles/<int:pk>/retire", profiles.RetiredProfile.as_view(), name="api_retire_sender_profile"
    ),
    path("sent-files", files.SentFiles.as_view(), name="api_sent_files"),
    path("sent-files/<str:code>/<int:pk>", files.SentFileView.as_view(), name="api_sent_file"),
    path("sent-files/<str:code>/<int:pk>/moves", files.SentFileMoves.as_view(), name="api_move_sent_file"),
    path("sent-files/<str:code>/<int:pk>/reading", SentFileReading.as_view(), name="api_reading"),
]
