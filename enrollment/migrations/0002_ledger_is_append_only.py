"""Why can no row of money or of a person disappear? Triggers refuse what no operation ever does."""

from django.db import migrations

FORWARD = """
CREATE FUNCTION enrollment_refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '% on %: rows of this table are only ever added', TG_OP, TG_TABLE_NAME USING ERRCODE = 'insufficient_privilege';
END $$;
CREATE TRIGGER due_entry_is_final BEFORE UPDATE OR DELETE ON enrollment_dueentry
    FOR EACH ROW EXECUTE FUNCTION enrollment_refuse_change();
CREATE TRIGGER line_action_is_final BEFORE UPDATE OR DELETE ON enrollment_lineaction
    FOR EACH ROW EXECUTE FUNCTION enrollment_refuse_change();
CREATE TRIGGER quotation_is_final BEFORE UPDATE OR DELETE ON enrollment_quotation
    FOR EACH ROW EXECUTE FUNCTION enrollment_refuse_change();
CREATE TRIGGER due_entry_table_stays BEFORE TRUNCATE ON enrollment_dueentry
    FOR EACH STATEMENT EXECUTE FUNCTION enrollment_refuse_change();
CREATE TRIGGER payment_line_table_stays BEFORE TRUNCATE ON enrollment_paymentline
    FOR EACH STATEMENT EXECUTE FUNCTION enrollment_refuse_change();
CREATE TRIGGER due_table_stays BEFORE TRUNCATE ON enrollment_due
    FOR EACH STATEMENT EXECUTE FUNCTION enrollment_refuse_change();
CREATE TRIGGER payment_line_stays BEFORE DELETE ON enrollment_paymentline
    FOR EACH ROW EXECUTE FUNCTION enrollment_refuse_change();
CREATE TRIGGER due_stays BEFORE DELETE ON enrollment_due FOR EACH ROW EXECUTE FUNCTION enrollment_refuse_change();
CREATE TRIGGER person_stays BEFORE DELETE ON enrollment_person FOR EACH ROW EXECUTE FUNCTION enrollment_refuse_change();
"""
BACKWARD = """
DROP TRIGGER due_entry_is_final ON enrollment_dueentry;
DROP TRIGGER line_action_is_final ON enrollment_lineaction;
DROP TRIGGER quotation_is_final ON enrollment_quotation;
DROP TRIGGER due_entry_table_stays ON enrollment_dueentry;
DROP TRIGGER payment_line_table_stays ON enrollment_paymentline;
DROP TRIGGER due_table_stays ON enrollment_due;
DROP TRIGGER payment_line_stays ON enrollment_paymentline;
DROP TRIGGER due_stays ON enrollment_due;
DROP TRIGGER person_stays ON enrollment_person;
DROP FUNCTION enrollment_refuse_change();
"""
# The key's own index already answers "begins with" in collation C; a second one would only slow postings down.
NO_SECOND_INDEX = """
DO $$ DECLARE found text; BEGIN
    FOR found IN SELECT indexname FROM pg_indexes
        WHERE tablename = 'enrollment_dueentry' AND schemaname = current_schema() AND indexname LIKE '%_like'
    LOOP EXECUTE format('DROP INDEX %I', found); END LOOP;
END $$;
"""


class Migration(migrations.Migration):
    dependencies = [("enrollment", "0001_initial")]
    operations = [
        migrations.RunSQL(FORWARD, BACKWARD),
        migrations.RunSQL(NO_SECOND_INDEX, migrations.RunSQL.noop),
    ]
