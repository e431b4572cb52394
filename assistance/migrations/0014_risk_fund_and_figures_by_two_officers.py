"""How does the risk fund come to be moved by two officers, and how do figures come in one table? What was decided stays.

Movements that one officer wrote down before this migration stay as they are (rows of the table are only ever added), so the
constraint that asks for two is not asked of them: it is added without validation and holds for every new row.
"""

from importlib import import_module

import django.db.models.deletion
from django.conf import settings
from django.contrib.postgres.operations import AddConstraintNotValid
from django.db import migrations, models

FORWARD = """
CREATE TRIGGER risk_fund_proposal_is_frozen BEFORE UPDATE OR DELETE ON assistance_riskfundproposal
    FOR EACH ROW EXECUTE FUNCTION
    assistance_figures_stay('approved_by_id', 'approved_at', 'rejected_by_id', 'rejected_at', 'rejected_because');
CREATE TRIGGER risk_fund_proposal_is_decided_once BEFORE UPDATE ON assistance_riskfundproposal
    FOR EACH ROW WHEN (OLD.approved_by_id IS NOT NULL OR OLD.rejected_by_id IS NOT NULL)
    EXECUTE FUNCTION assistance_row_stays();
"""
STAYS = """
CREATE OR REPLACE FUNCTION assistance_figure_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE' OR OLD.approved_by_id IS NOT NULL OR OLD.rejected_by_id IS NOT NULL
        OR to_jsonb(OLD) - ARRAY['approved_by_id', 'approved_at', 'rejected_by_id', 'rejected_at', 'rejected_because']
        IS DISTINCT FROM
        to_jsonb(NEW) - ARRAY['approved_by_id', 'approved_at', 'rejected_by_id', 'rejected_at', 'rejected_because']
    THEN RAISE EXCEPTION '% on %: an entered figure is decided on once and never changed', TG_OP, TG_TABLE_NAME
        USING ERRCODE = 'insufficient_privilege';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER figure_sheet_is_final BEFORE UPDATE OR DELETE ON assistance_figuresheet
    FOR EACH ROW EXECUTE FUNCTION assistance_row_stays();
"""
_before = import_module("assistance.migrations.0002_entered_figures_are_final").FORWARD
STAYED = "DROP TRIGGER figure_sheet_is_final ON assistance_figuresheet;" + _before[
    : _before.index("CREATE TRIGGER")
].replace("CREATE FUNCTION", "CREATE OR REPLACE FUNCTION")
BACKWARD = """
DROP TRIGGER risk_fund_proposal_is_frozen ON assistance_riskfundproposal;
DROP TRIGGER risk_fund_proposal_is_decided_once ON assistance_riskfundproposal;
"""


class Migration(migrations.Migration):
    dependencies = [
        ("assistance", "0013_days_of_uninsured_people"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="RiskFundProposal",
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
                            ("use", "used by the prefecture"),
                            ("reversal", "taken back"),
                        ],
                        db_collation="C",
                        max_length=8,
                    ),
                ),
                ("amount_fen", models.BigIntegerField()),
                ("document_number", models.CharField(max_length=100)),
                ("entered_at", models.DateTimeField()),
                ("approved_at", models.DateTimeField(blank=True, null=True)),
                ("rejected_at", models.DateTimeField(blank=True, null=True)),
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
            },
        ),
        migrations.AddField(
            model_name="riskfundentry",
            name="proposal",
            field=models.OneToOneField(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.RESTRICT,
                related_name="entry",
                to="assistance.riskfundproposal",
            ),
        ),
        AddConstraintNotValid(
            model_name="riskfundentry",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("proposal__isnull", True), ("split__isnull", False)),
                    models.Q(("proposal__isnull", False), ("split__isnull", True)),
                    _connector="OR",
                ),
                name="risk_fund_entry_by_two_officers",
            ),
        ),
        migrations.AddIndex(
            model_name="riskfundproposal",
            index=models.Index(fields=["county", "year"], name="risk_fund_proposal_by_county"),
        ),
        migrations.AddConstraint(
            model_name="riskfundproposal",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("approved_by__isnull", True),
                    models.Q(("approved_by", models.F("entered_by")), _negated=True),
                    _connector="OR",
                ),
                name="risk_fund_not_approved_by_maker",
            ),
        ),
        migrations.AddConstraint(
            model_name="riskfundproposal",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("rejected_by__isnull", True),
                    models.Q(("rejected_by", models.F("entered_by")), _negated=True),
                    _connector="OR",
                ),
                name="risk_fund_not_rejected_by_maker",
            ),
        ),
        migrations.AddConstraint(
            model_name="riskfundproposal",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("approved_at__isnull", True), ("approved_by__isnull", True)),
                    models.Q(("approved_at__isnull", False), ("approved_by__isnull", False)),
                    _connector="OR",
                ),
                name="risk_fund_approval_is_whole",
            ),
        ),
        migrations.AddConstraint(
            model_name="riskfundproposal",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("rejected_at__isnull", True), ("rejected_because", ""), ("rejected_by__isnull", True)
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
        ),
        migrations.AddConstraint(
            model_name="riskfundproposal",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("approved_by__isnull", True), ("rejected_by__isnull", True), _connector="OR"
                ),
                name="risk_fund_approved_or_rejected",
            ),
        ),
        migrations.AddConstraint(
            model_name="riskfundproposal",
            constraint=models.CheckConstraint(
                condition=models.Q(("amount_fen__gt", 0)), name="risk_fund_proposal_positive"
            ),
        ),
        migrations.AddConstraint(
            model_name="riskfundproposal",
            constraint=models.CheckConstraint(
                condition=models.Q(("document_number", ""), _negated=True),
                name="risk_fund_proposal_has_document",
            ),
        ),
        migrations.AddConstraint(
            model_name="riskfundproposal",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("kind__in", ["opening", "use"]), ("reverses__isnull", True)),
                    models.Q(("kind", "reversal"), ("reverses__isnull", False)),
                    _connector="OR",
                ),
                name="risk_fund_proposal_names_what_it_takes_back",
            ),
        ),
        migrations.AddConstraint(
            model_name="riskfundproposal",
            constraint=models.UniqueConstraint(
                condition=models.Q(("approved_by__isnull", True), ("rejected_by__isnull", True)),
                fields=("county", "year", "kind", "document_number"),
                name="risk_fund_proposed_once_at_a_time",
            ),
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
            ],
            options={
                "verbose_name": "table of population figures",
            },
        ),
        migrations.AddField(
            model_name="enteredparameter",
            name="sheet",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.RESTRICT,
                related_name="rows",
                to="assistance.figuresheet",
            ),
        ),
        migrations.AddIndex(
            model_name="figuresheet",
            index=models.Index(fields=["area", "-id"], name="figure_sheet_by_area"),
        ),
        migrations.AddConstraint(
            model_name="figuresheet",
            constraint=models.CheckConstraint(
                condition=models.Q(("document_number", ""), _negated=True), name="figure_sheet_has_document"
            ),
        ),
        migrations.AddConstraint(
            model_name="figuresheet",
            constraint=models.CheckConstraint(
                condition=models.Q(("figures__gt", 0)), name="figure_sheet_has_figures"
            ),
        ),
        migrations.RunSQL(FORWARD, BACKWARD),
        migrations.RunSQL(STAYS, STAYED),
    ]
