"""Why can no grant, payout line or bank file change its money or disappear? Triggers let only the state move on."""

from django.db import migrations

FORWARD = """
CREATE FUNCTION assistance_grant_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE' OR (OLD.run_id, OLD.decision_id, OLD.person_id, OLD.due_id, OLD.area, OLD.division_code,
            OLD.coverage_year, OLD.basis, OLD.mode, OLD.amount_fen, OLD.due_fen, OLD.effective_on, OLD.booked_on,
            OLD.was_paid, OLD.proposed_by_id)
        IS DISTINCT FROM (NEW.run_id, NEW.decision_id, NEW.person_id, NEW.due_id, NEW.area, NEW.division_code,
            NEW.coverage_year, NEW.basis, NEW.mode, NEW.amount_fen, NEW.due_fen, NEW.effective_on, NEW.booked_on,
            NEW.was_paid, NEW.proposed_by_id)
        OR (OLD.is_counted AND NOT NEW.is_counted)
        OR (OLD.flow <> NEW.flow AND NOT (OLD.flow = 'undecided' AND OLD.state = 'flow_undecided'))
        OR (OLD.approved_by_id IS NOT NULL AND OLD.approved_by_id IS DISTINCT FROM NEW.approved_by_id)
        OR (OLD.state IN ('paid', 'taken_back', 'cancelled') AND NEW.state <> OLD.state)
    THEN RAISE EXCEPTION '% on %: what was granted is never changed', TG_OP, TG_TABLE_NAME
        USING ERRCODE = 'insufficient_privilege';
    END IF;
    RETURN NEW;
END $$;
CREATE FUNCTION assistance_payout_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE' OR OLD.state <> 'sent' OR (OLD.batch_id, OLD.number, OLD.grant_id, OLD.account_sealed, OLD.account_masked,
            OLD.owner, OLD.relation, OLD.amount_fen, OLD.reissue_of_id)
        IS DISTINCT FROM (NEW.batch_id, NEW.number, NEW.grant_id, NEW.account_sealed, NEW.account_masked,
            NEW.owner, NEW.relation, NEW.amount_fen, NEW.reissue_of_id)
    THEN RAISE EXCEPTION '% on %: a payout line ends once and is never changed', TG_OP, TG_TABLE_NAME
        USING ERRCODE = 'insufficient_privilege';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER grant_is_final BEFORE UPDATE OR DELETE ON assistance_grant
    FOR EACH ROW EXECUTE FUNCTION assistance_grant_stays();
CREATE TRIGGER payout_line_is_final BEFORE UPDATE OR DELETE ON assistance_payoutline
    FOR EACH ROW EXECUTE FUNCTION assistance_payout_stays();
CREATE TRIGGER subsidy_decision_is_final BEFORE UPDATE OR DELETE ON assistance_subsidydecision
    FOR EACH ROW EXECUTE FUNCTION assistance_refuse_change();
CREATE TRIGGER payout_list_is_final BEFORE UPDATE OR DELETE ON assistance_payoutbatch
    FOR EACH ROW EXECUTE FUNCTION assistance_refuse_change();
CREATE TRIGGER bank_return_is_final BEFORE UPDATE OR DELETE ON assistance_bankreturn
    FOR EACH ROW EXECUTE FUNCTION assistance_refuse_change();
CREATE TRIGGER bank_row_is_final BEFORE UPDATE OR DELETE ON assistance_bankreturnline
    FOR EACH ROW EXECUTE FUNCTION assistance_refuse_change();
"""
BACKWARD = """
DROP TRIGGER grant_is_final ON assistance_grant;
DROP TRIGGER payout_line_is_final ON assistance_payoutline;
DROP TRIGGER subsidy_decision_is_final ON assistance_subsidydecision;
DROP TRIGGER payout_list_is_final ON assistance_payoutbatch;
DROP TRIGGER bank_return_is_final ON assistance_bankreturn;
DROP TRIGGER bank_row_is_final ON assistance_bankreturnline;
DROP FUNCTION assistance_grant_stays();
DROP FUNCTION assistance_payout_stays();
"""


class Migration(migrations.Migration):
    dependencies = [("assistance", "0006_subsidies_and_payouts")]
    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
