"""How does Django know intake?"""

from django.apps import AppConfig


class IntakeConfig(AppConfig):
    name = "intake"
