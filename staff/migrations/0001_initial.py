import datetime

import django.contrib.postgres.constraints
import django.contrib.postgres.fields
import django.contrib.postgres.fields.ranges
import django.contrib.postgres.operations
import django.db.models.deletion
import django.db.models.expressions
import django.db.models.functions.datetime
import django.db.models.functions.text
from django.conf import settings
from django.db import migrations, models

import staff.tables


class Migration(migrations.Migration):
    initial = True

    dependencies = []

    operations = [
        django.contrib.postgres.operations.BtreeGistExtension(),
        staff.tables.CreateTables(
            tables=[
                migrations.CreateModel(
                    name="AuditSeal",
                    fields=[
                        ("day", models.DateField(primary_key=True, serialize=False, verbose_name="day")),
                        ("events", models.PositiveIntegerField(verbose_name="events")),
                        ("late", models.PositiveIntegerField(verbose_name="of earlier days")),
                        ("before", models.BinaryField()),
                        ("digest", models.BinaryField()),
                        (
                            "sealed_at",
                            models.DateTimeField(
                                db_default=django.db.models.functions.datetime.Now(),
                                editable=False,
                                verbose_name="sealed at",
                            ),
                        ),
                    ],
                ),
                migrations.CreateModel(
                    name="LoginThrottle",
                    fields=[
                        (
                            "key",
                            models.CharField(
                                db_collation="C", max_length=64, primary_key=True, serialize=False
                            ),
                        ),
                        ("failures", models.PositiveIntegerField(default=0)),
                        ("resets_at", models.DateTimeField()),
                    ],
                ),
                migrations.CreateModel(
                    name="Officer",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("password", models.CharField(max_length=128, verbose_name="password")),
                        (
                            "last_login",
                            models.DateTimeField(blank=True, null=True, verbose_name="last login"),
                        ),
                        ("login", models.CharField(max_length=60, unique=True, verbose_name="login name")),
                        ("display_name", models.CharField(max_length=60, verbose_name="name")),
                        (
                            "preferred_language",
                            models.CharField(
                                choices=[("zh-hans", "简体中文"), ("en", "English")],
                                default="zh-hans",
                                max_length=10,
                                verbose_name="language",
                            ),
                        ),
                        ("working_place", models.CharField(blank=True, db_collation="C", max_length=12)),
                        ("working_year", models.SmallIntegerField(blank=True, null=True)),
                        ("is_active", models.BooleanField(default=True, verbose_name="may log in")),
                        (
                            "identity_key",
                            models.UUIDField(blank=True, db_index=True, editable=False, null=True),
                        ),
                        ("must_change_password", models.BooleanField(default=False, editable=False)),
                        (
                            "created_at",
                            models.DateTimeField(
                                db_default=django.db.models.functions.datetime.Now(), editable=False
                            ),
                        ),
                    ],
                    options={
                        "constraints": [
                            models.UniqueConstraint(
                                django.db.models.functions.text.Lower("login"), name="officer_login_unique"
                            ),
                            models.UniqueConstraint(
                                models.Func(
                                    django.db.models.functions.text.Lower("login"),
                                    models.Value("01i"),
                                    models.Value("oll"),
                                    function="translate",
                                    output_field=models.CharField(),
                                ),
                                name="officer_login_looks_unique",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("login__regex", "^[A-Za-z0-9][A-Za-z0-9._-]{1,59}$")),
                                name="officer_login_shape",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("preferred_language__in", ["zh-hans", "en"])),
                                name="officer_language_known",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="AuditLink",
                    fields=[
                        ("event_id", models.BigIntegerField(primary_key=True, serialize=False)),
                        ("day", models.DateField()),
                        ("position", models.PositiveIntegerField()),
                        ("digest", models.BinaryField()),
                    ],
                    options={
                        "constraints": [
                            models.UniqueConstraint(fields=("day", "position"), name="audit_link_place")
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="FormerPassword",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("password", models.CharField(max_length=128)),
                        (
                            "replaced_at",
                            models.DateTimeField(
                                db_default=django.db.models.functions.datetime.Now(), editable=False
                            ),
                        ),
                        (
                            "officer",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="former_passwords",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                    ],
                ),
                migrations.CreateModel(
                    name="ApiToken",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("name", models.CharField(max_length=60, verbose_name="what it is for")),
                        ("digest", models.CharField(db_collation="C", max_length=64, unique=True)),
                        (
                            "created_at",
                            models.DateTimeField(
                                db_default=django.db.models.functions.datetime.Now(), editable=False
                            ),
                        ),
                        ("expires_at", models.DateTimeField(verbose_name="expires")),
                        (
                            "permissions",
                            django.contrib.postgres.fields.ArrayField(
                                base_field=models.CharField(max_length=40), size=None, verbose_name="for what"
                            ),
                        ),
                        ("revoked_at", models.DateTimeField(blank=True, null=True)),
                        (
                            "officer",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.RESTRICT,
                                related_name="api_tokens",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                    ],
                    options={
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    (
                                        "expires_at__lte",
                                        django.db.models.expressions.CombinedExpression(
                                            models.F("created_at"),
                                            "+",
                                            models.Value(datetime.timedelta(days=366, seconds=3600)),
                                        ),
                                    )
                                ),
                                name="api_token_a_year_at_most",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("permissions__len__gt", 0)),
                                name="api_token_says_for_what",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="AuditEvent",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "at",
                            models.DateTimeField(
                                db_default=django.db.models.functions.datetime.Now(),
                                editable=False,
                                verbose_name="when",
                            ),
                        ),
                        ("action", models.CharField(max_length=60, verbose_name="action")),
                        ("about_kind", models.CharField(blank=True, max_length=40)),
                        ("about_id", models.CharField(blank=True, db_collation="C", max_length=40)),
                        (
                            "division_code",
                            models.CharField(
                                blank=True, db_collation="C", max_length=12, verbose_name="division"
                            ),
                        ),
                        ("change", models.JSONField(default=dict)),
                        ("succeeded", models.BooleanField(default=True, verbose_name="succeeded")),
                        ("ip", models.GenericIPAddressField(null=True)),
                        ("request_id", models.CharField(blank=True, max_length=36)),
                        (
                            "officer",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.RESTRICT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                    ],
                    options={
                        "indexes": [
                            models.Index(fields=["about_kind", "about_id", "at"], name="audit_about"),
                            models.Index(fields=["officer", "at"], name="audit_officer"),
                            models.Index(fields=["division_code", "at"], name="audit_division"),
                            models.Index(fields=["at"], name="audit_at"),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Division",
                    fields=[
                        (
                            "code",
                            models.CharField(
                                db_collation="C",
                                max_length=12,
                                primary_key=True,
                                serialize=False,
                                verbose_name="division code",
                            ),
                        ),
                        ("name", models.CharField(max_length=60, verbose_name="name")),
                        ("level", models.PositiveSmallIntegerField(verbose_name="level")),
                        ("valid_from", models.DateField(blank=True, null=True, verbose_name="valid from")),
                        (
                            "valid_until",
                            models.DateField(blank=True, null=True, verbose_name="no longer from"),
                        ),
                        (
                            "parent",
                            models.ForeignKey(
                                db_constraint=False,
                                db_index=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                to="staff.division",
                            ),
                        ),
                        (
                            "successor",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                db_index=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                to="staff.division",
                            ),
                        ),
                    ],
                    options={
                        "indexes": [models.Index(fields=["level", "code"], name="division_level_code")],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(("level__gte", 1), ("level__lte", 5)),
                                name="division_level_known",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("valid_from", None),
                                    ("valid_until", None),
                                    ("valid_from__lt", models.F("valid_until")),
                                    _connector="OR",
                                ),
                                name="division_valid_span",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="DivisionEntry",
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
                            "code",
                            models.CharField(db_collation="C", max_length=12, verbose_name="division code"),
                        ),
                        ("name", models.CharField(max_length=60, verbose_name="name")),
                        ("valid_from", models.DateField(verbose_name="valid from")),
                        (
                            "replaces",
                            django.contrib.postgres.fields.ArrayField(
                                base_field=models.CharField(max_length=12),
                                blank=True,
                                default=list,
                                size=None,
                            ),
                        ),
                        ("document_number", models.CharField(max_length=100, verbose_name="document number")),
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
                        "verbose_name": "added division",
                        "constraints": [
                            models.UniqueConstraint(
                                condition=models.Q(("approved_by", None), ("rejected_by", None)),
                                fields=("code",),
                                name="division_entry_waits_once",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("document_number", ""), _negated=True),
                                name="division_entry_has_document",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("name", ""), _negated=True),
                                name="division_entry_has_name",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("approved_by__isnull", True),
                                    models.Q(("approved_by", models.F("entered_by")), _negated=True),
                                    _connector="OR",
                                ),
                                name="division_entry_not_approved_by_maker",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("approved_at__isnull", True), ("approved_by__isnull", True)),
                                    models.Q(("approved_at__isnull", False), ("approved_by__isnull", False)),
                                    _connector="OR",
                                ),
                                name="division_entry_approval_is_whole",
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
                                name="division_entry_rejection_is_whole",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("approved_by__isnull", True),
                                    ("rejected_by__isnull", True),
                                    _connector="OR",
                                ),
                                name="division_entry_approved_or_rejected",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Handover",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("room", models.CharField(db_collation="C", max_length=40)),
                        ("row", models.BigIntegerField()),
                        ("to_division", models.CharField(blank=True, db_collation="C", max_length=12)),
                        ("note", models.CharField(max_length=300)),
                        ("handed_at", models.DateTimeField()),
                        ("ended_at", models.DateTimeField(null=True)),
                        (
                            "ended_by",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.RESTRICT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "handed_by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.RESTRICT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "to_officer",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.RESTRICT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                    ],
                    options={
                        "indexes": [
                            models.Index(
                                condition=models.Q(("ended_at", None)),
                                fields=["to_officer"],
                                name="handed_to_officer",
                            )
                        ],
                        "constraints": [
                            models.UniqueConstraint(
                                condition=models.Q(("ended_at", None)),
                                fields=("room", "row"),
                                name="handed_to_one_at_a_time",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(
                                        ("to_officer", None), models.Q(("to_division", ""), _negated=True)
                                    ),
                                    models.Q(("to_division", ""), ("to_officer__isnull", False)),
                                    _connector="OR",
                                ),
                                name="handed_to_officer_or_division",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("ended_at", None), ("ended_by", None)),
                                    models.Q(
                                        ("ended_at__gte", models.F("handed_at")), ("ended_by__isnull", False)
                                    ),
                                    _connector="OR",
                                ),
                                name="handover_ended_by_somebody",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("note", ""), _negated=True), name="handover_has_note"
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="ReadingAlarm",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("pattern", models.CharField(max_length=20, verbose_name="what is unusual")),
                        ("hour", models.DateTimeField(verbose_name="in the hour from")),
                        ("number", models.PositiveIntegerField(verbose_name="how many")),
                        ("threshold", models.PositiveIntegerField(verbose_name="alarm from")),
                        ("division_code", models.CharField(db_collation="C", max_length=12)),
                        (
                            "raised_at",
                            models.DateTimeField(
                                db_default=django.db.models.functions.datetime.Now(), editable=False
                            ),
                        ),
                        ("closed_at", models.DateTimeField(null=True, verbose_name="closed at")),
                        ("finding", models.CharField(blank=True, max_length=300, verbose_name="what it was")),
                        (
                            "closed_by",
                            models.ForeignKey(
                                null=True,
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
                        "indexes": [models.Index(fields=["-hour"], name="reading_alarm_hour")],
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("officer", "pattern", "hour"), name="reading_alarm_once"
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    (
                                        "pattern__in",
                                        ["many", "consecutive", "misses", "night", "watched", "export"],
                                    )
                                ),
                                name="reading_alarm_pattern",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("closed_at", None), ("closed_by", None), ("finding", "")),
                                    models.Q(
                                        ("closed_at__isnull", False),
                                        ("closed_by__isnull", False),
                                        models.Q(("finding", ""), _negated=True),
                                        models.Q(("closed_by", models.F("officer")), _negated=True),
                                    ),
                                    _connector="OR",
                                ),
                                name="reading_alarm_closed_by_another",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="RoleGrant",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "role",
                            models.CharField(
                                choices=[
                                    ("township_clerk", "乡镇（街道）经办员"),
                                    ("village_clerk", "村（社区）代办员"),
                                    ("civil_affairs", "民政工作人员"),
                                    ("tax_officer", "税务人员"),
                                    ("county_bureau", "县（区）医保局"),
                                    ("city_bureau", "市（州）医保局"),
                                    ("finance", "财务人员"),
                                    ("auditor", "审计人员"),
                                    ("system_admin", "系统管理员"),
                                ],
                                max_length=30,
                                verbose_name="role",
                            ),
                        ),
                        (
                            "division_code",
                            models.CharField(db_collation="C", max_length=12, verbose_name="division"),
                        ),
                        ("valid_from", models.DateField(verbose_name="valid from")),
                        (
                            "valid_until",
                            models.DateField(blank=True, null=True, verbose_name="no longer from"),
                        ),
                        (
                            "granted_by",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.RESTRICT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "officer",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.RESTRICT,
                                related_name="grants",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                    ],
                    options={
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    (
                                        "role__in",
                                        [
                                            "township_clerk",
                                            "village_clerk",
                                            "civil_affairs",
                                            "tax_officer",
                                            "county_bureau",
                                            "city_bureau",
                                            "finance",
                                            "auditor",
                                            "system_admin",
                                        ],
                                    )
                                ),
                                name="role_grant_role_known",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("division_code__regex", "^([0-9]{6}|[0-9]{9}|[0-9]{12})$")
                                ),
                                name="role_grant_division_shape",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("valid_until", None),
                                    ("valid_from__lt", models.F("valid_until")),
                                    _connector="OR",
                                ),
                                name="role_grant_valid_span",
                            ),
                            django.contrib.postgres.constraints.ExclusionConstraint(
                                expressions=[
                                    ("officer", "="),
                                    ("role", "="),
                                    ("division_code", "="),
                                    (
                                        models.Func(
                                            "valid_from",
                                            "valid_until",
                                            function="daterange",
                                            output_field=django.contrib.postgres.fields.ranges.DateRangeField(),
                                        ),
                                        "&&",
                                    ),
                                ],
                                name="role_grant_never_twice",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="SavedView",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("room", models.CharField(db_collation="C", max_length=40)),
                        ("name", models.CharField(max_length=60, verbose_name="name")),
                        ("query", models.CharField(blank=True, max_length=1000)),
                        ("shared_in", models.CharField(blank=True, db_collation="C", max_length=12)),
                        (
                            "saved_at",
                            models.DateTimeField(
                                db_default=django.db.models.functions.datetime.Now(), editable=False
                            ),
                        ),
                        (
                            "owner",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.RESTRICT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                    ],
                    options={
                        "indexes": [models.Index(fields=["room", "shared_in"], name="saved_view_shared")],
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("owner", "room", "name"), name="saved_view_named_once"
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("name", ""), _negated=True), name="saved_view_has_name"
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="WatchedPerson",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("person_id", models.BigIntegerField()),
                        ("division_code", models.CharField(db_collation="C", max_length=12)),
                        ("reason", models.CharField(max_length=200, verbose_name="reason")),
                        (
                            "since",
                            models.DateTimeField(
                                db_default=django.db.models.functions.datetime.Now(),
                                editable=False,
                                verbose_name="since",
                            ),
                        ),
                        ("until", models.DateTimeField(null=True, verbose_name="until")),
                        (
                            "watched_by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.RESTRICT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                    ],
                    options={
                        "constraints": [
                            models.UniqueConstraint(
                                condition=models.Q(("until", None)),
                                fields=("person_id",),
                                name="watched_person_once",
                            )
                        ],
                    },
                ),
            ],
        ),
    ]
