"""What does the database itself refuse about cases, subsidies and public money, and what is known before the first entry?"""

from typing import Any

from django.db import migrations

from assistance.categories.rules.category_names import name_key, seed_names

# The triggers below refuse with these. The last takes as arguments the columns that may still move on.
REFUSALS = """
CREATE FUNCTION assistance_refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '% on %: rows of this table are only ever added', TG_OP, TG_TABLE_NAME USING ERRCODE = 'insufficient_privilege';
END $$;
CREATE FUNCTION assistance_row_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '% on %: rows of this table are only ever added', TG_OP, TG_TABLE_NAME
        USING ERRCODE = 'insufficient_privilege';
END $$;
CREATE FUNCTION assistance_figures_stay() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE' OR to_jsonb(OLD) - TG_ARGV IS DISTINCT FROM to_jsonb(NEW) - TG_ARGV THEN
        RAISE EXCEPTION '% on %: what was counted is never changed', TG_OP, TG_TABLE_NAME
            USING ERRCODE = 'insufficient_privilege';
    END IF;
    RETURN NEW;
END $$;
"""
NO_REFUSALS = """
DROP FUNCTION assistance_refuse_change() CASCADE;
DROP FUNCTION assistance_row_stays() CASCADE;
DROP FUNCTION assistance_figures_stay() CASCADE;
"""  # their triggers go with them

# An entered figure takes the place of one that the notices leave to an office (decision 0016): it is decided on once by a
# second officer, and only the decision is added. So does the table in which many came together.
ENTERED_FIGURES = """
CREATE FUNCTION assistance_figure_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE' OR OLD.approved_by_id IS NOT NULL OR OLD.rejected_by_id IS NOT NULL
        OR to_jsonb(OLD) - ARRAY['approved_by_id', 'approved_at', 'rejected_by_id', 'rejected_at', 'rejected_because']
        IS DISTINCT FROM
        to_jsonb(NEW) - ARRAY['approved_by_id', 'approved_at', 'rejected_by_id', 'rejected_at', 'rejected_because']
    THEN RAISE EXCEPTION '% on %: an entered figure is decided on once and never changed', TG_OP, TG_TABLE_NAME
        USING ERRCODE = 'insufficient_privilege';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER entered_parameter_is_final BEFORE UPDATE OR DELETE ON assistance_enteredparameter
    FOR EACH ROW EXECUTE FUNCTION assistance_figure_stays();
CREATE TRIGGER figure_sheet_is_final BEFORE UPDATE OR DELETE ON assistance_figuresheet
    FOR EACH ROW EXECUTE FUNCTION assistance_row_stays();
"""
NO_ENTERED_FIGURES = "DROP FUNCTION assistance_figure_stays() CASCADE"

# The history of a case and the money that came back are only ever added; a case, its papers and a claim never disappear.
CASES = """
CREATE TRIGGER case_event_is_final BEFORE UPDATE OR DELETE ON assistance_caseevent
    FOR EACH ROW EXECUTE FUNCTION assistance_refuse_change();
CREATE TRIGGER repayment_is_final BEFORE UPDATE OR DELETE ON assistance_repayment
    FOR EACH ROW EXECUTE FUNCTION assistance_refuse_change();
CREATE TRIGGER case_stays BEFORE DELETE ON assistance_assistancecase
    FOR EACH ROW EXECUTE FUNCTION assistance_refuse_change();
CREATE TRIGGER case_document_stays BEFORE DELETE ON assistance_casedocument
    FOR EACH ROW EXECUTE FUNCTION assistance_refuse_change();
CREATE TRIGGER recovery_claim_stays BEFORE DELETE ON assistance_recoveryclaim
    FOR EACH ROW EXECUTE FUNCTION assistance_refuse_change();
"""

# What was granted keeps its person, basis and amount; only its state moves on, and an end is an end. What the bank called paid
# or returned changes only by a decision of a person on the bank's answers.
GRANTS = """
CREATE FUNCTION assistance_bank_said_otherwise(asked_grant bigint, asked_aid bigint, asked_line bigint, before text,
    after text) RETURNS boolean
LANGUAGE sql STABLE AS $$
  SELECT EXISTS (SELECT FROM assistance_bankanswerdecision d JOIN assistance_bankreturnline r ON r.id = d.row_id
    JOIN assistance_payoutline l ON l.id = r.payout_line_id
    WHERE d.verdict = 'later' AND (l.grant_id = asked_grant OR l.aid_id = asked_aid OR l.id = asked_line)
      AND (r.outcome, before, after) IN (('bounced', 'paid', 'returned'), ('paid_after', 'returned', 'paid')))
$$;
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
        OR (OLD.state IN ('taken_back', 'cancelled') AND NEW.state <> OLD.state)
        OR (OLD.state = 'paid' AND NEW.state <> OLD.state
            AND NOT assistance_bank_said_otherwise(OLD.id, NULL, NULL, OLD.state, NEW.state))
    THEN RAISE EXCEPTION '% on %: what was granted is never changed', TG_OP, TG_TABLE_NAME
        USING ERRCODE = 'insufficient_privilege';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER grant_is_final BEFORE UPDATE OR DELETE ON assistance_grant
    FOR EACH ROW EXECUTE FUNCTION assistance_grant_stays();
CREATE FUNCTION assistance_aid_payment_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE' OR (OLD.case_id, OLD.person_id, OLD.area, OLD.division_code, OLD.approved_fen, OLD.approved_at, OLD.hands)
        IS DISTINCT FROM (NEW.case_id, NEW.person_id, NEW.area, NEW.division_code, NEW.approved_fen, NEW.approved_at, NEW.hands)
        OR (OLD.amount_fen <> NEW.amount_fen AND OLD.state NOT IN ('waiting', 'returned'))
        OR (OLD.stopped_because <> '' AND NEW.stopped_because = '')
        OR (OLD.state = 'paid' AND NEW.state <> OLD.state
            AND NOT assistance_bank_said_otherwise(NULL, OLD.id, NULL, OLD.state, NEW.state))
    THEN RAISE EXCEPTION '% on %: what was granted is never changed', TG_OP, TG_TABLE_NAME
        USING ERRCODE = 'insufficient_privilege';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER aid_payment_is_final BEFORE UPDATE OR DELETE ON assistance_aidpayment
    FOR EACH ROW EXECUTE FUNCTION assistance_aid_payment_stays();
CREATE TRIGGER subsidy_decision_is_final BEFORE UPDATE OR DELETE ON assistance_subsidydecision
    FOR EACH ROW EXECUTE FUNCTION assistance_refuse_change();
"""
NO_GRANTS = """
DROP FUNCTION assistance_grant_stays() CASCADE;
DROP FUNCTION assistance_aid_payment_stays() CASCADE;
DROP FUNCTION assistance_bank_said_otherwise(bigint, bigint, bigint, text, text);
"""

# A payout line is what the bank was asked to pay, and ends once. Its sealed account number alone may be written anew: the same
# number under another key, whose mark is the first byte.
PAYOUTS = """
CREATE FUNCTION assistance_payout_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'UPDATE' AND get_byte(OLD.account_sealed, 0) <> get_byte(NEW.account_sealed, 0)
        AND to_jsonb(OLD) - 'account_sealed' = to_jsonb(NEW) - 'account_sealed'
    THEN RETURN NEW;
    END IF;
    IF TG_OP = 'DELETE' OR (OLD.batch_id, OLD.number, OLD.grant_id, OLD.aid_id, OLD.account_sealed, OLD.account_masked,
            OLD.owner, OLD.relation, OLD.amount_fen, OLD.reissue_of_id)
        IS DISTINCT FROM (NEW.batch_id, NEW.number, NEW.grant_id, NEW.aid_id, NEW.account_sealed, NEW.account_masked,
            NEW.owner, NEW.relation, NEW.amount_fen, NEW.reissue_of_id)
        OR (OLD.state <> 'sent' AND NOT assistance_bank_said_otherwise(NULL, NULL, OLD.id, OLD.state, NEW.state))
    THEN RAISE EXCEPTION '% on %: a payout line ends once and is never changed', TG_OP, TG_TABLE_NAME
        USING ERRCODE = 'insufficient_privilege';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER payout_line_is_final BEFORE UPDATE OR DELETE ON assistance_payoutline
    FOR EACH ROW EXECUTE FUNCTION assistance_payout_stays();
CREATE TRIGGER payout_list_is_final BEFORE UPDATE OR DELETE ON assistance_payoutbatch
    FOR EACH ROW EXECUTE FUNCTION assistance_refuse_change();
CREATE TRIGGER bank_return_is_final BEFORE UPDATE ON assistance_bankreturn
    FOR EACH ROW WHEN (OLD.finished_at IS NOT NULL) EXECUTE FUNCTION assistance_refuse_change();
CREATE TRIGGER bank_return_stays BEFORE DELETE ON assistance_bankreturn
    FOR EACH ROW EXECUTE FUNCTION assistance_refuse_change();
CREATE TRIGGER bank_decision_is_final BEFORE UPDATE OR DELETE ON assistance_bankanswerdecision
    FOR EACH ROW EXECUTE FUNCTION assistance_refuse_change();
CREATE TRIGGER bank_row_is_final BEFORE UPDATE OR DELETE ON assistance_bankreturnline
    FOR EACH ROW EXECUTE FUNCTION assistance_refuse_change();
"""
NO_PAYOUTS = "DROP FUNCTION assistance_payout_stays() CASCADE"

# A request for public money and a split of a fund are counted on a stated day and frozen (decision 0017): only who submitted
# and decided is added. Their lines, and the money that came, stay as they are.
PUBLIC_MONEY = """
CREATE TRIGGER fiscal_request_is_frozen BEFORE UPDATE OR DELETE ON assistance_fiscalrequest FOR EACH ROW EXECUTE FUNCTION
    assistance_figures_stay('state', 'submitted_by_id', 'submitted_at', 'decided_by_id', 'decided_at', 'returned_because');
CREATE TRIGGER fund_split_is_frozen BEFORE UPDATE OR DELETE ON assistance_fundsplit FOR EACH ROW EXECUTE FUNCTION
    assistance_figures_stay('approved_by_id', 'approved_at', 'replaced_at');
CREATE TRIGGER fiscal_line_is_final BEFORE UPDATE OR DELETE ON assistance_fiscalrequestline
    FOR EACH ROW EXECUTE FUNCTION assistance_row_stays();
CREATE TRIGGER fiscal_transfer_is_final BEFORE UPDATE OR DELETE ON assistance_fiscaltransfer
    FOR EACH ROW EXECUTE FUNCTION assistance_row_stays();
CREATE TRIGGER fund_pool_is_final BEFORE UPDATE OR DELETE ON assistance_fundsplitpool
    FOR EACH ROW EXECUTE FUNCTION assistance_row_stays();
CREATE TRIGGER critical_illness_cover_is_final BEFORE UPDATE OR DELETE ON assistance_criticalillnesscover
    FOR EACH ROW EXECUTE FUNCTION assistance_row_stays();
"""

# The balance of a risk fund is the sum of its entries; a movement is proposed by one officer and decided on once by another.
RISK_FUND = """
CREATE TRIGGER risk_fund_entry_is_final BEFORE UPDATE OR DELETE ON assistance_riskfundentry
    FOR EACH ROW EXECUTE FUNCTION assistance_row_stays();
CREATE TRIGGER risk_fund_proposal_is_frozen BEFORE UPDATE OR DELETE ON assistance_riskfundproposal
    FOR EACH ROW EXECUTE FUNCTION
    assistance_figures_stay('approved_by_id', 'approved_at', 'rejected_by_id', 'rejected_at', 'rejected_because');
CREATE TRIGGER risk_fund_proposal_is_decided_once BEFORE UPDATE ON assistance_riskfundproposal
    FOR EACH ROW WHEN (OLD.approved_by_id IS NOT NULL OR OLD.rejected_by_id IS NOT NULL)
    EXECUTE FUNCTION assistance_row_stays();
"""

# A finding is what settled bills stand on: it stays, and only its end is moved.
FINDINGS = """
CREATE TRIGGER finding_facts_are_final BEFORE UPDATE ON assistance_personfinding FOR EACH ROW
    EXECUTE FUNCTION assistance_figures_stay('until_on', 'ended_by_id', 'ended_because');
CREATE TRIGGER finding_stays BEFORE DELETE ON assistance_personfinding
    FOR EACH ROW EXECUTE FUNCTION assistance_refuse_change();
"""

# A hundred thousand rows of a roster are written at once, without foreign keys to their spans (decision 0004), so nothing else
# would keep a span. A row is written when it is read and again when it takes effect; half of each page is left free for that.
ROSTERS = """
ALTER TABLE assistance_rosterrow SET (fillfactor = 50);
CREATE TRIGGER category_span_stays BEFORE DELETE ON assistance_personcategory
    FOR EACH ROW EXECUTE FUNCTION assistance_refuse_change();
"""
NO_ROSTERS = "ALTER TABLE assistance_rosterrow RESET (fillfactor)"


def seed(apps: Any, schema_editor: Any) -> None:
    """The pairs of names and categories that are known from the start."""
    entries = apps.get_model("assistance", "CategoryName")
    pairs = {(pair.vocabulary, name_key(pair.name), pair.category): pair for pair in seed_names()}
    entries.objects.bulk_create(
        entries(name_key=key, **pair._asdict()) for (_, key, _), pair in pairs.items()
    )


def unseed(apps: Any, schema_editor: Any) -> None:
    """Take back what no officer entered."""
    apps.get_model("assistance", "CategoryName").objects.filter(entered_by=None).delete()


class Migration(migrations.Migration):
    dependencies = [("assistance", "0001_initial")]
    operations = [
        migrations.RunSQL(REFUSALS, NO_REFUSALS),
        migrations.RunSQL(ENTERED_FIGURES, NO_ENTERED_FIGURES),
        migrations.RunSQL(CASES, migrations.RunSQL.noop),
        migrations.RunSQL(GRANTS, NO_GRANTS),
        migrations.RunSQL(PAYOUTS, NO_PAYOUTS),
        migrations.RunSQL(PUBLIC_MONEY, migrations.RunSQL.noop),
        migrations.RunSQL(RISK_FUND, migrations.RunSQL.noop),
        migrations.RunSQL(FINDINGS, migrations.RunSQL.noop),
        migrations.RunSQL(ROSTERS, NO_ROSTERS),
        migrations.RunPython(seed, unseed),
    ]
