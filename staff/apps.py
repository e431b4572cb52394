"""How does Django know staff?"""

from django.apps import AppConfig
from django.db.models.signals import post_migrate


class StaffConfig(AppConfig):
    name = "staff"

    def ready(self) -> None:
        from staff.rights import grant_rights

        post_migrate.connect(grant_rights, sender=self)
