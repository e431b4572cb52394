"""What is decided about the addresses of drafts of policy? Each line as in `decided.TABLE`."""

TABLE = """
api_what_if                                reports.read         parameters.enter     -
api_what_if_draft                          reports.read         -                    draft
api_answer_draft                           -                    parameters.enter     draft
api_run_draft                              -                    parameters.enter     draft
api_draft_run                              reports.read         -                    draft+draft_run
what_if                                    reports.read         parameters.enter     -
what_if_draft                              reports.read         parameters.enter     draft
what_if_question                           reports.read         parameters.enter     draft
what_if_result                             reports.read         -                    draft+draft_run
what_if_workbook                           reports.read         -                    draft+draft_run
"""
