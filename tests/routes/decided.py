"""What is decided about each address: who may ask it, who may send to it, and which thing it leads to?

One line for an address: its name, the permission to ask (GET), the permission to send (POST), the thing. `open` needs no login,
`officer` any login, `-` is not answered (405) or leads to no single thing. A thing of a thing stands behind a plus sign. An
address without a line fails `test_route_matrix`; whoever adds one decides here who may use it.
"""

TABLE = """
health_live                                open                 -                    -
health_ready                               open                 -                    -
api_schema                                 officer              -                    -
api_docs                                   officer              -                    -
api_me                                     officer              -                    -
api_divisions                              officer              -                    -
api_audit_seals                            audit.read           -                    -
api_reading_alarms                         alarms.read          -                    -
api_policy_clause                                 officer              -                    -
api_policy_reading                                 officer              -                    -
api_people                                 people.read          -                    -
api_find_person                            -                    people.read          -
api_person                                 people.read          -                    person
api_enrollment_state                       enrollment.write     enrollment.write     enrollment
api_carry_overs                            dues.issue           dues.issue           -
api_carry_over                             dues.issue           -                    carry_over
api_move_carry_over                        -                    dues.issue           carry_over
api_carry_over_people                      dues.issue           -                    carry_over
api_carry_backs                            -                    dues.issue           carry_over
api_move_carry_back                        -                    dues.issue           carry_over
api_explanation                            dues.read            -                    person
api_person_evidence                        dues.read            enrollment.write     person
api_decide_evidence                        -                    exceptions.decide    evidence
api_quote                                  -                    dues.read            -
api_dues                                   dues.read            -                    -
api_issue_dues                             -                    dues.issue           -
api_due                                    dues.read            -                    due
api_tax_files                              payments.read        payments.upload      -
api_tax_file                               payments.read        -                    file
api_retry_tax_file                         -                    payments.upload      file
api_take_back_tax_file                     payments.read        -                    file
api_tax_file_lines                         payments.read        -                    file
api_tax_file_result                        payments.read        payments.read        file
api_tax_file_written                       payments.read        -                    file+result
api_printed_notices                        dues.read           -                    -
api_follow_ups                             people.read          -                    -
api_exceptions                             payments.read        -                    -
api_exception                              payments.read        -                    line
api_act_on_exception                       -                    payments.read        line
api_clauses                                policy.read          -                    -
api_opened_years                           policy.read          parameters.enter     -
api_opened_year                            policy.read          -                    opened_year
api_correct_year                           -                    parameters.enter     opened_year
api_redecide_year                          -                    dues.issue           opened_year
api_answer_year                            -                    parameters.enter     opened_year
api_move_year                              -                    policy.read          opened_year
api_dry_run_year                           reports.read         -                    opened_year
api_policies                               policy.read          -                    -
api_policy                                 policy.read          -                    -
api_parameters                             parameters.read      parameters.enter     -
api_decide_parameter                       -                    parameters.approve   parameter
api_population_figures                     parameters.read      parameters.enter     -
api_decide_population_figures              -                    parameters.approve   sheet
api_fiscal_requests                        funds.read           funds.enter          -
api_fiscal_request                         funds.read           -                    fiscal_request
api_move_fiscal_request                    -                    funds.read           fiscal_request
api_fiscal_claims                          funds.read           -                    -
api_fiscal_transfers                       funds.read           funds.enter          -
api_reverse_fiscal_transfer                -                    funds.enter          transfer
api_fund_splits                            funds.read           funds.enter          -
api_approve_fund_split                     -                    funds.approve        split
api_risk_fund_balances                     funds.read           -                    -
api_risk_fund_entries                      funds.read           -                    -
api_reverse_risk_fund_entry                -                    funds.enter          risk_entry
api_risk_fund_proposals                    funds.read           funds.enter          -
api_decide_risk_fund                       -                    funds.approve        proposal
api_critical_illness_covers                funds.read           funds.enter          -
api_figure_check                           funds.read           -                    -
api_doctor_packages                        funds.read           -                    -
api_coverage_rates                         reports.read         -                    -
api_cases                                  cases.read           cases.enter          -
api_decide_cases                           -                    cases.approve        -
api_case                                   cases.read           -                    case
api_change_case                            -                    cases.enter          case
api_move_case                              -                    cases.read           case
api_attach_document                        -                    cases.enter          case
api_case_document                          cases.read           cases.enter          case+document
api_recoveries                             cases.read           cases.enter          -
api_recovery                               cases.read           -                    recovery
api_enter_recovery_draft                   -                    cases.enter          recovery
api_decide_recovery                        -                    cases.approve        recovery
api_repayments                             -                    cases.enter          recovery
api_reverse_repayment                      -                    cases.enter          recovery+repayment
api_rosters                                categories.read      rosters.upload       -
api_roster                                 categories.read      -                    roster
api_roster_rows                            categories.read      -                    roster
api_decide_roster                          -                    categories.read      roster
api_parts_of_roster                        categories.read      rosters.confirm      roster
api_roster_parts                           rosters.fill         -                    -
api_roster_part_rows                       rosters.fill         -                    part
api_fill_roster_part                       -                    rosters.fill         part
api_return_roster_part                     -                    rosters.fill         part
api_take_back_roster_part                  -                    rosters.confirm      part
api_subsidy_runs                           subsidies.read       subsidies.propose    -
api_subsidy_run                            subsidies.read       -                    run
api_move_subsidy_run                       -                    subsidies.read       run
api_make_payout_list                       -                    subsidies.pay        run
api_on_behalf_list                         subsidies.read       -                    run
api_payout_list                            subsidies.read       subsidies.pay        payout
api_bank_contradictions                    subsidies.read       -                    payout
api_decide_bank_answer                     -                    subsidies.pay        bank_row
api_grants                                 subsidies.read       -                    -
api_changed_grants                         subsidies.read       -                    -
api_take_back_grant                        -                    subsidies.pay        grant
api_uninsured_days                         subsidies.read       -                    -
api_uninsured_day                          subsidies.read       -                    -
api_uninsured_people                       subsidies.read       -                    -
api_eligibility                            -                    eligibility.read     -
api_providers                              claims.read          -                    -
api_bills                                  claims.read          claims.enter         -
api_bill                                   claims.read          -                    bill
api_withdraw_bill                          -                    claims.enter         bill
api_preview_bill                           -                    claims.read          bill
api_settle_bill                            -                    claims.settle        bill
api_bill_statement                         claims.read          -                    bill
api_reverse_bill                           -                    claims.settle        bill
api_propose_review                         -                    claims.settle        bill
api_reviews                                claims.read          -                    -
api_decide_review                          -                    claims.review        review
api_plans                                  claims.read          -                    -
api_decide_plan                            -                    claims.review        plan
api_bill_files                             claims.read          claims.settle        -
api_bill_file                              claims.read          -                    bill_file
api_retry_bill_file                        -                    claims.settle        bill_file
api_bill_file_bills                        claims.read          -                    bill_file
api_bill_file_result                       claims.read          -                    bill_file
api_person_history                         history.read         -                    person
api_ledger_sums                            history.read         -                    -
home                                       officer              -                    -
login                                      open                 open                 -
logout                                     -                    officer              -
password                                   officer              officer              -
choose_language                            -                    open                 -
officers                                   staff.read           -                    -
register_officer                           staff.manage         staff.manage         -
officer                                    staff.read           staff.read           maker
tokens                                     officer              officer              -
revoke_token                               -                    officer              token
audit                                      audit.read           -                    -
audit_seals                                audit.read           -                    -
reading_alarms                             alarms.read          -                    -
close_reading_alarm                        -                    alarms.close         reading_alarm
enrollment:protect_person                  people.protect       people.protect       person
enrollment:people                          people.read          people.read          -
enrollment:person                          people.read          -                    person
enrollment:reveal_document                 -                    national_id.reveal   person
enrollment:correct_person                  people.write         people.write         person
enrollment:replace_document                people.write         people.write         person
enrollment:change_residence                people.write         people.write         person
enrollment:one_card                        people.write         people.write         person
enrollment:record_death                    people.write         people.write         person
enrollment:retract_death                   people.write         people.write         person
enrollment:move_member                     people.write         people.write         person
enrollment:merge_people                    people.merge         people.merge         person
enrollment:undo_merge                      people.merge         people.merge         kept+merge
enrollment:enroll                          enrollment.write     enrollment.write     person
enrollment:enroll_outsider                 enrollment.write     enrollment.write     -
enrollment:record_exemption                enrollment.write     enrollment.write     person
enrollment:end_exemption                   enrollment.write     enrollment.write     person+exemption
enrollment:person_evidence                 dues.read            -                    person
enrollment:enter_evidence                  enrollment.write     enrollment.write     person
enrollment:waiting_evidence                dues.read            -                    -
enrollment:decide_evidence                 -                    exceptions.decide    evidence
enrollment:cancel_enrollment               enrollment.write     enrollment.write     enrollment
enrollment:carry_overs                     dues.issue           dues.issue           -
enrollment:carry_over                      dues.issue           dues.issue           carry_over
enrollment:carry_over_people               dues.issue           -                    carry_over
enrollment:carry_back                      -                    dues.issue           carry_over
enrollment:carry_over_sheet                national_id.reveal   -                    carry_over
enrollment:enrollment_state                enrollment.write     enrollment.write     enrollment
enrollment:state_letter                    dues.read            -                    enrollment
enrollment:transfer_enrollment             enrollment.write     enrollment.write     enrollment
enrollment:register_household              people.write         people.write         -
enrollment:household                       people.read          -                    household
enrollment:add_member                      people.write         people.write         household
enrollment:register_newborn                people.write         people.write         household
enrollment:change_head                     people.write         people.write         household
enrollment:split_household                 people.write         people.write         household
enrollment:enroll_household                -                    enrollment.write     household
enrollment:household_imports               people.import        people.import        -
enrollment:household_import                people.import        -                    household_import
enrollment:decide_household_import         -                    people.import        household_import
enrollment:household_import_problems       people.import        -                    household_import
enrollment:payment_files                   payments.read        -                    -
enrollment:upload_payment_file             payments.upload      payments.upload      -
enrollment:payment_file                    payments.read        -                    file
enrollment:retry_payment_file              -                    payments.upload      file
enrollment:take_back_file                  payments.read        -                    file
enrollment:payment_file_lines              payments.read        -                    file
enrollment:payment_file_result             payments.read        -                    file
enrollment:payment_file_townships          payments.read        -                    file
enrollment:payment_file_results            payments.read        -                    file
enrollment:payment_file_results_request    -                    payments.read        file
enrollment:payment_file_written            payments.read        -                    file+result
enrollment:printed_notices                 dues.read           -                    -
enrollment:follow_ups                      people.read          -                    -
enrollment:exceptions                      payments.read        -                    -
enrollment:exception                       payments.read        payments.read        line
enrollment:person_dues                     dues.read            -                    person
enrollment:notice                          dues.read            -                    person
enrollment:dues                            dues.read            -                    -
enrollment:issue_dues                      dues.issue           dues.issue           -
enrollment:unpaid                          dues.read            -                    -
enrollment:unpaid_sheet                    dues.read            -                    -
enrollment:extensions                      dues.read            dues.issue           -
enrollment:approve_extension               -                    dues.issue           extension
enrollment:opened_years                    policy.read          parameters.enter     -
enrollment:opened_year                     policy.read          policy.read          opened_year
enrollment:year_files                      parameters.enter     parameters.enter     opened_year
enrollment:correct_year                    parameters.enter     parameters.enter     opened_year
enrollment:redecide_year                   -                    dues.issue           opened_year
enrollment:opened_year_dry_run             reports.read         -                    opened_year
enrollment:opened_year_folder              policy.read          -                    opened_year
enrollment:opened_year_scan                policy.read          -                    opened_year+year_answer
enrollment:year_question                   policy.read          parameters.enter     opened_year
enrollment:policies                        policy.read          -                    -
enrollment:clauses                         policy.read          -                    -
enrollment:clause                          officer              -                    -
enrollment:reading                         officer              -                    -
enrollment:fund_report                     reports.read         -                    -
enrollment:ledger_report                   audit.read           -                    -
assistance:parameters                      parameters.read      -                    -
assistance:choose_parameter                parameters.enter     -                    -
assistance:enter_parameter                 parameters.enter     parameters.enter     -
assistance:parameter                       parameters.read      -                    parameter
assistance:decide_parameter                -                    parameters.approve   parameter
assistance:population_sheets               parameters.read      -                    -
assistance:enter_populations               parameters.enter     parameters.enter     -
assistance:population_sheet                parameters.read      -                    sheet
assistance:decide_populations              -                    parameters.approve   sheet
assistance:public_money                    funds.read           -                    -
assistance:count_fiscal_request            funds.enter          funds.enter          -
assistance:fiscal_request                  funds.read           -                    fiscal_request
assistance:move_fiscal_request             -                    funds.read           fiscal_request
assistance:fiscal_workbook                 funds.read           -                    fiscal_request
assistance:fiscal_sheet                    funds.read           -                    fiscal_request
assistance:fiscal_transfers                funds.read           funds.enter          -
assistance:reverse_fiscal_transfer         -                    funds.enter          transfer
assistance:fund_splits                     funds.read           funds.enter          -
assistance:fund_split                      funds.read           -                    split
assistance:approve_fund_split              -                    funds.approve        split
assistance:risk_fund                       funds.read           funds.enter          -
assistance:decide_risk_fund                -                    funds.approve        proposal
assistance:take_back_risk_fund             -                    funds.enter          risk_entry
assistance:shortfall                       funds.read           funds.enter          -
assistance:figure_check                    funds.read           -                    -
assistance:doctor_packages                 funds.read           -                    -
assistance:coverage_rates                  reports.read         -                    -
assistance:record_category                 rosters.confirm      rosters.confirm      person
assistance:end_category                    rosters.confirm      rosters.confirm      person+span
assistance:category_names                  categories.read      categories.read      -
assistance:end_category_name               -                    parameters.enter     category_name
assistance:rosters                         categories.read      categories.read      -
assistance:roster                          categories.read      -                    roster
assistance:roster_rows                     categories.read      -                    roster
assistance:decide_roster                   -                    categories.read      roster
assistance:roster_parts                    categories.read      rosters.confirm      roster
assistance:roster_part_list                rosters.fill         -                    -
assistance:roster_part                     rosters.fill         rosters.fill         part
assistance:return_roster_part              -                    rosters.fill         part
assistance:roster_workbook                 categories.read      -                    roster
assistance:cases                           cases.read           -                    -
assistance:case_queue                      cases.read           -                    -
assistance:decide_cases                    cases.approve        cases.approve        -
assistance:case_notices                    cases.read           -                    -
assistance:case_notice                     cases.read           -                    case
assistance:case                            cases.read           cases.read           case
assistance:change_case                     cases.enter          cases.enter          case
assistance:case_sheet                      cases.read           -                    case
assistance:attach_document                 -                    cases.enter          case
assistance:case_document                   cases.read           -                    case+document
assistance:remove_document                 -                    cases.enter          case+document
assistance:open_case                       cases.enter          cases.enter          person
assistance:enter_recovery                  cases.enter          cases.enter          person
assistance:recoveries                      cases.read           -                    -
assistance:recovery                        cases.read           cases.read           recovery
assistance:subsidy_runs                    subsidies.read       subsidies.propose    -
assistance:subsidy_review                  subsidies.read       -                    -
assistance:changed_grants                  subsidies.read       -                    -
assistance:subsidy_ledger                  subsidies.read       -                    -
assistance:subsidy_ledger_sheet            subsidies.read       -                    -
assistance:uninsured_day                   subsidies.read       -                    -
assistance:uninsured_day_sheet             subsidies.read       -                    -
assistance:must_be_insured                 subsidies.read       -                    -
assistance:must_be_insured_sheet           subsidies.read       -                    -
assistance:say_why_uninsured               -                    rosters.fill         person
assistance:subsidy_run                     subsidies.read       -                    run
assistance:move_subsidy_run                -                    subsidies.read       run
assistance:subsidy_grants                  subsidies.read       -                    run
assistance:make_payout_list                -                    subsidies.pay        run
assistance:on_behalf_list                  subsidies.read       -                    run
assistance:on_behalf_numbers               subsidies.pay        -                    run
assistance:grant                           subsidies.read       -                    grant
assistance:take_back_grant                 -                    subsidies.pay        grant
assistance:payout_list                     subsidies.read       subsidies.read       payout
assistance:decide_bank_answer              -                    subsidies.pay        bank_row
assistance:download_payout_list            subsidies.pay        -                    payout
claims:eligibility                         eligibility.read     eligibility.read     -
claims:eligibility_sheet                   eligibility.read     -                    person
claims:bills                               claims.read          -                    -
claims:new_bill                            claims.enter         claims.enter         -
claims:bill                                claims.read          -                    bill
claims:withdraw_bill                       -                    claims.enter         bill
claims:preview_bill                        -                    claims.read          bill
claims:settle_bill                         -                    claims.settle        bill
claims:reverse_bill                        -                    claims.settle        bill
claims:settle_bill_again                   -                    claims.settle        bill
claims:bill_files                          claims.read          claims.settle        -
claims:bill_file                           claims.read          -                    bill_file
claims:bill_file_result                    claims.read          -                    bill_file
claims:retry_bill_file                     -                    claims.settle        bill_file
claims:providers                           claims.read          -                    -
claims:register_provider                   providers.write      providers.write      -
claims:provider                            claims.read          providers.write      provider
claims:end_designation                     -                    providers.write      provider+designation
claims:statement                           claims.read          -                    bill
claims:propose_review                      -                    claims.settle        bill
claims:reviews                             claims.read          -                    -
claims:check_review                        -                    claims.review        review
claims:plans                               claims.read          claims.read          -
claims:plan                                claims.read          claims.read          plan
claims:clearing                            claims.read          -                    -
claims:clearing_sheet                      claims.read          -                    provider
claims:clearing_workbook                   claims.read          -                    provider
claims:indicators                          reports.read         -                    -
person_history                             history.read         -                    person
person_history_workbook                    history.read         -                    person
history_sums                               history.read         -                    -
history_sums_workbook                      history.read         -                    -
api_reading                                payments.upload      payments.upload      file
intake:reading                             payments.upload      payments.upload      file
intake:files                               officer              -                    -
intake:file                                payments.read        -                    file
intake:move                                -                    payments.read        file
api_sent_files                             officer              -                    -
intake:profiles                            officer              -                    -
intake:profile                             payments.upload      -                    profile
intake:retire_profile                      -                    payments.upload      profile
api_sender_profiles                        officer              -                    -
api_sender_profile                         payments.upload      -                    profile
api_retire_sender_profile                  -                    payments.upload      profile
api_sent_file                              payments.read        -                    file
api_move_sent_file                         -                    payments.read        file
enrollment:status_lists                    people.import        people.import        -
enrollment:status_rows                     people.import        -                    status_list
enrollment:status_act                      -                    enrollment.write     status_list
api_status_list_act                        -                    enrollment.write     status_list
api_status_lists                           people.import        people.import        -
api_status_list                            people.import        -                    status_list
api_status_list_rows                       people.import        -                    status_list
"""

# Served with another answer than a page, and why: (name, method) -> statuses.
OTHERWISE: dict[tuple[str, str], set[int]] = {
    # The case of the world waits; these are of cases that were decided, returned or are on notice.
    ("assistance:case_notice", "GET"): {302},
    ("assistance:change_case", "GET"): {302},
    ("assistance:case_sheet", "GET"): {302},
    # No picture was taken on that day, and the bill waits for two officers.
    ("api_uninsured_day", "GET"): {404},
    ("api_uninsured_people", "GET"): {404},
    ("assistance:uninsured_day_sheet", "GET"): {404},
    ("api_bill_statement", "GET"): {404},
    # Nobody has the number that was made up.
    ("api_find_person", "POST"): {404},
    # Whether the person of the example is one of the world's is chance.
    ("api_cases", "POST"): {201, 400, 404, 409},
    ("api_recoveries", "POST"): {201, 400, 404, 409},
    # More has to be asked than a place and a year.
    ("api_figure_check", "GET"): {400},
    ("api_doctor_packages", "GET"): {400},
    ("assistance:figure_check", "GET"): {422},
    ("assistance:doctor_packages", "GET"): {422},
    ("assistance:choose_parameter", "GET"): {404},
    # A tax file has a page of its own.
    ("intake:file", "GET"): {302},
    # A page has no button for a step of no name.
    ("assistance:move_subsidy_run", "POST"): {400},
    ("assistance:move_fiscal_request", "POST"): {400},
}
