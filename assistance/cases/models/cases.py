"""Who asked for assistance, how far is the case, who did what with it, and which documents are attached?

A case is never deleted. Its state moves by the table in `assistance.cases.rules.case_states`; each move and each change of its
facts is an event that stays. `makers` are all who entered, changed, attached or submitted, `checkers` all who verified, over
the whole life of the case: none of them may approve it.
"""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Func, Q
from django.db.models.lookups import IsNull
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from assistance.cases.rules.case_reasons import CaseKind
from assistance.cases.rules.case_states import State
from enrollment.models import Household, Person
from intake.models.attachments import Attachment
from policy.book import default_book
from policy.terms import Certifier, Text

NOT_ENTERED = Text("待填写", "not entered yet")


def _none_of(officers: str, officer: str) -> Q:
    """The officer is not in the list; holds while there is no officer."""
    place = Func(F(officers), F(officer), function="array_position", output_field=models.IntegerField())
    return Q(IsNull(place, True))


class AssistanceCase(models.Model):
    """A category asked for by or for a person or a household, or its revocation, or wrongly paid help to be recovered.

    `from_on` is the first day on which the category is to hold, or no longer to hold. `amount_fen` is what the
    premium subsidy of all listed people comes to when the case is submitted (of a recovery: what was wrongly paid);
    null where the documents do not state it. `version` goes up with every write: who decides on an old page is refused.
    """

    kind = models.CharField(
        max_length=16, choices=[(k.value, k.label.zh) for k in CaseKind], db_collation="C"
    )
    person = models.ForeignKey(
        Person, models.RESTRICT, related_name="+"
    )  # who asks; of a household one of it
    household = models.ForeignKey(Household, models.RESTRICT, null=True, blank=True, related_name="+")
    about = models.ForeignKey("self", models.RESTRICT, null=True, blank=True, related_name="revocations")
    category = models.CharField(max_length=32, db_collation="C")
    grade = models.CharField(max_length=20, blank=True)
    certifier = models.CharField(max_length=24, choices=[(c.value, c.label.zh) for c in Certifier])
    certified_on = models.DateField(null=True, blank=True)
    document_number = models.CharField(max_length=100)
    from_on = models.DateField()
    until_on = models.DateField(null=True, blank=True)  # not included
    coverage_year = models.SmallIntegerField()
    reason = models.CharField(max_length=300)
    source = models.CharField(max_length=60, blank=True, db_collation="C")  # "roster:7", "grant:12"
    division_code = models.CharField(max_length=12, db_collation="C")
    area = models.CharField(max_length=6, db_collation="C")
    amount_fen = models.BigIntegerField(null=True, blank=True)
    needs_two = models.BooleanField(default=False)
    notice_days = models.SmallIntegerField(
        default=0
    )  # of public notice, as set when it was submitted; 0: none

    state = models.CharField(max_length=16, default=State.DRAFT.value, db_collation="C")
    version = models.IntegerField(default=1)
    state_since = models.DateTimeField()
    due_on = models.DateField(null=True, blank=True)  # last day of the step it waits for
    notice_from = models.DateField(null=True, blank=True)
    notice_until = models.DateField(
        null=True, blank=True
    )  # not included: the first day on which it may be approved
    decided_because = models.CharField(max_length=24, blank=True)  # code of the reason, in words: the events

    entered_by = models.ForeignKey("staff.Officer", models.RESTRICT, related_name="+")
    entered_at = models.DateTimeField()
    submitted_by = models.ForeignKey(
        "staff.Officer", models.RESTRICT, null=True, blank=True, related_name="+"
    )
    submitted_at = models.DateTimeField(null=True, blank=True)
    verified_by = models.ForeignKey("staff.Officer", models.RESTRICT, null=True, blank=True, related_name="+")
    verified_at = models.DateTimeField(null=True, blank=True)
    first_approved_by = models.ForeignKey(
        "staff.Officer", models.RESTRICT, null=True, blank=True, related_name="+"
    )
    approved_by = models.ForeignKey("staff.Officer", models.RESTRICT, null=True, blank=True, related_name="+")
    approved_on = models.DateField(null=True, blank=True)
    makers = ArrayField(models.BigIntegerField(), default=list)
    checkers = ArrayField(models.BigIntegerField(), default=list)

    class Meta:
        verbose_name = _("assistance case")
        constraints = [
            models.CheckConstraint(
                name="case_state_known", condition=Q(state__in=[state.value for state in State])
            ),
            models.CheckConstraint(
                name="case_kind_known", condition=Q(kind__in=[kind.value for kind in CaseKind])
            ),
            models.CheckConstraint(
                name="case_not_approved_by_maker",
                condition=Q(approved_by=None) | ~Q(approved_by=F("entered_by")),
            ),
            models.CheckConstraint(
                name="case_not_approved_by_verifier",
                condition=Q(approved_by=None) | Q(verified_by=None) | ~Q(approved_by=F("verified_by")),
            ),
            models.CheckConstraint(
                name="case_two_approvers_differ",
                condition=Q(approved_by=None)
                | Q(first_approved_by=None)
                | ~Q(approved_by=F("first_approved_by")),
            ),
            models.CheckConstraint(
                name="case_verifier_made_none_of_it", condition=_none_of("makers", "verified_by")
            ),
            models.CheckConstraint(
                name="case_approver_made_none_of_it", condition=_none_of("makers", "approved_by")
            ),
            models.CheckConstraint(
                name="case_approver_checked_none_of_it", condition=_none_of("checkers", "approved_by")
            ),
            models.CheckConstraint(
                name="case_first_made_none_of_it", condition=_none_of("makers", "first_approved_by")
            ),
            models.CheckConstraint(
                name="case_first_checked_none_of_it", condition=_none_of("checkers", "first_approved_by")
            ),
            models.CheckConstraint(
                name="case_makers_hold_who_entered",
                condition=~_none_of("makers", "entered_by")
                & (Q(submitted_by=None) | ~_none_of("makers", "submitted_by"))
                & (Q(verified_by=None) | ~_none_of("checkers", "verified_by")),
            ),
            models.CheckConstraint(
                name="case_approval_is_whole",
                condition=Q(approved_by=None, approved_on=None)
                | Q(approved_by__isnull=False, approved_on__isnull=False, verified_by__isnull=False),
            ),
            models.CheckConstraint(
                name="case_approved_by_somebody",
                condition=~Q(state__in=["approved", "revoked"]) | Q(approved_by__isnull=False),
            ),
            models.CheckConstraint(
                name="case_two_when_two_are_needed",
                condition=Q(needs_two=False) | Q(approved_by=None) | Q(first_approved_by__isnull=False),
            ),
            models.CheckConstraint(
                name="case_not_approved_during_notice",
                condition=Q(approved_on=None) | Q(notice_until=None) | Q(approved_on__gte=F("notice_until")),
            ),
            models.CheckConstraint(
                name="case_not_approved_without_notice",
                condition=Q(notice_days=0) | Q(approved_by=None) | Q(notice_until__isnull=False),
            ),
            models.CheckConstraint(
                name="case_notice_is_whole",
                condition=Q(notice_from=None, notice_until=None)
                | Q(notice_from__isnull=False, notice_until__gt=F("notice_from")),
            ),
            models.CheckConstraint(
                name="case_span_not_reversed", condition=Q(until_on=None) | Q(until_on__gt=F("from_on"))
            ),
            # The case that an answer opened has neither yet; it is submitted with both.
            models.CheckConstraint(
                name="case_has_document",
                condition=~Q(document_number="") & ~Q(category="") & ~Q(certifier="")
                | Q(kind=CaseKind.CANNOT_PAY.value, submitted_at=None),
            ),
            models.UniqueConstraint(
                fields=["person", "coverage_year"],
                condition=Q(kind=CaseKind.CANNOT_PAY.value, state=State.DRAFT.value),
                name="case_of_an_answer_once",
            ),
            models.CheckConstraint(
                name="case_amount_not_negative", condition=Q(amount_fen=None) | Q(amount_fen__gte=0)
            ),
        ]
        indexes = [
            models.Index(fields=["state", "state_since"], name="case_by_state"),
            models.Index(fields=["division_code", "state"], name="case_by_place"),
            models.Index(fields=["person"], name="case_by_person"),
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def number(self) -> str:
        """What stands on the sheet and is searched for: the year and a running number."""
        return f"{timezone.localtime(self.entered_at):%Y}-{self.pk:06d}"

    @property
    def state_label(self) -> State:
        return State(self.state)

    @property
    def kind_label(self) -> CaseKind:
        return CaseKind(self.kind)

    @property
    def category_label(self) -> Text:
        return default_book().categories.label(self.category) if self.category else NOT_ENTERED

    @property
    def certifier_label(self) -> Certifier | Text:
        return Certifier(self.certifier) if self.certifier else NOT_ENTERED


class CaseMember(models.Model):
    """One person a case is about: what the subsidy comes to, and how due and cover stood before and after."""

    case = models.ForeignKey(AssistanceCase, models.RESTRICT, related_name="members")
    person = models.ForeignKey(Person, models.RESTRICT, related_name="case_memberships")
    amount_fen = models.BigIntegerField(null=True, blank=True)
    steps = models.JSONField(default=list)  # the sentences behind the amount, with clauses
    refused_because = models.CharField(max_length=300, blank=True)  # left out of an approved case
    before = models.JSONField(null=True, blank=True)
    after = models.JSONField(null=True, blank=True)

    class Meta:
        verbose_name = _("person of a case")
        constraints = [
            models.UniqueConstraint(fields=["case", "person"], name="person_once_in_a_case"),
            models.CheckConstraint(
                name="case_member_amount_not_negative", condition=Q(amount_fen=None) | Q(amount_fen__gte=0)
            ),
        ]


class CaseEvent(models.Model):
    """What was done with a case, by whom, when and why; only ever added."""

    case = models.ForeignKey(AssistanceCase, models.RESTRICT, related_name="events")
    at = models.DateTimeField()
    officer = models.ForeignKey("staff.Officer", models.RESTRICT, related_name="+")
    action = models.CharField(max_length=20, db_collation="C")  # a move, or open, edit, attach, detach
    before = models.CharField(max_length=16, blank=True, db_collation="C")
    after = models.CharField(max_length=16, db_collation="C")
    reason_code = models.CharField(max_length=24, blank=True, db_collation="C")
    reason = models.CharField(max_length=300, blank=True)
    detail = models.JSONField(default=dict)

    class Meta:
        verbose_name = _("case event")
        indexes = [models.Index(fields=["case", "at"], name="case_event_by_case")]


class CaseDocument(Attachment):
    """A picture or PDF attached to a case."""

    case = models.ForeignKey(AssistanceCase, models.RESTRICT, related_name="documents")

    class Meta:
        verbose_name = _("case document")
        constraints = [
            models.UniqueConstraint(
                fields=["case", "sha256"],
                condition=Q(removed_at__isnull=True),
                name="case_document_once",
            ),
            models.CheckConstraint(
                name="case_document_type_known",
                condition=Q(media_type__in=["image/jpeg", "image/png", "application/pdf"]),
            ),
            models.CheckConstraint(
                name="case_document_removed_by_somebody",
                condition=Q(removed_at=None, removed_by=None)
                | Q(removed_at__isnull=False, removed_by__isnull=False),
            ),
        ]
