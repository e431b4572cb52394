"""What is asked of each level's finance for the people insured on a day, and what arrived?

A request keeps what it was computed from: heads, amounts per head, clauses, policy digest. Its lines are only added.
"""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from assistance.public_money.rules.fiscal_heads import HeadKind
from assistance.public_money.rules.fiscal_requests import RequestState

PAYER_CHOICES = [
    ("central", _("central finance")),
    ("province", _("provincial finance")),
    ("city", _("city finance")),
    ("county", _("county finance")),
]


class FiscalRequest(models.Model):
    """One request for a pooling area and fiscal year, counted on a stated day (LZ-1b, GS-1.1d, JC-1i, GX-5.2b, HZ-1b)."""

    area = models.CharField(max_length=6, db_collation="C")
    fiscal_year = models.SmallIntegerField()
    coverage_year = models.SmallIntegerField()
    headcount_on = models.DateField()
    state = models.CharField(
        max_length=12, choices=[(s.value, s.label.zh) for s in RequestState], default=RequestState.DRAFT.value
    )
    heads = models.IntegerField()
    left_out = models.IntegerField()  # heads that paid the fiscal part themselves (A43)
    total_fen = models.BigIntegerField(null=True)
    is_decided = models.BooleanField()  # every level's part is known
    missing = models.JSONField(default=list)
    due_on = models.DateField(null=True)  # null: the text says only "in time" (A09)
    due_clause = models.CharField(max_length=20, blank=True)
    documents = models.JSONField(default=list)  # of the entered figures it used
    policy_digest = models.CharField(max_length=64, db_collation="C")
    counted_by = models.ForeignKey("staff.Officer", models.RESTRICT, related_name="+")
    counted_at = models.DateTimeField()
    submitted_by = models.ForeignKey(
        "staff.Officer", models.RESTRICT, null=True, blank=True, related_name="+"
    )
    submitted_at = models.DateTimeField(null=True, blank=True)
    decided_by = models.ForeignKey("staff.Officer", models.RESTRICT, null=True, blank=True, related_name="+")
    decided_at = models.DateTimeField(null=True, blank=True)
    returned_because = models.CharField(max_length=300, blank=True)

    class Meta:
        verbose_name = _("fiscal request")
        constraints = [
            models.CheckConstraint(
                name="fiscal_request_not_decided_by_maker",
                condition=Q(decided_by__isnull=True)
                | (~Q(decided_by=F("counted_by")) & ~Q(decided_by=F("submitted_by"))),
            ),
            models.CheckConstraint(
                name="fiscal_request_state_has_its_officer",
                condition=Q(state="draft", submitted_by__isnull=True, decided_by__isnull=True)
                | Q(state="submitted", submitted_by__isnull=False, decided_by__isnull=True)
                | Q(
                    state__in=["approved", "returned", "replaced"],
                    submitted_by__isnull=False,
                    decided_by__isnull=False,
                ),
            ),
            models.CheckConstraint(
                name="undecided_fiscal_request_stays_a_draft",
                condition=Q(is_decided=True) | Q(state="draft"),
            ),
            models.CheckConstraint(
                name="fiscal_request_returned_with_reason",
                condition=~Q(state="returned") | ~Q(returned_because=""),
            ),
            models.UniqueConstraint(
                fields=["area", "fiscal_year"],
                condition=Q(state="approved"),
                name="one_approved_request_per_area_and_year",
            ),
        ]
        indexes = [models.Index(fields=["area", "fiscal_year"], name="fiscal_request_by_area")]

    def __str__(self) -> str:
        return f"{self.area} {self.fiscal_year}"


class FiscalRequestLine(models.Model):
    """The heads of one county and kind, what each costs by payer, and the sums. Null is not decided."""

    request = models.ForeignKey(FiscalRequest, models.RESTRICT, related_name="lines")
    county = models.CharField(max_length=6, db_collation="C")
    kind = models.CharField(max_length=20, db_collation="C")  # a `HeadKind`
    heads = models.IntegerField()
    units = models.JSONField()  # as the notice calls them, both languages
    per_head_fen = models.BigIntegerField(null=True)
    central_per_head_fen = models.BigIntegerField(null=True)
    province_per_head_fen = models.BigIntegerField(null=True)
    city_per_head_fen = models.BigIntegerField(null=True)
    county_per_head_fen = models.BigIntegerField(null=True)
    total_fen = models.BigIntegerField(null=True)
    central_fen = models.BigIntegerField(null=True)
    province_fen = models.BigIntegerField(null=True)
    city_fen = models.BigIntegerField(null=True)
    county_fen = models.BigIntegerField(null=True)
    clauses = models.JSONField(default=list)
    readings = models.JSONField(default=list)
    missing = models.JSONField(default=list)
    steps = models.JSONField(default=list)

    class Meta:
        verbose_name = _("line of a fiscal request")
        constraints = [
            models.UniqueConstraint(
                fields=["request", "county", "kind"], name="one_line_per_county_and_kind"
            ),
            models.CheckConstraint(
                name="fiscal_line_is_per_head_times_heads",
                condition=Q(total_fen=F("per_head_fen") * F("heads"))
                & Q(central_fen=F("central_per_head_fen") * F("heads"))
                & Q(province_fen=F("province_per_head_fen") * F("heads"))
                & Q(city_fen=F("city_per_head_fen") * F("heads"))
                & Q(county_fen=F("county_per_head_fen") * F("heads")),
            ),
            models.CheckConstraint(
                name="fiscal_line_parts_make_the_standard",
                condition=Q(
                    per_head_fen=F("central_per_head_fen")
                    + F("province_per_head_fen")
                    + F("city_per_head_fen")
                    + F("county_per_head_fen")
                ),
            ),
        ]

    @property
    def kind_label(self) -> HeadKind:
        return HeadKind(self.kind)


class FiscalTransfer(models.Model):
    """Money of a fiscal year that arrived from one payer, under a document. A correction is another row that takes it back."""

    area = models.CharField(max_length=6, db_collation="C")
    fiscal_year = models.SmallIntegerField()
    payer = models.CharField(max_length=8, choices=PAYER_CHOICES, db_collation="C")
    county = models.CharField(max_length=6, blank=True, db_collation="C")  # whose finance, for payer "county"
    amount_fen = models.BigIntegerField()
    arrived_on = models.DateField()
    document_number = models.CharField(max_length=100)
    remarks = models.CharField(max_length=300, blank=True)
    reverses = models.OneToOneField(
        "self", models.RESTRICT, null=True, blank=True, related_name="reversed_by"
    )
    recorded_by = models.ForeignKey("staff.Officer", models.RESTRICT, related_name="+")
    recorded_at = models.DateTimeField()

    class Meta:
        verbose_name = _("fiscal transfer")
        constraints = [
            models.CheckConstraint(
                name="fiscal_transfer_positive_unless_reversal",
                condition=Q(reverses__isnull=True, amount_fen__gt=0)
                | Q(reverses__isnull=False, amount_fen__lt=0),
            ),
            models.CheckConstraint(name="fiscal_transfer_has_document", condition=~Q(document_number="")),
            models.CheckConstraint(
                name="fiscal_transfer_names_its_county",
                condition=Q(payer="county", county__regex=r"^[0-9]{6}$")
                | (~Q(payer="county") & Q(county="")),
            ),
        ]
        indexes = [models.Index(fields=["area", "fiscal_year"], name="fiscal_transfer_by_area")]
