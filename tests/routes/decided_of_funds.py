"""What is decided about the addresses of the insurer's years, a fund's budget and findings about care? Each line as in `decided.TABLE`."""

TABLE = """
api_care_findings                          claims.read          -                    -
api_care_finding                           claims.read          -                    care_finding
api_move_care_finding                      -                    claims.review        care_finding
api_supervision                            claims.read          claims.review        -
api_take_back_supervision                  -                    claims.review        supervision_entry
claims:care_findings                       claims.read          -                    -
claims:care_finding                        claims.read          -                    care_finding
claims:move_care_finding                   -                    claims.review        care_finding
claims:supervision                         claims.read          claims.review        -
claims:take_back_supervision               -                    claims.review        supervision_entry
api_fund_budgets                           funds.read           funds.enter          -
api_decide_fund_budget                     -                    funds.approve        fund_budget
api_fund_year                              funds.read           -                    -
api_fund_warnings                          funds.read           -                    -
api_answer_fund_warning                    -                    funds.read           fund_warning
claims:fund_budget                         funds.read           -                    -
claims:fund_budget_sheet                   funds.read           -                    -
claims:enter_fund_budget                   funds.enter          funds.enter          -
claims:decide_fund_budget                  -                    funds.approve        fund_budget
claims:answer_fund_warning                 -                    funds.read           fund_warning
claims:name_warning_recipient              -                    funds.approve        -
claims:end_warning_recipient               -                    funds.approve        warning_recipient
api_insurer_years                          funds.read           funds.enter          -
api_insurer_year                           funds.read           -                    insurer_year
api_insurer_premiums                       funds.read           -                    insurer_year
api_move_insurer_year                      -                    funds.read           insurer_year
api_decide_premium                         -                    funds.approve        premium
api_take_back_premium                      -                    funds.enter          premium
claims:insurer_years                       funds.read           funds.read           -
claims:insurer_year                        funds.read           -                    insurer_year
claims:insurer_sheet                       funds.read           -                    insurer_year
claims:move_insurer_year                   -                    funds.read           insurer_year
claims:decide_premium                      -                    funds.approve        premium
claims:take_back_premium                   -                    funds.enter          premium
"""
