"""What does a person owe for a coverage year, what was credited, and by which rule?

A balance is never stored: it is the sum of the append-only entries. An entry's primary key is its due and what caused it, so
that posting the same cause twice adds nothing.
"""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from enrollment.models.enrollments import Enrollment
from enrollment.models.people import Person
from enrollment.rules.entries import REPAIRS, EntryKind, Payer


class WindowExtension(models.Model):
    """A contribution window moved to a later end by a document (HZ-2.2b, A50); in force once a second officer agrees."""

    area = models.CharField(max_length=6, db_collation="C")
    coverage_year = models.SmallIntegerField()
    last_day = models.DateField()  # included
    document_number = models.CharField(max_length=100)
    entered_by = models.ForeignKey("staff.Officer", models.RESTRICT, related_name="+")
    entered_at = models.DateTimeField(auto_now_add=True)
    approved_by = models.ForeignKey("staff.Officer", models.RESTRICT, null=True, blank=True, related_name="+")
    approved_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="extension_not_approved_by_maker",
                condition=Q(approved_by__isnull=True) | ~Q(approved_by=F("entered_by")),
            ),
            models.CheckConstraint(name="extension_has_document", condition=~Q(document_number="")),
        ]


class Quotation(models.Model):
    """What the rules answered for one distinct case; every due, line and cover of that case points here.

    `paid_on` null is the price at issue. `body` holds the parts, steps, readings and what is missing, as they were said.
    """

    area = models.CharField(max_length=6, db_collation="C")
    coverage_year = models.SmallIntegerField()
    standing = models.CharField(max_length=255, db_collation="C")
    paid_on = models.DateField(null=True)
    extension = models.ForeignKey(WindowExtension, models.RESTRICT, null=True)
    policy_digest = models.CharField(max_length=64, db_collation="C")
    decision = models.CharField(max_length=16)
    window = models.CharField(max_length=16)
    due_fen = models.BigIntegerField(null=True)
    cover_from = models.DateField(null=True)
    cover_until = models.DateField(null=True)
    waiting_from = models.DateField(null=True)
    waiting_until = models.DateField(null=True)
    counts_for_fiscal_subsidy = models.BooleanField(default=True)
    hold_claims_before = models.DateField(null=True)
    body = models.JSONField()

    class Meta:
        verbose_name = _("quotation")
        constraints = [
            models.UniqueConstraint(
                fields=["area", "coverage_year", "standing", "paid_on", "extension", "policy_digest"],
                nulls_distinct=False,
                name="one_quotation_per_case",
            ),
            models.CheckConstraint(
                name="quotation_never_negative", condition=Q(due_fen__isnull=True) | Q(due_fen__gte=0)
            ),
        ]


class Due(models.Model):
    """What one person owes one area for one coverage year."""

    enrollment = models.OneToOneField(Enrollment, models.RESTRICT, related_name="due", db_constraint=False)
    person = models.ForeignKey(
        Person, models.RESTRICT, related_name="dues", db_index=False, db_constraint=False
    )
    area = models.CharField(max_length=6, db_collation="C")
    coverage_year = models.SmallIntegerField()
    division_code = models.CharField(max_length=12, db_collation="C")
    standing = models.CharField(max_length=255, db_collation="C")
    quotation = models.ForeignKey(
        Quotation, models.RESTRICT, related_name="+", db_index=False, db_constraint=False
    )
    issued_on = models.DateField()
    withdrawn_on = models.DateField(null=True)  # its enrollment was cancelled or moved; its entries stay

    class Meta:
        verbose_name = _("due")
        constraints = [
            models.UniqueConstraint(
                fields=["person", "coverage_year"],
                condition=Q(withdrawn_on__isnull=True),
                include=["id", "area", "standing", "quotation"],
                name="one_due_per_person_and_year",
            ),
        ]
        indexes = [models.Index(fields=["coverage_year", "division_code"], name="due_by_year_and_place")]


class DueEntry(models.Model):
    """One append-only line of a due. Charged = charges - waivers; credited = payments + subsidies - refunds - reversals.

    What repairs a missed year (`repaired_year`) is asked for by nobody, so it counts neither as charged nor as credited.

    `source` names the cause, once for a due: "due:7" (charge at issue), "line:100000012" (payment), "line:100000012:charge"
    (catch-up part), "action:5" (an officer's act), "grant:3". `effective_on` is the day that rules count from: for a
    payment the tax authority's success day (A51); `treasury_on` the day that fund reports count from.
    """

    pk = models.CompositePrimaryKey("due_id", "source")  # the only index: what stands on a due is found by it
    due = models.ForeignKey(Due, models.RESTRICT, related_name="entries", db_constraint=False, db_index=False)
    source = models.CharField(max_length=80, db_collation="C")
    kind = models.CharField(
        max_length=13, choices=[(k.value, k.label.zh) for k in EntryKind], db_collation="C"
    )
    payer = models.CharField(max_length=24, choices=[(p.value, p.label.zh) for p in Payer], db_collation="C")
    amount_fen = models.BigIntegerField()
    effective_on = models.DateField()
    treasury_on = models.DateField(null=True)
    recorded_at = models.DateTimeField(auto_now_add=True)
    repaired_year = models.SmallIntegerField(null=True)

    class Meta:
        verbose_name = _("due entry")
        constraints = [
            models.CheckConstraint(name="due_entry_amount_positive", condition=Q(amount_fen__gt=0)),
            models.CheckConstraint(
                name="repair_names_its_year",
                condition=Q(repaired_year__isnull=False, kind__in=[kind.value for kind in REPAIRS])
                | Q(repaired_year__isnull=True) & ~Q(kind__in=[kind.value for kind in REPAIRS]),
            ),
        ]

    @property
    def kind_label(self) -> EntryKind:
        return EntryKind(self.kind)


class DueDecision(models.Model):
    """What an officer decided, under a document, where the rules of the area are silent (A06, A07)."""

    due = models.OneToOneField(Due, models.RESTRICT, related_name="decision")
    amount_fen = models.BigIntegerField()
    cover_from = models.DateField()
    cover_until = models.DateField()
    document_number = models.CharField(max_length=100)
    reason = models.CharField(max_length=300)
    decided_by = models.ForeignKey("staff.Officer", models.RESTRICT, related_name="+")
    decided_on = models.DateField()

    class Meta:
        constraints = [
            models.CheckConstraint(name="decided_amount_not_negative", condition=Q(amount_fen__gte=0)),
            models.CheckConstraint(
                name="decided_cover_not_empty", condition=Q(cover_until__gt=F("cover_from"))
            ),
            models.CheckConstraint(name="decision_has_document", condition=~Q(document_number="")),
        ]
