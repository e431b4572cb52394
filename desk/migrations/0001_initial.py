import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import staff.tables


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        staff.tables.CreateTables(
            tables=[
                migrations.CreateModel(
                    name="Draft",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("area", models.CharField(db_collation="C", max_length=6)),
                        ("name", models.CharField(max_length=80)),
                        ("coverage_year", models.SmallIntegerField()),
                        ("bill_year", models.SmallIntegerField()),
                        ("version", models.IntegerField(default=1)),
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
                        "verbose_name": "draft of policy",
                        "constraints": [
                            models.UniqueConstraint(fields=("area", "name"), name="draft_named_once"),
                            models.CheckConstraint(
                                condition=models.Q(("name", ""), _negated=True), name="draft_has_a_name"
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="DraftRows",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("question", models.CharField(db_collation="C", max_length=60)),
                        ("rows", models.JSONField()),
                        ("entered_at", models.DateTimeField()),
                        (
                            "draft",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="given",
                                to="desk.draft",
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
                        "verbose_name": "rows of a draft",
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("draft", "question"), name="draft_says_each_question_once"
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="DraftRun",
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
                        ("given", models.JSONField()),
                        ("draft_version", models.IntegerField()),
                        ("state", models.CharField(db_collation="C", default="waiting", max_length=10)),
                        ("asked_at", models.DateTimeField()),
                        ("finished_at", models.DateTimeField(null=True)),
                        (
                            "asked_by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.RESTRICT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "draft",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="runs",
                                to="desk.draft",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "run of a draft",
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(("state__in", ["waiting", "running", "done", "failed"])),
                                name="draft_run_state_known",
                            ),
                            models.UniqueConstraint(
                                condition=models.Q(("state__in", ["waiting", "running"])),
                                fields=("draft",),
                                name="one_run_of_a_draft_at_a_time",
                            ),
                        ],
                    },
                ),
            ],
        ),
    ]
