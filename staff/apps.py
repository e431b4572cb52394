"""How does Django know staff?"""

from django.apps import AppConfig


class StaffConfig(AppConfig):
    name = "staff"
