"""How does the program of a sender write its files, as an officer said once?"""

from django.db import models
from django.utils.translation import gettext_lazy as _


class SenderProfile(models.Model):
    """A version of how files of one sender are read: division, kind of bureau and layout, under a name.

    Versions are only ever added: a file keeps the one that it was read by. A profile is retired by a version that says so.
    """

    division_code = models.CharField(max_length=12, db_collation="C")
    bureau = models.CharField(max_length=20, db_collation="C")
    layout = models.CharField(max_length=8, db_collation="C")
    name = models.CharField(max_length=60)
    version = models.SmallIntegerField()
    reading = models.JSONField()  # see `intake.rules.readings`
    headings = models.JSONField(default=list)  # of the file it was made for, in their normal form
    is_retired = models.BooleanField(default=False)  # from this version on no file is read by it
    made_by = models.ForeignKey("staff.Officer", models.RESTRICT, related_name="+")
    made_at = models.DateTimeField()

    class Meta:
        verbose_name = _("sender's profile")
        constraints = [
            models.UniqueConstraint(
                fields=["layout", "division_code", "bureau", "name", "version"], name="profile_version_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.name} v{self.version}"
