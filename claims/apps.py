"""How does Django know claims?"""

from django.apps import AppConfig


class ClaimsConfig(AppConfig):
    name = "claims"
