import django.db.models.deletion
import django.db.models.expressions
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models

import enrollment.models.coverage
import staff.tables


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("intake", "0001_initial"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        staff.tables.CreateTables(
            tables=[
                migrations.CreateModel(
                    name="Due",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("area", models.CharField(db_collation="C", max_length=6)),
                        ("coverage_year", models.SmallIntegerField()),
                        ("division_code", models.CharField(db_collation="C", max_length=12)),
                        ("standing", models.CharField(db_collation="C", max_length=255)),
                        ("issued_on", models.DateField()),
                        ("withdrawn_on", models.DateField(null=True)),
                        (
                            "enrollment",
                            models.OneToOneField(
                                db_constraint=False,
                                on_delete=django.db.models.deletion.RESTRICT,
                                related_name="due",
                                to="enrollment.enrollment",
                            ),
                        ),
                        (
                            "person",
                            models.ForeignKey(
                                db_constraint=False,
                                db_index=False,
                                on_delete=django.db.models.deletion.RESTRICT,
                                related_name="dues",
                                to="enrollment.person",
                            ),
                        ),
                        (
                            "quotation",
                            models.ForeignKey(
                                db_constraint=False,
                                db_index=False,
                                on_delete=django.db.models.deletion.RESTRICT,
                                related_name="+",
                                to="enrollment.quotation",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "due",
                        "indexes": [
                            models.Index(
                                fields=["coverage_year", "division_code"], name="due_by_year_and_place"
                            )
                        ],
                        "constraints": [
                            models.UniqueConstraint(
                                condition=models.Q(("withdrawn_on__isnull", True)),
                                fields=("person", "coverage_year"),
                                include=("id", "area", "standing", "quotation"),
                                name="one_due_per_person_and_year",
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Household",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("number", models.CharField(db_collation="C", max_length=40)),
                        ("division_code", models.CharField(db_collation="C", max_length=12)),
                        ("formed_on", models.DateField()),
                        ("dissolved_on", models.DateField(blank=True, null=True)),
                        (
                            "head",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.RESTRICT,
                                related_name="+",
                                to="enrollment.person",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "household",
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("division_code", "number"), name="one_household_per_number_and_place"
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("dissolved_on__isnull", True),
                                    ("dissolved_on__gte", models.F("formed_on")),
                                    _connector="OR",
                                ),
                                name="household_ends_after_it_begins",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="PaymentLine",
                    fields=[
                        ("id", models.BigIntegerField(primary_key=True, serialize=False)),
                        ("number", models.IntegerField()),
                        ("ticket", models.CharField(db_collation="C", max_length=48)),
                        ("kind", models.CharField(db_collation="C", max_length=8)),
                        ("original_ticket", models.CharField(blank=True, db_collation="C", max_length=40)),
                        ("amount_fen", models.BigIntegerField()),
                        ("posted_fen", models.BigIntegerField(default=0)),
                        ("held_fen", models.BigIntegerField(default=0)),
                        ("refunded_fen", models.BigIntegerField(default=0)),
                        ("paid_at", models.DateTimeField(null=True)),
                        ("treasury_on", models.DateField(null=True)),
                        ("division_code", models.CharField(db_collation="C", max_length=12)),
                        ("coverage_year", models.SmallIntegerField(null=True)),
                        ("channel", models.CharField(blank=True, max_length=40)),
                        ("outcome", models.CharField(db_collation="C", max_length=24)),
                        ("detail", models.JSONField(null=True)),
                        ("document_hash", models.UUIDField(null=True)),
                        ("document_sealed", models.BinaryField(null=True)),
                        ("document_masked", models.CharField(blank=True, max_length=24)),
                        ("name", models.CharField(blank=True, max_length=100)),
                        ("owns_ticket", models.BooleanField(default=True)),
                        ("is_open", models.BooleanField(default=False)),
                        (
                            "due",
                            models.ForeignKey(
                                db_constraint=False,
                                db_index=False,
                                null=True,
                                on_delete=django.db.models.deletion.RESTRICT,
                                related_name="+",
                                to="enrollment.due",
                            ),
                        ),
                        (
                            "file",
                            models.ForeignKey(
                                db_constraint=False,
                                db_index=False,
                                on_delete=django.db.models.deletion.RESTRICT,
                                related_name="lines",
                                to="enrollment.paymentfile",
                            ),
                        ),
                        (
                            "original",
                            models.ForeignKey(
                                db_constraint=False,
                                db_index=False,
                                null=True,
                                on_delete=django.db.models.deletion.RESTRICT,
                                related_name="+",
                                to="enrollment.paymentline",
                            ),
                        ),
                        (
                            "person",
                            models.ForeignKey(
                                db_constraint=False,
                                db_index=False,
                                null=True,
                                on_delete=django.db.models.deletion.RESTRICT,
                                related_name="+",
                                to="enrollment.person",
                            ),
                        ),
                        (
                            "quotation",
                            models.ForeignKey(
                                db_constraint=False,
                                db_index=False,
                                null=True,
                                on_delete=django.db.models.deletion.RESTRICT,
                                related_name="+",
                                to="enrollment.quotation",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "payment line",
                        "indexes": [
                            models.Index(
                                condition=models.Q(("is_open", True)),
                                fields=["division_code", "outcome"],
                                name="line_queue",
                            ),
                            models.Index(
                                condition=models.Q(("is_open", True)),
                                fields=["document_hash"],
                                name="line_waiting_for_person",
                            ),
                            models.Index(
                                condition=models.Q(("is_open", True), ("outcome", "refund_without_original")),
                                fields=["original_ticket"],
                                name="line_waiting_for_original",
                            ),
                            models.Index(
                                condition=models.Q(("owns_ticket", False)),
                                fields=["ticket"],
                                name="line_beside_its_ticket",
                            ),
                            models.Index(
                                condition=models.Q(("original__isnull", False)),
                                fields=["original"],
                                name="line_by_its_original",
                            ),
                            models.Index(
                                condition=models.Q(
                                    ("held_fen__gt", 0), ("kind__in", ["refund", "reversal"]), _connector="OR"
                                ),
                                fields=["due"],
                                name="line_beside_its_entries",
                            ),
                        ],
                        "constraints": [
                            models.UniqueConstraint(
                                condition=models.Q(("owns_ticket", True)),
                                fields=("ticket",),
                                name="ticket_taken_once",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("held_fen", 0), ("posted_fen", 0), ("refunded_fen", 0)),
                                    models.Q(
                                        (
                                            "amount_fen__gte",
                                            django.db.models.expressions.CombinedExpression(
                                                models.F("posted_fen"), "+", models.F("held_fen")
                                            ),
                                        ),
                                        ("held_fen__gte", 0),
                                        ("posted_fen__gte", 0),
                                        ("refunded_fen__gte", 0),
                                        ("refunded_fen__lte", models.F("posted_fen")),
                                    ),
                                    _connector="OR",
                                ),
                                name="line_money_adds_up",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    (
                                        "outcome__in",
                                        [
                                            "posted_in_full",
                                            "posted_in_part",
                                            "overpaid",
                                            "duplicate_ticket",
                                            "already_settled",
                                            "unknown_person",
                                            "name_differs",
                                            "no_registration",
                                            "other_area",
                                            "no_rule",
                                            "malformed",
                                            "refund_posted",
                                            "reversal_posted",
                                            "refund_without_original",
                                            "refund_above_paid",
                                            "refund_in_benefit_period",
                                            "refund_told_before",
                                            "refund_undone",
                                            "deceased",
                                            "divided",
                                            "part_returned",
                                            "repair_refused",
                                            "taken_back",
                                        ],
                                    )
                                ),
                                name="line_outcome_known",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Quotation",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("area", models.CharField(db_collation="C", max_length=6)),
                        ("coverage_year", models.SmallIntegerField()),
                        ("standing", models.CharField(db_collation="C", max_length=255)),
                        ("paid_on", models.DateField(null=True)),
                        ("policy_digest", models.CharField(db_collation="C", max_length=64)),
                        ("decision", models.CharField(max_length=16)),
                        ("window", models.CharField(max_length=16)),
                        ("due_fen", models.BigIntegerField(null=True)),
                        ("cover_from", models.DateField(null=True)),
                        ("cover_until", models.DateField(null=True)),
                        ("waiting_from", models.DateField(null=True)),
                        ("waiting_until", models.DateField(null=True)),
                        ("counts_for_fiscal_subsidy", models.BooleanField(default=True)),
                        ("hold_claims_before", models.DateField(null=True)),
                        ("body", models.JSONField()),
                        (
                            "extension",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.RESTRICT,
                                to="enrollment.windowextension",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "quotation",
                        "constraints": [
                            models.UniqueConstraint(
                                fields=(
                                    "area",
                                    "coverage_year",
                                    "standing",
                                    "paid_on",
                                    "extension",
                                    "policy_digest",
                                ),
                                name="one_quotation_per_case",
                                nulls_distinct=False,
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("due_fen__isnull", True), ("due_fen__gte", 0), _connector="OR"
                                ),
                                name="quotation_never_negative",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="BasePicture",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("area", models.CharField(db_collation="C", max_length=6)),
                        ("coverage_year", models.SmallIntegerField()),
                        ("day", models.DateField()),
                        ("taken_at", models.DateTimeField()),
                    ],
                    options={
                        "verbose_name": "morning's picture of the base",
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("area", "coverage_year", "day"), name="base_picture_once"
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="CarryOver",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("lease_until", models.DateTimeField(null=True)),
                        ("fence", models.IntegerField(default=0)),
                        ("attempts", models.SmallIntegerField(default=0)),
                        ("failure", models.CharField(blank=True, max_length=300)),
                        ("summary", models.JSONField(default=dict)),
                        ("area", models.CharField(db_collation="C", max_length=6)),
                        ("division_code", models.CharField(db_collation="C", max_length=12)),
                        ("coverage_year", models.SmallIntegerField()),
                        ("state", models.CharField(db_collation="C", default="counting", max_length=10)),
                        ("asked_at", models.DateTimeField()),
                        ("counted_at", models.DateTimeField(null=True)),
                        ("agreed_at", models.DateTimeField(null=True)),
                        ("finished_at", models.DateTimeField(null=True)),
                        (
                            "agreed_by",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.RESTRICT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "asked_by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.RESTRICT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "carry-over",
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    (
                                        "state__in",
                                        ["counting", "proposed", "running", "done", "dropped", "failed"],
                                    )
                                ),
                                name="carry_over_state_known",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("state__in", ["running", "done"]), _negated=True),
                                    models.Q(
                                        ("agreed_by__isnull", False),
                                        models.Q(("agreed_by", models.F("asked_by")), _negated=True),
                                    ),
                                    _connector="OR",
                                ),
                                name="carry_over_by_two_officers",
                            ),
                            models.UniqueConstraint(
                                condition=models.Q(
                                    ("state__in", ["counting", "proposed", "running", "failed"])
                                ),
                                fields=("division_code", "coverage_year"),
                                name="one_open_carry_over_of_a_place",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="CarryBack",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("township", models.CharField(db_collation="C", max_length=12)),
                        ("because", models.CharField(max_length=200)),
                        ("state", models.CharField(db_collation="C", default="waiting", max_length=10)),
                        ("asked_at", models.DateTimeField()),
                        ("decided_at", models.DateTimeField(null=True)),
                        ("people", models.IntegerField(null=True)),
                        (
                            "asked_by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.RESTRICT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "decided_by",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.RESTRICT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "carry_over",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.RESTRICT,
                                related_name="backs",
                                to="enrollment.carryover",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "carry-over of a township taken back",
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(("state__in", ["waiting", "done", "dropped"])),
                                name="carry_back_state_known",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("state", "done"), _negated=True),
                                    models.Q(
                                        ("decided_by__isnull", False),
                                        models.Q(("decided_by", models.F("asked_by")), _negated=True),
                                    ),
                                    _connector="OR",
                                ),
                                name="carry_back_by_two_officers",
                            ),
                            models.UniqueConstraint(
                                condition=models.Q(("state", "waiting")),
                                fields=("carry_over", "township"),
                                name="one_open_carry_back_of_a_township",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="DueDecision",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("amount_fen", models.BigIntegerField()),
                        ("cover_from", models.DateField()),
                        ("cover_until", models.DateField()),
                        ("document_number", models.CharField(max_length=100)),
                        ("reason", models.CharField(max_length=300)),
                        ("decided_on", models.DateField()),
                        (
                            "decided_by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.RESTRICT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "due",
                            models.OneToOneField(
                                on_delete=django.db.models.deletion.RESTRICT,
                                related_name="decision",
                                to="enrollment.due",
                            ),
                        ),
                    ],
                    options={
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(("amount_fen__gte", 0)), name="decided_amount_not_negative"
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("cover_until__gt", models.F("cover_from"))),
                                name="decided_cover_not_empty",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("document_number", ""), _negated=True),
                                name="decision_has_document",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="DueEntry",
                    fields=[
                        (
                            "pk",
                            models.CompositePrimaryKey(
                                "due_id",
                                "source",
                                blank=True,
                                editable=False,
                                primary_key=True,
                                serialize=False,
                            ),
                        ),
                        ("source", models.CharField(db_collation="C", max_length=80)),
                        (
                            "kind",
                            models.CharField(
                                choices=[
                                    ("charge", "应缴"),
                                    ("waiver", "减免"),
                                    ("payment", "缴费"),
                                    ("subsidy", "参保资助"),
                                    ("refund", "退费"),
                                    ("reversal", "撤销"),
                                    ("repair", "断保修复缴费"),
                                    ("repair_return", "退回断保修复缴费"),
                                ],
                                db_collation="C",
                                max_length=13,
                            ),
                        ),
                        (
                            "payer",
                            models.CharField(
                                choices=[
                                    ("person", "个人"),
                                    ("school", "学校"),
                                    ("medical_assistance", "医疗救助资金"),
                                    ("rural_affairs", "农业农村（乡村振兴）部门"),
                                    ("civil_affairs", "民政医疗救助"),
                                    ("disabled_federation", "残联"),
                                    ("finance", "本级财政"),
                                    ("collective", "集体经济组织"),
                                    ("employer", "单位或社会组织"),
                                    ("relative", "亲属"),
                                    ("area", "统筹地区"),
                                ],
                                db_collation="C",
                                max_length=24,
                            ),
                        ),
                        ("amount_fen", models.BigIntegerField()),
                        ("effective_on", models.DateField()),
                        ("treasury_on", models.DateField(null=True)),
                        ("recorded_at", models.DateTimeField(auto_now_add=True)),
                        ("repaired_year", models.SmallIntegerField(null=True)),
                        (
                            "due",
                            models.ForeignKey(
                                db_constraint=False,
                                db_index=False,
                                on_delete=django.db.models.deletion.RESTRICT,
                                related_name="entries",
                                to="enrollment.due",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "due entry",
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(("amount_fen__gt", 0)), name="due_entry_amount_positive"
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(
                                        ("kind__in", ["repair", "repair_return"]),
                                        ("repaired_year__isnull", False),
                                    ),
                                    models.Q(
                                        ("repaired_year__isnull", True),
                                        models.Q(("kind__in", ["repair", "repair_return"]), _negated=True),
                                    ),
                                    _connector="OR",
                                ),
                                name="repair_names_its_year",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Enrollment",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("area", models.CharField(db_collation="C", max_length=6)),
                        ("coverage_year", models.SmallIntegerField()),
                        ("division_code", models.CharField(db_collation="C", max_length=12)),
                        (
                            "basis",
                            models.CharField(
                                choices=[
                                    ("hukou", "hukou"),
                                    ("residence_permit", "residence_permit"),
                                    ("school", "school"),
                                ],
                                max_length=20,
                            ),
                        ),
                        (
                            "group",
                            models.CharField(
                                choices=[
                                    ("adult", "adult"),
                                    ("minor", "minor"),
                                    ("student", "student"),
                                    ("college_student", "college_student"),
                                ],
                                max_length=24,
                            ),
                        ),
                        ("school", models.CharField(blank=True, max_length=100)),
                        (
                            "tier",
                            models.CharField(
                                blank=True, db_collation="C", db_default="", default="", max_length=20
                            ),
                        ),
                        ("enrolled_on", models.DateField()),
                        ("cancelled_on", models.DateField(blank=True, null=True)),
                        ("cancelled_because", models.CharField(blank=True, max_length=200)),
                        (
                            "state",
                            models.CharField(
                                db_collation="C", db_default="normal", default="normal", max_length=10
                            ),
                        ),
                        ("is_carried_back", models.BooleanField(db_default=False, default=False)),
                        (
                            "carry_over",
                            models.ForeignKey(
                                db_constraint=False,
                                db_index=False,
                                null=True,
                                on_delete=django.db.models.deletion.RESTRICT,
                                related_name="+",
                                to="enrollment.carryover",
                            ),
                        ),
                        (
                            "enrolled_by",
                            models.ForeignKey(
                                db_constraint=False,
                                db_index=False,
                                null=True,
                                on_delete=django.db.models.deletion.RESTRICT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "person",
                            models.ForeignKey(
                                db_constraint=False,
                                on_delete=django.db.models.deletion.RESTRICT,
                                related_name="enrollments",
                                to="enrollment.person",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "enrollment",
                        "indexes": [
                            models.Index(
                                fields=["coverage_year", "division_code"], name="enrollment_by_year_and_place"
                            )
                        ],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(("state__in", ["normal", "suspended", "ended"])),
                                name="enrollment_state_known",
                            ),
                            models.UniqueConstraint(
                                condition=models.Q(("cancelled_on__isnull", True)),
                                fields=("person", "coverage_year"),
                                name="one_enrollment_per_person_and_year",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="EnrollmentChange",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("move", models.CharField(db_collation="C", max_length=10)),
                        ("before", models.CharField(db_collation="C", max_length=10)),
                        ("after", models.CharField(db_collation="C", max_length=10)),
                        ("reason", models.CharField(db_collation="C", max_length=20)),
                        ("from_on", models.DateField()),
                        ("document_number", models.CharField(blank=True, max_length=100)),
                        ("entered_at", models.DateTimeField()),
                        (
                            "enrollment",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.RESTRICT,
                                related_name="changes",
                                to="enrollment.enrollment",
                            ),
                        ),
                        (
                            "entered_by",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.RESTRICT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "change of an enrollment's state",
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(("move__in", ["suspend", "resume", "end", "take_up"])),
                                name="enrollment_change_move_known",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    (
                                        "reason__in",
                                        [
                                            "employed",
                                            "employment_ended",
                                            "elsewhere",
                                            "imprisoned",
                                            "released",
                                            "enlisted",
                                            "discharged",
                                            "moved_abroad",
                                            "died",
                                            "death_retracted",
                                            "enrolled_again",
                                            "error",
                                        ],
                                    )
                                ),
                                name="enrollment_change_reason_known",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="HouseholdImport",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("lease_until", models.DateTimeField(null=True)),
                        ("fence", models.IntegerField(default=0)),
                        ("attempts", models.SmallIntegerField(default=0)),
                        ("failure", models.CharField(blank=True, max_length=300)),
                        ("summary", models.JSONField(default=dict)),
                        ("sha256", models.CharField(db_collation="C", max_length=64)),
                        ("name", models.CharField(max_length=200)),
                        ("size_bytes", models.BigIntegerField()),
                        ("area", models.CharField(db_collation="C", max_length=12)),
                        ("uploaded_at", models.DateTimeField(default=django.utils.timezone.now)),
                        ("state", models.CharField(default="received", max_length=10)),
                        ("rows_read", models.IntegerField(default=0)),
                        ("stage_fence", models.IntegerField(default=0)),
                        ("refusal", models.JSONField(null=True)),
                        ("read_as", models.JSONField(default=dict)),
                        ("notices", models.JSONField(default=list)),
                        ("questions", models.JSONField(default=list)),
                        ("reading", models.JSONField(default=dict)),
                        ("checked_at", models.DateTimeField(null=True)),
                        ("begun_at", models.DateTimeField(null=True)),
                        ("finished_at", models.DateTimeField(null=True)),
                        ("coverage_year", models.SmallIntegerField(null=True)),
                        ("rows_written", models.IntegerField(default=0)),
                        ("problems", models.JSONField(default=list)),
                        ("problem_count", models.IntegerField(default=0)),
                        (
                            "confirmed_by",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.RESTRICT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "profile",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.RESTRICT,
                                related_name="+",
                                to="intake.senderprofile",
                            ),
                        ),
                        (
                            "uploaded_by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.RESTRICT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "household list",
                        "constraints": [
                            models.UniqueConstraint(
                                condition=models.Q(("state__in", ["refused", "failed"]), _negated=True),
                                fields=("sha256", "area", "coverage_year"),
                                name="household_list_once",
                                nulls_distinct=False,
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    (
                                        "state__in",
                                        [
                                            "received",
                                            "checking",
                                            "asking",
                                            "refused",
                                            "ready",
                                            "writing",
                                            "written",
                                            "failed",
                                        ],
                                    )
                                ),
                                name="household_list_state_known",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="KeptCount",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("digest", models.CharField(db_collation="C", max_length=64, unique=True)),
                        ("kind", models.CharField(db_collation="C", max_length=40)),
                        ("asked", models.JSONField()),
                        ("asked_at", models.DateTimeField()),
                        ("found", models.JSONField(null=True)),
                        ("counted_at", models.DateTimeField(null=True)),
                    ],
                    options={
                        "verbose_name": "kept count",
                        "indexes": [models.Index(fields=["asked_at"], name="kept_count_by_time")],
                    },
                ),
                migrations.CreateModel(
                    name="LedgerSheet",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("division_code", models.CharField(db_collation="C", max_length=12)),
                        ("coverage_year", models.SmallIntegerField()),
                        ("issued_on", models.DateField()),
                        ("issued_at", models.DateTimeField()),
                        ("versions", models.JSONField()),
                        (
                            "issued_by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.RESTRICT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "village ledger that went out",
                    },
                ),
                migrations.CreateModel(
                    name="ListedAnswer",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("coverage_year", models.SmallIntegerField()),
                        ("version", models.IntegerField()),
                        ("heard", models.CharField(db_collation="C", max_length=16)),
                        ("contacted_on", models.DateField()),
                        ("promise_on", models.DateField(null=True)),
                        ("next_visit_on", models.DateField(null=True)),
                        ("died_on", models.DateField(null=True)),
                        ("remark", models.CharField(blank=True, max_length=200)),
                        ("source", models.CharField(blank=True, db_collation="C", max_length=40)),
                        ("said_at", models.DateTimeField()),
                        ("key", models.CharField(db_collation="C", max_length=32)),
                        ("name", models.CharField(max_length=100)),
                        ("document_masked", models.CharField(max_length=40)),
                        ("division_code", models.CharField(db_collation="C", max_length=12)),
                        (
                            "said_by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.RESTRICT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "answer of somebody whom a list names",
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("key", "coverage_year", "version"), name="listed_answer_version_once"
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    (
                                        "heard__in",
                                        [
                                            "promised",
                                            "refuses",
                                            "unreachable",
                                            "cannot_pay",
                                            "abroad",
                                            "died",
                                            "says_elsewhere",
                                            "ask_again",
                                        ],
                                    )
                                ),
                                name="listed_answer_known",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("heard", "promised"), ("promise_on__isnull", False)),
                                    models.Q(
                                        models.Q(("heard", "promised"), _negated=True),
                                        ("promise_on__isnull", True),
                                    ),
                                    _connector="OR",
                                ),
                                name="listed_promise_has_its_day",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="OpenedYear",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("area", models.CharField(db_collation="C", max_length=6)),
                        ("coverage_year", models.SmallIntegerField()),
                        ("edition", models.SmallIntegerField(default=1)),
                        ("from_on", models.DateField(blank=True, null=True)),
                        ("redecides", models.BooleanField(default=False)),
                        ("reason", models.CharField(blank=True, max_length=300)),
                        ("state", models.CharField(db_collation="C", default="draft", max_length=10)),
                        ("files", models.JSONField(default=dict)),
                        ("version", models.IntegerField(default=1)),
                        ("started_at", models.DateTimeField()),
                        ("proposed_at", models.DateTimeField(null=True)),
                        ("decided_at", models.DateTimeField(null=True)),
                        ("because", models.CharField(blank=True, max_length=300)),
                        (
                            "decided_by",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.RESTRICT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "proposed_by",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.RESTRICT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "started_by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.RESTRICT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "opened year",
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(("state__in", ["draft", "proposed", "open", "withdrawn"])),
                                name="opened_year_state_known",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("state", "open"), _negated=True),
                                    models.Q(
                                        ("decided_at__isnull", False),
                                        ("decided_by__isnull", False),
                                        ("proposed_by__isnull", False),
                                        models.Q(("decided_by", models.F("proposed_by")), _negated=True),
                                        models.Q(("decided_by", models.F("started_by")), _negated=True),
                                    ),
                                    _connector="OR",
                                ),
                                name="opened_year_not_approved_by_maker",
                            ),
                            models.UniqueConstraint(
                                condition=models.Q(("state", "withdrawn"), _negated=True),
                                fields=("area", "coverage_year", "edition"),
                                name="year_opened_once",
                            ),
                            models.UniqueConstraint(
                                condition=models.Q(("state__in", ["draft", "proposed"])),
                                fields=("area", "coverage_year"),
                                name="year_in_work_once",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(
                                        ("edition", 1),
                                        ("from_on__isnull", True),
                                        ("reason", ""),
                                        ("redecides", False),
                                    ),
                                    models.Q(
                                        ("edition__gt", 1),
                                        ("from_on__isnull", False),
                                        models.Q(("reason", ""), _negated=True),
                                    ),
                                    _connector="OR",
                                ),
                                name="opened_year_correction_has_day",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="PaymentFile",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("lease_until", models.DateTimeField(null=True)),
                        ("fence", models.IntegerField(default=0)),
                        ("attempts", models.SmallIntegerField(default=0)),
                        ("failure", models.CharField(blank=True, max_length=300)),
                        ("summary", models.JSONField(default=dict)),
                        ("sha256", models.CharField(db_collation="C", max_length=64)),
                        ("name", models.CharField(max_length=200)),
                        ("size_bytes", models.BigIntegerField()),
                        ("area", models.CharField(db_collation="C", max_length=12)),
                        ("uploaded_at", models.DateTimeField(default=django.utils.timezone.now)),
                        ("state", models.CharField(default="received", max_length=10)),
                        ("rows_read", models.IntegerField(default=0)),
                        ("stage_fence", models.IntegerField(default=0)),
                        ("refusal", models.JSONField(null=True)),
                        ("read_as", models.JSONField(default=dict)),
                        ("notices", models.JSONField(default=list)),
                        ("questions", models.JSONField(default=list)),
                        ("reading", models.JSONField(default=dict)),
                        ("checked_at", models.DateTimeField(null=True)),
                        ("begun_at", models.DateTimeField(null=True)),
                        ("finished_at", models.DateTimeField(null=True)),
                        ("is_check_only", models.BooleanField(default=False)),
                        ("expected_count", models.IntegerField(null=True)),
                        ("expected_fen", models.BigIntegerField(null=True)),
                        ("declared_count", models.IntegerField(null=True)),
                        ("declared_fen", models.BigIntegerField(null=True)),
                        ("encoding", models.CharField(blank=True, max_length=20)),
                        ("line_count", models.IntegerField(null=True)),
                        ("amount_fen", models.BigIntegerField(null=True)),
                        ("undo_because", models.CharField(blank=True, max_length=300)),
                        ("undo_asked_at", models.DateTimeField(null=True)),
                        ("undo_agreed_at", models.DateTimeField(null=True)),
                        (
                            "profile",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.RESTRICT,
                                related_name="+",
                                to="intake.senderprofile",
                            ),
                        ),
                        (
                            "undo_asked_by",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.RESTRICT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "undone_by",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.RESTRICT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "uploaded_by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.RESTRICT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "tax file",
                        "indexes": [
                            models.Index(fields=["area", "-uploaded_at"], name="tax_file_by_area_and_time")
                        ],
                        "constraints": [
                            models.UniqueConstraint(
                                condition=models.Q(
                                    ("is_check_only", False),
                                    models.Q(("state__in", ["refused", "undone"]), _negated=True),
                                ),
                                fields=("sha256",),
                                name="tax_file_received_once",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    (
                                        "state__in",
                                        [
                                            "received",
                                            "checking",
                                            "asking",
                                            "refused",
                                            "ready",
                                            "posting",
                                            "failed",
                                            "posted",
                                            "undo_asked",
                                            "undoing",
                                            "undone",
                                        ],
                                    )
                                ),
                                name="tax_file_state_known",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("state__in", ["undoing", "undone"]), _negated=True),
                                    models.Q(
                                        ("undo_asked_by__isnull", False),
                                        ("undone_by__isnull", False),
                                        models.Q(("undone_by", models.F("undo_asked_by")), _negated=True),
                                    ),
                                    _connector="OR",
                                ),
                                name="tax_file_taken_back_by_two",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="FileResult",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("lease_until", models.DateTimeField(null=True)),
                        ("fence", models.IntegerField(default=0)),
                        ("attempts", models.SmallIntegerField(default=0)),
                        ("failure", models.CharField(blank=True, max_length=300)),
                        ("summary", models.JSONField(default=dict)),
                        ("kind", models.CharField(max_length=10)),
                        ("division", models.CharField(blank=True, db_collation="C", max_length=12)),
                        ("language", models.CharField(max_length=10)),
                        ("requested_at", models.DateTimeField()),
                        ("state", models.CharField(default="waiting", max_length=10)),
                        ("lines", models.IntegerField()),
                        ("lines_written", models.IntegerField(default=0)),
                        ("as_of", models.DateTimeField(null=True)),
                        ("sha256", models.CharField(blank=True, db_collation="C", max_length=64)),
                        ("size_bytes", models.BigIntegerField(default=0)),
                        ("finished_at", models.DateTimeField(null=True)),
                        (
                            "requested_by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.RESTRICT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "file",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.RESTRICT,
                                related_name="results",
                                to="enrollment.paymentfile",
                            ),
                        ),
                    ],
                    options={
                        "constraints": [
                            models.UniqueConstraint(
                                condition=models.Q(("state__in", ["waiting", "writing"])),
                                fields=("file", "kind", "division", "language"),
                                name="result_written_once_at_a_time",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("state", "ready"), _negated=True),
                                    ("size_bytes__gt", 0),
                                    _connector="OR",
                                ),
                                name="ready_result_has_bytes",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="FilePart",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("number", models.SmallIntegerField()),
                        ("slot_from", models.SmallIntegerField()),
                        ("slot_until", models.SmallIntegerField()),
                        ("attempts", models.SmallIntegerField(default=0)),
                        ("summary", models.JSONField(null=True)),
                        ("done_at", models.DateTimeField(null=True)),
                        ("line_count", models.IntegerField()),
                        (
                            "file",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.RESTRICT,
                                related_name="parts",
                                to="enrollment.paymentfile",
                            ),
                        ),
                    ],
                    options={
                        "constraints": [
                            models.UniqueConstraint(fields=("file", "number"), name="part_once_per_file"),
                            models.CheckConstraint(
                                condition=models.Q(("slot_until__gt", models.F("slot_from"))),
                                name="part_has_slots",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="SponsorPart",
                    fields=[
                        (
                            "line",
                            models.OneToOneField(
                                db_constraint=False,
                                on_delete=django.db.models.deletion.RESTRICT,
                                primary_key=True,
                                related_name="sponsor_part",
                                serialize=False,
                                to="enrollment.paymentline",
                            ),
                        ),
                        ("coverage_year", models.SmallIntegerField()),
                        ("amount_fen", models.BigIntegerField()),
                        ("made_at", models.DateTimeField()),
                        ("returned_at", models.DateTimeField(null=True)),
                        ("returned_because", models.CharField(blank=True, max_length=300)),
                        (
                            "made_by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.RESTRICT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "of_line",
                            models.ForeignKey(
                                db_constraint=False,
                                on_delete=django.db.models.deletion.RESTRICT,
                                related_name="parts",
                                to="enrollment.paymentline",
                            ),
                        ),
                        (
                            "person",
                            models.ForeignKey(
                                db_constraint=False,
                                on_delete=django.db.models.deletion.RESTRICT,
                                related_name="sponsor_parts",
                                to="enrollment.person",
                            ),
                        ),
                        (
                            "returned_by",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.RESTRICT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "row",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.RESTRICT,
                                related_name="parts",
                                to="enrollment.sponsorrow",
                            ),
                        ),
                        (
                            "sponsor",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.RESTRICT,
                                related_name="parts",
                                to="enrollment.sponsor",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "part of a sponsor's payment",
                        "constraints": [
                            models.UniqueConstraint(
                                condition=models.Q(("returned_at", None)),
                                fields=("sponsor", "person", "coverage_year"),
                                name="paid_for_once_by_sponsor_and_year",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("amount_fen__gt", 0)), name="sponsor_part_positive"
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("line", models.F("of_line")), _negated=True),
                                name="sponsor_part_is_another_line",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("returned_at", None), ("returned_by", None)),
                                    models.Q(
                                        ("returned_at__isnull", False),
                                        ("returned_by__isnull", False),
                                        models.Q(("returned_because", ""), _negated=True),
                                    ),
                                    _connector="OR",
                                ),
                                name="sponsor_part_returned_with_reason",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="LineAction",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("action", models.CharField(max_length=24)),
                        ("reason", models.CharField(max_length=300)),
                        ("document_number", models.CharField(blank=True, max_length=100)),
                        ("acted_at", models.DateTimeField()),
                        ("before", models.JSONField()),
                        ("after", models.JSONField()),
                        (
                            "acted_by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.RESTRICT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "line",
                            models.ForeignKey(
                                db_constraint=False,
                                on_delete=django.db.models.deletion.RESTRICT,
                                related_name="actions",
                                to="enrollment.paymentline",
                            ),
                        ),
                    ],
                    options={
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(("reason", ""), _negated=True),
                                name="line_action_has_reason",
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Person",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("document_kind", models.CharField(default="resident_id", max_length=20)),
                        ("document_hash", models.UUIDField()),
                        ("document_sealed", models.BinaryField()),
                        ("document_masked", models.CharField(max_length=24)),
                        ("name", models.CharField(max_length=100)),
                        ("name_key", models.CharField(max_length=100)),
                        ("name_initials", models.CharField(blank=True, db_collation="C", max_length=100)),
                        ("sex", models.CharField(blank=True, max_length=6)),
                        ("born_on", models.DateField(blank=True, null=True)),
                        ("died_on", models.DateField(blank=True, null=True)),
                        ("division_code", models.CharField(db_collation="C", max_length=12)),
                        ("hukou_division", models.CharField(blank=True, db_collation="C", max_length=12)),
                        ("residence_permit", models.CharField(blank=True, max_length=30)),
                        ("permit_last_day", models.DateField(blank=True, null=True)),
                        ("school", models.CharField(blank=True, max_length=100)),
                        ("phone", models.CharField(blank=True, max_length=20)),
                        ("one_card_sealed", models.BinaryField(blank=True, null=True)),
                        ("one_card_masked", models.CharField(blank=True, max_length=30)),
                        ("one_card_owner", models.CharField(blank=True, max_length=100)),
                        ("registered_at", models.DateTimeField(auto_now_add=True)),
                        (
                            "merged_into",
                            models.ForeignKey(
                                blank=True,
                                db_index=False,
                                null=True,
                                on_delete=django.db.models.deletion.RESTRICT,
                                related_name="absorbed",
                                to="enrollment.person",
                            ),
                        ),
                        (
                            "mother",
                            models.ForeignKey(
                                blank=True,
                                db_index=False,
                                null=True,
                                on_delete=django.db.models.deletion.RESTRICT,
                                related_name="children",
                                to="enrollment.person",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "person",
                        "indexes": [
                            models.Index(
                                fields=["division_code", "name_key"], name="person_by_place_and_name"
                            ),
                            models.Index(fields=["name_key"], name="person_by_name"),
                            models.Index(
                                fields=["name_initials", "division_code"], name="person_by_initials"
                            ),
                            models.Index(
                                condition=models.Q(("mother__isnull", False)),
                                fields=["mother"],
                                name="person_by_mother",
                            ),
                            models.Index(
                                condition=models.Q(("merged_into__isnull", False)),
                                fields=["merged_into"],
                                name="person_absorbed",
                            ),
                        ],
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("document_hash",),
                                include=("id", "name_key", "merged_into", "died_on"),
                                name="one_person_per_document",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("died_on__isnull", True),
                                    ("died_on__gte", models.F("born_on")),
                                    _connector="OR",
                                ),
                                name="death_not_before_birth",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("merged_into__isnull", True),
                                    models.Q(("merged_into", models.F("id")), _negated=True),
                                    _connector="OR",
                                ),
                                name="not_merged_into_self",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Membership",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("relationship", models.CharField(max_length=12)),
                        ("joined_on", models.DateField()),
                        ("left_on", models.DateField(blank=True, null=True)),
                        ("left_because", models.CharField(blank=True, max_length=40)),
                        (
                            "household",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.RESTRICT,
                                related_name="memberships",
                                to="enrollment.household",
                            ),
                        ),
                        (
                            "person",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.RESTRICT,
                                related_name="memberships",
                                to="enrollment.person",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "household membership",
                        "constraints": [
                            models.UniqueConstraint(
                                condition=models.Q(("left_on__isnull", True)),
                                fields=("person",),
                                name="one_household_per_person",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("left_on__isnull", True),
                                    ("left_on__gte", models.F("joined_on")),
                                    _connector="OR",
                                ),
                                name="membership_ends_after_it_begins",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="FormerDocument",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("document_kind", models.CharField(max_length=20)),
                        ("document_hash", models.UUIDField(unique=True)),
                        ("document_sealed", models.BinaryField()),
                        ("document_masked", models.CharField(max_length=24)),
                        ("replaced_on", models.DateField()),
                        ("reason", models.CharField(max_length=200)),
                        (
                            "person",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.RESTRICT,
                                related_name="former_documents",
                                to="enrollment.person",
                            ),
                        ),
                    ],
                ),
                migrations.CreateModel(
                    name="FollowUp",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("division_code", models.CharField(db_collation="C", max_length=12)),
                        ("coverage_year", models.SmallIntegerField(null=True)),
                        (
                            "fact",
                            models.CharField(
                                choices=[
                                    ("cover", "待遇期变动"),
                                    ("death", "登记死亡"),
                                    ("death_retracted", "撤销死亡登记"),
                                    ("merged", "合并重复人员"),
                                    ("unmerged", "撤销合并"),
                                    ("number", "证件号码变更"),
                                    ("categories", "救助身份变动"),
                                    ("standing", "应缴身份变动"),
                                    ("window", "缴费期延长"),
                                    ("enrollment", "参保登记撤销或转移"),
                                    ("state", "参保状态变动"),
                                    ("claims", "以前年度的报销变动"),
                                    ("evidence", "以往参保凭证变动"),
                                    ("recognition", "病种认定变动"),
                                    ("filing", "异地就医备案变动"),
                                    ("refund", "资助部分随退费退回"),
                                    ("registered", "新登记人员"),
                                ],
                                db_collation="C",
                                max_length=16,
                            ),
                        ),
                        ("cause", models.CharField(db_collation="C", max_length=60)),
                        (
                            "task",
                            models.CharField(
                                choices=[
                                    ("look", "待核对其影响"),
                                    ("settle_again", "账单差额待确认"),
                                    ("refund", "挂账待退费"),
                                    ("take_back", "撤回已代缴的资助"),
                                    ("recover", "已发放的资助办理追缴"),
                                    ("hold", "资助暂不发放，重新测算"),
                                    ("notice", "已发通知单内容有变，换发新通知单"),
                                    ("join", "核对是否同一人，是则合并"),
                                ],
                                db_collation="C",
                                max_length=16,
                            ),
                        ),
                        ("about", models.CharField(db_collation="C", max_length=60)),
                        ("opened_at", models.DateTimeField()),
                        ("closed_at", models.DateTimeField(null=True)),
                        (
                            "opened_by",
                            models.ForeignKey(
                                db_index=False,
                                null=True,
                                on_delete=django.db.models.deletion.RESTRICT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "person",
                            models.ForeignKey(
                                db_index=False,
                                on_delete=django.db.models.deletion.RESTRICT,
                                related_name="follow_ups",
                                to="enrollment.person",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "what followed from a change",
                        "indexes": [
                            models.Index(fields=["person", "-opened_at"], name="follow_up_by_person"),
                            models.Index(
                                condition=models.Q(("closed_at", None)),
                                fields=["division_code"],
                                name="follow_up_open_by_place",
                            ),
                            models.Index(
                                condition=models.Q(("closed_at", None)),
                                fields=["about"],
                                name="follow_up_open_by_thing",
                            ),
                        ],
                        "constraints": [
                            models.UniqueConstraint(
                                condition=models.Q(("closed_at", None)),
                                fields=("cause", "about", "task"),
                                name="follow_up_open_once",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("cause", ""), _negated=True),
                                    models.Q(("about", ""), _negated=True),
                                ),
                                name="follow_up_names_its_cause",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="CoverEvidence",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("scheme", models.CharField(db_collation="C", max_length=10)),
                        ("from_on", models.DateField()),
                        ("until_on", models.DateField(blank=True, null=True)),
                        ("document_number", models.CharField(max_length=100)),
                        ("state", models.CharField(db_collation="C", default="waiting", max_length=10)),
                        ("entered_at", models.DateTimeField()),
                        ("decided_at", models.DateTimeField(null=True)),
                        ("because", models.CharField(blank=True, max_length=300)),
                        (
                            "closes",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.RESTRICT,
                                related_name="closed_by",
                                to="enrollment.coverevidence",
                            ),
                        ),
                        (
                            "decided_by",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.RESTRICT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "entered_by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.RESTRICT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "change",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.RESTRICT,
                                related_name="evidence",
                                to="enrollment.enrollmentchange",
                            ),
                        ),
                        (
                            "person",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.RESTRICT,
                                related_name="cover_evidence",
                                to="enrollment.person",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "evidence of cover",
                        "indexes": [
                            models.Index(fields=["person", "state"], name="evidence_of_person"),
                            models.Index(
                                condition=models.Q(("state", "waiting")),
                                fields=["entered_at"],
                                name="evidence_that_waits",
                            ),
                        ],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("state__in", ["waiting", "confirmed", "rejected", "withdrawn"])
                                ),
                                name="evidence_state_known",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("scheme__in", ["resident", "employee", "nowhere"])),
                                name="evidence_scheme_known",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("document_number", ""), _negated=True),
                                name="evidence_has_document",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("until_on__isnull", True),
                                    ("until_on__gt", models.F("from_on")),
                                    _connector="OR",
                                ),
                                name="evidence_span_not_reversed",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("scheme", "nowhere"), _negated=True),
                                    ("until_on__isnull", False),
                                    _connector="OR",
                                ),
                                name="no_insurance_is_said_of_ended_years",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("decided_by__isnull", True),
                                    models.Q(("decided_by", models.F("entered_by")), _negated=True),
                                    _connector="OR",
                                ),
                                name="evidence_not_decided_by_maker",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(
                                        ("decided_at__isnull", True),
                                        ("decided_by__isnull", True),
                                        ("state", "waiting"),
                                    ),
                                    models.Q(
                                        models.Q(("state", "waiting"), _negated=True),
                                        ("decided_at__isnull", False),
                                        ("decided_by__isnull", False),
                                    ),
                                    _connector="OR",
                                ),
                                name="evidence_decision_is_whole",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("state__in", ["rejected", "withdrawn"]), _negated=True),
                                    models.Q(("because", ""), _negated=True),
                                    _connector="OR",
                                ),
                                name="evidence_turned_down_with_reason",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="BaseAnswer",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("coverage_year", models.SmallIntegerField()),
                        ("version", models.IntegerField()),
                        ("heard", models.CharField(db_collation="C", max_length=16)),
                        ("contacted_on", models.DateField()),
                        ("promise_on", models.DateField(null=True)),
                        ("next_visit_on", models.DateField(null=True)),
                        ("died_on", models.DateField(null=True)),
                        ("remark", models.CharField(blank=True, max_length=200)),
                        ("source", models.CharField(blank=True, db_collation="C", max_length=40)),
                        ("said_at", models.DateTimeField()),
                        (
                            "said_by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.RESTRICT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "person",
                            models.ForeignKey(
                                db_index=False,
                                on_delete=django.db.models.deletion.RESTRICT,
                                related_name="base_answers",
                                to="enrollment.person",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "answer of somebody who should be insured",
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("person", "coverage_year", "version"), name="base_answer_version_once"
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    (
                                        "heard__in",
                                        [
                                            "promised",
                                            "refuses",
                                            "unreachable",
                                            "cannot_pay",
                                            "abroad",
                                            "died",
                                            "says_elsewhere",
                                            "ask_again",
                                        ],
                                    )
                                ),
                                name="base_answer_known",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("heard", "promised"), ("promise_on__isnull", False)),
                                    models.Q(
                                        models.Q(("heard", "promised"), _negated=True),
                                        ("promise_on__isnull", True),
                                    ),
                                    _connector="OR",
                                ),
                                name="promise_has_its_day",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="PersonMerge",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("moved", models.JSONField()),
                        ("reason", models.CharField(max_length=200)),
                        ("merged_on", models.DateField()),
                        ("undone_on", models.DateField(blank=True, null=True)),
                        (
                            "absorbed",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.RESTRICT,
                                related_name="merges_absorbed",
                                to="enrollment.person",
                            ),
                        ),
                        (
                            "kept",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.RESTRICT,
                                related_name="merges_kept",
                                to="enrollment.person",
                            ),
                        ),
                        (
                            "merged_by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.RESTRICT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "undone_by",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.RESTRICT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                    ],
                    options={
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(("kept", models.F("absorbed")), _negated=True),
                                name="merge_of_two_records",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("undone_by__isnull", True), ("undone_on__isnull", True)),
                                    models.Q(("undone_by__isnull", False), ("undone_on__isnull", False)),
                                    _connector="OR",
                                ),
                                name="merge_undone_by_somebody",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="PrintedNotice",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("division_code", models.CharField(db_collation="C", max_length=12)),
                        ("coverage_year", models.SmallIntegerField()),
                        (
                            "kind",
                            models.CharField(
                                db_collation="C",
                                db_default="contribution",
                                default="contribution",
                                max_length=12,
                            ),
                        ),
                        ("said", models.JSONField()),
                        ("printed_at", models.DateTimeField()),
                        ("superseded_at", models.DateTimeField(null=True)),
                        ("fact", models.CharField(blank=True, db_collation="C", max_length=16)),
                        (
                            "person",
                            models.ForeignKey(
                                db_index=False,
                                on_delete=django.db.models.deletion.RESTRICT,
                                related_name="printed_notices",
                                to="enrollment.person",
                            ),
                        ),
                        (
                            "printed_by",
                            models.ForeignKey(
                                db_index=False,
                                on_delete=django.db.models.deletion.RESTRICT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "replaced_by",
                            models.ForeignKey(
                                db_index=False,
                                null=True,
                                on_delete=django.db.models.deletion.RESTRICT,
                                related_name="replaces",
                                to="enrollment.printednotice",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "printed notice",
                        "indexes": [
                            models.Index(fields=["person", "coverage_year"], name="notice_by_person"),
                            models.Index(fields=["division_code", "-printed_at"], name="notice_by_place"),
                        ],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(("kind__in", ["contribution", "state"])),
                                name="notice_kind_known",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("fact", ""), ("superseded_at", None)),
                                    models.Q(
                                        ("superseded_at__isnull", False),
                                        models.Q(("fact", ""), _negated=True),
                                    ),
                                    _connector="OR",
                                ),
                                name="notice_superseded_by_a_fact",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Coverage",
                    fields=[
                        (
                            "pk",
                            models.CompositePrimaryKey(
                                "person_id",
                                "coverage_year",
                                blank=True,
                                editable=False,
                                primary_key=True,
                                serialize=False,
                            ),
                        ),
                        ("coverage_year", models.SmallIntegerField()),
                        ("settled_on", models.DateField()),
                        ("cover_from", models.DateField(null=True)),
                        ("cover_until", models.DateField(null=True)),
                        ("waiting_from", models.DateField(null=True)),
                        ("waiting_until", models.DateField(null=True)),
                        (
                            "due",
                            models.ForeignKey(
                                db_constraint=False,
                                db_index=False,
                                on_delete=django.db.models.deletion.RESTRICT,
                                related_name="coverage",
                                to="enrollment.due",
                            ),
                        ),
                        (
                            "decision",
                            models.ForeignKey(
                                db_constraint=False,
                                db_index=False,
                                null=True,
                                on_delete=django.db.models.deletion.RESTRICT,
                                related_name="+",
                                to="enrollment.duedecision",
                            ),
                        ),
                        (
                            "person",
                            models.ForeignKey(
                                db_constraint=False,
                                db_index=False,
                                on_delete=django.db.models.deletion.RESTRICT,
                                related_name="coverages",
                                to="enrollment.person",
                            ),
                        ),
                        (
                            "quotation",
                            models.ForeignKey(
                                db_constraint=False,
                                db_index=False,
                                null=True,
                                on_delete=django.db.models.deletion.RESTRICT,
                                related_name="+",
                                to="enrollment.quotation",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "coverage",
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("cover_from__isnull", True), ("cover_until__isnull", True)),
                                    models.Q(
                                        ("cover_from__year", models.F("coverage_year")),
                                        ("cover_until__gt", models.F("cover_from")),
                                        (
                                            "cover_until__lte",
                                            enrollment.models.coverage.YearEnd("coverage_year"),
                                        ),
                                    ),
                                    _connector="OR",
                                ),
                                name="coverage_inside_its_year",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("quotation__isnull", False), ("decision__isnull", False), _connector="OR"
                                ),
                                name="coverage_follows_quotation_or_decision",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Refund",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("ticket", models.CharField(db_collation="C", max_length=40)),
                        ("coverage_year", models.SmallIntegerField()),
                        ("division_code", models.CharField(db_collation="C", max_length=12)),
                        ("ground", models.CharField(db_collation="C", max_length=16)),
                        ("cause", models.CharField(blank=True, db_collation="C", max_length=40)),
                        ("amount_fen", models.BigIntegerField()),
                        ("state", models.CharField(db_collation="C", default="proposed", max_length=10)),
                        ("since", models.DateTimeField()),
                        ("opened_at", models.DateTimeField()),
                        ("received_on", models.DateField(null=True)),
                        ("payer", models.CharField(blank=True, max_length=100)),
                        ("payer_account_sealed", models.BinaryField(null=True)),
                        ("payer_account_masked", models.CharField(blank=True, max_length=30)),
                        ("payee", models.CharField(blank=True, max_length=100)),
                        ("payee_relation", models.CharField(blank=True, max_length=100)),
                        ("payee_account_sealed", models.BinaryField(null=True)),
                        ("payee_account_masked", models.CharField(blank=True, max_length=30)),
                        ("document_number", models.CharField(blank=True, max_length=100)),
                        ("answer", models.JSONField(default=dict)),
                        ("asked_at", models.DateTimeField(null=True)),
                        ("decided_at", models.DateTimeField(null=True)),
                        ("because", models.CharField(blank=True, max_length=300)),
                        (
                            "asked_by",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.RESTRICT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "decided_by",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.RESTRICT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "line",
                            models.ForeignKey(
                                db_constraint=False,
                                on_delete=django.db.models.deletion.RESTRICT,
                                related_name="refunds",
                                to="enrollment.paymentline",
                            ),
                        ),
                        (
                            "person",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.RESTRICT,
                                related_name="refunds",
                                to="enrollment.person",
                            ),
                        ),
                        (
                            "refund_line",
                            models.OneToOneField(
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.RESTRICT,
                                related_name="refund_of",
                                to="enrollment.paymentline",
                            ),
                        ),
                        (
                            "listed_as",
                            models.ForeignKey(
                                db_index=False,
                                null=True,
                                on_delete=django.db.models.deletion.RESTRICT,
                                related_name="+",
                                to="enrollment.refundlistline",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "refund",
                        "indexes": [
                            models.Index(fields=["division_code", "state"], name="refund_by_place_and_state"),
                            models.Index(fields=["ticket"], name="refund_by_ticket"),
                        ],
                        "constraints": [
                            models.UniqueConstraint(
                                condition=models.Q(
                                    (
                                        "state__in",
                                        [
                                            "proposed",
                                            "submitted",
                                            "approved",
                                            "listed",
                                            "returned",
                                            "set_aside",
                                            "rejected",
                                        ],
                                    )
                                ),
                                fields=("line",),
                                name="payment_on_one_refund",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("amount_fen__gt", 0)), name="refund_amount_positive"
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    (
                                        "state__in",
                                        [
                                            "proposed",
                                            "submitted",
                                            "approved",
                                            "listed",
                                            "refunded",
                                            "returned",
                                            "rejected",
                                            "set_aside",
                                            "withdrawn",
                                            "lapsed",
                                        ],
                                    )
                                ),
                                name="refund_state_known",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    (
                                        "ground__in",
                                        [
                                            "died",
                                            "paid_twice",
                                            "insured_twice",
                                            "employee_scheme",
                                            "subsidised_later",
                                            "wrong_person",
                                            "error",
                                        ],
                                    )
                                ),
                                name="refund_ground_known",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("decided_by__isnull", True),
                                    ("asked_by__isnull", True),
                                    models.Q(("decided_by", models.F("asked_by")), _negated=True),
                                    _connector="OR",
                                ),
                                name="refund_not_approved_by_maker",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(
                                        ("state__in", ["submitted", "approved", "listed", "returned"]),
                                        _negated=True,
                                    ),
                                    models.Q(
                                        ("asked_by__isnull", False),
                                        ("payee_account_sealed__isnull", False),
                                        ("received_on__isnull", False),
                                    ),
                                    ("state", "returned"),
                                    _connector="OR",
                                ),
                                name="refund_asked_for_is_whole",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("refund_line__isnull", False), ("state", "refunded")),
                                    models.Q(
                                        models.Q(("state", "refunded"), _negated=True),
                                        ("refund_line__isnull", True),
                                    ),
                                    _connector="OR",
                                ),
                                name="refunded_has_its_line",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("state", "listed"), _negated=True),
                                    ("listed_as__isnull", False),
                                    _connector="OR",
                                ),
                                name="refund_listed_has_its_list",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="RefundDocument",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("sha256", models.CharField(db_collation="C", max_length=64)),
                        ("media_type", models.CharField(db_collation="C", max_length=20)),
                        ("name", models.CharField(max_length=130)),
                        ("title", models.CharField(max_length=60)),
                        ("size_bytes", models.BigIntegerField()),
                        ("width", models.IntegerField(default=0)),
                        ("height", models.IntegerField(default=0)),
                        ("added_at", models.DateTimeField()),
                        ("removed_at", models.DateTimeField(blank=True, null=True)),
                        (
                            "added_by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.RESTRICT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "refund",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.RESTRICT,
                                related_name="documents",
                                to="enrollment.refund",
                            ),
                        ),
                        (
                            "removed_by",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.RESTRICT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "evidence of a refund",
                        "constraints": [
                            models.UniqueConstraint(
                                condition=models.Q(("removed_at", None)),
                                fields=("refund", "sha256"),
                                name="refund_document_once",
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="RefundList",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("area", models.CharField(db_collation="C", max_length=12)),
                        ("made_on", models.DateField()),
                        ("line_count", models.IntegerField()),
                        ("amount_fen", models.BigIntegerField()),
                        ("digest", models.CharField(db_collation="C", max_length=64)),
                        ("made_at", models.DateTimeField()),
                        (
                            "made_by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.RESTRICT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "refund list",
                        "indexes": [models.Index(fields=["area", "-made_at"], name="refund_list_by_place")],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(("amount_fen__gt", 0), ("line_count__gt", 0)),
                                name="refund_list_not_empty",
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="RefundAnswer",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("lease_until", models.DateTimeField(null=True)),
                        ("fence", models.IntegerField(default=0)),
                        ("attempts", models.SmallIntegerField(default=0)),
                        ("failure", models.CharField(blank=True, max_length=300)),
                        ("summary", models.JSONField(default=dict)),
                        ("sha256", models.CharField(db_collation="C", max_length=64)),
                        ("name", models.CharField(max_length=200)),
                        ("size_bytes", models.BigIntegerField()),
                        ("area", models.CharField(db_collation="C", max_length=12)),
                        ("uploaded_at", models.DateTimeField(default=django.utils.timezone.now)),
                        ("state", models.CharField(default="received", max_length=10)),
                        ("rows_read", models.IntegerField(default=0)),
                        ("stage_fence", models.IntegerField(default=0)),
                        ("refusal", models.JSONField(null=True)),
                        ("read_as", models.JSONField(default=dict)),
                        ("notices", models.JSONField(default=list)),
                        ("questions", models.JSONField(default=list)),
                        ("reading", models.JSONField(default=dict)),
                        ("checked_at", models.DateTimeField(null=True)),
                        ("begun_at", models.DateTimeField(null=True)),
                        ("finished_at", models.DateTimeField(null=True)),
                        ("expected_count", models.IntegerField(null=True)),
                        ("expected_fen", models.BigIntegerField(null=True)),
                        ("line_count", models.IntegerField(null=True)),
                        ("amount_fen", models.BigIntegerField(null=True)),
                        (
                            "posted_as",
                            models.OneToOneField(
                                null=True,
                                on_delete=django.db.models.deletion.RESTRICT,
                                related_name="answer_to_refunds",
                                to="enrollment.paymentfile",
                            ),
                        ),
                        (
                            "profile",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.RESTRICT,
                                related_name="+",
                                to="intake.senderprofile",
                            ),
                        ),
                        (
                            "uploaded_by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.RESTRICT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "list",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.RESTRICT,
                                related_name="answers",
                                to="enrollment.refundlist",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "answer to a refund list",
                        "constraints": [
                            models.UniqueConstraint(
                                condition=models.Q(("state", "refused"), _negated=True),
                                fields=("list", "sha256"),
                                name="refund_answer_once_per_list",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    (
                                        "state__in",
                                        [
                                            "received",
                                            "checking",
                                            "asking",
                                            "refused",
                                            "ready",
                                            "writing",
                                            "failed",
                                            "written",
                                        ],
                                    )
                                ),
                                name="refund_answer_state_known",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="ListWithdrawal",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("state", models.CharField(db_collation="C", default="asked", max_length=12)),
                        ("because", models.CharField(max_length=300)),
                        ("asked_at", models.DateTimeField()),
                        ("decided_at", models.DateTimeField(null=True)),
                        (
                            "asked_by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.RESTRICT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "decided_by",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.RESTRICT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "list",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.RESTRICT,
                                related_name="withdrawals",
                                to="enrollment.refundlist",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "withdrawal of a refund list",
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(("state__in", ["asked", "agreed", "turned_down"])),
                                name="withdrawal_state_known",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("decided_by", None), ("state", "asked")),
                                    models.Q(
                                        models.Q(("state", "asked"), _negated=True),
                                        ("decided_by__isnull", False),
                                        models.Q(("decided_by", models.F("asked_by")), _negated=True),
                                    ),
                                    _connector="OR",
                                ),
                                name="withdrawal_by_two",
                            ),
                            models.UniqueConstraint(
                                condition=models.Q(("state", "turned_down"), _negated=True),
                                fields=("list",),
                                name="list_withdrawn_once",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="RefundListLine",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("number", models.IntegerField()),
                        ("ticket", models.CharField(db_collation="C", max_length=40)),
                        ("amount_fen", models.BigIntegerField()),
                        ("to_person_fen", models.BigIntegerField()),
                        ("payee", models.CharField(max_length=100)),
                        ("account_sealed", models.BinaryField()),
                        ("account_masked", models.CharField(max_length=30)),
                        (
                            "list",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.RESTRICT,
                                related_name="lines",
                                to="enrollment.refundlist",
                            ),
                        ),
                        (
                            "refund",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.RESTRICT,
                                related_name="listings",
                                to="enrollment.refund",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "row of a refund list",
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("list", "number"), name="refund_list_number_once"
                            ),
                            models.UniqueConstraint(fields=("list", "refund"), name="refund_once_per_list"),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("amount_fen__gt", 0),
                                    ("to_person_fen__gte", 0),
                                    ("to_person_fen__lte", models.F("amount_fen")),
                                ),
                                name="refund_list_amounts",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="RefundAnswerLine",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("row", models.IntegerField()),
                        ("outcome", models.CharField(db_collation="C", max_length=12)),
                        ("amount_fen", models.BigIntegerField()),
                        ("refunded_on", models.DateField(null=True)),
                        ("refund_ticket", models.CharField(blank=True, db_collation="C", max_length=40)),
                        ("reason", models.CharField(blank=True, max_length=200)),
                        (
                            "answer",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.RESTRICT,
                                related_name="rows",
                                to="enrollment.refundanswer",
                            ),
                        ),
                        (
                            "list_line",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.RESTRICT,
                                related_name="told",
                                to="enrollment.refundlistline",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "row of an answer to a refund list",
                        "constraints": [
                            models.UniqueConstraint(fields=("answer", "row"), name="refund_answer_row_once"),
                            models.CheckConstraint(
                                condition=models.Q(
                                    (
                                        "outcome__in",
                                        ["refunded", "returned", "waits", "repeated", "contradicts"],
                                    )
                                ),
                                name="refund_answer_outcome_known",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="RefundPart",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("payee", models.CharField(db_collation="C", max_length=24)),
                        ("amount_fen", models.BigIntegerField()),
                        ("source", models.CharField(blank=True, db_collation="C", max_length=40)),
                        (
                            "refund",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="parts",
                                to="enrollment.refund",
                            ),
                        ),
                    ],
                    options={
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("refund", "payee", "source"), name="refund_part_once"
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("amount_fen__gt", 0)), name="refund_part_positive"
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="ReturnedSheet",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("lease_until", models.DateTimeField(null=True)),
                        ("fence", models.IntegerField(default=0)),
                        ("attempts", models.SmallIntegerField(default=0)),
                        ("failure", models.CharField(blank=True, max_length=300)),
                        ("summary", models.JSONField(default=dict)),
                        ("sha256", models.CharField(db_collation="C", max_length=64)),
                        ("name", models.CharField(max_length=200)),
                        ("size_bytes", models.BigIntegerField()),
                        ("area", models.CharField(db_collation="C", max_length=12)),
                        ("uploaded_at", models.DateTimeField(default=django.utils.timezone.now)),
                        ("state", models.CharField(default="received", max_length=10)),
                        ("rows_read", models.IntegerField(default=0)),
                        ("stage_fence", models.IntegerField(default=0)),
                        ("refusal", models.JSONField(null=True)),
                        ("read_as", models.JSONField(default=dict)),
                        ("notices", models.JSONField(default=list)),
                        ("questions", models.JSONField(default=list)),
                        ("reading", models.JSONField(default=dict)),
                        ("checked_at", models.DateTimeField(null=True)),
                        ("begun_at", models.DateTimeField(null=True)),
                        ("finished_at", models.DateTimeField(null=True)),
                        ("problems", models.JSONField(default=list)),
                        ("problem_count", models.IntegerField(default=0)),
                        (
                            "profile",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.RESTRICT,
                                related_name="+",
                                to="intake.senderprofile",
                            ),
                        ),
                        (
                            "sheet",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.RESTRICT,
                                related_name="returns",
                                to="enrollment.ledgersheet",
                            ),
                        ),
                        (
                            "uploaded_by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.RESTRICT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "village ledger that came back",
                        "constraints": [
                            models.UniqueConstraint(
                                condition=models.Q(("state", "refused"), _negated=True),
                                fields=("sha256", "area"),
                                name="returned_sheet_once",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    (
                                        "state__in",
                                        [
                                            "received",
                                            "checking",
                                            "asking",
                                            "refused",
                                            "ready",
                                            "writing",
                                            "failed",
                                            "written",
                                        ],
                                    )
                                ),
                                name="returned_sheet_state_known",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="SheetRow",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("number", models.IntegerField(null=True)),
                        ("name", models.CharField(max_length=100)),
                        ("outcome", models.CharField(db_collation="C", max_length=16)),
                        ("given", models.JSONField(default=dict)),
                        ("state", models.CharField(blank=True, db_collation="C", max_length=10)),
                        ("decided_at", models.DateTimeField(null=True)),
                        (
                            "against",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.RESTRICT,
                                related_name="+",
                                to="enrollment.baseanswer",
                            ),
                        ),
                        (
                            "decided_by",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.RESTRICT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "file",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.RESTRICT,
                                related_name="rows",
                                to="enrollment.returnedsheet",
                            ),
                        ),
                        (
                            "person",
                            models.ForeignKey(
                                db_index=False,
                                null=True,
                                on_delete=django.db.models.deletion.RESTRICT,
                                related_name="+",
                                to="enrollment.person",
                            ),
                        ),
                        (
                            "written",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.RESTRICT,
                                related_name="+",
                                to="enrollment.baseanswer",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "row of a village ledger that came back",
                        "indexes": [
                            models.Index(
                                condition=models.Q(("state", "open")),
                                fields=["file"],
                                name="sheet_conflict_open",
                            )
                        ],
                        "constraints": [
                            models.UniqueConstraint(fields=("file", "number"), name="sheet_row_once"),
                            models.CheckConstraint(
                                condition=models.Q(
                                    (
                                        "outcome__in",
                                        [
                                            "changed",
                                            "unchanged",
                                            "conflict",
                                            "unknown",
                                            "other_place",
                                            "dead",
                                            "twice",
                                            "removed",
                                            "added",
                                        ],
                                    )
                                ),
                                name="sheet_row_outcome_known",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(
                                        ("outcome", "conflict"), ("state__in", ["open", "taken", "kept"])
                                    ),
                                    models.Q(models.Q(("outcome", "conflict"), _negated=True), ("state", "")),
                                    _connector="OR",
                                ),
                                name="sheet_row_state_of_conflicts_only",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("outcome", "changed"), ("written__isnull", False)),
                                    models.Q(("outcome", "changed"), _negated=True),
                                    _connector="OR",
                                ),
                                name="changed_row_is_written",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Sponsor",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("kind", models.CharField(db_collation="C", max_length=12)),
                        ("name", models.CharField(max_length=100)),
                        ("name_key", models.CharField(db_collation="C", max_length=100)),
                        ("document_hash", models.UUIDField()),
                        ("document_sealed", models.BinaryField()),
                        ("document_masked", models.CharField(max_length=24)),
                        ("division_code", models.CharField(db_collation="C", max_length=12)),
                        ("owner_level", models.CharField(blank=True, db_collation="C", max_length=12)),
                        ("entered_at", models.DateTimeField()),
                        (
                            "entered_by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.RESTRICT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "sponsor",
                        "indexes": [models.Index(fields=["division_code"], name="sponsor_by_place")],
                        "constraints": [
                            models.UniqueConstraint(fields=("document_hash",), name="sponsor_number_once"),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("kind__in", ["collective", "employer", "school", "relative"])
                                ),
                                name="sponsor_kind_known",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(
                                        ("kind", "school"),
                                        (
                                            "owner_level__in",
                                            [
                                                "central",
                                                "province",
                                                "prefecture",
                                                "county",
                                                "township",
                                                "private",
                                            ],
                                        ),
                                    ),
                                    models.Q(
                                        models.Q(("kind", "school"), _negated=True), ("owner_level", "")
                                    ),
                                    _connector="OR",
                                ),
                                name="school_has_its_owner",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="SponsorList",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("lease_until", models.DateTimeField(null=True)),
                        ("fence", models.IntegerField(default=0)),
                        ("attempts", models.SmallIntegerField(default=0)),
                        ("failure", models.CharField(blank=True, max_length=300)),
                        ("summary", models.JSONField(default=dict)),
                        ("sha256", models.CharField(db_collation="C", max_length=64)),
                        ("name", models.CharField(max_length=200)),
                        ("size_bytes", models.BigIntegerField()),
                        ("area", models.CharField(db_collation="C", max_length=12)),
                        ("uploaded_at", models.DateTimeField(default=django.utils.timezone.now)),
                        ("state", models.CharField(default="received", max_length=10)),
                        ("rows_read", models.IntegerField(default=0)),
                        ("stage_fence", models.IntegerField(default=0)),
                        ("refusal", models.JSONField(null=True)),
                        ("read_as", models.JSONField(default=dict)),
                        ("notices", models.JSONField(default=list)),
                        ("questions", models.JSONField(default=list)),
                        ("reading", models.JSONField(default=dict)),
                        ("checked_at", models.DateTimeField(null=True)),
                        ("begun_at", models.DateTimeField(null=True)),
                        ("finished_at", models.DateTimeField(null=True)),
                        ("coverage_year", models.SmallIntegerField()),
                        ("is_full", models.BooleanField()),
                        ("document_number", models.CharField(blank=True, max_length=100)),
                        ("problems", models.JSONField(default=list)),
                        ("problem_count", models.IntegerField(default=0)),
                        (
                            "profile",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.RESTRICT,
                                related_name="+",
                                to="intake.senderprofile",
                            ),
                        ),
                        (
                            "sponsor",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.RESTRICT,
                                related_name="lists",
                                to="enrollment.sponsor",
                            ),
                        ),
                        (
                            "uploaded_by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.RESTRICT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "list of who is paid for",
                        "indexes": [
                            models.Index(fields=["sponsor", "coverage_year"], name="sponsor_list_by_year")
                        ],
                        "constraints": [
                            models.UniqueConstraint(
                                condition=models.Q(("state", "refused"), _negated=True),
                                fields=("sha256", "sponsor", "coverage_year"),
                                name="sponsor_list_once",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    (
                                        "state__in",
                                        [
                                            "received",
                                            "checking",
                                            "asking",
                                            "refused",
                                            "ready",
                                            "writing",
                                            "failed",
                                            "written",
                                        ],
                                    )
                                ),
                                name="sponsor_list_state_known",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="SponsorRow",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("number", models.IntegerField()),
                        ("document_hash", models.UUIDField()),
                        ("document_masked", models.CharField(max_length=24)),
                        ("name", models.CharField(max_length=100)),
                        ("name_key", models.CharField(db_collation="C", max_length=100)),
                        ("amount_fen", models.BigIntegerField(null=True)),
                        ("grade", models.CharField(blank=True, max_length=40)),
                        ("class_name", models.CharField(blank=True, max_length=40)),
                        ("attendance", models.CharField(db_collation="C", max_length=8)),
                        ("left_on", models.DateField(null=True)),
                        (
                            "list",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.RESTRICT,
                                related_name="rows",
                                to="enrollment.sponsorlist",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "row of a list of who is paid for",
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("list", "document_hash"), name="sponsor_row_once_per_list"
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("amount_fen", None), ("amount_fen__gt", 0), _connector="OR"
                                ),
                                name="sponsor_row_amount_positive",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("attendance__in", ["here", "left"])),
                                name="sponsor_row_attendance_known",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="StatusList",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("lease_until", models.DateTimeField(null=True)),
                        ("fence", models.IntegerField(default=0)),
                        ("attempts", models.SmallIntegerField(default=0)),
                        ("failure", models.CharField(blank=True, max_length=300)),
                        ("summary", models.JSONField(default=dict)),
                        ("sha256", models.CharField(db_collation="C", max_length=64)),
                        ("name", models.CharField(max_length=200)),
                        ("size_bytes", models.BigIntegerField()),
                        ("area", models.CharField(db_collation="C", max_length=12)),
                        ("uploaded_at", models.DateTimeField(default=django.utils.timezone.now)),
                        ("state", models.CharField(default="received", max_length=10)),
                        ("rows_read", models.IntegerField(default=0)),
                        ("stage_fence", models.IntegerField(default=0)),
                        ("refusal", models.JSONField(null=True)),
                        ("read_as", models.JSONField(default=dict)),
                        ("notices", models.JSONField(default=list)),
                        ("questions", models.JSONField(default=list)),
                        ("reading", models.JSONField(default=dict)),
                        ("checked_at", models.DateTimeField(null=True)),
                        ("begun_at", models.DateTimeField(null=True)),
                        ("finished_at", models.DateTimeField(null=True)),
                        ("source", models.CharField(db_collation="C", max_length=20)),
                        ("listed_on", models.DateField()),
                        ("document_number", models.CharField(blank=True, max_length=100)),
                        ("problems", models.JSONField(default=list)),
                        ("problem_count", models.IntegerField(default=0)),
                        (
                            "profile",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.RESTRICT,
                                related_name="+",
                                to="intake.senderprofile",
                            ),
                        ),
                        (
                            "uploaded_by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.RESTRICT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "status list",
                        "indexes": [
                            models.Index(fields=["area", "source", "-listed_on"], name="status_list_by_day")
                        ],
                        "constraints": [
                            models.UniqueConstraint(
                                condition=models.Q(("state", "refused"), _negated=True),
                                fields=("sha256", "area", "source", "listed_on"),
                                name="status_list_once",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    (
                                        "state__in",
                                        [
                                            "received",
                                            "checking",
                                            "asking",
                                            "refused",
                                            "ready",
                                            "writing",
                                            "failed",
                                            "written",
                                        ],
                                    )
                                ),
                                name="status_list_state_known",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    (
                                        "source__in",
                                        [
                                            "public_security",
                                            "funeral",
                                            "prison",
                                            "army",
                                            "employee_scheme",
                                            "other_area",
                                            "platform",
                                        ],
                                    )
                                ),
                                name="status_list_source_known",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="StatusRow",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("number", models.IntegerField()),
                        ("document_hash", models.UUIDField()),
                        ("document_masked", models.CharField(max_length=24)),
                        ("name", models.CharField(max_length=100)),
                        ("fact", models.CharField(db_collation="C", max_length=20)),
                        ("from_on", models.DateField()),
                        ("until_on", models.DateField(null=True)),
                        ("note", models.CharField(blank=True, max_length=200)),
                        ("match", models.CharField(db_collation="C", max_length=12)),
                        (
                            "list",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.RESTRICT,
                                related_name="rows",
                                to="enrollment.statuslist",
                            ),
                        ),
                        (
                            "person",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.RESTRICT,
                                related_name="status_rows",
                                to="enrollment.person",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "row of a status list",
                        "indexes": [models.Index(fields=["list", "match"], name="status_row_by_match")],
                        "constraints": [
                            models.UniqueConstraint(fields=("list", "number"), name="status_row_once"),
                            models.CheckConstraint(
                                condition=models.Q(
                                    (
                                        "fact__in",
                                        [
                                            "died",
                                            "imprisoned",
                                            "released",
                                            "enlisted",
                                            "discharged",
                                            "employed",
                                            "employment_ended",
                                            "insured_elsewhere",
                                            "moved_abroad",
                                        ],
                                    )
                                ),
                                name="status_row_fact_known",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    (
                                        "match__in",
                                        ["number", "name_differs", "proposed", "elsewhere", "nobody"],
                                    )
                                ),
                                name="status_row_match_known",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("match__in", ["elsewhere", "nobody"]), ("person", None)),
                                    models.Q(
                                        ("match__in", ["number", "name_differs", "proposed"]),
                                        ("person__isnull", False),
                                    ),
                                    _connector="OR",
                                ),
                                name="status_row_person_as_matched",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="StatusProposal",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("kind", models.CharField(db_collation="C", max_length=10)),
                        ("move", models.CharField(blank=True, db_collation="C", max_length=10)),
                        ("reason", models.CharField(blank=True, db_collation="C", max_length=20)),
                        ("from_on", models.DateField(null=True)),
                        ("document_number", models.CharField(blank=True, max_length=100)),
                        ("because", models.CharField(blank=True, max_length=300)),
                        ("state", models.CharField(db_collation="C", default="waiting", max_length=10)),
                        ("made_at", models.DateTimeField()),
                        ("decided_at", models.DateTimeField(null=True)),
                        ("decided_because", models.CharField(blank=True, max_length=300)),
                        ("undo_because", models.CharField(blank=True, max_length=300)),
                        ("undone_at", models.DateTimeField(null=True)),
                        (
                            "change",
                            models.OneToOneField(
                                null=True,
                                on_delete=django.db.models.deletion.RESTRICT,
                                related_name="proposal",
                                to="enrollment.enrollmentchange",
                            ),
                        ),
                        (
                            "decided_by",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.RESTRICT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "enrollment",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.RESTRICT,
                                related_name="+",
                                to="enrollment.enrollment",
                            ),
                        ),
                        (
                            "made_by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.RESTRICT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "undo_by",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.RESTRICT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "undone_by",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.RESTRICT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "row",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.RESTRICT,
                                related_name="proposals",
                                to="enrollment.statusrow",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "proposal from a status list",
                        "indexes": [
                            models.Index(
                                condition=models.Q(("state__in", ["waiting", "undoing"])),
                                fields=["made_at"],
                                name="status_proposal_waits",
                            )
                        ],
                        "constraints": [
                            models.UniqueConstraint(
                                condition=models.Q(("state__in", ["waiting", "done", "undoing"])),
                                fields=("row", "enrollment"),
                                name="one_open_proposal_per_row_and_enrollment",
                                nulls_distinct=False,
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("state__in", ["waiting", "done", "rejected", "undoing", "undone"])
                                ),
                                name="status_proposal_state_known",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(
                                        ("enrollment__isnull", False),
                                        ("from_on__isnull", False),
                                        ("kind", "change"),
                                        ("move__in", ["suspend", "resume", "end", "take_up"]),
                                        (
                                            "reason__in",
                                            [
                                                "employed",
                                                "employment_ended",
                                                "elsewhere",
                                                "imprisoned",
                                                "released",
                                                "enlisted",
                                                "discharged",
                                                "moved_abroad",
                                                "died",
                                                "death_retracted",
                                                "enrolled_again",
                                                "error",
                                            ],
                                        ),
                                    ),
                                    models.Q(
                                        ("from_on__isnull", False),
                                        ("kind", "death"),
                                        ("move", ""),
                                        ("reason", ""),
                                    ),
                                    models.Q(
                                        ("kind", "no_change"),
                                        ("move", ""),
                                        ("reason", ""),
                                        models.Q(("because", ""), _negated=True),
                                    ),
                                    _connector="OR",
                                ),
                                name="status_proposal_says_what",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("kind", "no_change"),
                                    models.Q(("document_number", ""), _negated=True),
                                    _connector="OR",
                                ),
                                name="status_proposal_has_document",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("decided_by__isnull", True),
                                    models.Q(("decided_by", models.F("made_by")), _negated=True),
                                    _connector="OR",
                                ),
                                name="status_proposal_not_decided_by_maker",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("undone_by__isnull", True),
                                    models.Q(("undone_by", models.F("undo_by")), _negated=True),
                                    _connector="OR",
                                ),
                                name="status_proposal_not_undone_by_asker",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="TreasurySheet",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("area", models.CharField(db_collation="C", max_length=12)),
                        ("from_on", models.DateField()),
                        ("until_on", models.DateField()),
                        ("body", models.JSONField()),
                        ("digest", models.CharField(db_collation="C", max_length=64)),
                        ("differences", models.IntegerField()),
                        ("because", models.CharField(blank=True, max_length=500)),
                        ("state", models.CharField(db_collation="C", default="draft", max_length=8)),
                        ("made_at", models.DateTimeField()),
                        ("tax_at", models.DateTimeField(null=True)),
                        ("insurance_at", models.DateTimeField(null=True)),
                        (
                            "insurance_by",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.RESTRICT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "made_by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.RESTRICT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "tax_by",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.RESTRICT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "sheet of the three-way check",
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(("state__in", ["draft", "half", "signed", "dropped"])),
                                name="treasury_sheet_state_known",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("until_on__gt", models.F("from_on"))),
                                name="treasury_sheet_days",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("state", "signed"), _negated=True),
                                    models.Q(
                                        ("insurance_by__isnull", False),
                                        ("tax_by__isnull", False),
                                        models.Q(("tax_by", models.F("insurance_by")), _negated=True),
                                    ),
                                    _connector="OR",
                                ),
                                name="treasury_sheet_signed_by_two",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("state__in", ["draft", "dropped"]),
                                    ("differences", 0),
                                    models.Q(("because", ""), _negated=True),
                                    _connector="OR",
                                ),
                                name="treasury_sheet_differences_explained",
                            ),
                            models.UniqueConstraint(
                                condition=models.Q(("state", "dropped"), _negated=True),
                                fields=("area", "from_on", "until_on"),
                                name="one_treasury_sheet_per_span",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="TreasuryStatement",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("lease_until", models.DateTimeField(null=True)),
                        ("fence", models.IntegerField(default=0)),
                        ("attempts", models.SmallIntegerField(default=0)),
                        ("failure", models.CharField(blank=True, max_length=300)),
                        ("summary", models.JSONField(default=dict)),
                        ("sha256", models.CharField(db_collation="C", max_length=64)),
                        ("name", models.CharField(max_length=200)),
                        ("size_bytes", models.BigIntegerField()),
                        ("area", models.CharField(db_collation="C", max_length=12)),
                        ("uploaded_at", models.DateTimeField(default=django.utils.timezone.now)),
                        ("state", models.CharField(default="received", max_length=10)),
                        ("rows_read", models.IntegerField(default=0)),
                        ("stage_fence", models.IntegerField(default=0)),
                        ("refusal", models.JSONField(null=True)),
                        ("read_as", models.JSONField(default=dict)),
                        ("notices", models.JSONField(default=list)),
                        ("questions", models.JSONField(default=list)),
                        ("reading", models.JSONField(default=dict)),
                        ("checked_at", models.DateTimeField(null=True)),
                        ("begun_at", models.DateTimeField(null=True)),
                        ("finished_at", models.DateTimeField(null=True)),
                        ("undone_because", models.CharField(blank=True, max_length=300)),
                        ("problems", models.JSONField(default=list)),
                        ("problem_count", models.IntegerField(default=0)),
                        (
                            "profile",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.RESTRICT,
                                related_name="+",
                                to="intake.senderprofile",
                            ),
                        ),
                        (
                            "undone_by",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.RESTRICT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "uploaded_by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.RESTRICT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "treasury statement",
                        "indexes": [
                            models.Index(fields=["area", "-uploaded_at"], name="treasury_statement_by_area")
                        ],
                        "constraints": [
                            models.UniqueConstraint(
                                condition=models.Q(
                                    ("state__in", ["refused", "undoing", "undone"]), _negated=True
                                ),
                                fields=("sha256", "area"),
                                name="treasury_statement_once",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    (
                                        "state__in",
                                        [
                                            "received",
                                            "checking",
                                            "asking",
                                            "refused",
                                            "ready",
                                            "writing",
                                            "failed",
                                            "written",
                                            "undoing",
                                            "undone",
                                        ],
                                    )
                                ),
                                name="treasury_statement_state_known",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("undone_by__isnull", True),
                                    models.Q(("undone_by", models.F("uploaded_by")), _negated=True),
                                    _connector="OR",
                                ),
                                name="treasury_statement_undone_by_another",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="TreasuryReceipt",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("number", models.IntegerField()),
                        ("area", models.CharField(db_collation="C", max_length=12)),
                        ("received_on", models.DateField()),
                        ("kind", models.CharField(db_collation="C", max_length=12)),
                        ("amount_fen", models.BigIntegerField()),
                        ("ticket", models.CharField(blank=True, db_collation="C", max_length=40)),
                        ("voucher", models.CharField(blank=True, db_collation="C", max_length=40)),
                        (
                            "statement",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.RESTRICT,
                                related_name="receipts",
                                to="enrollment.treasurystatement",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "treasury receipt",
                        "indexes": [
                            models.Index(fields=["area", "received_on"], name="treasury_receipt_by_day")
                        ],
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("statement", "number"), name="treasury_receipt_once"
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("amount_fen__gt", 0)), name="treasury_receipt_positive"
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("kind__in", ["received", "given_back"])),
                                name="treasury_receipt_kind_known",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="WaitingExemption",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("coverage_year", models.SmallIntegerField()),
                        (
                            "reason",
                            models.CharField(
                                choices=[
                                    ("regular_window", "regular_window"),
                                    ("hardship", "hardship"),
                                    ("employee_scheme", "employee_scheme"),
                                    ("newborn", "newborn"),
                                    ("newly_added_poor", "newly_added_poor"),
                                    ("special", "special"),
                                ],
                                max_length=24,
                            ),
                        ),
                        (
                            "event",
                            models.CharField(
                                blank=True, db_collation="C", db_default="", default="", max_length=40
                            ),
                        ),
                        ("fact_on", models.DateField(blank=True, null=True)),
                        ("days", models.CharField(blank=True, db_collation="C", max_length=150)),
                        ("document_number", models.CharField(max_length=100)),
                        ("source", models.CharField(blank=True, db_collation="C", max_length=60)),
                        ("recorded_at", models.DateTimeField(auto_now_add=True)),
                        ("ended_on", models.DateField(blank=True, null=True)),
                        (
                            "person",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.RESTRICT,
                                related_name="waiting_exemptions",
                                to="enrollment.person",
                            ),
                        ),
                        (
                            "recorded_by",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.RESTRICT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "waiting exemption",
                        "constraints": [
                            models.UniqueConstraint(
                                condition=models.Q(("ended_on__isnull", True)),
                                fields=("person", "coverage_year", "reason", "event"),
                                name="one_exemption_per_reason_and_year",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(
                                        ("fact_on__isnull", False),
                                        ("reason", "special"),
                                        models.Q(("event", ""), _negated=True),
                                    ),
                                    models.Q(models.Q(("reason", "special"), _negated=True), ("event", "")),
                                    _connector="OR",
                                ),
                                name="event_of_special_group_only",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="WindowExtension",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("area", models.CharField(db_collation="C", max_length=6)),
                        ("coverage_year", models.SmallIntegerField()),
                        ("last_day", models.DateField()),
                        ("document_number", models.CharField(max_length=100)),
                        ("entered_at", models.DateTimeField(auto_now_add=True)),
                        ("approved_at", models.DateTimeField(blank=True, null=True)),
                        (
                            "approved_by",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.RESTRICT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "entered_by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.RESTRICT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                    ],
                    options={
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("approved_by__isnull", True),
                                    models.Q(("approved_by", models.F("entered_by")), _negated=True),
                                    _connector="OR",
                                ),
                                name="extension_not_approved_by_maker",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("document_number", ""), _negated=True),
                                name="extension_has_document",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="YearAnswer",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("question", models.CharField(db_collation="C", max_length=60)),
                        ("how", models.CharField(db_collation="C", max_length=10)),
                        ("rows", models.JSONField(default=list)),
                        ("also", models.JSONField(default=list)),
                        ("section", models.CharField(db_collation="C", max_length=20)),
                        ("decided_by_zh", models.CharField(blank=True, max_length=120)),
                        ("decided_by_en", models.CharField(blank=True, max_length=200)),
                        ("document_number", models.CharField(max_length=100)),
                        ("document_title", models.CharField(blank=True, max_length=200)),
                        ("issued_on", models.DateField(blank=True, null=True)),
                        ("scan_sha256", models.CharField(blank=True, db_collation="C", max_length=64)),
                        ("scan_name", models.CharField(blank=True, max_length=130)),
                        ("scan_type", models.CharField(blank=True, db_collation="C", max_length=20)),
                        ("scan_bytes", models.BigIntegerField(default=0)),
                        ("entered_at", models.DateTimeField()),
                        (
                            "entered_by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.RESTRICT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "year",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="answers",
                                to="enrollment.openedyear",
                            ),
                        ),
                    ],
                    options={
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("year", "question"), name="one_answer_per_question"
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("how__in", ["entered", "carried", "undecided"])),
                                name="year_answer_kind_known",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("document_number", ""), _negated=True),
                                name="year_answer_has_document",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="BasePicturePlace",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("division_code", models.CharField(db_collation="C", max_length=12)),
                        ("should", models.IntegerField()),
                        ("insured", models.IntegerField()),
                        ("classes", models.JSONField()),
                        (
                            "picture",
                            models.ForeignKey(
                                db_index=False,
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="places",
                                to="enrollment.basepicture",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "village in a picture of the base",
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("picture", "division_code"), name="base_picture_place_once"
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("insured__gte", 0), ("insured__lte", models.F("should"))),
                                name="base_picture_counts_fit",
                            ),
                        ],
                    },
                ),
            ],
        ),
    ]
