"""Can a premium subsidy be larger than the due it is for? A trigger refuses it at the end of the transaction."""

from django.db import migrations

FORWARD = """
CREATE FUNCTION enrollment_subsidy_within_due() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE subsidy bigint; charged bigint; credited bigint;
BEGIN
    SELECT coalesce(sum(CASE kind WHEN 'charge' THEN amount_fen WHEN 'waiver' THEN -amount_fen ELSE 0 END), 0),
      coalesce(sum(CASE WHEN kind IN ('payment', 'subsidy') THEN amount_fen
        WHEN kind IN ('refund', 'reversal') THEN -amount_fen ELSE 0 END), 0),
      coalesce(sum(CASE WHEN kind = 'subsidy' THEN amount_fen WHEN source LIKE 'line:%' THEN 0
        WHEN kind IN ('refund', 'reversal') THEN -amount_fen ELSE 0 END), 0)
    INTO charged, credited, subsidy
    FROM (SELECT source, kind, amount_fen FROM enrollment_dueentry
        WHERE due_id = NEW.due_id AND NOT (source LIKE 'due:%')
      UNION ALL
      SELECT source, kind, amount_fen FROM enrollment_dueentry WHERE source = 'due:' || NEW.due_id) entries;
    IF subsidy < 0 OR subsidy > charged OR credited > charged THEN
        RAISE EXCEPTION 'due %: subsidies of % fen and credit of % fen do not fit a charge of % fen',
          NEW.due_id, subsidy, credited, charged
          USING ERRCODE = 'check_violation', CONSTRAINT = 'subsidy_never_above_due';
    END IF;
    RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER subsidy_never_above_due AFTER INSERT ON enrollment_dueentry DEFERRABLE INITIALLY DEFERRED
    FOR EACH ROW WHEN (NEW.kind = 'subsidy') EXECUTE FUNCTION enrollment_subsidy_within_due();
"""
BACKWARD = """
DROP TRIGGER subsidy_never_above_due ON enrollment_dueentry;
DROP FUNCTION enrollment_subsidy_within_due();
"""


class Migration(migrations.Migration):
    dependencies = [("enrollment", "0004_exemptions_say_their_days")]
    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
