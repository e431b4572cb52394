"""What does the database itself refuse about the profiles of senders?"""

from django.db import migrations

# A file keeps the version that it was read by, so a version is never changed; a correction is the next version.
PROFILES = """
CREATE FUNCTION intake_refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'rows of % are only ever added', TG_TABLE_NAME USING ERRCODE = 'insufficient_privilege';
END $$;
CREATE TRIGGER profile_versions_stay BEFORE UPDATE OR DELETE ON intake_senderprofile
    FOR EACH ROW EXECUTE FUNCTION intake_refuse_change();
CREATE TRIGGER profile_table_stays BEFORE TRUNCATE ON intake_senderprofile
    FOR EACH STATEMENT EXECUTE FUNCTION intake_refuse_change();
"""
NO_PROFILES = "DROP FUNCTION intake_refuse_change() CASCADE"  # its triggers go with it


class Migration(migrations.Migration):
    dependencies = [("intake", "0001_initial")]
    operations = [migrations.RunSQL(PROFILES, NO_PROFILES)]
