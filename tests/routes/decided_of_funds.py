"""What is decided about the addresses of the insurer's years? Each line as in `decided.TABLE`."""

TABLE = """
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
