"""Why can nobody alter the audit trail? A trigger refuses UPDATE, DELETE and TRUNCATE."""

from django.db import migrations

FORWARD = """
CREATE FUNCTION staff_audit_refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'audit events are only ever added' USING ERRCODE = 'insufficient_privilege';
END $$;
CREATE TRIGGER staff_audit_rows_stay BEFORE UPDATE OR DELETE ON staff_auditevent
    FOR EACH ROW EXECUTE FUNCTION staff_audit_refuse_change();
CREATE TRIGGER staff_audit_table_stays BEFORE TRUNCATE ON staff_auditevent
    FOR EACH STATEMENT EXECUTE FUNCTION staff_audit_refuse_change();
"""
BACKWARD = """
DROP TRIGGER staff_audit_table_stays ON staff_auditevent;
DROP TRIGGER staff_audit_rows_stay ON staff_auditevent;
DROP FUNCTION staff_audit_refuse_change();
"""
# The key's own index already answers "begins with" in collation C: Django's second index would only cost loading time.
NO_SECOND_INDEX = """
DO $$ DECLARE found text; BEGIN
    FOR found IN SELECT indexname FROM pg_indexes
        WHERE tablename = 'staff_division' AND schemaname = current_schema() AND indexname LIKE 'staff_division_code%_like'
    LOOP EXECUTE format('DROP INDEX %I', found); END LOOP;
END $$;
"""


class Migration(migrations.Migration):
    dependencies = [("staff", "0001_initial")]
    operations = [
        migrations.RunSQL(FORWARD, BACKWARD),
        migrations.RunSQL(NO_SECOND_INDEX, migrations.RunSQL.noop),
    ]
