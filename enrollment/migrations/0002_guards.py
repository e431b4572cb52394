"""What does the database itself refuse about people and their money?"""

from django.db import migrations

# The triggers below refuse with it; those of `claims` do too.
REFUSAL = """
CREATE FUNCTION enrollment_refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '% on %: rows of this table are only ever added', TG_OP, TG_TABLE_NAME USING ERRCODE = 'insufficient_privilege';
END $$;
"""
NO_REFUSAL = "DROP FUNCTION enrollment_refuse_change() CASCADE"  # its triggers go with it

# An account is the sum of its entries, and a due rests on its quotation: a correction is another entry, never a change.
LEDGER = """
CREATE TRIGGER due_entry_is_final BEFORE UPDATE OR DELETE ON enrollment_dueentry
    FOR EACH ROW EXECUTE FUNCTION enrollment_refuse_change();
CREATE TRIGGER line_action_is_final BEFORE UPDATE OR DELETE ON enrollment_lineaction
    FOR EACH ROW EXECUTE FUNCTION enrollment_refuse_change();
CREATE TRIGGER quotation_is_final BEFORE UPDATE OR DELETE ON enrollment_quotation
    FOR EACH ROW EXECUTE FUNCTION enrollment_refuse_change();
CREATE TRIGGER enrollment_change_is_final BEFORE UPDATE OR DELETE ON enrollment_enrollmentchange
    FOR EACH ROW EXECUTE FUNCTION enrollment_refuse_change();
CREATE TRIGGER base_answer_is_final BEFORE UPDATE OR DELETE ON enrollment_baseanswer
    FOR EACH ROW EXECUTE FUNCTION enrollment_refuse_change();
CREATE TRIGGER listed_answer_is_final BEFORE UPDATE OR DELETE ON enrollment_listedanswer
    FOR EACH ROW EXECUTE FUNCTION enrollment_refuse_change();
CREATE TRIGGER due_entry_table_stays BEFORE TRUNCATE ON enrollment_dueentry
    FOR EACH STATEMENT EXECUTE FUNCTION enrollment_refuse_change();
"""

# Rows of bulk tables refer to these without a foreign key (decision 0004), so nothing else would keep them from being deleted.
PARENTS = """
CREATE TRIGGER person_stays BEFORE DELETE ON enrollment_person FOR EACH ROW EXECUTE FUNCTION enrollment_refuse_change();
CREATE TRIGGER enrollment_stays BEFORE DELETE ON enrollment_enrollment
    FOR EACH ROW EXECUTE FUNCTION enrollment_refuse_change();
CREATE TRIGGER due_stays BEFORE DELETE ON enrollment_due FOR EACH ROW EXECUTE FUNCTION enrollment_refuse_change();
CREATE TRIGGER due_table_stays BEFORE TRUNCATE ON enrollment_due
    FOR EACH STATEMENT EXECUTE FUNCTION enrollment_refuse_change();
CREATE TRIGGER payment_line_stays BEFORE DELETE ON enrollment_paymentline
    FOR EACH ROW EXECUTE FUNCTION enrollment_refuse_change();
CREATE TRIGGER payment_line_table_stays BEFORE TRUNCATE ON enrollment_paymentline
    FOR EACH STATEMENT EXECUTE FUNCTION enrollment_refuse_change();
"""

# A premium subsidy never exceeds its due, and credit never exceeds the charge. Judged when the transaction ends, since the
# entries of one posting are written one after another.
SUBSIDY = """
CREATE FUNCTION enrollment_subsidy_within_due() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE subsidy bigint; charged bigint; credited bigint;
BEGIN
    SELECT coalesce(sum(CASE kind WHEN 'charge' THEN amount_fen WHEN 'waiver' THEN -amount_fen ELSE 0 END), 0),
      coalesce(sum(CASE WHEN kind IN ('payment', 'subsidy') THEN amount_fen
        WHEN kind IN ('refund', 'reversal') THEN -amount_fen ELSE 0 END), 0),
      coalesce(sum(CASE WHEN kind = 'subsidy' THEN amount_fen WHEN source LIKE 'line:%' THEN 0
        WHEN kind IN ('refund', 'reversal') THEN -amount_fen ELSE 0 END), 0)
    INTO charged, credited, subsidy
    FROM enrollment_dueentry WHERE due_id = NEW.due_id;
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
NO_SUBSIDY = "DROP FUNCTION enrollment_subsidy_within_due() CASCADE"

# What a year was opened with stays: every due and cover of it rests on it. An answer changes only while its year is in draft.
YEARS = """
CREATE FUNCTION enrollment_opened_year_is_final() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '% of an open coverage year: what it was opened with stays', TG_OP USING ERRCODE = 'insufficient_privilege';
END $$;
CREATE TRIGGER opened_year_is_final BEFORE UPDATE OR DELETE ON enrollment_openedyear
    FOR EACH ROW WHEN (OLD.state = 'open') EXECUTE FUNCTION enrollment_opened_year_is_final();
CREATE FUNCTION enrollment_answer_of_draft() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE own bigint := CASE WHEN TG_OP = 'DELETE' THEN OLD.year_id ELSE NEW.year_id END;
BEGIN
    IF EXISTS (SELECT FROM enrollment_openedyear WHERE id = own AND state <> 'draft') THEN
        RAISE EXCEPTION '% of an answer: its coverage year is no draft', TG_OP USING ERRCODE = 'insufficient_privilege';
    END IF;
    RETURN CASE WHEN TG_OP = 'DELETE' THEN OLD ELSE NEW END;
END $$;
CREATE TRIGGER year_answer_of_draft BEFORE INSERT OR UPDATE OR DELETE ON enrollment_yearanswer
    FOR EACH ROW EXECUTE FUNCTION enrollment_answer_of_draft();
"""
NO_YEARS = "DROP FUNCTION enrollment_opened_year_is_final() CASCADE; DROP FUNCTION enrollment_answer_of_draft() CASCADE"

# A sheet that somebody signed says for ever what was signed; signing may only add the other signature.
SHEETS = """
CREATE FUNCTION enrollment_treasury_sheet_is_final() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE' OR OLD.state IN ('signed', 'dropped') OR (NEW.area, NEW.from_on, NEW.until_on, NEW.body::text, NEW.digest)
      IS DISTINCT FROM (OLD.area, OLD.from_on, OLD.until_on, OLD.body::text, OLD.digest) THEN
        RAISE EXCEPTION '% of a sheet of the three-way check: what is signed stays', TG_OP USING ERRCODE = 'insufficient_privilege';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER treasury_sheet_is_final BEFORE UPDATE OR DELETE ON enrollment_treasurysheet
    FOR EACH ROW EXECUTE FUNCTION enrollment_treasury_sheet_is_final();
"""
NO_SHEETS = "DROP FUNCTION enrollment_treasury_sheet_is_final() CASCADE"
# What went to the tax bureau stays as it went, and so does what came back. A sealed account alone may be written anew: the same
# number under another key, whose mark is the first byte.
REFUNDS = """
CREATE FUNCTION enrollment_refund_row_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'UPDATE' AND get_byte(OLD.account_sealed, 0) <> get_byte(NEW.account_sealed, 0)
        AND to_jsonb(OLD) - 'account_sealed' = to_jsonb(NEW) - 'account_sealed'
    THEN RETURN NEW;
    END IF;
    RAISE EXCEPTION '% on %: what went to the tax bureau is never changed', TG_OP, TG_TABLE_NAME
        USING ERRCODE = 'insufficient_privilege';
END $$;
CREATE TRIGGER refund_list_is_final BEFORE UPDATE OR DELETE ON enrollment_refundlist
    FOR EACH ROW EXECUTE FUNCTION enrollment_refuse_change();
CREATE TRIGGER refund_list_row_is_final BEFORE UPDATE OR DELETE ON enrollment_refundlistline
    FOR EACH ROW EXECUTE FUNCTION enrollment_refund_row_stays();
CREATE TRIGGER refund_answer_row_is_final BEFORE UPDATE OR DELETE ON enrollment_refundanswerline
    FOR EACH ROW EXECUTE FUNCTION enrollment_refuse_change();
CREATE TRIGGER refund_stays BEFORE DELETE ON enrollment_refund FOR EACH ROW EXECUTE FUNCTION enrollment_refuse_change();
"""
NO_REFUNDS = "DROP FUNCTION enrollment_refund_row_stays() CASCADE"

# What went to the tax bureau stays as it went, and so does what came back. A sealed account alone may be written anew: the same
# number under another key, whose mark is the first byte.
REFUNDS = """
CREATE FUNCTION enrollment_refund_row_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'UPDATE' AND get_byte(OLD.account_sealed, 0) <> get_byte(NEW.account_sealed, 0)
        AND to_jsonb(OLD) - 'account_sealed' = to_jsonb(NEW) - 'account_sealed'
    THEN RETURN NEW;
    END IF;
    RAISE EXCEPTION '% on %: what went to the tax bureau is never changed', TG_OP, TG_TABLE_NAME
        USING ERRCODE = 'insufficient_privilege';
END $$;
CREATE TRIGGER refund_list_is_final BEFORE UPDATE OR DELETE ON enrollment_refundlist
    FOR EACH ROW EXECUTE FUNCTION enrollment_refuse_change();
CREATE TRIGGER refund_list_row_is_final BEFORE UPDATE OR DELETE ON enrollment_refundlistline
    FOR EACH ROW EXECUTE FUNCTION enrollment_refund_row_stays();
CREATE TRIGGER refund_answer_row_is_final BEFORE UPDATE OR DELETE ON enrollment_refundanswerline
    FOR EACH ROW EXECUTE FUNCTION enrollment_refuse_change();
CREATE TRIGGER refund_stays BEFORE DELETE ON enrollment_refund FOR EACH ROW EXECUTE FUNCTION enrollment_refuse_change();
"""
NO_REFUNDS = "DROP FUNCTION enrollment_refund_row_stays() CASCADE"


class Migration(migrations.Migration):
    dependencies = [("enrollment", "0001_initial")]
    operations = [
        migrations.RunSQL(REFUSAL, NO_REFUSAL),
        migrations.RunSQL(LEDGER, migrations.RunSQL.noop),
        migrations.RunSQL(PARENTS, migrations.RunSQL.noop),
        migrations.RunSQL(SUBSIDY, NO_SUBSIDY),
        migrations.RunSQL(YEARS, NO_YEARS),
        migrations.RunSQL(SHEETS, NO_SHEETS),
        migrations.RunSQL(REFUNDS, NO_REFUNDS),
    ]
