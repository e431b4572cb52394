"""What is decided about the addresses of the registers of recognitions and filings? In the form of `tests.routes.decided`."""

REGISTERS = """
api_recognitions                           claims.read          claims.enter         -
api_recognition                            claims.read          -                    recognition
api_move_recognition                       -                    claims.read          recognition
api_filings                                claims.read          claims.enter         -
api_filing                                 claims.read          -                    filing
api_move_filing                            -                    claims.read          filing
claims:recognitions                        claims.read          -                    -
claims:apply_recognition                   claims.enter         claims.enter         -
claims:register_lists                      claims.settle        claims.settle        -
claims:old_accounts                        claims.read          -                    -
claims:codes                               claims.read          claims.settle        -
claims:decide_code                         -                    claims.review        code_mapping
api_code_mappings                          claims.read          claims.settle        -
api_decide_code_mapping                    -                    claims.review        code_mapping
api_old_accounts                           claims.read          -                    -
claims:recognition                         claims.read          -                    recognition
claims:recognition_sheet                   claims.read          -                    recognition
claims:move_recognition                    -                    claims.read          recognition
claims:filings                             claims.read          -                    -
claims:submit_filing                       claims.enter         claims.enter         -
claims:filing                              claims.read          -                    filing
claims:filing_sheet                        claims.read          -                    filing
claims:move_filing                         -                    claims.read          filing
working                                    officer              officer              -
keep_view                                  -                    payments.read        -
enrollment:work_exceptions                 payments.read        payments.read        -
"""
