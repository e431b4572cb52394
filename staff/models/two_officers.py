"""What does a row keep that one officer enters and another approves or turns down?"""

from datetime import datetime

from django.db import models
from django.db.models import F, Q

from staff.models.officers import Officer


class EnteredByOneDecidedByAnother(models.Model):
    """Who entered it, and who approved it or turned it down with which reason. Its constraints: `two_officers`."""

    entered_by = models.ForeignKey("staff.Officer", models.RESTRICT, related_name="+")
    entered_at = models.DateTimeField()
    approved_by = models.ForeignKey("staff.Officer", models.RESTRICT, null=True, blank=True, related_name="+")
    approved_at = models.DateTimeField(null=True, blank=True)
    rejected_by = models.ForeignKey("staff.Officer", models.RESTRICT, null=True, blank=True, related_name="+")
    rejected_at = models.DateTimeField(null=True, blank=True)
    rejected_because = models.CharField(max_length=300, blank=True)

    class Meta:
        abstract = True

    def approve(self, *, by: Officer, at: datetime) -> None:
        """Write down who approved it. Who may, and whether it still waits, the operation has asked before."""
        self.approved_by, self.approved_at = by, at
        self.save(update_fields=["approved_by", "approved_at"])

    def reject(self, *, because: str, by: Officer, at: datetime) -> None:
        """Write down who turned it down, and the reason, which the operation has asked for."""
        self.rejected_by, self.rejected_at, self.rejected_because = by, at, because.strip()[:300]
        self.save(update_fields=["rejected_by", "rejected_at", "rejected_because"])

    @property
    def standing(self) -> str:
        """waits, approved or rejected."""
        if self.approved_by_id is not None:
            return "approved"
        return "rejected" if self.rejected_by_id is not None else "waits"


def two_officers(prefix: str) -> list[models.CheckConstraint]:
    """A decision is whole, is one of the two, and an approval is not the maker's own; `prefix` begins the names."""
    return [
        models.CheckConstraint(
            name=f"{prefix}_not_approved_by_maker",
            condition=Q(approved_by__isnull=True) | ~Q(approved_by=F("entered_by")),
        ),
        models.CheckConstraint(
            name=f"{prefix}_approval_is_whole",
            condition=Q(approved_by__isnull=True, approved_at__isnull=True)
            | Q(approved_by__isnull=False, approved_at__isnull=False),
        ),
        models.CheckConstraint(
            name=f"{prefix}_rejection_is_whole",
            condition=Q(rejected_by__isnull=True, rejected_at__isnull=True, rejected_because="")
            | (Q(rejected_by__isnull=False, rejected_at__isnull=False) & ~Q(rejected_because="")),
        ),
        models.CheckConstraint(
            name=f"{prefix}_approved_or_rejected",
            condition=Q(approved_by__isnull=True) | Q(rejected_by__isnull=True),
        ),
    ]
