"""Which administrative divisions are there, from province to village?"""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from staff.rules.divisions import Level, scope_prefix


class Division(models.Model):
    """One administrative division. The codes are the official ones; see staff/data/README.md."""

    # Collation C: a plain index then serves "begins with", which is how a division finds what lies inside it.
    code = models.CharField(_("division code"), max_length=12, primary_key=True, db_collation="C")
    name = models.CharField(_("name"), max_length=60)
    level = models.PositiveSmallIntegerField(_("level"))
    # Without a foreign key in the database: 665,000 checks would cost more than loading; the loader checks
    # at once.
    parent = models.ForeignKey(
        "self", models.DO_NOTHING, null=True, db_constraint=False, db_index=False, related_name="+"
    )
    valid_from = models.DateField(_("valid from"), null=True, blank=True)
    valid_until = models.DateField(_("no longer from"), null=True, blank=True)
    successor = models.ForeignKey(
        "self",
        models.DO_NOTHING,
        null=True,
        blank=True,
        db_constraint=False,
        db_index=False,
        related_name="+",
    )

    class Meta:
        indexes = [models.Index(fields=["level", "code"], name="division_level_code")]
        constraints = [
            models.CheckConstraint(
                name="division_level_known", condition=Q(level__gte=Level.PROVINCE, level__lte=Level.VILLAGE)
            ),
            models.CheckConstraint(
                name="division_valid_span",
                condition=Q(valid_from=None)
                | Q(valid_until=None)
                | Q(valid_from__lt=models.F("valid_until")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name} ({self.code})"

    @property
    def prefix(self) -> str:
        """What the codes of everything inside begin with."""
        return scope_prefix(self.code)
