"""What does the database itself refuse about bills and their statements?"""

from django.db import migrations


def differ(columns: str) -> str:
    """The condition of an update trigger that one of these columns changes."""
    old, new = (", ".join(f"{row}.{column}" for column in columns.split()) for row in ("OLD", "NEW"))
    return f"({old}) IS DISTINCT FROM ({new})"


# What a provider billed never changes; the state of the bill moves on, so the facts are named.
BILL_FACTS = """
    provider_id number invoice_number person_id area division_code setting provider_tier place admitted_on discharged_on
    diagnosis_code total_fen eligible_fen first_pay_fen non_covered_fen tcm_fen special_subsidy_fen content_digest source
    entered_by_id medical_risk medical_risk_document facts facts_ruled_out facts_document
"""
# Lines, statements and rows of files refer to a bill without a foreign key (decision 0029), so nothing else would keep it.
BILLS = f"""
CREATE TRIGGER bill_facts_are_final BEFORE UPDATE ON claims_bill FOR EACH ROW
    WHEN ({differ(BILL_FACTS)}) EXECUTE FUNCTION enrollment_refuse_change();
CREATE TRIGGER bill_stays BEFORE DELETE ON claims_bill FOR EACH ROW EXECUTE FUNCTION enrollment_refuse_change();
CREATE TRIGGER bill_line_is_final BEFORE UPDATE OR DELETE ON claims_billline
    FOR EACH ROW EXECUTE FUNCTION enrollment_refuse_change();
CREATE TRIGGER bill_table_stays BEFORE TRUNCATE ON claims_bill
    FOR EACH STATEMENT EXECUTE FUNCTION enrollment_refuse_change();
CREATE TRIGGER bill_line_table_stays BEFORE TRUNCATE ON claims_billline
    FOR EACH STATEMENT EXECUTE FUNCTION enrollment_refuse_change();
"""
NO_BILLS = """
DROP TRIGGER bill_facts_are_final ON claims_bill;
DROP TRIGGER bill_stays ON claims_bill;
DROP TRIGGER bill_line_is_final ON claims_billline;
DROP TRIGGER bill_table_stays ON claims_bill;
DROP TRIGGER bill_line_table_stays ON claims_billline;
"""

# A statement is what the person was told and the fund paid. It can only be reversed, once; a benefit year is the sum of its
# entries (decision 0023), so those are only ever added.
STATEMENT_FACTS = """
    bill_id person_id year service_on division_code policy_digest total_fen special_subsidy_fen basic_fen
    critical_illness_fen top_up_fen civil_fen person_fen eligible_fen review_id settled_on settled_by_id
"""
STATEMENTS = f"""
CREATE TRIGGER statement_is_final BEFORE UPDATE ON claims_statement FOR EACH ROW
    WHEN (OLD.state = 'reversed' OR {differ(STATEMENT_FACTS)}) EXECUTE FUNCTION enrollment_refuse_change();
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
NO_STATEMENTS = """
DROP TRIGGER statement_is_final ON claims_statement;
DROP TRIGGER statement_stays ON claims_statement;
DROP TRIGGER statement_line_is_final ON claims_statementline;
DROP TRIGGER year_entry_is_final ON claims_yearentry;
DROP TRIGGER statement_table_stays ON claims_statement;
DROP TRIGGER statement_line_table_stays ON claims_statementline;
DROP TRIGGER year_entry_table_stays ON claims_yearentry;
"""

# An alert stays as it was opened; it is marked when its cost fell and answered once. What was handed over is never changed.
ALERT_FACTS = """
    person_id household_id division_code "group" line_fen line_document level from_on until_on own_fen year_fen opened_on opened_at
"""
WATCH = f"""
CREATE TRIGGER alert_facts_are_final BEFORE UPDATE ON claims_owncostalert FOR EACH ROW
    WHEN ({differ(ALERT_FACTS)}) EXECUTE FUNCTION enrollment_refuse_change();
CREATE TRIGGER alert_stays BEFORE DELETE ON claims_owncostalert
    FOR EACH ROW EXECUTE FUNCTION enrollment_refuse_change();
CREATE TRIGGER own_cost_list_is_final BEFORE UPDATE OR DELETE ON claims_owncostlist
    FOR EACH ROW EXECUTE FUNCTION enrollment_refuse_change();
CREATE TRIGGER own_cost_line_is_final BEFORE UPDATE OR DELETE ON claims_owncostlistline
    FOR EACH ROW EXECUTE FUNCTION enrollment_refuse_change();
"""
NO_WATCH = """
DROP TRIGGER alert_facts_are_final ON claims_owncostalert;
DROP TRIGGER alert_stays ON claims_owncostalert;
DROP TRIGGER own_cost_list_is_final ON claims_owncostlist;
DROP TRIGGER own_cost_line_is_final ON claims_owncostlistline;
"""

# A month that was frozen says what was so then.
LEDGERS = """
CREATE TRIGGER person_ledger_month_is_final BEFORE UPDATE OR DELETE ON claims_personledgermonth
    FOR EACH ROW EXECUTE FUNCTION enrollment_refuse_change();
CREATE TRIGGER person_ledger_line_is_final BEFORE UPDATE OR DELETE ON claims_personledgerline
    FOR EACH ROW EXECUTE FUNCTION enrollment_refuse_change();
"""
NO_LEDGERS = """
DROP TRIGGER person_ledger_month_is_final ON claims_personledgermonth;
DROP TRIGGER person_ledger_line_is_final ON claims_personledgerline;
"""

# What was handed over is entered once; only the second officer's word is added. A year is never deleted.
PREMIUM_FACTS = (
    "insurer_year_id insurer amount_fen paid_on document_number reverses_id entered_by_id entered_at"
)
INSURER = f"""
CREATE TRIGGER premium_facts_are_final BEFORE UPDATE ON claims_insurerpremium FOR EACH ROW
    WHEN (OLD.approved_by_id IS NOT NULL OR OLD.rejected_by_id IS NOT NULL OR {differ(PREMIUM_FACTS)})
    EXECUTE FUNCTION enrollment_refuse_change();
CREATE TRIGGER premium_stays BEFORE DELETE ON claims_insurerpremium
    FOR EACH ROW EXECUTE FUNCTION enrollment_refuse_change();
CREATE TRIGGER insurer_year_stays BEFORE DELETE ON claims_insureryear
    FOR EACH ROW EXECUTE FUNCTION enrollment_refuse_change();
"""
NO_INSURER = """
DROP TRIGGER premium_facts_are_final ON claims_insurerpremium;
DROP TRIGGER premium_stays ON claims_insurerpremium;
DROP TRIGGER insurer_year_stays ON claims_insureryear;
"""

# A budget is entered once and decided once; a warning and its answer stay as they were written.
BUDGET_FACTS = "area year income_fen spending_fen document_number entered_by_id entered_at"
DECIDED = "approved_by_id approved_at rejected_by_id rejected_at rejected_because"
FUNDS = f"""
CREATE TRIGGER fund_budget_facts_are_final BEFORE UPDATE ON claims_fundbudget FOR EACH ROW
    WHEN ({differ(BUDGET_FACTS)} OR (OLD.approved_by_id IS NOT NULL OR OLD.rejected_by_id IS NOT NULL)
      AND ({differ(DECIDED)} OR OLD.replaced_at IS NOT NULL))
    EXECUTE FUNCTION enrollment_refuse_change();
CREATE TRIGGER fund_budget_stays BEFORE DELETE ON claims_fundbudget
    FOR EACH ROW EXECUTE FUNCTION enrollment_refuse_change();
CREATE TRIGGER fund_warning_is_final BEFORE UPDATE OR DELETE ON claims_fundwarning
    FOR EACH ROW EXECUTE FUNCTION enrollment_refuse_change();
CREATE TRIGGER warning_answer_is_final BEFORE UPDATE OR DELETE ON claims_warninganswer
    FOR EACH ROW EXECUTE FUNCTION enrollment_refuse_change();
"""
NO_FUNDS = """
DROP TRIGGER fund_budget_facts_are_final ON claims_fundbudget;
DROP TRIGGER fund_budget_stays ON claims_fundbudget;
DROP TRIGGER fund_warning_is_final ON claims_fundwarning;
DROP TRIGGER warning_answer_is_final ON claims_warninganswer;
"""

# What was closed stays; only the balance moves, with its entries.
OLD_ACCOUNTS = f"""
CREATE TRIGGER old_account_facts_are_final BEFORE UPDATE ON claims_oldaccount FOR EACH ROW
    WHEN ({differ("person_id area division_code list_id closing_fen")}) EXECUTE FUNCTION enrollment_refuse_change();
CREATE TRIGGER old_account_stays BEFORE DELETE ON claims_oldaccount
    FOR EACH ROW EXECUTE FUNCTION enrollment_refuse_change();
CREATE TRIGGER old_account_entry_is_final BEFORE UPDATE OR DELETE ON claims_oldaccountentry
    FOR EACH ROW EXECUTE FUNCTION enrollment_refuse_change();
"""
NO_OLD_ACCOUNTS = """
DROP TRIGGER old_account_facts_are_final ON claims_oldaccount;
DROP TRIGGER old_account_stays ON claims_oldaccount;
DROP TRIGGER old_account_entry_is_final ON claims_oldaccountentry;
"""

# A finding stays as it was found; it is marked and decided. The log of supervision is only added to.
FINDING_FACTS = """
    rule key person_id provider_id division_code bills service_on funds_fen text_zh text_en found_on
"""
LOG_FACTS = "kind area held_on with_whom outcome document_number recorded_by_id recorded_at"
FINDINGS = f"""
CREATE TRIGGER care_finding_facts_are_final BEFORE UPDATE ON claims_carefinding FOR EACH ROW
    WHEN ({differ(FINDING_FACTS)} OR OLD.fallen_on IS NOT NULL AND {differ("fallen_on")})
    EXECUTE FUNCTION enrollment_refuse_change();
CREATE TRIGGER care_finding_stays BEFORE DELETE ON claims_carefinding
    FOR EACH ROW EXECUTE FUNCTION enrollment_refuse_change();
CREATE TRIGGER supervision_is_final BEFORE UPDATE ON claims_supervisionentry FOR EACH ROW
    WHEN ({differ(LOG_FACTS)} OR OLD.taken_back_by_id IS NOT NULL) EXECUTE FUNCTION enrollment_refuse_change();
CREATE TRIGGER supervision_stays BEFORE DELETE ON claims_supervisionentry
    FOR EACH ROW EXECUTE FUNCTION enrollment_refuse_change();
"""
NO_FINDINGS = """
DROP TRIGGER care_finding_facts_are_final ON claims_carefinding;
DROP TRIGGER care_finding_stays ON claims_carefinding;
DROP TRIGGER supervision_is_final ON claims_supervisionentry;
DROP TRIGGER supervision_stays ON claims_supervisionentry;
"""

# What an own code was said to mean is decided on once; only its end is added.
CODE_MAPPINGS = f"""
CREATE TRIGGER code_mapping_facts_are_final BEFORE UPDATE ON claims_codemapping FOR EACH ROW
    WHEN ({differ("provider_id kind own_code code name from_on document_number entered_by_id")})
    EXECUTE FUNCTION enrollment_refuse_change();
CREATE TRIGGER code_mapping_stays BEFORE DELETE ON claims_codemapping
    FOR EACH ROW EXECUTE FUNCTION enrollment_refuse_change();
"""
NO_CODE_MAPPINGS = """
DROP TRIGGER code_mapping_facts_are_final ON claims_codemapping;
DROP TRIGGER code_mapping_stays ON claims_codemapping;
"""


class Migration(migrations.Migration):
    dependencies = [("claims", "0001_initial"), ("enrollment", "0002_guards")]
    operations = [
        migrations.RunSQL(BILLS, NO_BILLS),
        migrations.RunSQL(STATEMENTS, NO_STATEMENTS),
        migrations.RunSQL(WATCH, NO_WATCH),
        migrations.RunSQL(LEDGERS, NO_LEDGERS),
        migrations.RunSQL(INSURER, NO_INSURER),
        migrations.RunSQL(FUNDS, NO_FUNDS),
        migrations.RunSQL(FINDINGS, NO_FINDINGS),
        migrations.RunSQL(OLD_ACCOUNTS, NO_OLD_ACCOUNTS),
        migrations.RunSQL(CODE_MAPPINGS, NO_CODE_MAPPINGS),
    ]
