"""What is kept of a picture or PDF that is attached to a piece of work?"""

from django.db import models


class Attachment(models.Model):
    """A picture or PDF: its bytes are kept encrypted under their digest. The model that inherits says to what it belongs."""

    sha256 = models.CharField(max_length=64, db_collation="C")
    media_type = models.CharField(max_length=20, db_collation="C")
    name = models.CharField(max_length=130)
    title = models.CharField(max_length=60)  # what it shows: 低保证
    size_bytes = models.BigIntegerField()
    width = models.IntegerField(default=0)
    height = models.IntegerField(default=0)
    added_by = models.ForeignKey("staff.Officer", models.RESTRICT, related_name="+")
    added_at = models.DateTimeField()
    removed_by = models.ForeignKey("staff.Officer", models.RESTRICT, null=True, blank=True, related_name="+")
    removed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        abstract = True
