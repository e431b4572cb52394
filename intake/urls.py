"""Which addresses do all sent files share?"""

from django.urls import path

from intake.web import profiles, readings, sent_files

app_name = "intake"
urlpatterns = [
    path("sender-profiles/", profiles.profile_list, name="profiles"),
    path("sender-profiles/<int:pk>/", profiles.profile_page, name="profile"),
    path("sender-profiles/<int:pk>/retire", profiles.retire, name="retire_profile"),
    path("sent-files/", sent_files.file_list, name="files"),
    path("sent-files/<str:code>/<int:pk>/", sent_files.file_page, name="file"),
    path("sent-files/<str:code>/<int:pk>/reading", readings.reading_page, name="reading"),
    path("sent-files/<str:code>/<int:pk>/<str:move>", sent_files.move, name="move"),
]
