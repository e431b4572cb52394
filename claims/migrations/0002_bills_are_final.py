"""Why can the facts of a bill not change after they were written? Triggers refuse what no operation ever does."""

from django.db import migrations

FACTS = (
    "provider_id", "number", "invoice_number", "person_id", "area", "division_code", "setting", "provider_tier", "place",
    "admitted_on", "discharged_on", "diagnosis_code", "total_fen", "eligible_fen", "first_pay_fen", "non_covered_fen",
    "tcm_fen", "special_subsidy_fen", "content_digest", "source", "entered_by_id",
)  # fmt: skip
OLD, NEW = (", ".join(f"{side}.{fact}" for fact in FACTS) for side in ("OLD", "NEW"))
FORWARD = f"""
CREATE TRIGGER bill_facts_are_final BEFORE UPDATE ON claims_bill FOR EACH ROW
    WHEN (({OLD}) IS DISTINCT FROM ({NEW})) EXECUTE FUNCTION enrollment_refuse_change();
CREATE TRIGGER bill_stays BEFORE DELETE ON claims_bill FOR EACH ROW EXECUTE FUNCTION enrollment_refuse_change();
CREATE TRIGGER bill_line_is_final BEFORE UPDATE OR DELETE ON claims_billline
    FOR EACH ROW EXECUTE FUNCTION enrollment_refuse_change();
CREATE TRIGGER bill_table_stays BEFORE TRUNCATE ON claims_bill
    FOR EACH STATEMENT EXECUTE FUNCTION enrollment_refuse_change();
CREATE TRIGGER bill_line_table_stays BEFORE TRUNCATE ON claims_billline
    FOR EACH STATEMENT EXECUTE FUNCTION enrollment_refuse_change();
"""
BACKWARD = """
DROP TRIGGER bill_facts_are_final ON claims_bill;
DROP TRIGGER bill_stays ON claims_bill;
DROP TRIGGER bill_line_is_final ON claims_billline;
DROP TRIGGER bill_table_stays ON claims_bill;
DROP TRIGGER bill_line_table_stays ON claims_billline;
"""


class Migration(migrations.Migration):
    dependencies = [
        ("claims", "0001_providers_and_bills"),
        ("enrollment", "0002_ledger_is_append_only"),
    ]
    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
