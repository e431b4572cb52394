"""Why may the cipher text of a payout's account be written anew? Because the same number may come under another key."""

from importlib import import_module

from django.db import migrations

FORWARD = """
CREATE OR REPLACE FUNCTION assistance_payout_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'UPDATE' AND get_byte(OLD.account_sealed, 0) <> get_byte(NEW.account_sealed, 0)
        AND to_jsonb(OLD) - 'account_sealed' = to_jsonb(NEW) - 'account_sealed'
    THEN RETURN NEW;
    END IF;
    IF TG_OP = 'DELETE' OR OLD.state <> 'sent' OR (OLD.batch_id, OLD.number, OLD.grant_id, OLD.account_sealed, OLD.account_masked,
            OLD.owner, OLD.relation, OLD.amount_fen, OLD.reissue_of_id)
        IS DISTINCT FROM (NEW.batch_id, NEW.number, NEW.grant_id, NEW.account_sealed, NEW.account_masked,
            NEW.owner, NEW.relation, NEW.amount_fen, NEW.reissue_of_id)
    THEN RAISE EXCEPTION '% on %: a payout line ends once and is never changed', TG_OP, TG_TABLE_NAME
        USING ERRCODE = 'insufficient_privilege';
    END IF;
    RETURN NEW;
END $$;
"""
_before = import_module("assistance.migrations.0007_subsidies_are_final").FORWARD
_start = _before.index("CREATE FUNCTION assistance_payout_stays()")
BACKWARD = _before[_start : _before.index("CREATE TRIGGER")].replace(
    "CREATE FUNCTION", "CREATE OR REPLACE FUNCTION"
)


class Migration(migrations.Migration):
    dependencies = [("assistance", "0010_uninsured_reasons")]
    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
