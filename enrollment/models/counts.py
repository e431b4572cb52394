"""Which counts over very many rows are kept, so that a page shows them without counting anew each time?"""

from django.db import models


class KeptCount(models.Model):
    """A count that took longer than an officer should wait: what was asked, and what a worker found last.

    Only counts that once took long, or that a page keeps anyway, have a row; all others are counted while the page is made.
    """

    digest = models.CharField(max_length=64, unique=True, db_collation="C")  # of kind and what was asked
    kind = models.CharField(max_length=40, db_collation="C")  # a name of KEPT_COUNTS in config/settings.py
    asked = models.JSONField()
    asked_at = models.DateTimeField()  # when a worker was last told
    found = models.JSONField(null=True)
    counted_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = "kept count"
        indexes = [models.Index(fields=["asked_at"], name="kept_count_by_time")]
