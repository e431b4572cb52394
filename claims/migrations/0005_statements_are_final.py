"""Why can a statement, its lines and its entries not change? Triggers refuse what no operation ever does."""

from django.db import migrations

FACTS = (
    "bill_id", "person_id", "year", "service_on", "division_code", "policy_digest", "total_fen", "special_subsidy_fen",
    "basic_fen", "critical_illness_fen", "top_up_fen", "civil_fen", "person_fen", "eligible_fen", "review_id",
    "settled_on", "settled_by_id",
)  # fmt: skip
OLD, NEW = (", ".join(f"{side}.{fact}" for fact in FACTS) for side in ("OLD", "NEW"))
FORWARD = f"""
CREATE TRIGGER statement_is_final BEFORE UPDATE ON claims_statement FOR EACH ROW
    WHEN (OLD.state = 'reversed' OR ({OLD}) IS DISTINCT FROM ({NEW})) EXECUTE FUNCTION enrollment_refuse_change();
CREATE TRIGGER statement_stays BEFORE DELETE ON claims_statement
    FOR EACH ROW EXECUTE FUNCTION enrollment_refuse_change();
CREATE TRIGGER statement_line_is_final BEFORE UPDATE OR DELETE ON claims_statementline
    FOR EACH ROW EXECUTE FUNCTION enrollment_refuse_change();
CREATE TRIGGER year_entry_is_final BEFORE UPDATE OR DELETE ON claims_yearentry
    FOR EACH ROW EXECUTE FUNCTION enrollment_refuse_change();
CREATE TRIGGER statement_table_stays BEFORE TRUNCATE ON claims_statement
    FOR EACH STATEMENT EXECUTE FUNCTION enrollment_refuse_change();
CREATE TRIGGER statement_line_table_stays BEFORE TRUNCATE ON claims_statementline
    FOR EACH STATEMENT EXECUTE FUNCTION enrollment_refuse_change();
CREATE TRIGGER year_entry_table_stays BEFORE TRUNCATE ON claims_yearentry
    FOR EACH STATEMENT EXECUTE FUNCTION enrollment_refuse_change();
"""
BACKWARD = """
DROP TRIGGER statement_is_final ON claims_statement;
DROP TRIGGER statement_stays ON claims_statement;
DROP TRIGGER statement_line_is_final ON claims_statementline;
DROP TRIGGER year_entry_is_final ON claims_yearentry;
DROP TRIGGER statement_table_stays ON claims_statement;
DROP TRIGGER statement_line_table_stays ON claims_statementline;
DROP TRIGGER year_entry_table_stays ON claims_yearentry;
"""


class Migration(migrations.Migration):
    dependencies = [("claims", "0004_statements")]
    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
