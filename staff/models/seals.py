"""What proves that the audit trail is as it was written? One digest for each event, one for each day."""

from django.db import models
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from staff.rules.chain import paper_code


class AuditLink(models.Model):
    """The digest of one event and of all before it on its day. No foreign key: an event that was deleted must leave its link."""

    event_id = models.BigIntegerField(primary_key=True)
    day = models.DateField()
    position = models.PositiveIntegerField()  # from 1 within the day
    digest = models.BinaryField()  # 32 bytes

    class Meta:
        constraints = [models.UniqueConstraint(fields=["day", "position"], name="audit_link_place")]


class AuditSeal(models.Model):
    """A day that is over: how many events it holds and under which digest. Rows are only ever added."""

    day = models.DateField(_("day"), primary_key=True)
    events = models.PositiveIntegerField(_("events"))
    late = models.PositiveIntegerField(_("of earlier days"))  # written when their own day was sealed already
    before = models.BinaryField()  # the digest of the seal before; zeros for the first
    digest = models.BinaryField()
    sealed_at = models.DateTimeField(_("sealed at"), db_default=Now(), editable=False)

    @property
    def hexadecimal(self) -> str:
        return bytes(self.digest).hex()

    @property
    def code(self) -> str:
        """The digest as it is written on paper."""
        return paper_code(bytes(self.digest))
