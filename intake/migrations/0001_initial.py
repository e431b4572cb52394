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
                    name="StoredChunk",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("sha256", models.CharField(db_collation="C", max_length=64)),
                        ("number", models.IntegerField()),
                        ("sealed", models.BinaryField()),
                    ],
                    options={
                        "constraints": [
                            models.UniqueConstraint(fields=("sha256", "number"), name="chunk_stored_once")
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="AnsweredRequest",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("operation", models.CharField(db_collation="C", max_length=60)),
                        ("key", models.CharField(db_collation="C", max_length=100)),
                        ("body_digest", models.CharField(db_collation="C", max_length=64)),
                        ("status", models.SmallIntegerField(null=True)),
                        ("answer", models.JSONField(null=True)),
                        ("answered_at", models.DateTimeField()),
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
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("officer", "operation", "key"), name="request_answered_once"
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="SenderProfile",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("division_code", models.CharField(db_collation="C", max_length=12)),
                        ("bureau", models.CharField(db_collation="C", max_length=20)),
                        ("layout", models.CharField(db_collation="C", max_length=8)),
                        ("name", models.CharField(max_length=60)),
                        ("version", models.SmallIntegerField()),
                        ("reading", models.JSONField()),
                        ("headings", models.JSONField(default=list)),
                        ("is_retired", models.BooleanField(default=False)),
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
                        "verbose_name": "sender's profile",
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("layout", "division_code", "bureau", "name", "version"),
                                name="profile_version_once",
                            )
                        ],
                    },
                ),
            ],
        ),
    ]
