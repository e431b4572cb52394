"""Which divisions did officers add or rename, because the bundled list does not know them yet?"""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from staff.models.two_officers import EnteredByOneDecidedByAnother, two_officers


class DivisionEntry(EnteredByOneDecidedByAnother):
    """A division as a document founds or renames it. In the list of divisions it stands once a second officer approves."""

    code = models.CharField(_("division code"), max_length=12, db_collation="C")
    name = models.CharField(_("name"), max_length=60)
    valid_from = models.DateField(_("valid from"))
    # Divisions that are part of it from then on. Their codes go on working for who holds them.
    replaces = ArrayField(models.CharField(max_length=12), default=list, blank=True)
    document_number = models.CharField(_("document number"), max_length=100)

    class Meta:
        verbose_name = _("added division")
        constraints = [
            models.UniqueConstraint(
                fields=["code"],
                condition=Q(approved_by=None, rejected_by=None),
                name="division_entry_waits_once",
            ),
            models.CheckConstraint(name="division_entry_has_document", condition=~Q(document_number="")),
            models.CheckConstraint(name="division_entry_has_name", condition=~Q(name="")),
            *two_officers("division_entry"),
        ]

    def __str__(self) -> str:
        return f"{self.name} ({self.code})"
