"""What does the database itself refuse about the audit trail, and which index of divisions does nobody need?"""

from django.db import migrations

# The trail proves what officers did only if no operation and no statement written by hand alters it afterwards.
AUDIT = """
CREATE FUNCTION staff_audit_refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'audit events are only ever added' USING ERRCODE = 'insufficient_privilege';
END $$;
CREATE TRIGGER staff_audit_rows_stay BEFORE UPDATE OR DELETE ON staff_auditevent
    FOR EACH ROW EXECUTE FUNCTION staff_audit_refuse_change();
CREATE TRIGGER staff_audit_table_stays BEFORE TRUNCATE ON staff_auditevent
    FOR EACH STATEMENT EXECUTE FUNCTION staff_audit_refuse_change();
"""
# A seal that can be replaced proves nothing; that a superuser still can is what the chain itself finds.
SEALS = "".join(
    f"CREATE TRIGGER staff_audit_{what}_stay BEFORE UPDATE OR DELETE ON {table}"
    " FOR EACH ROW EXECUTE FUNCTION staff_audit_refuse_change();"
    f"CREATE TRIGGER staff_audit_{what}_table_stays BEFORE TRUNCATE ON {table}"
    " FOR EACH STATEMENT EXECUTE FUNCTION staff_audit_refuse_change();"
    for what, table in (("links", "staff_auditlink"), ("seals", "staff_auditseal"))
)
NO_AUDIT = "DROP FUNCTION staff_audit_refuse_change() CASCADE"  # its triggers go with it

# The key's own index already answers "begins with" in collation C: Django's second index would only cost loading time.
# Its name ends in a digest, so it is looked up.
NO_SECOND_INDEX = """
DO $$ DECLARE second text; BEGIN
    FOR second IN SELECT indexname FROM pg_indexes
        WHERE tablename = 'staff_division' AND schemaname = current_schema() AND indexname LIKE 'staff_division_code%_like'
    LOOP EXECUTE format('DROP INDEX %I', second); END LOOP;
END $$;
"""


class Migration(migrations.Migration):
    dependencies = [("staff", "0001_initial")]
    operations = [
        migrations.RunSQL(AUDIT + SEALS, NO_AUDIT),
        migrations.RunSQL(NO_SECOND_INDEX, migrations.RunSQL.noop),
    ]
