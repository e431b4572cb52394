"""Which ways of looking at a list did officers keep, and which rows of a list were handed to somebody?"""

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from staff.models.officers import Officer


class SavedView(models.Model):
    """A filter with its order and columns, under a name: the owner's own, or shared with who works inside a division."""

    room = models.CharField(max_length=40, db_collation="C")  # the code of the list
    name = models.CharField(_("name"), max_length=60)
    query = models.CharField(max_length=1000, blank=True)  # of the address, without page
    owner = models.ForeignKey(Officer, models.RESTRICT, related_name="+")
    shared_in = models.CharField(max_length=12, blank=True, db_collation="C")  # empty: only the owner sees it
    saved_at = models.DateTimeField(db_default=Now(), editable=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["owner", "room", "name"], name="saved_view_named_once"),
            models.CheckConstraint(condition=~Q(name=""), name="saved_view_has_name"),
        ]
        indexes = [models.Index(fields=["room", "shared_in"], name="saved_view_shared")]

    def __str__(self) -> str:
        return self.name


class Handover(models.Model):
    """A row of a list that waits, and to whom it was handed: one officer, or whoever works in a division.

    It says who is to look next and gives nobody a right; it counts only while the row waits.
    """

    room = models.CharField(max_length=40, db_collation="C")
    row = models.BigIntegerField()  # its key; the table stands above this app
    to_officer = models.ForeignKey(Officer, models.RESTRICT, null=True, related_name="+")
    to_division = models.CharField(max_length=12, blank=True, db_collation="C")
    note = models.CharField(max_length=300)
    handed_by = models.ForeignKey(Officer, models.RESTRICT, related_name="+")
    handed_at = models.DateTimeField()
    ended_by = models.ForeignKey(Officer, models.RESTRICT, null=True, related_name="+")
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["room", "row"], condition=Q(ended_at=None), name="handed_to_one_at_a_time"
            ),
            models.CheckConstraint(
                condition=Q(to_officer=None) & ~Q(to_division="")
                | Q(to_officer__isnull=False, to_division=""),
                name="handed_to_officer_or_division",
            ),
            models.CheckConstraint(
                condition=Q(ended_at=None, ended_by=None)
                | Q(ended_at__gte=F("handed_at"), ended_by__isnull=False),
                name="handover_ended_by_somebody",
            ),
            models.CheckConstraint(condition=~Q(note=""), name="handover_has_note"),
        ]
        indexes = [
            models.Index(fields=["to_officer"], condition=Q(ended_at=None), name="handed_to_officer"),
        ]
