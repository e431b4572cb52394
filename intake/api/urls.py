"""Which addresses of the API do all sent files share?"""

from django.urls import path

from intake.api import files
from intake.api.readings import SentFileReading

urlpatterns = [
    path("sent-files", files.SentFiles.as_view(), name="api_sent_files"),
    path("sent-files/<str:code>/<int:pk>", files.SentFileView.as_view(), name="api_sent_file"),
    path("sent-files/<str:code>/<int:pk>/moves", files.SentFileMoves.as_view(), name="api_move_sent_file"),
    path("sent-files/<str:code>/<int:pk>/reading", SentFileReading.as_view(), name="api_reading"),
]
