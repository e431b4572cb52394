"""What is decided about each address of the refund desk? In the form of `tests.routes.decided`."""

REFUNDS = """\
api_refunds                                payments.read        exceptions.resolve   -
api_refund                                 payments.read        -                    refund
api_move_refund                            -                    exceptions.resolve   refund
api_decide_refund                          -                    exceptions.decide    refund
api_refund_documents                       -                    exceptions.resolve   refund
api_refund_lists                           payments.read        exceptions.decide    -
api_refund_list                            payments.read        -                    refund_list
api_withdraw_refund_list                   -                    exceptions.decide    refund_list
api_answer_refund_list                     -                    payments.upload      refund_list
enrollment:refunds                         payments.read        -                    -
enrollment:ask_refund                      exceptions.resolve   exceptions.resolve   -
enrollment:refund                          payments.read        payments.read        refund
enrollment:refund_letter                   payments.read        -                    refund
enrollment:attach_refund_document          -                    exceptions.resolve   refund
enrollment:refund_document                 payments.read        -                    refund+refund_document
enrollment:make_refund_list                -                    exceptions.decide    -
enrollment:refund_list                     payments.read        -                    refund_list
enrollment:withdraw_refund_list            -                    exceptions.decide    refund_list
enrollment:decide_list_withdrawal          -                    exceptions.decide    refund_list
enrollment:answer_refund_list              -                    payments.upload      refund_list
enrollment:download_refund_list            exceptions.decide    -                    refund_list
"""
