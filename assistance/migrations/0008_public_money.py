"""How do requests for public money, transfers, fund splits and the risk fund stay what they were? Triggers keep their rows."""

import django.db.models.deletion
import django.db.models.expressions
from django.conf import settings
from django.db import migrations, models

FORWARD = """
CREATE FUNCTION assistance_row_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '% on %: rows of this table are only ever added', TG_OP, TG_TABLE_NAME
        USING ERRCODE = 'insufficient_privilege';
END $$;
CREATE FUNCTION assistance_figures_stay() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE' OR to_jsonb(OLD) - TG_ARGV IS DISTINCT FROM to_jsonb(NEW) - TG_ARGV THEN
        RAISE EXCEPTION '% on %: what was counted is never changed', TG_OP, TG_TABLE_NAME
            USING ERRCODE = 'insufficient_privilege';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER fiscal_request_is_frozen BEFORE UPDATE OR DELETE ON assistance_fiscalrequest FOR EACH ROW EXECUTE FUNCTION
    assistance_figures_stay('state', 'submitted_by_id', 'submitted_at', 'decided_by_id', 'decided_at', 'returned_because');
CREATE TRIGGER fund_split_is_frozen BEFORE UPDATE OR DELETE ON assistance_fundsplit FOR EACH ROW EXECUTE FUNCTION
    assistance_figures_stay('approved_by_id', 'approved_at', 'replaced_at');
CREATE TRIGGER fiscal_line_is_final BEFORE UPDATE OR DELETE ON assistance_fiscalrequestline
    FOR EACH ROW EXECUTE FUNCTION assistance_row_stays();
CREATE TRIGGER fiscal_transfer_is_final BEFORE UPDATE OR DELETE ON assistance_fiscaltransfer
    FOR EACH ROW EXECUTE FUNCTION assistance_row_stays();
CREATE TRIGGER fund_pool_is_final BEFORE UPDATE OR DELETE ON assistance_fundsplitpool
    FOR EACH ROW EXECUTE FUNCTION assistance_row_stays();
CREATE TRIGGER risk_fund_entry_is_final BEFORE UPDATE OR DELETE ON assistance_riskfundentry
    FOR EACH ROW EXECUTE FUNCTION assistance_row_stays();
CREATE TRIGGER critical_illness_cover_is_final BEFORE UPDATE OR DELETE ON assistance_criticalillnesscover
    FOR EACH ROW EXECUTE FUNCTION assistance_row_stays();
"""
BACKWARD = """
DROP TRIGGER fiscal_request_is_frozen ON assistance_fiscalrequest;
DROP TRIGGER fund_split_is_frozen ON assistance_fundsplit;
DROP TRIGGER fiscal_line_is_final ON assistance_fiscalrequestline;
DROP TRIGGER fiscal_transfer_is_final ON assistance_fiscaltransfer;
DROP TRIGGER fund_pool_is_final ON assistance_fundsplitpool;
DROP TRIGGER risk_fund_entry_is_final ON assistance_riskfundentry;
DROP TRIGGER critical_illness_cover_is_final ON assistance_criticalillnesscover;
DROP FUNCTION assistance_figures_stay();
DROP FUNCTION assistance_row_stays();
"""


class Migration(migrations.Migration):
    dependencies = [
        ("assistance", "0007_subsidies_are_final"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
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
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("resident", "residents by hukou"),
                            ("residence_permit", "holders of a residence permit"),
                            ("school_province", "students of provincial schools"),
                            ("school_prefecture", "students of city schools"),
                            ("school_county", "students of other schools"),
                            ("school_unknown", "students of schools whose owner is not entered"),
                        ],
                        db_collation="C",
                        max_length=20,
                    ),
                ),
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
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("opening", "opening balance"),
                            ("draw", "set aside"),
                            ("use", "used by the prefecture"),
                            ("reversal", "taken back"),
                        ],
                        db_collation="C",
                        max_length=8,
                    ),
                ),
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
            ],
            options={
                "verbose_name": "risk fund entry",
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
        migrations.AddIndex(
            model_name="fiscalrequest",
            index=models.Index(fields=["area", "fiscal_year"], name="fiscal_request_by_area"),
        ),
        migrations.AddConstraint(
            model_name="fiscalrequest",
            constraint=models.CheckConstraint(
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
        ),
        migrations.AddConstraint(
            model_name="fiscalrequest",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("decided_by__isnull", True), ("state", "draft"), ("submitted_by__isnull", True)
                    ),
                    models.Q(
                        ("decided_by__isnull", True), ("state", "submitted"), ("submitted_by__isnull", False)
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
        ),
        migrations.AddConstraint(
            model_name="fiscalrequest",
            constraint=models.CheckConstraint(
                condition=models.Q(("is_decided", True), ("state", "draft"), _connector="OR"),
                name="undecided_fiscal_request_stays_a_draft",
            ),
        ),
        migrations.AddConstraint(
            model_name="fiscalrequest",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("state", "returned"), _negated=True),
                    models.Q(("returned_because", ""), _negated=True),
                    _connector="OR",
                ),
                name="fiscal_request_returned_with_reason",
            ),
        ),
        migrations.AddConstraint(
            model_name="fiscalrequest",
            constraint=models.UniqueConstraint(
                condition=models.Q(("state", "approved")),
                fields=("area", "fiscal_year"),
                name="one_approved_request_per_area_and_year",
            ),
        ),
        migrations.AddConstraint(
            model_name="fiscalrequestline",
            constraint=models.UniqueConstraint(
                fields=("request", "county", "kind"), name="one_line_per_county_and_kind"
            ),
        ),
        migrations.AddConstraint(
            model_name="fiscalrequestline",
            constraint=models.CheckConstraint(
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
        ),
        migrations.AddConstraint(
            model_name="fiscalrequestline",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "per_head_fen",
                        django.db.models.expressions.CombinedExpression(
                            django.db.models.expressions.CombinedExpression(
                                django.db.models.expressions.CombinedExpression(
                                    models.F("central_per_head_fen"), "+", models.F("province_per_head_fen")
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
        ),
        migrations.AddIndex(
            model_name="fiscaltransfer",
            index=models.Index(fields=["area", "fiscal_year"], name="fiscal_transfer_by_area"),
        ),
        migrations.AddConstraint(
            model_name="fiscaltransfer",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("amount_fen__gt", 0), ("reverses__isnull", True)),
                    models.Q(("amount_fen__lt", 0), ("reverses__isnull", False)),
                    _connector="OR",
                ),
                name="fiscal_transfer_positive_unless_reversal",
            ),
        ),
        migrations.AddConstraint(
            model_name="fiscaltransfer",
            constraint=models.CheckConstraint(
                condition=models.Q(("document_number", ""), _negated=True),
                name="fiscal_transfer_has_document",
            ),
        ),
        migrations.AddConstraint(
            model_name="fiscaltransfer",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("county__regex", "^[0-9]{6}$"), ("payer", "county")),
                    models.Q(models.Q(("payer", "county"), _negated=True), ("county", "")),
                    _connector="OR",
                ),
                name="fiscal_transfer_names_its_county",
            ),
        ),
        migrations.AddConstraint(
            model_name="fundsplit",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("approved_by__isnull", True),
                    models.Q(("approved_by", models.F("made_by")), _negated=True),
                    _connector="OR",
                ),
                name="fund_split_not_approved_by_maker",
            ),
        ),
        migrations.AddConstraint(
            model_name="fundsplit",
            constraint=models.CheckConstraint(
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
        ),
        migrations.AddConstraint(
            model_name="fundsplit",
            constraint=models.UniqueConstraint(
                condition=models.Q(("approved_by__isnull", False), ("replaced_at__isnull", True)),
                fields=("division_code", "year"),
                name="one_fund_split_in_force",
            ),
        ),
        migrations.AddConstraint(
            model_name="fundsplitpool",
            constraint=models.UniqueConstraint(fields=("split", "pool"), name="one_row_per_pool"),
        ),
        migrations.AddIndex(
            model_name="riskfundentry",
            index=models.Index(fields=["county", "year"], name="risk_fund_by_county"),
        ),
        migrations.AddConstraint(
            model_name="riskfundentry",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("amount_fen__gt", 0), ("kind__in", ["opening", "draw"])),
                    models.Q(("amount_fen__lt", 0), ("kind", "use")),
                    models.Q(("kind", "reversal"), ("reverses__isnull", False)),
                    _connector="OR",
                ),
                name="risk_fund_sign_follows_kind",
            ),
        ),
        migrations.AddConstraint(
            model_name="riskfundentry",
            constraint=models.CheckConstraint(
                condition=models.Q(("document_number", ""), _negated=True), name="risk_fund_has_document"
            ),
        ),
        migrations.RunSQL(FORWARD, BACKWARD),
    ]
