"""What is common to the lists that an area brings along: one officer sends them under a document, another confirms them?"""

from django.db import models
from django.db.models import F, Q

from claims.rules.file_states import REGISTER_LIST
from intake.models.jobs import SentFile


class RegisterList(SentFile):
    """A list of what an area decided or kept before, under the document of its old register."""

    course = REGISTER_LIST
    moves = REGISTER_LIST.moves

    document_number = models.CharField(max_length=100)
    confirmed_by = models.ForeignKey("staff.Officer", models.RESTRICT, null=True, related_name="+")

    class Meta:
        abstract = True
        constraints = [
            models.UniqueConstraint(
                fields=["sha256", "area"], condition=~Q(state="refused"), name="%(class)s_once"
            ),
            models.CheckConstraint(
                name="%(class)s_state_known",
                condition=Q(state__in=[state.value for state in REGISTER_LIST.moves.states]),
            ),
            models.CheckConstraint(
                name="%(class)s_confirmed_by_another",
                condition=Q(confirmed_by=None) | ~Q(confirmed_by=F("uploaded_by")),
            ),
            models.CheckConstraint(name="%(class)s_has_document", condition=~Q(document_number="")),
        ]
        indexes = [models.Index(fields=["area", "-uploaded_at"], name="%(class)s_by_area")]
