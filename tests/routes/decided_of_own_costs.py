"""What is decided about the addresses of watched own costs and of help on application? Each line as in `decided.TABLE`."""

TABLE = """
api_aid                                    cases.read           cases.enter          aid_case
api_add_aid_invoice                        -                    cases.enter          aid_case
api_remove_aid_cost                        -                    cases.enter          aid_case+aid_cost
api_refund_aid_cost                        -                    cases.enter          aid_case+aid_cost
api_own_cost_alerts                        claims.read          -                    -
api_own_cost_alert                         claims.read          -                    own_cost_alert
api_own_cost_lists                         claims.read          claims.review        -
api_own_cost_list                          claims.read          rosters.upload       own_cost_list
assistance:aid                             cases.read           cases.read           aid_case
claims:own_cost_alerts                     claims.read          -                    -
claims:own_cost_alert                      claims.read          -                    own_cost_alert
claims:own_cost_lists                      claims.read          claims.read          -
claims:own_cost_list                       claims.read          claims.read          own_cost_list
claims:own_cost_workbook                   national_id.reveal   -                    own_cost_list
"""
