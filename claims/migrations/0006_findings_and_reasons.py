"""What a review lets through, why a posted bill could not be posted today, and the finding of medical risk (A39)."""

from django.db import migrations, models

FACTS = (
    "provider_id", "number", "invoice_number", "person_id", "area", "division_code", "setting", "provider_tier", "place",
    "admitted_on", "discharged_on", "diagnosis_code", "total_fen", "eligible_fen", "first_pay_fen", "non_covered_fen",
    "tcm_fen", "special_subsidy_fen", "content_digest", "source", "entered_by_id",
)  # fmt: skip
FINDING = ("medical_risk", "medical_risk_document")


def final(facts: tuple[str, ...]) -> str:
    """The trigger that refuses a change of these facts of a bill."""
    old, new = (", ".join(f"{side}.{fact}" for fact in facts) for side in ("OLD", "NEW"))
    return f"""
DROP TRIGGER bill_facts_are_final ON claims_bill;
CREATE TRIGGER bill_facts_are_final BEFORE UPDATE ON claims_bill FOR EACH ROW
    WHEN (({old}) IS DISTINCT FROM ({new})) EXECUTE FUNCTION enrollment_refuse_change();"""


class Migration(migrations.Migration):
    dependencies = [("claims", "0005_statements_are_final")]

    operations = [
        migrations.AddField(
            model_name="bill",
            name="medical_risk",
            field=models.BooleanField(null=True),
        ),
        migrations.AddField(
            model_name="bill",
            name="medical_risk_document",
            field=models.CharField(blank=True, max_length=60),
        ),
        migrations.AddField(
            model_name="billreview",
            name="holds",
            field=models.JSONField(null=True),
        ),
        migrations.AddField(
            model_name="planline",
            name="kept_because",
            field=models.CharField(blank=True, max_length=300),
        ),
        migrations.AddField(
            model_name="planline",
            name="why",
            field=models.JSONField(default=list),
        ),
        migrations.AlterField(
            model_name="resettlementplan",
            name="reason",
            field=models.CharField(
                choices=[
                    ("late_bill", "A bill of an earlier day came in later"),
                    ("reversal", "A settled bill is taken back"),
                    ("changed", "Policy, entered figures, categories or cover changed"),
                ],
                max_length=12,
            ),
        ),
        migrations.AddConstraint(
            model_name="bill",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("medical_risk", True), _negated=True),
                    models.Q(("medical_risk_document", ""), _negated=True),
                    _connector="OR",
                ),
                name="medical_risk_has_document",
            ),
        ),
        migrations.RunSQL(final((*FACTS, *FINDING)), final(FACTS)),
    ]
