"""Why are pictures of days kept? Who must be insured and is not is asked for past days, and the register shows only now."""

import django.contrib.postgres.fields
import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("assistance", "0012_roster_rows_are_written_in_bulk"),
        ("enrollment", "0008_results_are_written_by_workers"),
    ]

    operations = [
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
                    models.UniqueConstraint(fields=("picture", "division_code"), name="uninsured_place_once"),
                    models.CheckConstraint(
                        condition=models.Q(("covered__gte", 0), ("covered__lte", models.F("people"))),
                        name="uninsured_place_counts_fit",
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
                (
                    "category",
                    models.CharField(
                        choices=[
                            ("tekun", "特困人员"),
                            ("orphan", "孤儿"),
                            ("unsupported_child", "事实无人抚养儿童"),
                            ("dibao", "低保对象"),
                            ("dibao_rural_1", "农村低保一类"),
                            ("dibao_rural_2", "农村低保二类"),
                            ("dibao_rural_3", "农村低保三类"),
                            ("dibao_rural_4", "农村低保四类"),
                            ("dibao_urban_full", "城市低保全额"),
                            ("dibao_urban_partial", "城市低保差额"),
                            ("dibao_margin", "低保边缘家庭成员"),
                            ("low_income", "农村低收入人口"),
                            ("registered_poor", "建档立卡贫困人口"),
                            ("lifted_from_poverty", "脱贫享受政策人员"),
                            ("monitored", "防止返贫监测对象"),
                            ("monitored_unstable", "脱贫不稳定户"),
                            ("monitored_near_poor", "边缘易致贫户"),
                            ("monitored_sudden_hardship", "突发严重困难户"),
                            ("fallen_into_poverty", "返贫致贫人口"),
                            ("impoverished_by_illness", "因病致贫重病患者"),
                            ("severely_disabled", "重度残疾人"),
                            ("special_care", "优抚对象"),
                            ("bereaved_family", "计划生育特殊家庭"),
                            ("two_daughters", "两女结扎户"),
                            ("only_child", "独生子女领证户"),
                            ("hardship", "困难群体人员"),
                        ],
                        db_collation="C",
                        max_length=32,
                    ),
                ),
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
    ]
