"""Which notices were handed over on paper, what did each say, and does it still hold?"""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from enrollment.models.people import Person
from enrollment.rules.follow_ups import Fact
from enrollment.rules.notices import NoticeKind
from policy.terms import Text


class PrintedNotice(models.Model):
    """A contribution notice (缴费通知单), or a letter on the state of the enrollment (参保状态告知书), of one person and year.

    `said` is what a later change could make untrue (`enrollment.rules.notices`); it is superseded when that changed, or
    replaced when a later one of its kind was printed.
    """

    person = models.ForeignKey(Person, models.RESTRICT, related_name="printed_notices", db_index=False)
    division_code = models.CharField(max_length=12, db_collation="C")
    coverage_year = models.SmallIntegerField()
    kind = models.CharField(
        max_length=12,
        default=NoticeKind.CONTRIBUTION.value,
        db_default=NoticeKind.CONTRIBUTION.value,
        db_collation="C",
    )
    said = models.JSONField()
    printed_at = models.DateTimeField()
    printed_by = models.ForeignKey("staff.Officer", models.RESTRICT, related_name="+", db_index=False)
    superseded_at = models.DateTimeField(null=True)
    fact = models.CharField(max_length=16, blank=True, db_collation="C")  # what changed
    replaced_by = models.ForeignKey(
        "self", models.RESTRICT, null=True, related_name="replaces", db_index=False
    )

    class Meta:
        verbose_name = _("printed notice")
        constraints = [
            models.CheckConstraint(
                name="notice_kind_known", condition=Q(kind__in=[kind.value for kind in NoticeKind])
            ),
            models.CheckConstraint(
                name="notice_superseded_by_a_fact",
                condition=Q(superseded_at=None, fact="") | Q(superseded_at__isnull=False) & ~Q(fact=""),
            ),
        ]
        indexes = [
            models.Index(fields=["person", "coverage_year"], name="notice_by_person"),
            models.Index(fields=["division_code", "-printed_at"], name="notice_by_place"),
        ]

    @property
    def state(self) -> str:
        """superseded (what it says changed, and no other was handed over), replaced or holds."""
        if self.replaced_by_id is not None:
            return "replaced"
        return "superseded" if self.superseded_at is not None else "holds"

    @property
    def kind_label(self) -> NoticeKind:
        return NoticeKind(self.kind)

    @property
    def fact_label(self) -> Text | None:
        return Fact(self.fact).label if self.fact else None
