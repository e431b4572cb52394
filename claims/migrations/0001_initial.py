import django.contrib.postgres.constraints
import django.contrib.postgres.fields
import django.contrib.postgres.fields.ranges
import django.db.models.deletion
import django.db.models.expressions
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models

import staff.tables


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("assistance", "0001_initial"),
        ("enrollment", "0001_initial"),
        ("intake", "0001_initial"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        staff.tables.CreateTables(
            tables=[
                migrations.CreateModel(
                    name="Bill",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("number", models.CharField(db_collation="C", max_length=40)),
                        ("invoice_number", models.CharField(blank=True, db_collation="C", max_length=40)),
                        ("area", models.CharField(db_collation="C", max_length=6)),
                        ("division_code", models.CharField(db_collation="C", max_length=12)),
                        (
                            "setting",
                            models.CharField(
                                choices=[
                                    ("inpatient", "住院"),
                                    ("outpatient", "普通门诊"),
                                    ("chronic", "门诊慢性特殊疾病"),
                                    ("two_diseases", "高血压、糖尿病门诊用药"),
                                    ("maternity", "住院分娩"),
                                ],
                                db_collation="C",
                                max_length=12,
                            ),
                        ),
                        ("provider_tier", models.CharField(db_collation="C", max_length=12)),
                        ("place", models.CharField(db_collation="C", max_length=10)),
                        ("admitted_on", models.DateField(null=True)),
                        ("discharged_on", models.DateField()),
                        ("diagnosis_code", models.CharField(db_collation="C", max_length=12)),
                        ("diagnosis_name", models.CharField(max_length=100)),
                        ("major_disease", models.CharField(blank=True, max_length=60, null=True)),
                        ("tiered_disease", models.BooleanField(null=True)),
                        ("chronic_disease", models.CharField(blank=True, max_length=60)),
                        (
                            "two_diseases",
                            django.contrib.postgres.fields.ArrayField(
                                base_field=models.CharField(max_length=12),
                                blank=True,
                                default=list,
                                size=None,
                            ),
                        ),
                        ("is_pregnant", models.BooleanField(default=False)),
                        ("referral", models.BooleanField(null=True)),
                        ("referral_document", models.CharField(blank=True, max_length=60)),
                        ("filed_out_of_area", models.BooleanField(null=True)),
                        ("filing_document", models.CharField(blank=True, max_length=60)),
                        ("is_accident", models.BooleanField(default=False)),
                        ("third_party_liable", models.BooleanField(null=True)),
                        ("third_party_compensation", models.BooleanField(null=True)),
                        ("medical_risk", models.BooleanField(null=True)),
                        ("medical_risk_document", models.CharField(blank=True, max_length=60)),
                        (
                            "facts",
                            django.contrib.postgres.fields.ArrayField(
                                base_field=models.CharField(max_length=24),
                                blank=True,
                                default=list,
                                size=None,
                            ),
                        ),
                        (
                            "facts_ruled_out",
                            django.contrib.postgres.fields.ArrayField(
                                base_field=models.CharField(max_length=24),
                                blank=True,
                                default=list,
                                size=None,
                            ),
                        ),
                        ("facts_document", models.CharField(blank=True, max_length=60)),
                        ("total_fen", models.BigIntegerField()),
                        ("eligible_fen", models.BigIntegerField()),
                        ("first_pay_fen", models.BigIntegerField(default=0)),
                        ("non_covered_fen", models.BigIntegerField(default=0)),
                        ("tcm_fen", models.BigIntegerField(default=0)),
                        ("special_subsidy_fen", models.BigIntegerField(default=0)),
                        ("content_digest", models.CharField(db_collation="C", max_length=64)),
                        ("state", models.CharField(db_collation="C", default="ready", max_length=10)),
                        ("eligibility", models.CharField(db_collation="C", max_length=16)),
                        ("holds", models.JSONField(default=list)),
                        ("source", models.CharField(db_collation="C", max_length=30)),
                        ("source_row", models.IntegerField(null=True)),
                        ("entered_at", models.DateTimeField()),
                        ("withdrawn_because", models.CharField(blank=True, max_length=200)),
                        (
                            "entered_by",
                            models.ForeignKey(
                                db_index=False,
                                on_delete=django.db.models.deletion.RESTRICT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "person",
                            models.ForeignKey(
                                db_constraint=False,
                                db_index=False,
                                on_delete=django.db.models.deletion.RESTRICT,
                                related_name="bills",
                                to="enrollment.person",
                            ),
                        ),
                        (
                            "provider",
                            models.ForeignKey(
                                db_index=False,
                                on_delete=django.db.models.deletion.RESTRICT,
                                related_name="bills",
                                to="claims.provider",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "bill",
                        "indexes": [
                            models.Index(fields=["person", "discharged_on"], name="bill_by_person_and_day"),
                            models.Index(
                                fields=["division_code", "-discharged_on"], name="bill_by_place_and_day"
                            ),
                            models.Index(
                                fields=["provider", "discharged_on"], name="bill_by_provider_and_day"
                            ),
                            models.Index(
                                condition=models.Q(("state__in", ["held", "undecided"])),
                                fields=["division_code", "state"],
                                name="bill_waiting",
                            ),
                        ],
                        "constraints": [
                            models.UniqueConstraint(
                                condition=models.Q(("state__in", ["withdrawn"]), _negated=True),
                                fields=("provider", "number"),
                                name="bill_number_once_per_provider",
                            ),
                            models.UniqueConstraint(
                                condition=models.Q(
                                    models.Q(("state__in", ["withdrawn"]), _negated=True),
                                    models.Q(("invoice_number", ""), _negated=True),
                                ),
                                fields=("invoice_number",),
                                name="invoice_once",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    (
                                        "total_fen",
                                        django.db.models.expressions.CombinedExpression(
                                            django.db.models.expressions.CombinedExpression(
                                                models.F("eligible_fen"), "+", models.F("first_pay_fen")
                                            ),
                                            "+",
                                            models.F("non_covered_fen"),
                                        ),
                                    )
                                ),
                                name="bill_parts_add_up",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("eligible_fen__gte", 0),
                                    ("first_pay_fen__gte", 0),
                                    ("non_covered_fen__gte", 0),
                                    ("special_subsidy_fen__gte", 0),
                                    ("special_subsidy_fen__lte", models.F("total_fen")),
                                    ("tcm_fen__gte", 0),
                                    ("tcm_fen__lte", models.F("eligible_fen")),
                                    ("total_fen__gt", 0),
                                ),
                                name="bill_amounts_not_negative",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("admitted_on", None),
                                    ("discharged_on__gte", models.F("admitted_on")),
                                    _connector="OR",
                                ),
                                name="bill_discharge_not_before_admission",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("setting__in", ("inpatient", "maternity")), _negated=True),
                                    ("admitted_on__isnull", False),
                                    _connector="OR",
                                ),
                                name="stay_has_admission",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("is_accident", True),
                                    models.Q(
                                        ("third_party_compensation__isnull", True),
                                        ("third_party_liable__isnull", True),
                                    ),
                                    _connector="OR",
                                ),
                                name="accident_answers_of_an_accident",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("medical_risk", True), _negated=True),
                                    models.Q(("medical_risk_document", ""), _negated=True),
                                    _connector="OR",
                                ),
                                name="medical_risk_has_document",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("facts__overlap", models.F("facts_ruled_out")), _negated=True
                                ),
                                name="fact_holds_or_not",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    (
                                        "state__in",
                                        [
                                            "ready",
                                            "held",
                                            "undecided",
                                            "settled",
                                            "reversed",
                                            "refused",
                                            "withdrawn",
                                        ],
                                    )
                                ),
                                name="bill_state_known",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    (
                                        "setting__in",
                                        ["inpatient", "outpatient", "chronic", "two_diseases", "maternity"],
                                    )
                                ),
                                name="bill_setting_known",
                            ),
                            django.contrib.postgres.constraints.ExclusionConstraint(
                                condition=models.Q(
                                    ("setting__in", ("inpatient", "maternity")),
                                    models.Q(("state__in", ["withdrawn"]), _negated=True),
                                ),
                                expressions=[
                                    ("person", "="),
                                    (
                                        models.Func(
                                            "admitted_on",
                                            "discharged_on",
                                            function="daterange",
                                            output_field=django.contrib.postgres.fields.ranges.DateRangeField(),
                                        ),
                                        "&&",
                                    ),
                                ],
                                name="stays_never_overlap",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="BillFile",
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
                        ("provider_code", models.CharField(blank=True, db_collation="C", max_length=20)),
                        ("is_preview", models.BooleanField(default=False)),
                        ("expected_count", models.IntegerField(null=True)),
                        ("expected_fen", models.BigIntegerField(null=True)),
                        ("declared_count", models.IntegerField(null=True)),
                        ("declared_fen", models.BigIntegerField(null=True)),
                        ("bill_count", models.IntegerField(null=True)),
                        ("amount_fen", models.BigIntegerField(null=True)),
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
                        "verbose_name": "bill file",
                        "indexes": [
                            models.Index(fields=["area", "-uploaded_at"], name="bill_file_by_area_and_time")
                        ],
                        "constraints": [
                            models.UniqueConstraint(
                                condition=models.Q(
                                    ("is_preview", False), models.Q(("state", "refused"), _negated=True)
                                ),
                                fields=("sha256",),
                                name="bill_file_received_once",
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
                                            "settling",
                                            "failed",
                                            "settled",
                                        ],
                                    )
                                ),
                                name="bill_file_state_known",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="BillFilePart",
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
                        ("bill_count", models.IntegerField()),
                        (
                            "file",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.RESTRICT,
                                related_name="parts",
                                to="claims.billfile",
                            ),
                        ),
                    ],
                    options={
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("file", "number"), name="bill_part_once_per_file"
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("slot_until__gt", models.F("slot_from"))),
                                name="bill_part_has_slots",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="BillLine",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("number", models.IntegerField()),
                        ("item_class", models.CharField(db_collation="C", max_length=5)),
                        ("item_code", models.CharField(blank=True, db_collation="C", max_length=40)),
                        ("item_name", models.CharField(blank=True, max_length=100)),
                        ("total_fen", models.BigIntegerField()),
                        ("eligible_fen", models.BigIntegerField()),
                        ("first_pay_fen", models.BigIntegerField(default=0)),
                        ("non_covered_fen", models.BigIntegerField(default=0)),
                        ("tcm_fen", models.BigIntegerField(default=0)),
                        (
                            "bill",
                            models.ForeignKey(
                                db_constraint=False,
                                db_index=False,
                                on_delete=django.db.models.deletion.RESTRICT,
                                related_name="lines",
                                to="claims.bill",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "bill line",
                        "constraints": [
                            models.UniqueConstraint(fields=("bill", "number"), name="bill_line_once"),
                            models.CheckConstraint(
                                condition=models.Q(
                                    (
                                        "total_fen",
                                        django.db.models.expressions.CombinedExpression(
                                            django.db.models.expressions.CombinedExpression(
                                                models.F("eligible_fen"), "+", models.F("first_pay_fen")
                                            ),
                                            "+",
                                            models.F("non_covered_fen"),
                                        ),
                                    )
                                ),
                                name="bill_line_parts_add_up",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("eligible_fen__gte", 0),
                                    ("first_pay_fen__gte", 0),
                                    ("non_covered_fen__gte", 0),
                                    ("tcm_fen__gte", 0),
                                    ("tcm_fen__lte", models.F("eligible_fen")),
                                ),
                                name="bill_line_not_negative",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("item_class", "C"), _negated=True),
                                    models.Q(("eligible_fen", 0), ("first_pay_fen", 0)),
                                    _connector="OR",
                                ),
                                name="class_c_is_not_covered",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("item_class__in", ["A", "B", "C", "whole"])),
                                name="item_class_known",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="BillReview",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("answer", models.CharField(max_length=8)),
                        ("state", models.CharField(default="proposed", max_length=8)),
                        ("amounts", models.JSONField(default=dict)),
                        ("holds", models.JSONField(null=True)),
                        ("document_number", models.CharField(max_length=100)),
                        ("reason", models.CharField(max_length=300)),
                        ("proposed_on", models.DateField()),
                        ("checked_on", models.DateField(blank=True, null=True)),
                        ("rejected_because", models.CharField(blank=True, max_length=300)),
                        (
                            "bill",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.RESTRICT,
                                related_name="reviews",
                                to="claims.bill",
                            ),
                        ),
                        (
                            "checked_by",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.RESTRICT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "proposed_by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.RESTRICT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "bill review",
                        "constraints": [
                            models.UniqueConstraint(
                                condition=models.Q(("state", "proposed")),
                                fields=("bill",),
                                name="one_open_review_per_bill",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("checked_by__isnull", True),
                                    models.Q(("checked_by", models.F("proposed_by")), _negated=True),
                                    _connector="OR",
                                ),
                                name="review_not_checked_by_maker",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(
                                        ("checked_by", None),
                                        ("checked_on", None),
                                        ("rejected_because", ""),
                                        ("state", "proposed"),
                                    ),
                                    models.Q(
                                        ("checked_by__isnull", False),
                                        ("checked_on__isnull", False),
                                        ("rejected_because", ""),
                                        ("state", "approved"),
                                    ),
                                    models.Q(
                                        ("checked_by__isnull", False),
                                        ("checked_on__isnull", False),
                                        ("state", "rejected"),
                                        models.Q(("rejected_because", ""), _negated=True),
                                    ),
                                    _connector="OR",
                                ),
                                name="review_check_is_whole",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("document_number", ""), _negated=True),
                                name="review_has_document",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("reason", ""), _negated=True), name="review_has_reason"
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="FileBill",
                    fields=[
                        ("id", models.BigIntegerField(primary_key=True, serialize=False)),
                        ("number", models.IntegerField()),
                        ("row", models.IntegerField()),
                        ("provider_code", models.CharField(db_collation="C", max_length=20)),
                        ("bill_number", models.CharField(db_collation="C", max_length=40)),
                        ("document_masked", models.CharField(max_length=24)),
                        ("name", models.CharField(max_length=100)),
                        ("total_fen", models.BigIntegerField()),
                        ("outcome", models.CharField(db_collation="C", max_length=20)),
                        ("detail", models.JSONField(null=True)),
                        (
                            "bill",
                            models.ForeignKey(
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.RESTRICT,
                                related_name="file_rows",
                                to="claims.bill",
                            ),
                        ),
                        (
                            "file",
                            models.ForeignKey(
                                db_constraint=False,
                                db_index=False,
                                on_delete=django.db.models.deletion.RESTRICT,
                                related_name="bills",
                                to="claims.billfile",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "bill of a file",
                        "indexes": [
                            models.Index(fields=["file", "outcome", "number"], name="file_bill_by_outcome")
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Filing",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("area", models.CharField(db_collation="C", max_length=6)),
                        ("division_code", models.CharField(db_collation="C", max_length=12)),
                        ("kind", models.CharField(db_collation="C", max_length=12)),
                        ("destination", models.CharField(db_collation="C", max_length=12)),
                        ("from_on", models.DateField()),
                        ("until_on", models.DateField(blank=True, null=True)),
                        ("proof", models.CharField(max_length=200)),
                        ("state", models.CharField(db_collation="C", default="submitted", max_length=12)),
                        ("source", models.CharField(db_collation="C", max_length=30)),
                        ("submitted_through", models.CharField(blank=True, db_collation="C", max_length=20)),
                        ("submitted_at", models.DateTimeField()),
                        ("document_number", models.CharField(blank=True, max_length=100)),
                        ("decided_at", models.DateTimeField(blank=True, null=True)),
                        ("because", models.CharField(blank=True, max_length=300)),
                        ("closed_at", models.DateTimeField(blank=True, null=True)),
                        (
                            "closed_by",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.RESTRICT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "decided_by",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.RESTRICT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "person",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.RESTRICT,
                                related_name="filings",
                                to="enrollment.person",
                            ),
                        ),
                        (
                            "submitted_by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.RESTRICT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "filing of care elsewhere",
                        "indexes": [
                            models.Index(fields=["division_code", "-submitted_at"], name="filing_by_place"),
                            models.Index(
                                condition=models.Q(("state", "submitted")),
                                fields=["division_code", "submitted_at"],
                                name="filing_waiting",
                            ),
                        ],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    (
                                        "state__in",
                                        ["submitted", "filed", "refused", "withdrawn", "ended", "undone"],
                                    )
                                ),
                                name="filing_state_known",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    (
                                        "kind__in",
                                        ["resettled", "long_term", "posted", "referred", "emergency"],
                                    )
                                ),
                                name="filing_kind_known",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("until_on", None),
                                    ("until_on__gte", models.F("from_on")),
                                    _connector="OR",
                                ),
                                name="filing_span_not_reversed",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("decided_by", None),
                                    models.Q(("decided_by", models.F("submitted_by")), _negated=True),
                                    _connector="OR",
                                ),
                                name="filing_not_decided_by_submitter",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(
                                        ("decided_at", None),
                                        ("decided_by", None),
                                        ("state__in", ("submitted", "withdrawn")),
                                    ),
                                    models.Q(
                                        models.Q(("state__in", ("submitted", "withdrawn")), _negated=True),
                                        ("decided_at__isnull", False),
                                        ("decided_by__isnull", False),
                                    ),
                                    _connector="OR",
                                ),
                                name="filing_decision_is_whole",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("state__in", ("submitted", "filed")),
                                    models.Q(("because", ""), _negated=True),
                                    _connector="OR",
                                ),
                                name="filing_turned_down_with_reason",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("destination", ""), _negated=True),
                                    models.Q(("proof", ""), _negated=True),
                                ),
                                name="filing_names_place_and_proof",
                            ),
                            models.UniqueConstraint(
                                condition=models.Q(("state", "submitted")),
                                fields=("person", "kind"),
                                name="one_open_filing_per_kind",
                            ),
                            django.contrib.postgres.constraints.ExclusionConstraint(
                                condition=models.Q(("state__in", ("submitted", "filed", "ended"))),
                                expressions=[
                                    ("person", "="),
                                    ("kind", "="),
                                    (
                                        models.Func(
                                            "from_on",
                                            "until_on",
                                            function="daterange",
                                            output_field=django.contrib.postgres.fields.ranges.DateRangeField(),
                                        ),
                                        "&&",
                                    ),
                                ],
                                name="filings_never_overlap",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="FilingList",
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
                        ("document_number", models.CharField(max_length=100)),
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
                        "verbose_name": "list of filings",
                        "abstract": False,
                        "indexes": [models.Index(fields=["area", "-uploaded_at"], name="filinglist_by_area")],
                        "constraints": [
                            models.UniqueConstraint(
                                condition=models.Q(("state", "refused"), _negated=True),
                                fields=("sha256", "area"),
                                name="filinglist_once",
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
                                name="filinglist_state_known",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("confirmed_by", None),
                                    models.Q(("confirmed_by", models.F("uploaded_by")), _negated=True),
                                    _connector="OR",
                                ),
                                name="filinglist_confirmed_by_another",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("document_number", ""), _negated=True),
                                name="filinglist_has_document",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="FundBudget",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("entered_at", models.DateTimeField()),
                        ("approved_at", models.DateTimeField(blank=True, null=True)),
                        ("rejected_at", models.DateTimeField(blank=True, null=True)),
                        ("rejected_because", models.CharField(blank=True, max_length=300)),
                        ("area", models.CharField(db_collation="C", max_length=6)),
                        ("year", models.SmallIntegerField()),
                        (
                            "income_fen",
                            django.contrib.postgres.fields.ArrayField(
                                base_field=models.BigIntegerField(), size=12
                            ),
                        ),
                        (
                            "spending_fen",
                            django.contrib.postgres.fields.ArrayField(
                                base_field=models.BigIntegerField(), size=12
                            ),
                        ),
                        ("document_number", models.CharField(max_length=100)),
                        ("replaced_at", models.DateTimeField(null=True)),
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
                        (
                            "rejected_by",
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
                        "verbose_name": "budget of the fund",
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("approved_by__isnull", True),
                                    models.Q(("approved_by", models.F("entered_by")), _negated=True),
                                    _connector="OR",
                                ),
                                name="fund_budget_not_approved_by_maker",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("approved_at__isnull", True), ("approved_by__isnull", True)),
                                    models.Q(("approved_at__isnull", False), ("approved_by__isnull", False)),
                                    _connector="OR",
                                ),
                                name="fund_budget_approval_is_whole",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(
                                        ("rejected_at__isnull", True),
                                        ("rejected_because", ""),
                                        ("rejected_by__isnull", True),
                                    ),
                                    models.Q(
                                        ("rejected_at__isnull", False),
                                        ("rejected_by__isnull", False),
                                        models.Q(("rejected_because", ""), _negated=True),
                                    ),
                                    _connector="OR",
                                ),
                                name="fund_budget_rejection_is_whole",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("approved_by__isnull", True),
                                    ("rejected_by__isnull", True),
                                    _connector="OR",
                                ),
                                name="fund_budget_approved_or_rejected",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("rejected_by", None),
                                    models.Q(("rejected_by", models.F("entered_by")), _negated=True),
                                    _connector="OR",
                                ),
                                name="fund_budget_not_rejected_by_maker",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("document_number", ""), _negated=True),
                                name="fund_budget_has_document",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("income_fen__len", 12), ("spending_fen__len", 12)),
                                name="fund_budget_of_twelve_months",
                            ),
                            models.UniqueConstraint(
                                condition=models.Q(("approved_by__isnull", False), ("replaced_at", None)),
                                fields=("area", "year"),
                                name="one_fund_budget_in_force",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="FundWarning",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("area", models.CharField(db_collation="C", max_length=6)),
                        ("month", models.DateField()),
                        ("line", models.CharField(db_collation="C", max_length=9)),
                        ("text_zh", models.CharField(max_length=200)),
                        ("text_en", models.CharField(max_length=200)),
                        ("line_document", models.CharField(max_length=100)),
                        ("opened_at", models.DateTimeField()),
                    ],
                    options={
                        "verbose_name": "warning about the fund",
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("area", "month", "line"), name="fund_warning_once"
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("month__day", 1)), name="fund_warning_month_is_a_month"
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("line__in", ["reserve", "overspent", "forecast"])),
                                name="fund_warning_line_known",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="InsurerYear",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("area", models.CharField(db_collation="C", max_length=6)),
                        ("year", models.SmallIntegerField()),
                        ("state", models.CharField(db_collation="C", default="open", max_length=8)),
                        ("document_number", models.CharField(blank=True, max_length=100)),
                        ("note", models.CharField(blank=True, max_length=300)),
                        ("because", models.CharField(blank=True, max_length=300)),
                        ("figures", models.JSONField(default=dict)),
                        ("proposed_at", models.DateTimeField(null=True)),
                        ("cleared_at", models.DateTimeField(null=True)),
                        ("cleared_on", models.DateField(null=True)),
                        (
                            "cleared_by",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.RESTRICT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "cover",
                            models.OneToOneField(
                                null=True,
                                on_delete=django.db.models.deletion.RESTRICT,
                                related_name="insurer_year",
                                to="assistance.criticalillnesscover",
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
                    ],
                    options={
                        "verbose_name": "insurer's year",
                        "constraints": [
                            models.UniqueConstraint(fields=("area", "year"), name="one_insurer_year"),
                            models.CheckConstraint(
                                condition=models.Q(("state__in", ["open", "proposed", "cleared"])),
                                name="insurer_year_state_known",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("state", "open"),
                                    models.Q(
                                        ("proposed_at__isnull", False),
                                        ("proposed_by__isnull", False),
                                        models.Q(("document_number", ""), _negated=True),
                                    ),
                                    _connector="OR",
                                ),
                                name="insurer_year_proposal_is_whole",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(
                                        ("cleared_by__isnull", False),
                                        ("cleared_on__isnull", False),
                                        ("state", "cleared"),
                                    ),
                                    models.Q(
                                        models.Q(("state", "cleared"), _negated=True),
                                        ("cleared_at", None),
                                        ("cleared_by", None),
                                        ("cleared_on", None),
                                        ("cover", None),
                                    ),
                                    _connector="OR",
                                ),
                                name="insurer_year_clearing_is_whole",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("cleared_by", None),
                                    models.Q(("cleared_by", models.F("proposed_by")), _negated=True),
                                    _connector="OR",
                                ),
                                name="insurer_year_not_cleared_by_maker",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="InsurerPremium",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("entered_at", models.DateTimeField()),
                        ("approved_at", models.DateTimeField(blank=True, null=True)),
                        ("rejected_at", models.DateTimeField(blank=True, null=True)),
                        ("rejected_because", models.CharField(blank=True, max_length=300)),
                        ("insurer", models.CharField(max_length=100)),
                        ("amount_fen", models.BigIntegerField()),
                        ("paid_on", models.DateField()),
                        ("document_number", models.CharField(max_length=100)),
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
                        (
                            "rejected_by",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.RESTRICT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "reverses",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.RESTRICT,
                                related_name="taken_back",
                                to="claims.insurerpremium",
                            ),
                        ),
                        (
                            "insurer_year",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.RESTRICT,
                                related_name="premiums",
                                to="claims.insureryear",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "premium handed over",
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("approved_by__isnull", True),
                                    models.Q(("approved_by", models.F("entered_by")), _negated=True),
                                    _connector="OR",
                                ),
                                name="insurer_premium_not_approved_by_maker",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("approved_at__isnull", True), ("approved_by__isnull", True)),
                                    models.Q(("approved_at__isnull", False), ("approved_by__isnull", False)),
                                    _connector="OR",
                                ),
                                name="insurer_premium_approval_is_whole",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(
                                        ("rejected_at__isnull", True),
                                        ("rejected_because", ""),
                                        ("rejected_by__isnull", True),
                                    ),
                                    models.Q(
                                        ("rejected_at__isnull", False),
                                        ("rejected_by__isnull", False),
                                        models.Q(("rejected_because", ""), _negated=True),
                                    ),
                                    _connector="OR",
                                ),
                                name="insurer_premium_rejection_is_whole",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("approved_by__isnull", True),
                                    ("rejected_by__isnull", True),
                                    _connector="OR",
                                ),
                                name="insurer_premium_approved_or_rejected",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("rejected_by", None),
                                    models.Q(("rejected_by", models.F("entered_by")), _negated=True),
                                    _connector="OR",
                                ),
                                name="insurer_premium_not_rejected_by_maker",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("amount_fen__gt", 0)), name="insurer_premium_positive"
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("document_number", ""), _negated=True),
                                    models.Q(("insurer", ""), _negated=True),
                                ),
                                name="insurer_premium_told_whole",
                            ),
                            models.UniqueConstraint(
                                condition=models.Q(("rejected_by", None), ("reverses", None)),
                                fields=("insurer_year", "document_number", "paid_on", "amount_fen"),
                                name="insurer_premium_once",
                            ),
                            models.UniqueConstraint(
                                condition=models.Q(("rejected_by", None)),
                                fields=("reverses",),
                                name="insurer_premium_taken_back_once",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="OldAccountList",
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
                        ("document_number", models.CharField(max_length=100)),
                        ("closed_on", models.DateField()),
                        ("amount_fen", models.BigIntegerField(null=True)),
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
                        "verbose_name": "list of old account balances",
                        "abstract": False,
                        "indexes": [
                            models.Index(fields=["area", "-uploaded_at"], name="oldaccountlist_by_area")
                        ],
                        "constraints": [
                            models.UniqueConstraint(
                                condition=models.Q(("state", "refused"), _negated=True),
                                fields=("sha256", "area"),
                                name="oldaccountlist_once",
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
                                name="oldaccountlist_state_known",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("confirmed_by", None),
                                    models.Q(("confirmed_by", models.F("uploaded_by")), _negated=True),
                                    _connector="OR",
                                ),
                                name="oldaccountlist_confirmed_by_another",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("document_number", ""), _negated=True),
                                name="oldaccountlist_has_document",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="OldAccount",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("area", models.CharField(db_collation="C", max_length=6)),
                        ("division_code", models.CharField(db_collation="C", max_length=12)),
                        ("closing_fen", models.BigIntegerField()),
                        ("balance_fen", models.BigIntegerField()),
                        (
                            "person",
                            models.OneToOneField(
                                on_delete=django.db.models.deletion.RESTRICT,
                                related_name="old_account",
                                to="enrollment.person",
                            ),
                        ),
                        (
                            "list",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.RESTRICT,
                                related_name="accounts",
                                to="claims.oldaccountlist",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "old account",
                        "indexes": [models.Index(fields=["division_code"], name="old_account_by_place")],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("balance_fen__gte", 0),
                                    ("balance_fen__lte", models.F("closing_fen")),
                                    ("closing_fen__gt", 0),
                                ),
                                name="old_account_never_negative",
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="OwnCostAlert",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("division_code", models.CharField(db_collation="C", max_length=12)),
                        ("group", models.CharField(db_collation="C", max_length=32)),
                        ("line_fen", models.BigIntegerField()),
                        ("line_document", models.CharField(max_length=100)),
                        ("level", models.SmallIntegerField()),
                        ("from_on", models.DateField()),
                        ("until_on", models.DateField()),
                        ("own_fen", models.BigIntegerField()),
                        ("year_fen", models.BigIntegerField()),
                        ("opened_on", models.DateField()),
                        ("opened_at", models.DateTimeField()),
                        ("fallen_on", models.DateField(null=True)),
                        ("fallen_to_fen", models.BigIntegerField(null=True)),
                        ("state", models.CharField(db_collation="C", default="open", max_length=9)),
                        ("answered_on", models.DateField(null=True)),
                        ("answer_document", models.CharField(blank=True, max_length=60)),
                        (
                            "finding",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.RESTRICT,
                                related_name="alerts",
                                to="assistance.personfinding",
                            ),
                        ),
                        (
                            "household",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.RESTRICT,
                                related_name="own_cost_alerts",
                                to="enrollment.household",
                            ),
                        ),
                        (
                            "person",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.RESTRICT,
                                related_name="own_cost_alerts",
                                to="enrollment.person",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "own-cost alert",
                        "indexes": [
                            models.Index(fields=["division_code", "-opened_on"], name="alert_by_place")
                        ],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("household__isnull", False), ("person", None)),
                                    models.Q(("household", None), ("person__isnull", False)),
                                    _connector="OR",
                                ),
                                name="alert_about_one",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("level__in", [1, 2])), name="alert_level_known"
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    (
                                        "own_fen__gte",
                                        django.db.models.expressions.CombinedExpression(
                                            models.F("line_fen"), "*", models.F("level")
                                        ),
                                    )
                                ),
                                name="alert_line_reached",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("line_fen__gt", 0)), name="alert_line_positive"
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("state__in", ["open", "confirmed", "no_risk"])),
                                name="alert_state_known",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("answered_on", None), ("state", "open")),
                                    models.Q(
                                        models.Q(("state", "open"), _negated=True),
                                        ("answered_on__isnull", False),
                                    ),
                                    _connector="OR",
                                ),
                                name="alert_answer_is_whole",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("fallen_on", None), ("fallen_to_fen", None)),
                                    models.Q(
                                        ("fallen_on__isnull", False),
                                        (
                                            "fallen_to_fen__lt",
                                            django.db.models.expressions.CombinedExpression(
                                                models.F("line_fen"), "*", models.F("level")
                                            ),
                                        ),
                                    ),
                                    _connector="OR",
                                ),
                                name="alert_fall_is_whole",
                            ),
                            django.contrib.postgres.constraints.ExclusionConstraint(
                                condition=models.Q(("fallen_on", None)),
                                expressions=[
                                    ("person", "="),
                                    ("group", "="),
                                    ("line_fen", "="),
                                    ("level", "="),
                                    (
                                        models.Func(
                                            "from_on",
                                            "until_on",
                                            function="daterange",
                                            output_field=django.contrib.postgres.fields.ranges.DateRangeField(),
                                        ),
                                        "&&",
                                    ),
                                ],
                                name="one_alert_per_person_and_12_months",
                            ),
                            django.contrib.postgres.constraints.ExclusionConstraint(
                                condition=models.Q(("fallen_on", None)),
                                expressions=[
                                    ("household", "="),
                                    ("group", "="),
                                    ("line_fen", "="),
                                    ("level", "="),
                                    (
                                        models.Func(
                                            "from_on",
                                            "until_on",
                                            function="daterange",
                                            output_field=django.contrib.postgres.fields.ranges.DateRangeField(),
                                        ),
                                        "&&",
                                    ),
                                ],
                                name="one_alert_per_household_and_12_months",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="OwnCostList",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("area", models.CharField(db_collation="C", max_length=6)),
                        ("month", models.DateField()),
                        ("line_count", models.IntegerField()),
                        ("digest", models.CharField(db_collation="C", max_length=64)),
                        ("frozen_at", models.DateTimeField()),
                        (
                            "frozen_by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.RESTRICT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "own-cost list",
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("area", "month"), name="one_own_cost_list_per_month"
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("line_count__gt", 0)), name="own_cost_list_not_empty"
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("month__day", 1)), name="own_cost_month_is_a_month"
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="OwnCostAnswerFile",
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
                        ("confirmed_at", models.DateTimeField(null=True)),
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
                        (
                            "own_cost_list",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.RESTRICT,
                                related_name="answer_files",
                                to="claims.owncostlist",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "answers to an own-cost list",
                        "constraints": [
                            models.UniqueConstraint(
                                condition=models.Q(("state__in", ["refused", "failed"]), _negated=True),
                                fields=("own_cost_list", "sha256"),
                                name="own_cost_answers_once",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("confirmed_by__isnull", True),
                                    models.Q(("confirmed_by", models.F("uploaded_by")), _negated=True),
                                    _connector="OR",
                                ),
                                name="own_cost_answers_confirmed_by_another",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("state__in", ["writing", "written"]), _negated=True),
                                    ("confirmed_by__isnull", False),
                                    _connector="OR",
                                ),
                                name="written_answers_were_confirmed",
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
                                name="own_cost_answers_state_known",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="OwnCostListLine",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("number", models.IntegerField()),
                        ("name", models.CharField(max_length=100)),
                        ("own_fen", models.BigIntegerField()),
                        ("line_fen", models.BigIntegerField()),
                        ("level", models.SmallIntegerField()),
                        (
                            "alert",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.RESTRICT,
                                related_name="lines",
                                to="claims.owncostalert",
                            ),
                        ),
                        (
                            "own_cost_list",
                            models.ForeignKey(
                                db_index=False,
                                on_delete=django.db.models.deletion.RESTRICT,
                                related_name="lines",
                                to="claims.owncostlist",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "line of an own-cost list",
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("own_cost_list", "number"), name="own_cost_line_number_once"
                            ),
                            models.UniqueConstraint(
                                fields=("own_cost_list", "alert"), name="alert_once_on_a_list"
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="PersonLedgerMonth",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("area", models.CharField(db_collation="C", max_length=6)),
                        ("coverage_year", models.SmallIntegerField()),
                        ("month", models.DateField()),
                        ("clause", models.CharField(max_length=40)),
                        ("policy_digest", models.CharField(db_collation="C", max_length=64)),
                        ("people", models.IntegerField()),
                        ("frozen_at", models.DateTimeField()),
                        (
                            "frozen_by",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.RESTRICT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "month of the ledger of who must be insured",
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("area", "coverage_year", "month"), name="person_ledger_month_once"
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("month__day", 1)), name="person_ledger_month_is_first_day"
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="PersonLedgerLine",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("name", models.CharField(max_length=100)),
                        ("document_masked", models.CharField(max_length=24)),
                        ("division_code", models.CharField(db_collation="C", max_length=12)),
                        ("category", models.CharField(db_collation="C", max_length=32)),
                        ("enrolled_area", models.CharField(blank=True, db_collation="C", max_length=6)),
                        ("enrolled_in", models.CharField(blank=True, db_collation="C", max_length=12)),
                        ("state", models.CharField(blank=True, db_collation="C", max_length=10)),
                        ("elsewhere", models.CharField(blank=True, db_collation="C", max_length=10)),
                        ("charged_fen", models.BigIntegerField()),
                        ("paid_fen", models.BigIntegerField()),
                        ("subsidised_fen", models.BigIntegerField()),
                        ("card_fen", models.BigIntegerField()),
                        ("cover_from", models.DateField(null=True)),
                        ("cover_until", models.DateField(null=True)),
                        ("waiting_until", models.DateField(null=True)),
                        ("bills", models.IntegerField()),
                        ("benefits_fen", models.BigIntegerField()),
                        ("own_fen", models.BigIntegerField()),
                        (
                            "person",
                            models.ForeignKey(
                                db_constraint=False,
                                db_index=False,
                                on_delete=django.db.models.deletion.RESTRICT,
                                related_name="ledger_lines",
                                to="enrollment.person",
                            ),
                        ),
                        (
                            "ledger",
                            models.ForeignKey(
                                db_index=False,
                                on_delete=django.db.models.deletion.RESTRICT,
                                related_name="lines",
                                to="claims.personledgermonth",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "line of the ledger of who must be insured",
                        "indexes": [
                            models.Index(fields=["person", "-ledger"], name="person_ledger_by_person"),
                            models.Index(fields=["ledger", "division_code"], name="person_ledger_by_place"),
                        ],
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("ledger", "person"), name="person_ledger_line_once"
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Provider",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("code", models.CharField(db_collation="C", max_length=20, unique=True)),
                        ("name", models.CharField(max_length=100)),
                        ("division_code", models.CharField(db_collation="C", max_length=12)),
                        ("kept_by", models.CharField(db_collation="C", max_length=12)),
                        ("registered_at", models.DateTimeField(auto_now_add=True)),
                        (
                            "registered_by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.RESTRICT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "provider",
                        "indexes": [models.Index(fields=["division_code", "name"], name="provider_by_place")],
                    },
                ),
                migrations.CreateModel(
                    name="Designation",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("tier", models.CharField(db_collation="C", max_length=12)),
                        ("from_on", models.DateField()),
                        ("until_on", models.DateField(blank=True, null=True)),
                        ("document_number", models.CharField(max_length=100)),
                        ("recorded_at", models.DateTimeField(auto_now_add=True)),
                        ("ended_because", models.CharField(blank=True, max_length=200)),
                        (
                            "ended_by",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.RESTRICT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "recorded_by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.RESTRICT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "provider",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.RESTRICT,
                                related_name="designations",
                                to="claims.provider",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "designation",
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("until_on", None),
                                    ("until_on__gte", models.F("from_on")),
                                    _connector="OR",
                                ),
                                name="designation_not_reversed",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("document_number", ""), _negated=True),
                                name="designation_has_document",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("tier", ""), _negated=True), name="designation_has_tier"
                            ),
                            django.contrib.postgres.constraints.ExclusionConstraint(
                                expressions=[
                                    ("provider", "="),
                                    (
                                        models.Func(
                                            "from_on",
                                            "until_on",
                                            function="daterange",
                                            output_field=django.contrib.postgres.fields.ranges.DateRangeField(),
                                        ),
                                        "&&",
                                    ),
                                ],
                                name="one_tier_at_a_time",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="CodeMapping",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("entered_at", models.DateTimeField()),
                        ("approved_at", models.DateTimeField(blank=True, null=True)),
                        ("rejected_at", models.DateTimeField(blank=True, null=True)),
                        ("rejected_because", models.CharField(blank=True, max_length=300)),
                        (
                            "kind",
                            models.CharField(
                                choices=[("diagnosis", "诊断编码"), ("disease", "门诊慢特病病种")],
                                db_collation="C",
                                max_length=10,
                            ),
                        ),
                        ("own_code", models.CharField(db_collation="C", max_length=60)),
                        ("code", models.CharField(db_collation="C", max_length=12)),
                        ("name", models.CharField(max_length=100)),
                        ("from_on", models.DateField()),
                        ("until_on", models.DateField(blank=True, null=True)),
                        ("document_number", models.CharField(max_length=100)),
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
                            "ended_by",
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
                        (
                            "rejected_by",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.RESTRICT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "provider",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.RESTRICT,
                                related_name="code_mappings",
                                to="claims.provider",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "mapping of an own code",
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("approved_by__isnull", True),
                                    models.Q(("approved_by", models.F("entered_by")), _negated=True),
                                    _connector="OR",
                                ),
                                name="code_mapping_not_approved_by_maker",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("approved_at__isnull", True), ("approved_by__isnull", True)),
                                    models.Q(("approved_at__isnull", False), ("approved_by__isnull", False)),
                                    _connector="OR",
                                ),
                                name="code_mapping_approval_is_whole",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(
                                        ("rejected_at__isnull", True),
                                        ("rejected_because", ""),
                                        ("rejected_by__isnull", True),
                                    ),
                                    models.Q(
                                        ("rejected_at__isnull", False),
                                        ("rejected_by__isnull", False),
                                        models.Q(("rejected_because", ""), _negated=True),
                                    ),
                                    _connector="OR",
                                ),
                                name="code_mapping_rejection_is_whole",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("approved_by__isnull", True),
                                    ("rejected_by__isnull", True),
                                    _connector="OR",
                                ),
                                name="code_mapping_approved_or_rejected",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("kind__in", ["diagnosis", "disease"])),
                                name="code_mapping_kind_known",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("until_on", None), ("until_on__gt", models.F("from_on")), _connector="OR"
                                ),
                                name="code_mapping_not_reversed",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("own_code", ""), _negated=True),
                                    models.Q(("code", ""), _negated=True),
                                    models.Q(("document_number", ""), _negated=True),
                                ),
                                name="code_mapping_says_something",
                            ),
                            django.contrib.postgres.constraints.ExclusionConstraint(
                                condition=models.Q(("rejected_by", None)),
                                expressions=[
                                    ("provider", "="),
                                    ("kind", "="),
                                    ("own_code", "="),
                                    (
                                        models.Func(
                                            "from_on",
                                            "until_on",
                                            function="daterange",
                                            output_field=django.contrib.postgres.fields.ranges.DateRangeField(),
                                        ),
                                        "&&",
                                    ),
                                ],
                                name="code_means_one_thing",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="CareFinding",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("rule", models.CharField(db_collation="C", max_length=14)),
                        ("key", models.CharField(db_collation="C", max_length=120)),
                        ("division_code", models.CharField(db_collation="C", max_length=12)),
                        (
                            "bills",
                            django.contrib.postgres.fields.ArrayField(
                                base_field=models.BigIntegerField(), default=list, size=None
                            ),
                        ),
                        ("service_on", models.DateField()),
                        ("funds_fen", models.BigIntegerField()),
                        ("text_zh", models.CharField(max_length=400)),
                        ("text_en", models.CharField(max_length=400)),
                        ("found_on", models.DateField()),
                        ("fallen_on", models.DateField(null=True)),
                        ("state", models.CharField(db_collation="C", default="open", max_length=17)),
                        ("because", models.CharField(blank=True, max_length=300)),
                        ("recovery_fen", models.BigIntegerField(null=True)),
                        ("decided_at", models.DateTimeField(null=True)),
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
                            "person",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.RESTRICT,
                                related_name="care_findings",
                                to="enrollment.person",
                            ),
                        ),
                        (
                            "provider",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.RESTRICT,
                                related_name="care_findings",
                                to="claims.provider",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "finding about care",
                        "indexes": [
                            models.Index(fields=["division_code", "-found_on"], name="care_finding_by_place")
                        ],
                        "constraints": [
                            models.UniqueConstraint(
                                condition=models.Q(("fallen_on", None)),
                                fields=("rule", "key"),
                                name="care_finding_stands_once",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    (
                                        "rule__in",
                                        [
                                            "two_hospitals",
                                            "after_death",
                                            "in_prison",
                                            "employed",
                                            "frequent_stays",
                                            "provider_share",
                                            "above_grade",
                                        ],
                                    )
                                ),
                                name="care_finding_rule_known",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("state__in", ["open", "confirmed", "explained", "recovery_proposed"])
                                ),
                                name="care_finding_state_known",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("decided_at", None), ("decided_by", None), ("state", "open")),
                                    models.Q(
                                        models.Q(("state", "open"), _negated=True),
                                        ("decided_at__isnull", False),
                                        ("decided_by__isnull", False),
                                        models.Q(("because", ""), _negated=True),
                                    ),
                                    _connector="OR",
                                ),
                                name="care_finding_decision_is_whole",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("recovery_fen__gt", 0), ("state", "recovery_proposed")),
                                    models.Q(
                                        models.Q(("state", "recovery_proposed"), _negated=True),
                                        ("recovery_fen", None),
                                    ),
                                    _connector="OR",
                                ),
                                name="care_finding_recovery_has_amount",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Recognition",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("area", models.CharField(db_collation="C", max_length=6)),
                        ("division_code", models.CharField(db_collation="C", max_length=12)),
                        ("setting", models.CharField(db_collation="C", max_length=12)),
                        ("disease_code", models.CharField(blank=True, db_collation="C", max_length=12)),
                        ("disease", models.CharField(max_length=60)),
                        ("table_version", models.CharField(db_collation="C", max_length=12)),
                        ("from_on", models.DateField()),
                        ("until_on", models.DateField(blank=True, null=True)),
                        ("review_on", models.DateField(blank=True, null=True)),
                        (
                            "providers",
                            django.contrib.postgres.fields.ArrayField(
                                base_field=models.CharField(max_length=20),
                                blank=True,
                                default=list,
                                size=None,
                            ),
                        ),
                        ("proof", models.CharField(max_length=200)),
                        ("state", models.CharField(db_collation="C", default="applied", max_length=12)),
                        ("source", models.CharField(db_collation="C", max_length=30)),
                        ("applied_through", models.CharField(blank=True, db_collation="C", max_length=20)),
                        ("applied_at", models.DateTimeField()),
                        ("document_number", models.CharField(blank=True, max_length=100)),
                        ("decided_at", models.DateTimeField(blank=True, null=True)),
                        ("because", models.CharField(blank=True, max_length=300)),
                        ("closed_at", models.DateTimeField(blank=True, null=True)),
                        (
                            "applied_by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.RESTRICT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "closed_by",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.RESTRICT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "decided_by",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.RESTRICT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "person",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.RESTRICT,
                                related_name="recognitions",
                                to="enrollment.person",
                            ),
                        ),
                        (
                            "renews",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.RESTRICT,
                                related_name="renewed_by",
                                to="claims.recognition",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "recognition of a disease",
                        "indexes": [
                            models.Index(
                                fields=["division_code", "-applied_at"], name="recognition_by_place"
                            ),
                            models.Index(
                                condition=models.Q(("state", "applied")),
                                fields=["division_code", "applied_at"],
                                name="recognition_waiting",
                            ),
                            models.Index(
                                condition=models.Q(("review_on__isnull", False), ("state", "recognized")),
                                fields=["division_code", "review_on"],
                                name="recognition_to_review",
                            ),
                        ],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    (
                                        "state__in",
                                        ["applied", "recognized", "refused", "withdrawn", "ended", "undone"],
                                    )
                                ),
                                name="recognition_state_known",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("setting__in", ["chronic", "two_diseases"])),
                                name="recognition_setting_known",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("until_on", None),
                                    ("until_on__gte", models.F("from_on")),
                                    _connector="OR",
                                ),
                                name="recognition_span_not_reversed",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("decided_by", None),
                                    models.Q(("decided_by", models.F("applied_by")), _negated=True),
                                    _connector="OR",
                                ),
                                name="recognition_not_decided_by_applicant",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(
                                        ("decided_at", None),
                                        ("decided_by", None),
                                        ("state__in", ("applied", "withdrawn")),
                                    ),
                                    models.Q(
                                        models.Q(("state__in", ("applied", "withdrawn")), _negated=True),
                                        ("decided_at__isnull", False),
                                        ("decided_by__isnull", False),
                                    ),
                                    _connector="OR",
                                ),
                                name="recognition_decision_is_whole",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("state__in", ("applied", "withdrawn", "refused")),
                                    models.Q(("document_number", ""), _negated=True),
                                    _connector="OR",
                                ),
                                name="recognition_has_document",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("state__in", ("applied", "recognized")),
                                    models.Q(("because", ""), _negated=True),
                                    _connector="OR",
                                ),
                                name="recognition_turned_down_with_reason",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("disease", ""), _negated=True),
                                    models.Q(("proof", ""), _negated=True),
                                ),
                                name="recognition_names_disease_and_proof",
                            ),
                            models.UniqueConstraint(
                                condition=models.Q(("state", "applied")),
                                fields=("person", "setting", "disease"),
                                name="one_open_application_per_disease",
                            ),
                            django.contrib.postgres.constraints.ExclusionConstraint(
                                condition=models.Q(("state__in", ("recognized", "ended"))),
                                expressions=[
                                    ("person", "="),
                                    ("setting", "="),
                                    ("disease", "="),
                                    (
                                        models.Func(
                                            "from_on",
                                            "until_on",
                                            function="daterange",
                                            output_field=django.contrib.postgres.fields.ranges.DateRangeField(),
                                        ),
                                        "&&",
                                    ),
                                ],
                                name="recognitions_never_overlap",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="RecognitionList",
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
                        ("document_number", models.CharField(max_length=100)),
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
                        "verbose_name": "list of recognitions",
                        "abstract": False,
                        "indexes": [
                            models.Index(fields=["area", "-uploaded_at"], name="recognitionlist_by_area")
                        ],
                        "constraints": [
                            models.UniqueConstraint(
                                condition=models.Q(("state", "refused"), _negated=True),
                                fields=("sha256", "area"),
                                name="recognitionlist_once",
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
                                name="recognitionlist_state_known",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("confirmed_by", None),
                                    models.Q(("confirmed_by", models.F("uploaded_by")), _negated=True),
                                    _connector="OR",
                                ),
                                name="recognitionlist_confirmed_by_another",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("document_number", ""), _negated=True),
                                name="recognitionlist_has_document",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="ResettlementPlan",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("year", models.SmallIntegerField()),
                        ("division_code", models.CharField(db_collation="C", max_length=12)),
                        ("reason", models.CharField(max_length=12)),
                        ("note", models.CharField(blank=True, max_length=300)),
                        ("state", models.CharField(default="proposed", max_length=10)),
                        ("difference_fen", models.BigIntegerField()),
                        ("proposed_on", models.DateField()),
                        ("checked_on", models.DateField(blank=True, null=True)),
                        ("rejected_because", models.CharField(blank=True, max_length=300)),
                        (
                            "bill",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.RESTRICT,
                                related_name="plans",
                                to="claims.bill",
                            ),
                        ),
                        (
                            "checked_by",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.RESTRICT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "person",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.RESTRICT,
                                related_name="resettlement_plans",
                                to="enrollment.person",
                            ),
                        ),
                        (
                            "proposed_by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.RESTRICT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "re-settlement plan",
                        "indexes": [
                            models.Index(
                                condition=models.Q(("state", "proposed")),
                                fields=["division_code", "proposed_on"],
                                name="plan_waiting",
                            )
                        ],
                        "constraints": [
                            models.UniqueConstraint(
                                condition=models.Q(("state", "proposed")),
                                fields=("person", "year"),
                                name="one_open_plan_per_benefit_year",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("checked_by__isnull", True),
                                    models.Q(("checked_by", models.F("proposed_by")), _negated=True),
                                    _connector="OR",
                                ),
                                name="plan_not_posted_by_maker",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(
                                        ("checked_by", None),
                                        ("checked_on", None),
                                        ("state__in", ["proposed", "superseded"]),
                                    ),
                                    models.Q(
                                        ("checked_by__isnull", False),
                                        ("checked_on__isnull", False),
                                        ("state__in", ["posted", "rejected"]),
                                    ),
                                    _connector="OR",
                                ),
                                name="plan_check_is_whole",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="PlanLine",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("number", models.SmallIntegerField()),
                        ("before", models.JSONField(null=True)),
                        ("after", models.JSONField(null=True)),
                        ("why", models.JSONField(default=list)),
                        ("kept_because", models.CharField(blank=True, max_length=300)),
                        (
                            "bill",
                            models.ForeignKey(
                                db_index=False,
                                on_delete=django.db.models.deletion.RESTRICT,
                                related_name="+",
                                to="claims.bill",
                            ),
                        ),
                        (
                            "plan",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="lines",
                                to="claims.resettlementplan",
                            ),
                        ),
                    ],
                    options={
                        "constraints": [
                            models.UniqueConstraint(fields=("plan", "bill"), name="plan_line_once")
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="StagedBill",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("fence", models.IntegerField()),
                        ("slot", models.SmallIntegerField()),
                        ("number", models.IntegerField()),
                        ("row", models.IntegerField()),
                        ("provider_code", models.CharField(db_collation="C", max_length=20)),
                        ("bill_number", models.CharField(db_collation="C", max_length=40)),
                        ("document_hash", models.UUIDField()),
                        ("document_masked", models.CharField(max_length=24)),
                        ("name", models.CharField(max_length=100)),
                        ("total_fen", models.BigIntegerField()),
                        ("body", models.JSONField(null=True)),
                        ("faults", models.JSONField(null=True)),
                        (
                            "file",
                            models.ForeignKey(
                                db_constraint=False,
                                db_index=False,
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="+",
                                to="claims.billfile",
                            ),
                        ),
                    ],
                    options={
                        "indexes": [
                            models.Index(fields=["file", "fence", "slot"], name="staged_bill_by_part")
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Statement",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("year", models.SmallIntegerField()),
                        ("service_on", models.DateField()),
                        ("division_code", models.CharField(db_collation="C", max_length=12)),
                        ("policy_digest", models.CharField(db_collation="C", max_length=64)),
                        ("state", models.CharField(default="posted", max_length=8)),
                        ("total_fen", models.BigIntegerField()),
                        ("special_subsidy_fen", models.BigIntegerField(default=0)),
                        ("basic_fen", models.BigIntegerField(default=0)),
                        ("critical_illness_fen", models.BigIntegerField(default=0)),
                        ("top_up_fen", models.BigIntegerField(default=0)),
                        ("civil_fen", models.BigIntegerField(default=0)),
                        ("person_fen", models.BigIntegerField()),
                        ("eligible_fen", models.BigIntegerField()),
                        ("body", models.JSONField()),
                        ("settled_on", models.DateField()),
                        ("settled_at", models.DateTimeField(auto_now_add=True)),
                        ("reversed_on", models.DateField(blank=True, null=True)),
                        ("reversed_because", models.CharField(blank=True, max_length=200)),
                        (
                            "bill",
                            models.ForeignKey(
                                db_constraint=False,
                                db_index=False,
                                on_delete=django.db.models.deletion.RESTRICT,
                                related_name="statements",
                                to="claims.bill",
                            ),
                        ),
                        (
                            "person",
                            models.ForeignKey(
                                db_constraint=False,
                                db_index=False,
                                on_delete=django.db.models.deletion.RESTRICT,
                                related_name="statements",
                                to="enrollment.person",
                            ),
                        ),
                        (
                            "reversed_by",
                            models.ForeignKey(
                                blank=True,
                                db_index=False,
                                null=True,
                                on_delete=django.db.models.deletion.RESTRICT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "review",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.RESTRICT,
                                related_name="statements",
                                to="claims.billreview",
                            ),
                        ),
                        (
                            "settled_by",
                            models.ForeignKey(
                                db_index=False,
                                on_delete=django.db.models.deletion.RESTRICT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "statement",
                        "indexes": [
                            models.Index(fields=["bill"], name="statement_by_bill"),
                            models.Index(
                                fields=["person", "year", "service_on"], name="statement_by_person_and_year"
                            ),
                            models.Index(
                                fields=["division_code", "-settled_on"], name="statement_by_place_and_day"
                            ),
                            models.Index(
                                condition=models.Q(("state", "reversed")),
                                fields=["person"],
                                name="statement_taken_back",
                            ),
                        ],
                        "constraints": [
                            models.UniqueConstraint(
                                condition=models.Q(("state", "posted")),
                                fields=("bill",),
                                name="one_posted_statement_per_bill",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    (
                                        "total_fen",
                                        django.db.models.expressions.CombinedExpression(
                                            django.db.models.expressions.CombinedExpression(
                                                django.db.models.expressions.CombinedExpression(
                                                    django.db.models.expressions.CombinedExpression(
                                                        django.db.models.expressions.CombinedExpression(
                                                            models.F("special_subsidy_fen"),
                                                            "+",
                                                            models.F("basic_fen"),
                                                        ),
                                                        "+",
                                                        models.F("critical_illness_fen"),
                                                    ),
                                                    "+",
                                                    models.F("top_up_fen"),
                                                ),
                                                "+",
                                                models.F("civil_fen"),
                                            ),
                                            "+",
                                            models.F("person_fen"),
                                        ),
                                    )
                                ),
                                name="statement_parts_add_up",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("basic_fen__gte", 0),
                                    ("civil_fen__gte", 0),
                                    ("critical_illness_fen__gte", 0),
                                    ("person_fen__gte", 0),
                                    ("special_subsidy_fen__gte", 0),
                                    ("top_up_fen__gte", 0),
                                ),
                                name="statement_parts_not_negative",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("service_on__year", models.F("year"))),
                                name="statement_of_its_year",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(
                                        ("reversed_because", ""),
                                        ("reversed_by", None),
                                        ("reversed_on", None),
                                        ("state", "posted"),
                                    ),
                                    models.Q(
                                        ("reversed_by__isnull", False),
                                        ("reversed_on__isnull", False),
                                        ("state", "reversed"),
                                        models.Q(("reversed_because", ""), _negated=True),
                                    ),
                                    _connector="OR",
                                ),
                                name="statement_reversal_is_whole",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="OldAccountEntry",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("fen", models.BigIntegerField()),
                        ("left_fen", models.BigIntegerField()),
                        ("clause", models.CharField(max_length=20)),
                        ("is_reversal", models.BooleanField(default=False)),
                        ("entered_at", models.DateTimeField()),
                        (
                            "account",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.RESTRICT,
                                related_name="entries",
                                to="claims.oldaccount",
                            ),
                        ),
                        (
                            "statement",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.RESTRICT,
                                related_name="old_account_entries",
                                to="claims.statement",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "entry of an old account",
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("account", "statement", "is_reversal"), name="old_account_entry_once"
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("fen__lt", 0), ("is_reversal", False)),
                                    models.Q(("fen__gt", 0), ("is_reversal", True)),
                                    _connector="OR",
                                ),
                                name="old_account_entry_sign",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("left_fen__gte", 0)),
                                name="old_account_entry_leaves_something",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="StatementLine",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("number", models.SmallIntegerField()),
                        (
                            "payer",
                            models.CharField(
                                choices=[
                                    ("special_subsidy", "专项补助"),
                                    ("basic_fund", "居民医保基金"),
                                    ("critical_illness_insurer", "大病保险承办机构"),
                                    ("top_up", "“10元85%”补助"),
                                    ("civil_affairs", "民政医疗救助"),
                                    ("person", "个人"),
                                ],
                                db_collation="C",
                                max_length=26,
                            ),
                        ),
                        ("code", models.CharField(db_collation="C", max_length=30)),
                        ("label_zh", models.CharField(max_length=60)),
                        ("label_en", models.CharField(max_length=80)),
                        ("base_fen", models.BigIntegerField()),
                        ("rate_millionths", models.IntegerField(null=True)),
                        ("amount_fen", models.BigIntegerField()),
                        ("clause", models.CharField(blank=True, db_collation="C", max_length=20)),
                        (
                            "statement",
                            models.ForeignKey(
                                db_constraint=False,
                                db_index=False,
                                on_delete=django.db.models.deletion.RESTRICT,
                                related_name="lines",
                                to="claims.statement",
                            ),
                        ),
                    ],
                    options={
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("statement", "number"), name="statement_line_once"
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("amount_fen__gt", 0)), name="statement_line_positive"
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="SupervisionEntry",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("kind", models.CharField(db_collation="C", max_length=10)),
                        ("area", models.CharField(db_collation="C", max_length=6)),
                        ("held_on", models.DateField()),
                        ("with_whom", models.CharField(max_length=100)),
                        ("outcome", models.CharField(max_length=500)),
                        ("document_number", models.CharField(max_length=100)),
                        ("recorded_at", models.DateTimeField()),
                        ("taken_back_because", models.CharField(blank=True, max_length=300)),
                        (
                            "recorded_by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.RESTRICT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "taken_back_by",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.RESTRICT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "entry of the log of supervision",
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(("kind__in", ["inspection", "exchange"])),
                                name="supervision_kind_known",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("with_whom", ""), _negated=True),
                                    models.Q(("outcome", ""), _negated=True),
                                    models.Q(("document_number", ""), _negated=True),
                                ),
                                name="supervision_told_whole",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("taken_back_because", ""), ("taken_back_by", None)),
                                    models.Q(
                                        ("taken_back_by__isnull", False),
                                        models.Q(("taken_back_because", ""), _negated=True),
                                    ),
                                    _connector="OR",
                                ),
                                name="supervision_taking_back_is_whole",
                            ),
                            models.UniqueConstraint(
                                condition=models.Q(("taken_back_by", None)),
                                fields=("kind", "area", "held_on", "with_whom", "document_number"),
                                name="supervision_once",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="WarningAnswer",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("text", models.CharField(max_length=1000)),
                        ("answered_at", models.DateTimeField()),
                        (
                            "officer",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.RESTRICT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "warning",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.RESTRICT,
                                related_name="answers",
                                to="claims.fundwarning",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "answer to a warning about the fund",
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("warning", "officer"), name="warning_answered_once"
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("text", ""), _negated=True),
                                name="warning_answer_says_something",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="WarningRecipient",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("area", models.CharField(db_collation="C", max_length=6)),
                        ("from_on", models.DateField()),
                        ("until_on", models.DateField(null=True)),
                        (
                            "named_by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.RESTRICT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "officer",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.RESTRICT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "officer who is warned",
                        "constraints": [
                            models.UniqueConstraint(
                                condition=models.Q(("until_on", None)),
                                fields=("area", "officer"),
                                name="warned_once_at_a_time",
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="YearEntry",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("year", models.SmallIntegerField()),
                        (
                            "counter",
                            models.CharField(
                                choices=[
                                    ("inpatient_paid", "住院基金支付累计"),
                                    ("outpatient_paid", "普通门诊基金支付累计"),
                                    ("chronic_paid", "门诊慢特病基金支付累计"),
                                    ("two_diseases_paid", "两病用药基金支付累计"),
                                    ("remaining_compliant", "基本医保后剩余合规费用累计"),
                                    ("critical_illness_paid", "大病保险支付累计"),
                                    ("compliant_cost", "计入保障线的合规费用累计"),
                                    ("guarantee_paid", "计入保障线的基本和大病支付累计"),
                                    ("stays", "住院次数"),
                                    ("deductible_borne", "年度起付线已负担"),
                                    ("cause_paid", "按原因限额的支付累计"),
                                    ("assistance_cost", "计入医疗救助的个人负担合规费用累计"),
                                    ("assistance_paid", "医疗救助支付累计"),
                                    ("ceiling_raise_used", "激励额度使用累计"),
                                    ("top_up_paid", "“10元85%”补助累计"),
                                    ("civil_paid", "民政医疗救助累计"),
                                ],
                                db_collation="C",
                                max_length=24,
                            ),
                        ),
                        ("key", models.CharField(blank=True, max_length=60)),
                        ("fen", models.BigIntegerField()),
                        ("is_reversal", models.BooleanField(default=False)),
                        (
                            "person",
                            models.ForeignKey(
                                db_constraint=False,
                                db_index=False,
                                on_delete=django.db.models.deletion.RESTRICT,
                                related_name="+",
                                to="enrollment.person",
                            ),
                        ),
                        (
                            "statement",
                            models.ForeignKey(
                                db_constraint=False,
                                db_index=False,
                                on_delete=django.db.models.deletion.RESTRICT,
                                related_name="entries",
                                to="claims.statement",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "year entry",
                        "indexes": [models.Index(fields=["person", "year"], name="year_entry_by_person")],
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("statement", "counter", "key", "is_reversal"), name="year_entry_once"
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("fen__gt", 0), ("is_reversal", False)),
                                    models.Q(("fen__lt", 0), ("is_reversal", True)),
                                    _connector="OR",
                                ),
                                name="year_entry_sign",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="BenefitYear",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("year", models.SmallIntegerField()),
                        (
                            "person",
                            models.ForeignKey(
                                db_index=False,
                                on_delete=django.db.models.deletion.RESTRICT,
                                related_name="benefit_years",
                                to="enrollment.person",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "benefit year",
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("person", "year"), name="one_benefit_year_per_person"
                            )
                        ],
                    },
                ),
            ],
        ),
    ]
