"""Where do the bytes of an uploaded file lie?"""

from django.db import models


class StoredChunk(models.Model):
    """A piece of an uploaded file, encrypted, under the digest of the whole: every worker on every host can read it."""

    sha256 = models.CharField(max_length=64, db_collation="C")
    number = models.IntegerField()
    sealed = models.BinaryField()

    SEALED = {"sealed": "{sha256}:{number}"}

    class Meta:
        constraints = [models.UniqueConstraint(fields=["sha256", "number"], name="chunk_stored_once")]
