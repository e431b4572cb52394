"""Which addresses does staff answer?"""

from django.urls import path

from staff.web import audit, divisions, language, login, officers, reading_alarms, seals, tokens, working
from staff.web.lists import pages

urlpatterns = [
    path("login", login.LoginPage.as_view(), name="login"),
    path("logout", login.LogoutPage.as_view(), name="logout"),
    path("password", login.PasswordPage.as_view(), name="password"),
    path("language", language.choose_language, name="choose_language"),
    path("working", working.working_page, name="working"),
    path("lists/<str:room>/views", pages.keep_view, name="keep_view"),
    path("officers/", officers.officer_list, name="officers"),
    path("officers/new", officers.register_officer, name="register_officer"),
    path("officers/<int:pk>", officers.officer_page, name="officer"),
    path("divisions/", divisions.division_list, name="divisions"),
    path("divisions/<int:pk>/decide", divisions.decide_division, name="decide_division"),
    path("keys/", tokens.token_list, name="tokens"),
    path("keys/<int:pk>/revoke", tokens.revoke, name="revoke_token"),
    path("audit/", audit.audit_list, name="audit"),
    path("audit/seals", seals.seal_list, name="audit_seals"),
    path("reading/", reading_alarms.alarm_list, name="reading_alarms"),
    path("reading/<int:pk>/close", reading_alarms.close_alarm, name="close_reading_alarm"),
]
