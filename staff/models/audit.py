"""What was done, by whom, when and about what? Rows are only ever added; a trigger sees to it."""

from django.db import models
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from staff.models.officers import Officer


class AuditEvent(models.Model):
    """One thing that was done, or tried. Never holds a document number in clear."""

    at = models.DateTimeField(_("when"), db_default=Now(), editable=False)
    officer = models.ForeignKey(
        Officer, models.RESTRICT, null=True, related_name="+"
    )  # empty: the system itself
    action = models.CharField(_("action"), max_length=60)
    about_kind = models.CharField(max_length=40, blank=True)
    about_id = models.CharField(max_length=40, blank=True, db_collation="C")
    division_code = models.CharField(_("division"), max_length=12, blank=True, db_collation="C")
    change = models.JSONField(default=dict)
    succeeded = models.BooleanField(_("succeeded"), default=True)
    ip = models.GenericIPAddressField(null=True)
    request_id = models.CharField(max_length=36, blank=True)

    class Meta:
        indexes = [
            models.Index(fields=["about_kind", "about_id", "at"], name="audit_about"),
            models.Index(fields=["officer", "at"], name="audit_officer"),
            models.Index(fields=["division_code", "at"], name="audit_division"),
            models.Index(fields=["at"], name="audit_at"),
        ]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M} {self.action}"
