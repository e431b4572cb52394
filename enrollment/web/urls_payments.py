"""Which addresses lead to the pages about tax files, exceptions, dues, quotes, policy, extensions and reports?"""

from django.urls import path

from enrollment.web import (
    dues,
    exceptions,
    extensions,
    file_results,
    files,
    follow_ups,
    notices,
    policies,
    quotes,
    reports,
    taking_back,
)

urlpatterns = [
    path("files/", files.file_list, name="payment_files"),
    path("files/new", files.upload, name="upload_payment_file"),
    path("files/<int:pk>/", files.file_page, name="payment_file"),
    path("files/<int:pk>/retry", files.retry, name="retry_payment_file"),
    path("files/<int:pk>/take-back", taking_back.preview_page, name="take_back_file"),
    path("files/<int:pk>/lines", files.file_lines, name="payment_file_lines"),
    path("files/<int:pk>/result.xlsx", file_results.result, name="payment_file_result"),
    path("files/<int:pk>/townships.zip", file_results.result_by_township, name="payment_file_townships"),
    path("files/<int:pk>/results", file_results.results, name="payment_file_results"),
    path("files/<int:pk>/results/new", file_results.request_result, name="payment_file_results_request"),
    path("files/<int:pk>/results/<int:result_pk>", file_results.written_result, name="payment_file_written"),
    path("exceptions/", exceptions.queue, name="exceptions"),
    path("exceptions/<int:pk>/", exceptions.line_page, name="exception"),
    path("follow-ups/", follow_ups.follow_up_list, name="follow_ups"),
    path("people/<int:pk>/dues", quotes.person_dues, name="person_dues"),
    path("notices/", notices.notice_list, name="printed_notices"),
    path("people/<int:pk>/notice", quotes.notice, name="notice"),
    path("dues/", dues.due_list, name="dues"),
    path("dues/issue", dues.issue, name="issue_dues"),
    path("dues/unpaid", dues.unpaid, name="unpaid"),
    path("dues/unpaid.xlsx", dues.unpaid_sheet, name="unpaid_sheet"),
    path("dues/extensions", extensions.extension_list, name="extensions"),
    path("dues/extensions/<int:pk>/approve", extensions.approve, name="approve_extension"),
    path("policy/", policies.policy_page, name="policies"),
    path("reports/fund", reports.fund_report, name="fund_report"),
    path("reports/ledger", reports.ledger_report, name="ledger_report"),
]
