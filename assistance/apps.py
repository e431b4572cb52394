"""How does Django know assistance?"""

from django.apps import AppConfig


class AssistanceConfig(AppConfig):
    name = "assistance"
