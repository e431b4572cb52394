"""What is decided about the addresses of sponsors and of the three-way check? Each line as in `decided.TABLE`."""

TABLE = """
enrollment:sponsors                        payments.read        -                    -
enrollment:new_sponsor                     people.import        people.import        -
enrollment:sponsor                         payments.read        -                    sponsor
enrollment:send_sponsor_list               people.import        people.import        sponsor
enrollment:divide_payment                  exceptions.resolve   exceptions.resolve   sponsor+sponsor_line
enrollment:give_back_part                  -                    exceptions.resolve   sponsor+sponsor_part
enrollment:treasury                        payments.read        -                    -
enrollment:send_treasury_statement         funds.enter          funds.enter          -
enrollment:treasury_of_statement           payments.read        -                    treasury_statement
enrollment:make_treasury_sheet             -                    payments.read        -
enrollment:treasury_sheet                  payments.read        payments.read        treasury_sheet
enrollment:treasury_sheet_workbook         payments.read        -                    treasury_sheet
api_sponsors                               payments.read        -                    -
api_enter_sponsor                          -                    people.import        -
api_sponsor                                payments.read        -                    sponsor
api_sponsor_lists                          -                    people.import        sponsor
api_sponsor_rows                           -                    people.import        sponsor
api_divide_payment                         -                    exceptions.resolve   sponsor
api_give_back_part                         -                    exceptions.resolve   sponsor
api_treasury_statements                    payments.read        -                    -
api_send_treasury_statement                -                    funds.enter          -
api_treasury_check                         payments.read        -                    -
api_treasury_sheets                        payments.read        payments.read        -
api_treasury_sheet                         payments.read        -                    treasury_sheet
api_move_treasury_sheet                    -                    payments.read        treasury_sheet
"""
