"""Who are the people and households we know?

A national ID number is never stored in clear: `document_sealed` is its cipher text, `document_hash` the keyed hash that
matching uses, `document_masked` what lists show. Names are kept as written; `name_key` is the form that is compared.
"""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from enrollment.rules.documents import Kind as DocumentKind
from enrollment.rules.relationships import Relationship
from policy.terms import Sex


class Person(models.Model):
    """One human being, under one record for life; a replaced document number leaves a `FormerDocument`."""

    document_kind = models.CharField(
        max_length=20, default=DocumentKind.RESIDENT_ID.value
    )  # a `documents.Kind`
    document_hash = models.UUIDField()
    document_sealed = models.BinaryField()
    document_masked = models.CharField(max_length=24)
    name = models.CharField(max_length=100)
    name_key = models.CharField(max_length=100)
    name_initials = models.CharField(max_length=100, blank=True, db_collation="C")
    sex = models.CharField(max_length=6, blank=True)  # a `Sex`
    born_on = models.DateField(null=True, blank=True)  # a permit or passport on a list does not tell it
    died_on = models.DateField(null=True, blank=True)
    division_code = models.CharField(
        max_length=12, db_collation="C"
    )  # usual residence: decides who may see the person
    hukou_division = models.CharField(max_length=12, blank=True, db_collation="C")
    residence_permit = models.CharField(max_length=30, blank=True)
    permit_last_day = models.DateField(null=True, blank=True)  # on which the residence permit is valid
    school = models.CharField(max_length=100, blank=True)
    phone = models.CharField(max_length=20, blank=True)
    one_card_sealed = models.BinaryField(null=True, blank=True)
    one_card_masked = models.CharField(max_length=30, blank=True)
    one_card_owner = models.CharField(max_length=100, blank=True)
    mother = models.ForeignKey(
        "self", models.RESTRICT, null=True, blank=True, related_name="children", db_index=False
    )
    merged_into = models.ForeignKey(
        "self", models.RESTRICT, null=True, blank=True, related_name="absorbed", db_index=False
    )
    registered_at = models.DateTimeField(auto_now_add=True)

    SEALED = {"document_sealed": "{document_hash}", "one_card_sealed": "{document_hash}"}

    class Meta:
        verbose_name = _("person")
        constraints = [
            # What the matching of a tax file needs is in the index, so that a slice of numbers is read in one sweep.
            models.UniqueConstraint(
                fields=["document_hash"],
                include=["id", "name_key", "merged_into", "died_on"],
                name="one_person_per_document",
            ),
            models.CheckConstraint(
                name="death_not_before_birth",
                condition=Q(died_on__isnull=True) | Q(died_on__gte=F("born_on")),
            ),
            models.CheckConstraint(
                name="not_merged_into_self", condition=Q(merged_into__isnull=True) | ~Q(merged_into=F("id"))
            ),
        ]
        indexes = [
            models.Index(fields=["division_code", "name_key"], name="person_by_place_and_name"),
            models.Index(fields=["name_key"], name="person_by_name"),
            models.Index(fields=["name_initials", "division_code"], name="person_by_initials"),
            models.Index(fields=["mother"], condition=Q(mother__isnull=False), name="person_by_mother"),
            models.Index(
                fields=["merged_into"], condition=Q(merged_into__isnull=False), name="person_absorbed"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name} {self.document_masked}"

    @property
    def is_alive(self) -> bool:
        return self.died_on is None

    @property
    def document_kind_label(self) -> DocumentKind:
        return DocumentKind(self.document_kind)

    @property
    def sex_label(self) -> Sex | None:
        return Sex(self.sex) if self.sex else None


class FormerDocument(models.Model):
    """A document number that a person was known by before; a payment under it still finds the person."""

    person = models.ForeignKey(Person, models.RESTRICT, related_name="former_documents")
    document_kind = models.CharField(max_length=20)  # a `documents.Kind`
    document_hash = models.UUIDField(unique=True)
    document_sealed = models.BinaryField()
    document_masked = models.CharField(max_length=24)
    replaced_on = models.DateField()
    reason = models.CharField(max_length=200)

    SEALED = {"document_sealed": "{document_hash}"}


class Household(models.Model):
    """People who are registered and pay together; the number is the one on the county's household list."""

    number = models.CharField(max_length=40, db_collation="C")
    division_code = models.CharField(max_length=12, db_collation="C")
    head = models.ForeignKey(Person, models.RESTRICT, null=True, blank=True, related_name="+")
    formed_on = models.DateField()
    dissolved_on = models.DateField(null=True, blank=True)

    class Meta:
        verbose_name = _("household")
        constraints = [
            models.UniqueConstraint(
                fields=["division_code", "number"], name="one_household_per_number_and_place"
            ),
            models.CheckConstraint(
                name="household_ends_after_it_begins",
                condition=Q(dissolved_on__isnull=True) | Q(dissolved_on__gte=F("formed_on")),
            ),
        ]

    def __str__(self) -> str:
        return self.number


class Membership(models.Model):
    """That a person belongs to a household, from `joined_on` until the day `left_on` (not included)."""

    household = models.ForeignKey(Household, models.RESTRICT, related_name="memberships")
    person = models.ForeignKey(Person, models.RESTRICT, related_name="memberships")
    relationship = models.CharField(max_length=12)  # a `Relationship`
    joined_on = models.DateField()
    left_on = models.DateField(null=True, blank=True)
    left_because = models.CharField(max_length=40, blank=True)

    class Meta:
        verbose_name = _("household membership")
        constraints = [
            models.UniqueConstraint(
                fields=["person"], condition=Q(left_on__isnull=True), name="one_household_per_person"
            ),
            models.CheckConstraint(
                name="membership_ends_after_it_begins",
                condition=Q(left_on__isnull=True) | Q(left_on__gte=F("joined_on")),
            ),
        ]

    @property
    def relationship_label(self) -> Relationship:
        return Relationship(self.relationship)


class PersonMerge(models.Model):
    """Two records of one person made one: what was moved, by whom, and whether it was undone."""

    kept = models.ForeignKey(Person, models.RESTRICT, related_name="merges_kept")
    absorbed = models.ForeignKey(Person, models.RESTRICT, related_name="merges_absorbed")
    moved = (
        models.JSONField()
    )  # {"memberships": [ids], "enrollments": [ids], "documents": [ids], ...}: enough to undo
    reason = models.CharField(max_length=200)
    merged_on = models.DateField()
    merged_by = models.ForeignKey("staff.Officer", models.RESTRICT, related_name="+")
    undone_on = models.DateField(null=True, blank=True)
    undone_by = models.ForeignKey("staff.Officer", models.RESTRICT, null=True, blank=True, related_name="+")

    class Meta:
        constraints = [
            models.CheckConstraint(name="merge_of_two_records", condition=~Q(kept=F("absorbed"))),
            models.CheckConstraint(
                name="merge_undone_by_somebody",
                condition=Q(undone_on__isnull=True, undone_by__isnull=True)
                | Q(undone_on__isnull=False, undone_by__isnull=False),
            ),
        ]
