"""What is an entry of the menu, and under which heading does it stand?"""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from staff.access import Permission


@dataclass(frozen=True)
class Entry:
    """One address of the menu: shown to who holds the permission somewhere."""

    url_name: str
    label: str | Promise
    hint: str | Promise
    permission: Permission
    icon: str  # a file of static/icons
    also: tuple[Permission, ...] = ()  # any of these shows it too

    def is_for(self, permissions: set[Permission]) -> bool:
        """Whether it is shown to who holds these permissions."""
        return not permissions.isdisjoint((self.permission, *self.also))


# In the order of the menu; an entry stands where the first word of its permission does ("claims.read": Claims).
SECTIONS: dict[str, str | Promise] = {
    "people": _("Enrollment and contribution"),
    "enrollment": _("Enrollment and contribution"),
    "dues": _("Enrollment and contribution"),
    "payments": _("Enrollment and contribution"),
    "exceptions": _("Enrollment and contribution"),
    "categories": _("Assistance"),
    "rosters": _("Assistance"),
    "cases": _("Assistance"),
    "subsidies": _("Assistance"),
    "eligibility": _("Claims"),
    "claims": _("Claims"),
    "providers": _("Claims"),
    "funds": _("Public money"),
    "parameters": _("Policy and reports"),
    "policy": _("Policy and reports"),
    "reports": _("Policy and reports"),
    "audit": _("Oversight"),
    "alarms": _("Oversight"),
    "history": _("Oversight"),
    "staff": _("Oversight"),
}
