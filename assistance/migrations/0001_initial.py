import django.contrib.postgres.constraints
import django.contrib.postgres.fields
import django.contrib.postgres.fields.ranges
import django.db.models.deletion
import django.db.models.expressions
import django.db.models.lookups
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models

import staff.tables


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("enrollment", "0001_initial"),
        ("intake", "0001_initial"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        staff.tables.CreateTables(
            tables=[
                migrations.CreateModel(
                    name="SubsidyDecision",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("key", models.CharField(db_collation="C", max_length=1000)),
                        (
                            "categories",
                            django.contrib.postgres.fields.ArrayField(
                                base_field=models.CharField(max_length=32), size=None
                            ),
                        ),
                        ("due_fen", models.BigIntegerField(null=True)),
                        ("added_on", models.DateField(null=True)),
                        ("basis", models.CharField(blank=True, db_collation="C", max_length=32)),
                        (
                            "mode",
                            models.CharField(
                                blank=True,
                                choices=[
                                    ("full", "全额资助"),
                                    ("fixed", "定额资助"),
                                    ("share", "按比例资助"),
                                ],
                                max_length=8,
                            ),
                        ),
                        (
                            "flow",
                            models.CharField(
                                blank=True,
                                choices=[
                                    ("paid_direct", "资助资金代缴"),
                                    ("one_card", "先全额缴费，资助拨入一卡通"),
                                    ("undecided", "资金流向未明确"),
                                ],
                                max_length=12,
                            ),
                        ),
                        ("amount_fen", models.BigIntegerField(null=True)),
                        ("clause", models.CharField(blank=True, max_length=20)),
                        ("booked_on", models.DateField(null=True)),
                        ("state", models.CharField(db_collation="C", max_length=16)),
                        ("parts", models.JSONField(default=list)),
                        ("steps", models.JSONField(default=list)),
                        ("missing", models.JSONField(default=list)),
                        (
                            "run",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.RESTRICT,
                                related_name="decisions",
                                to="assistance.subsidyrun",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "subsidy decision",
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("run", "key"), name="one_decision_per_case_of_a_run"
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="AssistanceCase",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "kind",
                            models.CharField(
                                choices=[
                                    ("application", "本人申请"),
                                    ("found_by_roster", "名单比对发现"),
                                    ("aid", "依申请救助"),
                                    ("cannot_pay", "走访反映无力缴费"),
                                    ("revocation", "撤销认定"),
                                    ("recovery", "追缴"),
                                ],
                                db_collation="C",
                                max_length=16,
                            ),
                        ),
                        ("category", models.CharField(db_collation="C", max_length=32)),
                        ("grade", models.CharField(blank=True, max_length=20)),
                        (
                            "certifier",
                            models.CharField(
                                choices=[
                                    ("civil_affairs", "民政"),
                                    ("rural_revitalization", "乡村振兴（扶贫）"),
                                    ("disabled_federation", "残联"),
                                    ("veterans_affairs", "退役军人事务"),
                                    ("health", "卫生健康（计划生育）"),
                                ],
                                max_length=24,
                            ),
                        ),
                        ("certified_on", models.DateField(blank=True, null=True)),
                        ("document_number", models.CharField(max_length=100)),
                        ("from_on", models.DateField()),
                        ("until_on", models.DateField(blank=True, null=True)),
                        ("coverage_year", models.SmallIntegerField()),
                        ("reason", models.CharField(max_length=300)),
                        ("source", models.CharField(blank=True, db_collation="C", max_length=60)),
                        ("division_code", models.CharField(db_collation="C", max_length=12)),
                        ("area", models.CharField(db_collation="C", max_length=6)),
                        ("amount_fen", models.BigIntegerField(blank=True, null=True)),
                        ("needs_two", models.BooleanField(default=False)),
                        ("notice_days", models.SmallIntegerField(default=0)),
                        ("state", models.CharField(db_collation="C", default="draft", max_length=16)),
                        ("version", models.IntegerField(default=1)),
                        ("state_since", models.DateTimeField()),
                        ("due_on", models.DateField(blank=True, null=True)),
                        ("notice_from", models.DateField(blank=True, null=True)),
                        ("notice_until", models.DateField(blank=True, null=True)),
                        ("decided_because", models.CharField(blank=True, max_length=24)),
                        ("entered_at", models.DateTimeField()),
                        ("submitted_at", models.DateTimeField(blank=True, null=True)),
                        ("verified_at", models.DateTimeField(blank=True, null=True)),
                        ("approved_on", models.DateField(blank=True, null=True)),
                        (
                            "makers",
                            django.contrib.postgres.fields.ArrayField(
                                base_field=models.BigIntegerField(), default=list, size=None
                            ),
                        ),
                        (
                            "checkers",
                            django.contrib.postgres.fields.ArrayField(
                                base_field=models.BigIntegerField(), default=list, size=None
                            ),
                        ),
                        (
                            "about",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.RESTRICT,
                                related_name="revocations",
                                to="assistance.assistancecase",
                            ),
                        ),
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
                            "first_approved_by",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.RESTRICT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "household",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.RESTRICT,
                                related_name="+",
                                to="enrollment.household",
                            ),
                        ),
                        (
                            "person",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.RESTRICT,
                                related_name="+",
                                to="enrollment.person",
                            ),
                        ),
                        (
                            "submitted_by",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.RESTRICT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "verified_by",
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
                        "verbose_name": "assistance case",
                        "indexes": [
                            models.Index(fields=["state", "state_since"], name="case_by_state"),
                            models.Index(fields=["division_code", "state"], name="case_by_place"),
                            models.Index(fields=["person"], name="case_by_person"),
                        ],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    (
                                        "state__in",
                                        [
                                            "draft",
                                            "submitted",
                                            "returned",
                                            "accepted",
                                            "verified",
                                            "on_notice",
                                            "first_approved",
                                            "approved",
                                            "rejected",
                                            "withdrawn",
                                            "revoked",
                                            "closed",
                                        ],
                                    )
                                ),
                                name="case_state_known",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    (
                                        "kind__in",
                                        [
                                            "application",
                                            "found_by_roster",
                                            "aid",
                                            "cannot_pay",
                                            "revocation",
                                            "recovery",
                                        ],
                                    )
                                ),
                                name="case_kind_known",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("approved_by", None),
                                    models.Q(("approved_by", models.F("entered_by")), _negated=True),
                                    _connector="OR",
                                ),
                                name="case_not_approved_by_maker",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("approved_by", None),
                                    ("verified_by", None),
                                    models.Q(("approved_by", models.F("verified_by")), _negated=True),
                                    _connector="OR",
                                ),
                                name="case_not_approved_by_verifier",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("approved_by", None),
                                    ("first_approved_by", None),
                                    models.Q(("approved_by", models.F("first_approved_by")), _negated=True),
                                    _connector="OR",
                                ),
                                name="case_two_approvers_differ",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    django.db.models.lookups.IsNull(
                                        models.Func(
                                            models.F("makers"),
                                            models.F("verified_by"),
                                            function="array_position",
                                            output_field=models.IntegerField(),
                                        ),
                                        True,
                                    )
                                ),
                                name="case_verifier_made_none_of_it",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    django.db.models.lookups.IsNull(
                                        models.Func(
                                            models.F("makers"),
                                            models.F("approved_by"),
                                            function="array_position",
                                            output_field=models.IntegerField(),
                                        ),
                                        True,
                                    )
                                ),
                                name="case_approver_made_none_of_it",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    django.db.models.lookups.IsNull(
                                        models.Func(
                                            models.F("checkers"),
                                            models.F("approved_by"),
                                            function="array_position",
                                            output_field=models.IntegerField(),
                                        ),
                                        True,
                                    )
                                ),
                                name="case_approver_checked_none_of_it",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    django.db.models.lookups.IsNull(
                                        models.Func(
                                            models.F("makers"),
                                            models.F("first_approved_by"),
                                            function="array_position",
                                            output_field=models.IntegerField(),
                                        ),
                                        True,
                                    )
                                ),
                                name="case_first_made_none_of_it",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    django.db.models.lookups.IsNull(
                                        models.Func(
                                            models.F("checkers"),
                                            models.F("first_approved_by"),
                                            function="array_position",
                                            output_field=models.IntegerField(),
                                        ),
                                        True,
                                    )
                                ),
                                name="case_first_checked_none_of_it",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(
                                        django.db.models.lookups.IsNull(
                                            models.Func(
                                                models.F("makers"),
                                                models.F("entered_by"),
                                                function="array_position",
                                                output_field=models.IntegerField(),
                                            ),
                                            True,
                                        ),
                                        _negated=True,
                                    ),
                                    models.Q(
                                        ("submitted_by", None),
                                        models.Q(
                                            django.db.models.lookups.IsNull(
                                                models.Func(
                                                    models.F("makers"),
                                                    models.F("submitted_by"),
                                                    function="array_position",
                                                    output_field=models.IntegerField(),
                                                ),
                                                True,
                                            ),
                                            _negated=True,
                                        ),
                                        _connector="OR",
                                    ),
                                    models.Q(
                                        ("verified_by", None),
                                        models.Q(
                                            django.db.models.lookups.IsNull(
                                                models.Func(
                                                    models.F("checkers"),
                                                    models.F("verified_by"),
                                                    function="array_position",
                                                    output_field=models.IntegerField(),
                                                ),
                                                True,
                                            ),
                                            _negated=True,
                                        ),
                                        _connector="OR",
                                    ),
                                ),
                                name="case_makers_hold_who_entered",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("approved_by", None), ("approved_on", None)),
                                    models.Q(
                                        ("approved_by__isnull", False),
                                        ("approved_on__isnull", False),
                                        ("verified_by__isnull", False),
                                    ),
                                    _connector="OR",
                                ),
                                name="case_approval_is_whole",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("state__in", ["approved", "revoked"]), _negated=True),
                                    ("approved_by__isnull", False),
                                    _connector="OR",
                                ),
                                name="case_approved_by_somebody",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("needs_two", False),
                                    ("approved_by", None),
                                    ("first_approved_by__isnull", False),
                                    _connector="OR",
                                ),
                                name="case_two_when_two_are_needed",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("approved_on", None),
                                    ("notice_until", None),
                                    ("approved_on__gte", models.F("notice_until")),
                                    _connector="OR",
                                ),
                                name="case_not_approved_during_notice",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("notice_days", 0),
                                    ("approved_by", None),
                                    ("notice_until__isnull", False),
                                    _connector="OR",
                                ),
                                name="case_not_approved_without_notice",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("notice_from", None), ("notice_until", None)),
                                    models.Q(
                                        ("notice_from__isnull", False),
                                        ("notice_until__gt", models.F("notice_from")),
                                    ),
                                    _connector="OR",
                                ),
                                name="case_notice_is_whole",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("until_on", None), ("until_on__gt", models.F("from_on")), _connector="OR"
                                ),
                                name="case_span_not_reversed",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(
                                        models.Q(("document_number", ""), _negated=True),
                                        models.Q(("category", ""), _negated=True),
                                        models.Q(("certifier", ""), _negated=True),
                                    ),
                                    models.Q(("kind", "cannot_pay"), ("submitted_at", None)),
                                    _connector="OR",
                                ),
                                name="case_has_document",
                            ),
                            models.UniqueConstraint(
                                condition=models.Q(("kind", "cannot_pay"), ("state", "draft")),
                                fields=("person", "coverage_year"),
                                name="case_of_an_answer_once",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("amount_fen", None), ("amount_fen__gte", 0), _connector="OR"
                                ),
                                name="case_amount_not_negative",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="AidPayment",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("area", models.CharField(db_collation="C", max_length=6)),
                        ("division_code", models.CharField(db_collation="C", max_length=12)),
                        ("approved_fen", models.BigIntegerField()),
                        ("approved_at", models.DateTimeField()),
                        (
                            "hands",
                            django.contrib.postgres.fields.ArrayField(
                                base_field=models.BigIntegerField(), size=None
                            ),
                        ),
                        ("amount_fen", models.BigIntegerField()),
                        ("stopped_because", models.CharField(blank=True, max_length=200)),
                        (
                            "state",
                            models.CharField(
                                choices=[
                                    ("waiting", "待列入发放名册"),
                                    ("listed", "已列发放名册"),
                                    ("paid", "已发放"),
                                    ("returned", "银行退回"),
                                ],
                                db_collation="C",
                                default="waiting",
                                max_length=8,
                            ),
                        ),
                        ("state_since", models.DateTimeField()),
                        (
                            "person",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.RESTRICT,
                                related_name="aid_payments",
                                to="enrollment.person",
                            ),
                        ),
                        (
                            "case",
                            models.OneToOneField(
                                on_delete=django.db.models.deletion.RESTRICT,
                                related_name="payment",
                                to="assistance.assistancecase",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "payment of granted aid",
                        "indexes": [
                            models.Index(fields=["division_code", "state"], name="aid_payment_by_place")
                        ],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("amount_fen__gte", 0),
                                    ("amount_fen__lte", models.F("approved_fen")),
                                    ("approved_fen__gt", 0),
                                ),
                                name="aid_payment_within_approved",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("state__in", ["waiting", "listed", "paid", "returned"])),
                                name="aid_payment_state_known",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("state__in", ["listed", "paid"]), _negated=True),
                                    ("amount_fen__gt", 0),
                                    _connector="OR",
                                ),
                                name="aid_payment_of_something",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="AidCost",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("key", models.CharField(db_collation="C", max_length=60)),
                        ("bill_id", models.BigIntegerField(null=True)),
                        ("invoice_number", models.CharField(blank=True, max_length=40)),
                        ("provider", models.CharField(max_length=100)),
                        ("service_on", models.DateField()),
                        ("total_fen", models.BigIntegerField()),
                        ("own_fen", models.BigIntegerField()),
                        ("refunded_fen", models.BigIntegerField(default=0)),
                        ("refund_document", models.CharField(blank=True, max_length=100)),
                        ("added_at", models.DateTimeField()),
                        ("freed_at", models.DateTimeField(null=True)),
                        (
                            "added_by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.RESTRICT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "person",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.RESTRICT,
                                related_name="+",
                                to="enrollment.person",
                            ),
                        ),
                        (
                            "case",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.RESTRICT,
                                related_name="costs",
                                to="assistance.assistancecase",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "cost of an application",
                        "constraints": [
                            models.UniqueConstraint(
                                condition=models.Q(("freed_at", None)), fields=("key",), name="aid_cost_once"
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("own_fen__gte", 0),
                                    ("refunded_fen__gte", 0),
                                    ("refunded_fen__lte", models.F("own_fen")),
                                    ("total_fen__gte", models.F("own_fen")),
                                ),
                                name="aid_cost_own_within_total",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(
                                        ("bill_id", None), models.Q(("invoice_number", ""), _negated=True)
                                    ),
                                    models.Q(("bill_id__isnull", False), ("invoice_number", "")),
                                    _connector="OR",
                                ),
                                name="aid_cost_bill_or_invoice",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("refunded_fen", 0),
                                    models.Q(("refund_document", ""), _negated=True),
                                    _connector="OR",
                                ),
                                name="aid_refund_has_document",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="AidApplication",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("income_fen", models.BigIntegerField(null=True)),
                        ("property_note", models.CharField(blank=True, max_length=300)),
                        ("proof_document", models.CharField(blank=True, max_length=100)),
                        ("other_help_fen", models.BigIntegerField(default=0)),
                        ("other_help_note", models.CharField(blank=True, max_length=200)),
                        ("by_hand_fen", models.BigIntegerField(null=True)),
                        ("by_hand_document", models.CharField(blank=True, max_length=100)),
                        ("own_fen", models.BigIntegerField(null=True)),
                        ("answer", models.JSONField(default=dict)),
                        (
                            "case",
                            models.OneToOneField(
                                on_delete=django.db.models.deletion.RESTRICT,
                                related_name="aid",
                                to="assistance.assistancecase",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "application for assistance",
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("other_help_fen__gte", 0),
                                    models.Q(("income_fen", None), ("income_fen__gte", 0), _connector="OR"),
                                ),
                                name="aid_amounts_not_negative",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("by_hand_document", ""), ("by_hand_fen", None)),
                                    models.Q(
                                        ("by_hand_fen__gt", 0),
                                        models.Q(("by_hand_document", ""), _negated=True),
                                    ),
                                    _connector="OR",
                                ),
                                name="aid_by_hand_has_document",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="BankReturn",
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
                            "batch",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.RESTRICT,
                                related_name="returns",
                                to="assistance.payoutbatch",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "bank return file",
                        "constraints": [
                            models.UniqueConstraint(
                                condition=models.Q(("state", "refused"), _negated=True),
                                fields=("batch", "sha256"),
                                name="bank_file_once_per_list",
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
                                name="bank_return_state_known",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="BankReturnLine",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("row", models.IntegerField()),
                        (
                            "outcome",
                            models.CharField(
                                choices=[
                                    ("paid", "发放成功"),
                                    ("returned", "退回"),
                                    ("unknown", "名册中没有"),
                                    ("repeated", "重复告知"),
                                    ("bounced", "先成功后退票"),
                                    ("paid_after", "先退回后成功"),
                                ],
                                db_collation="C",
                                max_length=10,
                            ),
                        ),
                        ("amount_fen", models.BigIntegerField()),
                        ("account_masked", models.CharField(blank=True, max_length=30)),
                        ("reason", models.CharField(blank=True, max_length=200)),
                        (
                            "bank_return",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.RESTRICT,
                                related_name="rows",
                                to="assistance.bankreturn",
                            ),
                        ),
                        (
                            "payout_line",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.RESTRICT,
                                related_name="told",
                                to="assistance.payoutline",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "row of a bank return file",
                        "constraints": [
                            models.UniqueConstraint(fields=("bank_return", "row"), name="bank_row_once"),
                            models.CheckConstraint(
                                condition=models.Q(
                                    (
                                        "outcome__in",
                                        ["paid", "returned", "unknown", "repeated", "bounced", "paid_after"],
                                    )
                                ),
                                name="bank_row_outcome_known",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("outcome", "unknown"), ("payout_line", None)),
                                    models.Q(
                                        models.Q(("outcome", "unknown"), _negated=True),
                                        ("payout_line__isnull", False),
                                    ),
                                    _connector="OR",
                                ),
                                name="bank_row_has_its_line",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="BankAnswerDecision",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "verdict",
                            models.CharField(
                                choices=[
                                    ("later", "以后一次答复为准"),
                                    ("earlier", "以前一次答复为准"),
                                    ("recover", "已重复发放，办理追缴"),
                                ],
                                db_collation="C",
                                max_length=8,
                            ),
                        ),
                        ("reason", models.CharField(max_length=200)),
                        ("decided_at", models.DateTimeField()),
                        (
                            "decided_by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.RESTRICT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "row",
                            models.OneToOneField(
                                on_delete=django.db.models.deletion.RESTRICT,
                                related_name="decision",
                                to="assistance.bankreturnline",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "decision on the bank's answers",
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(("reason", ""), _negated=True),
                                name="bank_decision_has_reason",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("verdict__in", ["later", "earlier", "recover"])),
                                name="bank_verdict_known",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="CaseDocument",
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
                            "case",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.RESTRICT,
                                related_name="documents",
                                to="assistance.assistancecase",
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
                        "verbose_name": "case document",
                        "constraints": [
                            models.UniqueConstraint(
                                condition=models.Q(("removed_at__isnull", True)),
                                fields=("case", "sha256"),
                                name="case_document_once",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("media_type__in", ["image/jpeg", "image/png", "application/pdf"])
                                ),
                                name="case_document_type_known",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("removed_at", None), ("removed_by", None)),
                                    models.Q(("removed_at__isnull", False), ("removed_by__isnull", False)),
                                    _connector="OR",
                                ),
                                name="case_document_removed_by_somebody",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="CaseEvent",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("at", models.DateTimeField()),
                        ("action", models.CharField(db_collation="C", max_length=20)),
                        ("before", models.CharField(blank=True, db_collation="C", max_length=16)),
                        ("after", models.CharField(db_collation="C", max_length=16)),
                        ("reason_code", models.CharField(blank=True, db_collation="C", max_length=24)),
                        ("reason", models.CharField(blank=True, max_length=300)),
                        ("detail", models.JSONField(default=dict)),
                        (
                            "case",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.RESTRICT,
                                related_name="events",
                                to="assistance.assistancecase",
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
                        "verbose_name": "case event",
                        "indexes": [models.Index(fields=["case", "at"], name="case_event_by_case")],
                    },
                ),
                migrations.CreateModel(
                    name="CaseMember",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("amount_fen", models.BigIntegerField(blank=True, null=True)),
                        ("steps", models.JSONField(default=list)),
                        ("refused_because", models.CharField(blank=True, max_length=300)),
                        ("before", models.JSONField(blank=True, null=True)),
                        ("after", models.JSONField(blank=True, null=True)),
                        (
                            "case",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.RESTRICT,
                                related_name="members",
                                to="assistance.assistancecase",
                            ),
                        ),
                        (
                            "person",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.RESTRICT,
                                related_name="case_memberships",
                                to="enrollment.person",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "person of a case",
                        "constraints": [
                            models.UniqueConstraint(fields=("case", "person"), name="person_once_in_a_case"),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("amount_fen", None), ("amount_fen__gte", 0), _connector="OR"
                                ),
                                name="case_member_amount_not_negative",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="CategoryName",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "vocabulary",
                            models.CharField(
                                choices=[
                                    ("general", "通用名称"),
                                    ("tax", "税务名称"),
                                    ("bureau_export", "医保系统导出名称"),
                                    ("national", "国家字典"),
                                ],
                                db_collation="C",
                                max_length=16,
                            ),
                        ),
                        ("area", models.CharField(blank=True, db_collation="C", max_length=6)),
                        ("name", models.CharField(max_length=60)),
                        ("name_key", models.CharField(max_length=60)),
                        ("meaning", models.CharField(blank=True, max_length=60)),
                        ("category", models.CharField(db_collation="C", max_length=32)),
                        ("from_on", models.DateField(blank=True, null=True)),
                        ("until_on", models.DateField(blank=True, null=True)),
                        ("source", models.CharField(max_length=100)),
                        ("entered_at", models.DateTimeField(auto_now_add=True)),
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
                                null=True,
                                on_delete=django.db.models.deletion.RESTRICT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "name of a category",
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(("source", ""), _negated=True),
                                name="category_name_has_source",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("until_on", None),
                                    ("from_on", None),
                                    ("until_on__gte", models.F("from_on")),
                                    _connector="OR",
                                ),
                                name="category_name_span_not_reversed",
                            ),
                            django.contrib.postgres.constraints.ExclusionConstraint(
                                expressions=[
                                    ("vocabulary", "="),
                                    ("area", "="),
                                    ("name_key", "="),
                                    ("category", "="),
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
                                name="category_name_once",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="CriticalIllnessCover",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("area", models.CharField(db_collation="C", max_length=6)),
                        ("year", models.SmallIntegerField()),
                        ("raised_fen", models.BigIntegerField()),
                        ("benefits_due_fen", models.BigIntegerField()),
                        ("insurer_profit_fen", models.BigIntegerField()),
                        ("past_risk_fund_fen", models.BigIntegerField()),
                        ("document_number", models.CharField(max_length=100)),
                        ("shortfall_fen", models.BigIntegerField()),
                        ("from_insurer_profit_fen", models.BigIntegerField()),
                        ("from_risk_fund_fen", models.BigIntegerField()),
                        ("unfunded_fen", models.BigIntegerField()),
                        ("missing", models.JSONField(default=list)),
                        ("steps", models.JSONField(default=list)),
                        ("policy_digest", models.CharField(db_collation="C", max_length=64)),
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
                        "verbose_name": "cover of a critical-illness shortfall",
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("from_insurer_profit_fen__gte", 0),
                                    ("from_insurer_profit_fen__lte", models.F("insurer_profit_fen")),
                                    ("from_risk_fund_fen__gte", 0),
                                    ("from_risk_fund_fen__lte", models.F("past_risk_fund_fen")),
                                    (
                                        "shortfall_fen",
                                        django.db.models.expressions.CombinedExpression(
                                            django.db.models.expressions.CombinedExpression(
                                                models.F("from_insurer_profit_fen"),
                                                "+",
                                                models.F("from_risk_fund_fen"),
                                            ),
                                            "+",
                                            models.F("unfunded_fen"),
                                        ),
                                    ),
                                    ("unfunded_fen__gte", 0),
                                ),
                                name="shortfall_is_covered_or_open",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("document_number", ""), _negated=True),
                                name="shortfall_has_document",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="FigureFile",
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
                        ("year", models.SmallIntegerField()),
                        ("from_on", models.DateField()),
                        ("document_number", models.CharField(max_length=100)),
                        ("is_preview", models.BooleanField(default=False)),
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
                        "verbose_name": "file of population figures",
                        "constraints": [
                            models.UniqueConstraint(
                                condition=models.Q(
                                    ("is_preview", False),
                                    models.Q(("state__in", ["refused", "undoing", "undone"]), _negated=True),
                                ),
                                fields=("sha256", "area", "year", "from_on", "document_number"),
                                name="figure_file_once",
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
                                name="figure_file_state_known",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="FigureSheet",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("area", models.CharField(db_collation="C", max_length=6)),
                        ("year", models.SmallIntegerField()),
                        ("from_on", models.DateField()),
                        ("document_number", models.CharField(max_length=100)),
                        ("figures", models.IntegerField()),
                        ("unchanged", models.IntegerField(default=0)),
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
                            "file",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.RESTRICT,
                                related_name="sheets",
                                to="assistance.figurefile",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "table of population figures",
                        "indexes": [models.Index(fields=["area", "-id"], name="figure_sheet_by_area")],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(("document_number", ""), _negated=True),
                                name="figure_sheet_has_document",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("figures__gt", 0)), name="figure_sheet_has_figures"
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="EnteredParameter",
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
                        ("topic", models.CharField(db_collation="C", max_length=40)),
                        ("key", models.CharField(blank=True, max_length=60)),
                        ("value", models.JSONField()),
                        ("from_on", models.DateField()),
                        ("until_on", models.DateField(blank=True, null=True)),
                        ("document_number", models.CharField(max_length=100)),
                        ("reason", models.CharField(blank=True, max_length=300)),
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
                            "sheet",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.RESTRICT,
                                related_name="rows",
                                to="assistance.figuresheet",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "entered parameter",
                        "indexes": [
                            models.Index(
                                fields=["area", "topic", "key", "-from_on"], name="parameter_in_force"
                            )
                        ],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("approved_by__isnull", True),
                                    models.Q(("approved_by", models.F("entered_by")), _negated=True),
                                    _connector="OR",
                                ),
                                name="parameter_not_approved_by_maker",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("approved_at__isnull", True), ("approved_by__isnull", True)),
                                    models.Q(("approved_at__isnull", False), ("approved_by__isnull", False)),
                                    _connector="OR",
                                ),
                                name="parameter_approval_is_whole",
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
                                name="parameter_rejection_is_whole",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("approved_by__isnull", True),
                                    ("rejected_by__isnull", True),
                                    _connector="OR",
                                ),
                                name="parameter_approved_or_rejected",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("document_number", ""), _negated=True),
                                name="parameter_has_document",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("until_on", None), ("until_on__gt", models.F("from_on")), _connector="OR"
                                ),
                                name="parameter_span_not_reversed",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="FiscalRequest",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("area", models.CharField(db_collation="C", max_length=6)),
                        ("fiscal_year", models.SmallIntegerField()),
                        ("coverage_year", models.SmallIntegerField()),
                        ("headcount_on", models.DateField()),
                        (
                            "state",
                            models.CharField(
                                choices=[
                                    ("draft", "已测算"),
                                    ("submitted", "已提交"),
                                    ("approved", "已批准"),
                                    ("returned", "已退回"),
                                    ("replaced", "已被替代"),
                                ],
                                default="draft",
                                max_length=12,
                            ),
                        ),
                        ("heads", models.IntegerField()),
                        ("left_out", models.IntegerField()),
                        ("total_fen", models.BigIntegerField(null=True)),
                        ("is_decided", models.BooleanField()),
                        ("missing", models.JSONField(default=list)),
                        ("due_on", models.DateField(null=True)),
                        ("due_clause", models.CharField(blank=True, max_length=20)),
                        ("documents", models.JSONField(default=list)),
                        ("policy_digest", models.CharField(db_collation="C", max_length=64)),
                        ("counted_at", models.DateTimeField()),
                        ("submitted_at", models.DateTimeField(blank=True, null=True)),
                        ("decided_at", models.DateTimeField(blank=True, null=True)),
                        ("returned_because", models.CharField(blank=True, max_length=300)),
                        (
                            "counted_by",
                            models.ForeignKey(
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
                            "submitted_by",
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
                        "verbose_name": "fiscal request",
                        "indexes": [
                            models.Index(fields=["area", "fiscal_year"], name="fiscal_request_by_area")
                        ],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("decided_by__isnull", True),
                                    models.Q(
                                        models.Q(("decided_by", models.F("counted_by")), _negated=True),
                                        models.Q(("decided_by", models.F("submitted_by")), _negated=True),
                                    ),
                                    _connector="OR",
                                ),
                                name="fiscal_request_not_decided_by_maker",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(
                                        ("decided_by__isnull", True),
                                        ("state", "draft"),
                                        ("submitted_by__isnull", True),
                                    ),
                                    models.Q(
                                        ("decided_by__isnull", True),
                                        ("state", "submitted"),
                                        ("submitted_by__isnull", False),
                                    ),
                                    models.Q(
                                        ("decided_by__isnull", False),
                                        ("state__in", ["approved", "returned", "replaced"]),
                                        ("submitted_by__isnull", False),
                                    ),
                                    _connector="OR",
                                ),
                                name="fiscal_request_state_has_its_officer",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("is_decided", True), ("state", "draft"), _connector="OR"),
                                name="undecided_fiscal_request_stays_a_draft",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("state", "returned"), _negated=True),
                                    models.Q(("returned_because", ""), _negated=True),
                                    _connector="OR",
                                ),
                                name="fiscal_request_returned_with_reason",
                            ),
                            models.UniqueConstraint(
                                condition=models.Q(("state", "approved")),
                                fields=("area", "fiscal_year"),
                                name="one_approved_request_per_area_and_year",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="FiscalRequestLine",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("county", models.CharField(db_collation="C", max_length=6)),
                        ("kind", models.CharField(db_collation="C", max_length=20)),
                        ("heads", models.IntegerField()),
                        ("units", models.JSONField()),
                        ("per_head_fen", models.BigIntegerField(null=True)),
                        ("central_per_head_fen", models.BigIntegerField(null=True)),
                        ("province_per_head_fen", models.BigIntegerField(null=True)),
                        ("city_per_head_fen", models.BigIntegerField(null=True)),
                        ("county_per_head_fen", models.BigIntegerField(null=True)),
                        ("total_fen", models.BigIntegerField(null=True)),
                        ("central_fen", models.BigIntegerField(null=True)),
                        ("province_fen", models.BigIntegerField(null=True)),
                        ("city_fen", models.BigIntegerField(null=True)),
                        ("county_fen", models.BigIntegerField(null=True)),
                        ("clauses", models.JSONField(default=list)),
                        ("readings", models.JSONField(default=list)),
                        ("missing", models.JSONField(default=list)),
                        ("steps", models.JSONField(default=list)),
                        (
                            "request",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.RESTRICT,
                                related_name="lines",
                                to="assistance.fiscalrequest",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "line of a fiscal request",
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("request", "county", "kind"), name="one_line_per_county_and_kind"
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    (
                                        "total_fen",
                                        django.db.models.expressions.CombinedExpression(
                                            models.F("per_head_fen"), "*", models.F("heads")
                                        ),
                                    ),
                                    (
                                        "central_fen",
                                        django.db.models.expressions.CombinedExpression(
                                            models.F("central_per_head_fen"), "*", models.F("heads")
                                        ),
                                    ),
                                    (
                                        "province_fen",
                                        django.db.models.expressions.CombinedExpression(
                                            models.F("province_per_head_fen"), "*", models.F("heads")
                                        ),
                                    ),
                                    (
                                        "city_fen",
                                        django.db.models.expressions.CombinedExpression(
                                            models.F("city_per_head_fen"), "*", models.F("heads")
                                        ),
                                    ),
                                    (
                                        "county_fen",
                                        django.db.models.expressions.CombinedExpression(
                                            models.F("county_per_head_fen"), "*", models.F("heads")
                                        ),
                                    ),
                                ),
                                name="fiscal_line_is_per_head_times_heads",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    (
                                        "per_head_fen",
                                        django.db.models.expressions.CombinedExpression(
                                            django.db.models.expressions.CombinedExpression(
                                                django.db.models.expressions.CombinedExpression(
                                                    models.F("central_per_head_fen"),
                                                    "+",
                                                    models.F("province_per_head_fen"),
                                                ),
                                                "+",
                                                models.F("city_per_head_fen"),
                                            ),
                                            "+",
                                            models.F("county_per_head_fen"),
                                        ),
                                    )
                                ),
                                name="fiscal_line_parts_make_the_standard",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="FiscalTransfer",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("area", models.CharField(db_collation="C", max_length=6)),
                        ("fiscal_year", models.SmallIntegerField()),
                        (
                            "payer",
                            models.CharField(
                                choices=[
                                    ("central", "central finance"),
                                    ("province", "provincial finance"),
                                    ("city", "city finance"),
                                    ("county", "county finance"),
                                ],
                                db_collation="C",
                                max_length=8,
                            ),
                        ),
                        ("county", models.CharField(blank=True, db_collation="C", max_length=6)),
                        ("amount_fen", models.BigIntegerField()),
                        ("arrived_on", models.DateField()),
                        ("document_number", models.CharField(max_length=100)),
                        ("remarks", models.CharField(blank=True, max_length=300)),
                        ("recorded_at", models.DateTimeField()),
                        (
                            "recorded_by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.RESTRICT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "reverses",
                            models.OneToOneField(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.RESTRICT,
                                related_name="reversed_by",
                                to="assistance.fiscaltransfer",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "fiscal transfer",
                        "indexes": [
                            models.Index(fields=["area", "fiscal_year"], name="fiscal_transfer_by_area")
                        ],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("amount_fen__gt", 0), ("reverses__isnull", True)),
                                    models.Q(("amount_fen__lt", 0), ("reverses__isnull", False)),
                                    _connector="OR",
                                ),
                                name="fiscal_transfer_positive_unless_reversal",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("document_number", ""), _negated=True),
                                name="fiscal_transfer_has_document",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("county__regex", "^[0-9]{6}$"), ("payer", "county")),
                                    models.Q(models.Q(("payer", "county"), _negated=True), ("county", "")),
                                    _connector="OR",
                                ),
                                name="fiscal_transfer_names_its_county",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="FundSplit",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("division_code", models.CharField(db_collation="C", max_length=6)),
                        ("year", models.SmallIntegerField()),
                        ("heads", models.IntegerField()),
                        ("contributions_fen", models.BigIntegerField()),
                        ("fiscal_fen", models.BigIntegerField()),
                        ("raised_fen", models.BigIntegerField()),
                        ("not_raised_fen", models.BigIntegerField(default=0)),
                        ("counted_on", models.DateField()),
                        ("missing", models.JSONField(default=list)),
                        ("steps", models.JSONField(default=list)),
                        ("policy_digest", models.CharField(db_collation="C", max_length=64)),
                        ("made_at", models.DateTimeField()),
                        ("approved_at", models.DateTimeField(blank=True, null=True)),
                        ("replaced_at", models.DateTimeField(blank=True, null=True)),
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
                            "made_by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.RESTRICT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "request",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.RESTRICT,
                                related_name="+",
                                to="assistance.fiscalrequest",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "fund split",
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("approved_by__isnull", True),
                                    models.Q(("approved_by", models.F("made_by")), _negated=True),
                                    _connector="OR",
                                ),
                                name="fund_split_not_approved_by_maker",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("not_raised_fen__gte", 0),
                                    (
                                        "raised_fen",
                                        django.db.models.expressions.CombinedExpression(
                                            models.F("contributions_fen"), "+", models.F("fiscal_fen")
                                        ),
                                    ),
                                ),
                                name="fund_split_adds_up",
                            ),
                            models.UniqueConstraint(
                                condition=models.Q(
                                    ("approved_by__isnull", False), ("replaced_at__isnull", True)
                                ),
                                fields=("division_code", "year"),
                                name="one_fund_split_in_force",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="FundSplitPool",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "pool",
                            models.CharField(
                                choices=[
                                    ("critical_illness", "大病保险"),
                                    ("ten_yuan_85", "其中：“10元85%”"),
                                    ("ordinary_outpatient", "普通门诊统筹"),
                                    ("chronic_outpatient", "门诊慢性特殊疾病"),
                                    ("inpatient", "住院统筹"),
                                    ("undivided", "基本医保基金（文件未再划分）"),
                                ],
                                db_collation="C",
                                max_length=24,
                            ),
                        ),
                        ("within", models.CharField(blank=True, db_collation="C", max_length=24)),
                        ("amount_fen", models.BigIntegerField(null=True)),
                        (
                            "split",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.RESTRICT,
                                related_name="pools",
                                to="assistance.fundsplit",
                            ),
                        ),
                    ],
                    options={
                        "constraints": [
                            models.UniqueConstraint(fields=("split", "pool"), name="one_row_per_pool")
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Grant",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("area", models.CharField(db_collation="C", max_length=6)),
                        ("division_code", models.CharField(db_collation="C", max_length=12)),
                        ("coverage_year", models.SmallIntegerField()),
                        ("basis", models.CharField(db_collation="C", max_length=32)),
                        (
                            "mode",
                            models.CharField(
                                blank=True,
                                choices=[
                                    ("full", "全额资助"),
                                    ("fixed", "定额资助"),
                                    ("share", "按比例资助"),
                                ],
                                max_length=8,
                            ),
                        ),
                        (
                            "flow",
                            models.CharField(
                                blank=True,
                                choices=[
                                    ("paid_direct", "资助资金代缴"),
                                    ("one_card", "先全额缴费，资助拨入一卡通"),
                                    ("undecided", "资金流向未明确"),
                                ],
                                max_length=12,
                            ),
                        ),
                        ("amount_fen", models.BigIntegerField(null=True)),
                        ("due_fen", models.BigIntegerField(null=True)),
                        ("effective_on", models.DateField(null=True)),
                        ("booked_on", models.DateField(null=True)),
                        ("was_paid", models.BooleanField(default=False)),
                        ("is_counted", models.BooleanField(default=False)),
                        (
                            "state",
                            models.CharField(
                                choices=[
                                    ("proposed", "待审批"),
                                    ("undecided", "金额未定"),
                                    ("held", "暂缓"),
                                    ("flow_undecided", "拨付方式未定"),
                                    ("approved", "已批待付"),
                                    ("credited", "已代缴"),
                                    ("listed", "已列发放名册"),
                                    ("paid", "已发放"),
                                    ("returned", "银行退回"),
                                    ("taken_back", "已撤回"),
                                    ("cancelled", "已作废"),
                                ],
                                db_collation="C",
                                max_length=16,
                            ),
                        ),
                        ("state_since", models.DateTimeField()),
                        ("because", models.CharField(blank=True, max_length=200)),
                        ("review_because", models.CharField(blank=True, db_collation="C", max_length=40)),
                        (
                            "approved_by",
                            models.ForeignKey(
                                db_index=False,
                                null=True,
                                on_delete=django.db.models.deletion.RESTRICT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "due",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.RESTRICT,
                                related_name="grants",
                                to="enrollment.due",
                            ),
                        ),
                        (
                            "person",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.RESTRICT,
                                related_name="grants",
                                to="enrollment.person",
                            ),
                        ),
                        (
                            "proposed_by",
                            models.ForeignKey(
                                db_index=False,
                                on_delete=django.db.models.deletion.RESTRICT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "decision",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.RESTRICT,
                                related_name="grants",
                                to="assistance.subsidydecision",
                            ),
                        ),
                        (
                            "run",
                            models.ForeignKey(
                                db_index=False,
                                on_delete=django.db.models.deletion.RESTRICT,
                                related_name="grants",
                                to="assistance.subsidyrun",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "grant",
                        "indexes": [
                            models.Index(fields=["run", "state", "id"], name="grant_by_run"),
                            models.Index(
                                fields=["coverage_year", "division_code"], name="grant_by_year_and_place"
                            ),
                            models.Index(
                                condition=models.Q(("review_because", ""), _negated=True),
                                fields=["division_code"],
                                name="grant_to_review",
                            ),
                        ],
                        "constraints": [
                            models.UniqueConstraint(
                                condition=models.Q(
                                    (
                                        "state__in",
                                        [
                                            "proposed",
                                            "flow_undecided",
                                            "approved",
                                            "credited",
                                            "listed",
                                            "paid",
                                            "returned",
                                        ],
                                    )
                                ),
                                fields=("person", "coverage_year"),
                                name="one_live_grant_per_person_and_year",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("amount_fen", None),
                                    models.Q(("amount_fen__gt", 0), ("amount_fen__lte", models.F("due_fen"))),
                                    _connector="OR",
                                ),
                                name="grant_within_due",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("amount_fen__isnull", False),
                                    models.Q(
                                        (
                                            "state__in",
                                            [
                                                "proposed",
                                                "flow_undecided",
                                                "approved",
                                                "credited",
                                                "listed",
                                                "paid",
                                                "returned",
                                            ],
                                        ),
                                        _negated=True,
                                    ),
                                    _connector="OR",
                                ),
                                name="grant_without_amount_is_not_paid",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("approved_by", None),
                                    models.Q(("approved_by", models.F("proposed_by")), _negated=True),
                                    _connector="OR",
                                ),
                                name="grant_not_approved_by_maker",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(
                                        ("state__in", ["approved", "credited", "listed", "paid", "returned"]),
                                        _negated=True,
                                    ),
                                    models.Q(("approved_by__isnull", False), ("is_counted", True)),
                                    _connector="OR",
                                ),
                                name="grant_paid_when_approved",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    (
                                        "state__in",
                                        [
                                            "proposed",
                                            "undecided",
                                            "held",
                                            "flow_undecided",
                                            "approved",
                                            "credited",
                                            "listed",
                                            "paid",
                                            "returned",
                                            "taken_back",
                                            "cancelled",
                                        ],
                                    )
                                ),
                                name="grant_state_known",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(
                                        ("state__in", ["credited", "listed", "paid", "returned"]),
                                        _negated=True,
                                    ),
                                    ("flow__in", ["paid_direct", "one_card"]),
                                    _connector="OR",
                                ),
                                name="grant_paid_by_a_known_flow",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="PayoutBatch",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("area", models.CharField(db_collation="C", max_length=6)),
                        ("division_code", models.CharField(db_collation="C", max_length=12)),
                        ("coverage_year", models.SmallIntegerField()),
                        ("month", models.DateField()),
                        ("line_count", models.IntegerField()),
                        ("amount_fen", models.BigIntegerField()),
                        ("made_at", models.DateTimeField()),
                        (
                            "made_by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.RESTRICT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "run",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.RESTRICT,
                                related_name="batches",
                                to="assistance.subsidyrun",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "payout list",
                        "indexes": [
                            models.Index(fields=["division_code", "-made_at"], name="payout_list_by_place")
                        ],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(("amount_fen__gt", 0), ("line_count__gt", 0)),
                                name="payout_list_not_empty",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("month__day", 1)), name="payout_month_is_a_month"
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="PayoutLine",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("number", models.IntegerField()),
                        ("account_sealed", models.BinaryField()),
                        ("account_masked", models.CharField(max_length=30)),
                        ("owner", models.CharField(max_length=100)),
                        ("relation", models.CharField(max_length=12)),
                        ("amount_fen", models.BigIntegerField()),
                        (
                            "state",
                            models.CharField(
                                choices=[("sent", "待银行回盘"), ("paid", "发放成功"), ("returned", "退回")],
                                db_collation="C",
                                default="sent",
                                max_length=8,
                            ),
                        ),
                        ("reason", models.CharField(blank=True, max_length=200)),
                        (
                            "aid",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.RESTRICT,
                                related_name="payout_lines",
                                to="assistance.aidpayment",
                            ),
                        ),
                        (
                            "bank_return",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.RESTRICT,
                                related_name="lines",
                                to="assistance.bankreturn",
                            ),
                        ),
                        (
                            "batch",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.RESTRICT,
                                related_name="lines",
                                to="assistance.payoutbatch",
                            ),
                        ),
                        (
                            "grant",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.RESTRICT,
                                related_name="payout_lines",
                                to="assistance.grant",
                            ),
                        ),
                        (
                            "reissue_of",
                            models.OneToOneField(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.RESTRICT,
                                related_name="reissued_as",
                                to="assistance.payoutline",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "payout line",
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("batch", "number"), name="payout_line_number_once"
                            ),
                            models.UniqueConstraint(
                                condition=models.Q(("state__in", ["sent", "paid"])),
                                fields=("grant",),
                                name="grant_on_one_open_payout_line",
                            ),
                            models.UniqueConstraint(
                                condition=models.Q(("state__in", ["sent", "paid"])),
                                fields=("aid",),
                                name="aid_on_one_open_payout_line",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("aid__isnull", False), ("grant", None)),
                                    models.Q(("aid", None), ("grant__isnull", False)),
                                    _connector="OR",
                                ),
                                name="payout_of_one_help",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("amount_fen__gt", 0)), name="payout_amount_positive"
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("bank_return", None), ("state", "sent")),
                                    models.Q(
                                        ("bank_return__isnull", False), ("state__in", ["paid", "returned"])
                                    ),
                                    _connector="OR",
                                ),
                                name="payout_ends_by_the_bank",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("state", "returned"), _negated=True),
                                    models.Q(("reason", ""), _negated=True),
                                    _connector="OR",
                                ),
                                name="returned_payout_has_reason",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("reissue_of", None),
                                    models.Q(("reissue_of", models.F("id")), _negated=True),
                                    _connector="OR",
                                ),
                                name="payout_not_reissue_of_itself",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="PersonCategory",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("category", models.CharField(db_collation="C", max_length=32)),
                        ("grade", models.CharField(blank=True, max_length=20)),
                        (
                            "certifier",
                            models.CharField(
                                choices=[
                                    ("civil_affairs", "民政"),
                                    ("rural_revitalization", "乡村振兴（扶贫）"),
                                    ("disabled_federation", "残联"),
                                    ("veterans_affairs", "退役军人事务"),
                                    ("health", "卫生健康（计划生育）"),
                                ],
                                max_length=24,
                            ),
                        ),
                        ("certified_on", models.DateField(null=True)),
                        ("document_number", models.CharField(max_length=100)),
                        ("from_on", models.DateField()),
                        ("until_on", models.DateField(blank=True, null=True)),
                        ("division_code", models.CharField(db_collation="C", max_length=12)),
                        ("recorded_at", models.DateTimeField(auto_now_add=True)),
                        ("source", models.CharField(db_collation="C", max_length=60)),
                        ("ended_because", models.CharField(blank=True, max_length=200)),
                        (
                            "ended_as",
                            models.CharField(blank=True, db_collation="C", db_default="", max_length=16),
                        ),
                        (
                            "ended_by",
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
                            "person",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.RESTRICT,
                                related_name="categories",
                                to="enrollment.person",
                            ),
                        ),
                        (
                            "recorded_by",
                            models.ForeignKey(
                                db_index=False,
                                null=True,
                                on_delete=django.db.models.deletion.RESTRICT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "assistance category",
                        "indexes": [
                            models.Index(fields=["category", "division_code"], name="category_by_place")
                        ],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("until_on", None),
                                    ("until_on__gte", models.F("from_on")),
                                    _connector="OR",
                                ),
                                name="category_span_not_reversed",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("document_number", ""), _negated=True),
                                name="category_has_document",
                            ),
                            django.contrib.postgres.constraints.ExclusionConstraint(
                                expressions=[
                                    ("person", "="),
                                    ("category", "="),
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
                                name="category_never_twice",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="PersonFinding",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("finding", models.CharField(db_collation="C", max_length=24)),
                        ("document_number", models.CharField(max_length=60)),
                        ("from_on", models.DateField()),
                        ("until_on", models.DateField()),
                        ("division_code", models.CharField(db_collation="C", max_length=12)),
                        ("source", models.CharField(db_collation="C", max_length=60)),
                        ("recorded_at", models.DateTimeField()),
                        ("ended_because", models.CharField(blank=True, max_length=200)),
                        (
                            "ended_by",
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
                                on_delete=django.db.models.deletion.RESTRICT,
                                related_name="findings",
                                to="enrollment.person",
                            ),
                        ),
                        (
                            "recorded_by",
                            models.ForeignKey(
                                db_index=False,
                                on_delete=django.db.models.deletion.RESTRICT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "finding about a person",
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(("document_number", ""), _negated=True),
                                name="finding_has_document",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("until_on__gte", models.F("from_on"))),
                                name="finding_span_not_reversed",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(
                                        ("ended_because", ""),
                                        ("ended_by", None),
                                        ("until_on__gt", models.F("from_on")),
                                    ),
                                    models.Q(
                                        ("ended_by__isnull", False),
                                        models.Q(("ended_because", ""), _negated=True),
                                    ),
                                    _connector="OR",
                                ),
                                name="finding_end_is_whole",
                            ),
                            django.contrib.postgres.constraints.ExclusionConstraint(
                                expressions=[
                                    ("person", "="),
                                    ("finding", "="),
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
                                name="finding_never_twice",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="RecoveryClaim",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("amount_fen", models.BigIntegerField()),
                        ("reason", models.CharField(max_length=300)),
                        ("source", models.CharField(blank=True, db_collation="C", max_length=60)),
                        ("document_number", models.CharField(max_length=100)),
                        ("division_code", models.CharField(db_collation="C", max_length=12)),
                        ("entered_at", models.DateTimeField()),
                        ("withdrawn_at", models.DateTimeField(null=True)),
                        ("approved_at", models.DateTimeField(blank=True, null=True)),
                        ("rejected_because", models.CharField(blank=True, max_length=300)),
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
                            "case",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.RESTRICT,
                                related_name="recovery_claims",
                                to="assistance.assistancecase",
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
                        (
                            "person",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.RESTRICT,
                                related_name="recovery_claims",
                                to="enrollment.person",
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
                        "verbose_name": "recovery claim",
                        "indexes": [models.Index(fields=["division_code"], name="recovery_by_place")],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(("amount_fen__gt", 0)), name="recovery_amount_positive"
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("entered_by", None),
                                    models.Q(("document_number", ""), _negated=True),
                                    _connector="OR",
                                ),
                                name="recovery_has_document",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("entered_by__isnull", False), ("withdrawn_at", None)),
                                    models.Q(
                                        ("approved_by", None), ("entered_by", None), ("rejected_by", None)
                                    ),
                                    _connector="OR",
                                ),
                                name="recovery_draft_has_no_effect",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("approved_by", None),
                                    models.Q(("approved_by", models.F("entered_by")), _negated=True),
                                    _connector="OR",
                                ),
                                name="recovery_not_approved_by_maker",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("approved_at", None), ("approved_by", None)),
                                    models.Q(("approved_at__isnull", False), ("approved_by__isnull", False)),
                                    _connector="OR",
                                ),
                                name="recovery_approval_is_whole",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("approved_by", None), ("rejected_by", None), _connector="OR"
                                ),
                                name="recovery_approved_or_rejected",
                            ),
                            models.UniqueConstraint(
                                condition=models.Q(
                                    models.Q(("source", ""), _negated=True),
                                    ("rejected_by__isnull", True),
                                    ("withdrawn_at__isnull", True),
                                ),
                                fields=("source", "person"),
                                name="recovery_once_per_source",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Repayment",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("amount_fen", models.BigIntegerField()),
                        ("paid_on", models.DateField()),
                        ("receipt_number", models.CharField(db_collation="C", max_length=60)),
                        ("recorded_at", models.DateTimeField()),
                        (
                            "claim",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.RESTRICT,
                                related_name="repayments",
                                to="assistance.recoveryclaim",
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
                            "reverses",
                            models.OneToOneField(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.RESTRICT,
                                related_name="reversed_by",
                                to="assistance.repayment",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "repayment",
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("amount_fen__gt", 0), ("reverses", None)),
                                    models.Q(("amount_fen__lt", 0), ("reverses__isnull", False)),
                                    _connector="OR",
                                ),
                                name="repayment_sign_says_what_it_is",
                            ),
                            models.UniqueConstraint(
                                condition=models.Q(("reverses__isnull", True)),
                                fields=("claim", "receipt_number"),
                                name="repayment_once_per_receipt",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("receipt_number", ""), _negated=True),
                                name="repayment_has_receipt",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="RiskFundEntry",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("county", models.CharField(db_collation="C", max_length=6)),
                        ("year", models.SmallIntegerField()),
                        ("kind", models.CharField(db_collation="C", max_length=8)),
                        ("amount_fen", models.BigIntegerField()),
                        ("document_number", models.CharField(max_length=100)),
                        ("source", models.CharField(db_collation="C", max_length=60, unique=True)),
                        ("steps", models.JSONField(default=list)),
                        ("recorded_at", models.DateTimeField()),
                        (
                            "recorded_by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.RESTRICT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "reverses",
                            models.OneToOneField(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.RESTRICT,
                                related_name="reversed_by",
                                to="assistance.riskfundentry",
                            ),
                        ),
                        (
                            "split",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.RESTRICT,
                                related_name="draws",
                                to="assistance.fundsplit",
                            ),
                        ),
                        (
                            "proposal",
                            models.OneToOneField(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.RESTRICT,
                                related_name="entry",
                                to="assistance.riskfundproposal",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "risk fund entry",
                        "indexes": [models.Index(fields=["county", "year"], name="risk_fund_by_county")],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("amount_fen__gt", 0), ("kind__in", ["opening", "draw"])),
                                    models.Q(("amount_fen__lt", 0), ("kind", "use")),
                                    models.Q(("kind", "reversal"), ("reverses__isnull", False)),
                                    _connector="OR",
                                ),
                                name="risk_fund_sign_follows_kind",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("document_number", ""), _negated=True),
                                name="risk_fund_has_document",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("proposal__isnull", True), ("split__isnull", False)),
                                    models.Q(("proposal__isnull", False), ("split__isnull", True)),
                                    _connector="OR",
                                ),
                                name="risk_fund_entry_by_two_officers",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="RiskFundProposal",
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
                        ("county", models.CharField(db_collation="C", max_length=6)),
                        ("year", models.SmallIntegerField()),
                        ("kind", models.CharField(db_collation="C", max_length=8)),
                        ("amount_fen", models.BigIntegerField()),
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
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.RESTRICT,
                                related_name="asked_back_by",
                                to="assistance.riskfundentry",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "proposed movement of a risk fund",
                        "indexes": [
                            models.Index(fields=["county", "year"], name="risk_fund_proposal_by_county")
                        ],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("approved_by__isnull", True),
                                    models.Q(("approved_by", models.F("entered_by")), _negated=True),
                                    _connector="OR",
                                ),
                                name="risk_fund_not_approved_by_maker",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("approved_at__isnull", True), ("approved_by__isnull", True)),
                                    models.Q(("approved_at__isnull", False), ("approved_by__isnull", False)),
                                    _connector="OR",
                                ),
                                name="risk_fund_approval_is_whole",
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
                                name="risk_fund_rejection_is_whole",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("approved_by__isnull", True),
                                    ("rejected_by__isnull", True),
                                    _connector="OR",
                                ),
                                name="risk_fund_approved_or_rejected",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("rejected_by__isnull", True),
                                    models.Q(("rejected_by", models.F("entered_by")), _negated=True),
                                    _connector="OR",
                                ),
                                name="risk_fund_not_rejected_by_maker",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("amount_fen__gt", 0)), name="risk_fund_proposal_positive"
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("document_number", ""), _negated=True),
                                name="risk_fund_proposal_has_document",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("kind__in", ["opening", "use"]), ("reverses__isnull", True)),
                                    models.Q(("kind", "reversal"), ("reverses__isnull", False)),
                                    _connector="OR",
                                ),
                                name="risk_fund_proposal_names_what_it_takes_back",
                            ),
                            models.UniqueConstraint(
                                condition=models.Q(
                                    ("approved_by__isnull", True), ("rejected_by__isnull", True)
                                ),
                                fields=("county", "year", "kind", "document_number"),
                                name="risk_fund_proposed_once_at_a_time",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Roster",
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
                        (
                            "certifier",
                            models.CharField(
                                choices=[
                                    ("civil_affairs", "民政"),
                                    ("rural_revitalization", "乡村振兴（扶贫）"),
                                    ("disabled_federation", "残联"),
                                    ("veterans_affairs", "退役军人事务"),
                                    ("health", "卫生健康（计划生育）"),
                                ],
                                db_collation="C",
                                max_length=24,
                            ),
                        ),
                        (
                            "kind",
                            models.CharField(
                                choices=[("full", "全量名单"), ("changes", "变更名单")],
                                db_collation="C",
                                max_length=8,
                            ),
                        ),
                        ("month", models.DateField()),
                        (
                            "categories",
                            django.contrib.postgres.fields.ArrayField(
                                base_field=models.CharField(db_collation="C", max_length=32), size=None
                            ),
                        ),
                        ("document_number", models.CharField(blank=True, max_length=100)),
                        ("confirmed_at", models.DateTimeField(null=True)),
                        ("undone_because", models.CharField(blank=True, max_length=200)),
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
                            "previous",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.RESTRICT,
                                related_name="+",
                                to="assistance.roster",
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
                        "verbose_name": "roster",
                        "indexes": [
                            models.Index(fields=["area", "-month"], name="roster_by_place_and_month")
                        ],
                        "constraints": [
                            models.UniqueConstraint(
                                condition=models.Q(
                                    ("state__in", ["refused", "failed", "undone"]), _negated=True
                                ),
                                fields=("sha256", "area", "certifier", "kind", "month"),
                                name="roster_once",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("confirmed_by__isnull", True),
                                    models.Q(("confirmed_by", models.F("uploaded_by")), _negated=True),
                                    _connector="OR",
                                ),
                                name="roster_not_confirmed_by_maker",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(
                                        ("state__in", ["writing", "written", "undoing", "undone"]),
                                        _negated=True,
                                    ),
                                    ("confirmed_by__isnull", False),
                                    _connector="OR",
                                ),
                                name="written_roster_was_confirmed",
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
                                            "undoing",
                                            "undone",
                                            "failed",
                                        ],
                                    )
                                ),
                                name="roster_state_known",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("month__day", 1)), name="roster_month_is_first_day"
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("categories", []), _negated=True),
                                name="roster_names_categories",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="RosterPart",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("division_code", models.CharField(db_collation="C", max_length=9)),
                        ("coverage_year", models.SmallIntegerField()),
                        (
                            "state",
                            models.CharField(
                                choices=[
                                    ("handed_down", "已下放"),
                                    ("returned", "已上报"),
                                    ("taken_back", "已收回"),
                                ],
                                db_collation="C",
                                max_length=12,
                            ),
                        ),
                        ("note", models.CharField(blank=True, max_length=200)),
                        ("handed_at", models.DateTimeField()),
                        ("returned_at", models.DateTimeField(null=True)),
                        ("taken_back_at", models.DateTimeField(null=True)),
                        (
                            "handed_by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.RESTRICT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
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
                            "roster",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.RESTRICT,
                                related_name="parts",
                                to="assistance.roster",
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
                        "verbose_name": "part of a roster",
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("roster", "division_code"), name="part_once_per_township"
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="RosterRow",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("number", models.IntegerField(null=True)),
                        ("slot", models.SmallIntegerField(default=0)),
                        ("document_masked", models.CharField(max_length=24)),
                        ("name", models.CharField(max_length=100)),
                        ("division_code", models.CharField(db_collation="C", max_length=12)),
                        ("place", models.CharField(blank=True, max_length=60)),
                        ("category_name", models.CharField(max_length=60)),
                        ("category", models.CharField(blank=True, db_collation="C", max_length=32)),
                        ("grade", models.CharField(blank=True, max_length=20)),
                        ("certified_on", models.DateField(null=True)),
                        ("document_number", models.CharField(max_length=100)),
                        ("remark", models.CharField(blank=True, max_length=200)),
                        (
                            "action",
                            models.CharField(
                                choices=[
                                    ("new", "新增"),
                                    ("changed", "变更"),
                                    ("ended", "终止"),
                                    ("unchanged", "不变"),
                                    ("unmatched", "未匹配"),
                                ],
                                db_collation="C",
                                max_length=10,
                            ),
                        ),
                        (
                            "why",
                            models.CharField(
                                blank=True,
                                choices=[
                                    ("not_registered", "证件号码未登记"),
                                    ("elsewhere", "登记在其他地区"),
                                    ("deceased", "已登记死亡"),
                                    ("name_differs", "姓名与登记不符"),
                                    ("unknown_name", "身份名称不在对照表中"),
                                    ("ambiguous_name", "身份名称对应多个类别，缺等级"),
                                    ("nothing_to_cancel", "没有可取消的身份"),
                                    ("nothing_to_change", "没有可变更的身份"),
                                ],
                                db_collation="C",
                                max_length=20,
                            ),
                        ),
                        ("begins_on", models.DateField(null=True)),
                        ("until_on", models.DateField(null=True)),
                        ("ends_on", models.DateField(null=True)),
                        ("ends_before", models.DateField(null=True)),
                        (
                            "ended_as",
                            models.CharField(blank=True, db_collation="C", db_default="", max_length=16),
                        ),
                        (
                            "follows",
                            models.CharField(blank=True, db_collation="C", db_default="", max_length=32),
                        ),
                        ("follows_from", models.DateField(null=True)),
                        ("follows_until", models.DateField(null=True)),
                        ("was_written", models.BooleanField(null=True)),
                        (
                            "ends",
                            models.ForeignKey(
                                db_constraint=False,
                                db_index=False,
                                null=True,
                                on_delete=django.db.models.deletion.RESTRICT,
                                related_name="+",
                                to="assistance.personcategory",
                            ),
                        ),
                        (
                            "followed",
                            models.ForeignKey(
                                db_constraint=False,
                                db_index=False,
                                null=True,
                                on_delete=django.db.models.deletion.RESTRICT,
                                related_name="+",
                                to="assistance.personcategory",
                            ),
                        ),
                        (
                            "person",
                            models.ForeignKey(
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.RESTRICT,
                                related_name="+",
                                to="enrollment.person",
                            ),
                        ),
                        (
                            "restored",
                            models.ForeignKey(
                                db_constraint=False,
                                db_index=False,
                                null=True,
                                on_delete=django.db.models.deletion.RESTRICT,
                                related_name="+",
                                to="assistance.personcategory",
                            ),
                        ),
                        (
                            "roster",
                            models.ForeignKey(
                                db_index=False,
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="listed",
                                to="assistance.roster",
                            ),
                        ),
                        (
                            "span",
                            models.ForeignKey(
                                db_constraint=False,
                                db_index=False,
                                null=True,
                                on_delete=django.db.models.deletion.RESTRICT,
                                related_name="+",
                                to="assistance.personcategory",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "row of a roster",
                        "indexes": [
                            models.Index(fields=["roster", "slot"], name="roster_row_by_slot"),
                            models.Index(
                                fields=["roster", "division_code", "action"], name="roster_row_by_place"
                            ),
                        ],
                        "constraints": [
                            models.UniqueConstraint(fields=("roster", "number"), name="roster_row_once"),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("action", "unmatched"), models.Q(("why", ""), _negated=True)),
                                    models.Q(models.Q(("action", "unmatched"), _negated=True), ("why", "")),
                                    _connector="OR",
                                ),
                                name="unmatched_row_says_why",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("action", "unmatched"), ("person__isnull", False), _connector="OR"
                                ),
                                name="acting_row_has_person",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="RosterAnswer",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("is_insured", models.BooleanField()),
                        (
                            "reason",
                            models.CharField(
                                blank=True,
                                choices=[
                                    ("died", "死亡"),
                                    ("in_prison", "服刑"),
                                    ("in_service", "服役"),
                                    ("refuses", "拒参"),
                                    ("missing", "失踪"),
                                    ("not_reached", "无法联系"),
                                    ("hukou_cancelled", "已注销户口"),
                                    ("moved_away", "户口迁出"),
                                    ("other", "其他"),
                                ],
                                db_collation="C",
                                max_length=20,
                            ),
                        ),
                        ("remark", models.CharField(blank=True, max_length=200)),
                        ("filled_at", models.DateTimeField()),
                        (
                            "filled_by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.RESTRICT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "part",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.RESTRICT,
                                related_name="answers",
                                to="assistance.rosterpart",
                            ),
                        ),
                        (
                            "row",
                            models.OneToOneField(
                                on_delete=django.db.models.deletion.RESTRICT,
                                related_name="answer",
                                to="assistance.rosterrow",
                            ),
                        ),
                    ],
                    options={
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("is_insured", True), ("reason", "")),
                                    models.Q(("is_insured", False), models.Q(("reason", ""), _negated=True)),
                                    _connector="OR",
                                ),
                                name="not_insured_has_reason",
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="SubsidyRun",
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
                        (
                            "state",
                            models.CharField(
                                choices=[
                                    ("proposed", "已测算待审核"),
                                    ("frozen", "已审核定稿"),
                                    ("approved", "已审批"),
                                    ("paying", "拨付中"),
                                    ("part_paid", "未全额拨付"),
                                    ("paid", "已拨付"),
                                    ("cancelled", "已作废"),
                                ],
                                default="proposed",
                                max_length=10,
                            ),
                        ),
                        ("inputs_on", models.DateField()),
                        ("policy_digest", models.CharField(db_collation="C", max_length=64)),
                        ("people", models.IntegerField(default=0)),
                        ("amount_fen", models.BigIntegerField(default=0)),
                        ("frozen_digest", models.CharField(blank=True, db_collation="C", max_length=64)),
                        ("paid_to", models.BigIntegerField(default=0)),
                        ("pay_on", models.DateField(blank=True, null=True)),
                        ("proposed_at", models.DateTimeField()),
                        ("frozen_at", models.DateTimeField(blank=True, null=True)),
                        ("approved_at", models.DateTimeField(blank=True, null=True)),
                        ("cancelled_because", models.CharField(blank=True, max_length=200)),
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
                            "frozen_by",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.RESTRICT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "paid_by",
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
                        "verbose_name": "subsidy run",
                        "indexes": [
                            models.Index(
                                fields=["division_code", "-proposed_at"], name="subsidy_run_by_place"
                            )
                        ],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    (
                                        "state__in",
                                        [
                                            "proposed",
                                            "frozen",
                                            "approved",
                                            "paying",
                                            "part_paid",
                                            "paid",
                                            "cancelled",
                                        ],
                                    )
                                ),
                                name="subsidy_run_state_known",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("approved_by", None),
                                    models.Q(
                                        models.Q(("approved_by", models.F("proposed_by")), _negated=True),
                                        models.Q(
                                            ("frozen_by", None),
                                            models.Q(("approved_by", models.F("frozen_by")), _negated=True),
                                            _connector="OR",
                                        ),
                                    ),
                                    _connector="OR",
                                ),
                                name="subsidy_run_not_approved_by_maker",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("approved_at", None), ("approved_by", None)),
                                    models.Q(
                                        ("approved_at__isnull", False),
                                        ("approved_by__isnull", False),
                                        models.Q(("frozen_digest", ""), _negated=True),
                                    ),
                                    _connector="OR",
                                ),
                                name="subsidy_run_approved_when_frozen",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(
                                        ("state__in", ["approved", "paying", "part_paid", "paid"]),
                                        _negated=True,
                                    ),
                                    ("approved_by__isnull", False),
                                    _connector="OR",
                                ),
                                name="subsidy_run_paid_after_approval",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="UninsuredDay",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("area", models.CharField(db_collation="C", max_length=12)),
                        ("coverage_year", models.SmallIntegerField()),
                        ("day", models.DateField()),
                        (
                            "categories",
                            django.contrib.postgres.fields.ArrayField(
                                base_field=models.CharField(db_collation="C", max_length=32), size=None
                            ),
                        ),
                        ("clause", models.CharField(max_length=40)),
                        ("policy_digest", models.CharField(db_collation="C", max_length=64)),
                        ("people", models.IntegerField()),
                        ("covered", models.IntegerField()),
                        ("taken_at", models.DateTimeField()),
                    ],
                    options={
                        "verbose_name": "day's picture of who must be insured",
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("area", "coverage_year", "day"), name="uninsured_day_once"
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("covered__gte", 0), ("covered__lte", models.F("people"))),
                                name="uninsured_day_counts_fit",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="UninsuredDayPlace",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("division_code", models.CharField(db_collation="C", max_length=12)),
                        ("people", models.IntegerField()),
                        ("covered", models.IntegerField()),
                        ("insured", models.IntegerField()),
                        ("denominator", models.JSONField()),
                        (
                            "picture",
                            models.ForeignKey(
                                db_index=False,
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="places",
                                to="assistance.uninsuredday",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "place of a day's picture",
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("picture", "division_code"), name="uninsured_place_once"
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("covered__gte", 0), ("covered__lte", models.F("people"))),
                                name="uninsured_place_counts_fit",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="UninsuredReason",
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
                                    ("employee_scheme", "参加职工医保"),
                                    ("other_area", "在外地参保"),
                                    ("died", "死亡"),
                                    ("in_prison", "服刑"),
                                    ("in_service", "服役"),
                                    ("refuses", "拒参"),
                                    ("missing", "失踪"),
                                    ("not_reached", "无法联系"),
                                    ("hukou_cancelled", "已注销户口"),
                                    ("moved_away", "户口迁出"),
                                    ("other", "其他"),
                                ],
                                db_collation="C",
                                max_length=20,
                            ),
                        ),
                        ("remark", models.CharField(blank=True, max_length=200)),
                        ("said_at", models.DateTimeField()),
                        (
                            "person",
                            models.ForeignKey(
                                db_index=False,
                                on_delete=django.db.models.deletion.RESTRICT,
                                related_name="uninsured_reasons",
                                to="enrollment.person",
                            ),
                        ),
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
                        "verbose_name": "reason for not being insured",
                        "indexes": [
                            models.Index(
                                fields=["person", "coverage_year", "-id"], name="uninsured_reason_latest"
                            )
                        ],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    (
                                        "reason__in",
                                        [
                                            "employee_scheme",
                                            "other_area",
                                            "died",
                                            "in_prison",
                                            "in_service",
                                            "refuses",
                                            "missing",
                                            "not_reached",
                                            "hukou_cancelled",
                                            "moved_away",
                                            "other",
                                        ],
                                    )
                                ),
                                name="uninsured_reason_known",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("reason", "other"), _negated=True),
                                    models.Q(("remark", ""), _negated=True),
                                    _connector="OR",
                                ),
                                name="other_reason_is_explained",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="UninsuredSpan",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("area", models.CharField(db_collation="C", max_length=12)),
                        ("coverage_year", models.SmallIntegerField()),
                        ("division_code", models.CharField(db_collation="C", max_length=12)),
                        ("category", models.CharField(db_collation="C", max_length=32)),
                        (
                            "gap",
                            models.CharField(
                                choices=[
                                    ("not_registered", "未办理参保登记"),
                                    ("elsewhere", "在外地参保登记"),
                                    ("undecided", "应缴金额未定"),
                                    ("unpaid", "已登记未缴费"),
                                    ("short", "缴费不足"),
                                    ("waiting", "等待期内"),
                                ],
                                db_collation="C",
                                max_length=16,
                            ),
                        ),
                        ("cover_from", models.DateField(null=True)),
                        ("from_on", models.DateField()),
                        ("until_on", models.DateField(null=True)),
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
                            "said",
                            models.ForeignKey(
                                db_constraint=False,
                                db_index=False,
                                null=True,
                                on_delete=django.db.models.deletion.RESTRICT,
                                related_name="+",
                                to="assistance.uninsuredreason",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "span without cover",
                        "indexes": [
                            models.Index(
                                fields=["area", "coverage_year", "division_code"], name="uninsured_by_place"
                            ),
                            models.Index(
                                condition=models.Q(("until_on__isnull", False)),
                                fields=["until_on"],
                                name="uninsured_to_forget",
                            ),
                        ],
                        "constraints": [
                            models.UniqueConstraint(
                                condition=models.Q(("until_on", None)),
                                fields=("area", "coverage_year", "person"),
                                name="one_open_span_without_cover",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("until_on", None), ("until_on__gt", models.F("from_on")), _connector="OR"
                                ),
                                name="span_without_cover_has_days",
                            ),
                        ],
                    },
                ),
            ],
        ),
    ]
