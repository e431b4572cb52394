"""How does Django know the desk?"""

from django.apps import AppConfig


class DeskConfig(AppConfig):
    name = "desk"
