"""Which addresses lead to the pages about tax files, exceptions, dues, quotes, policy, extensions and reports?"""

from django.urls import path

from enrollment.web import exceptions, files

urlpatterns = [
    path("files/", files.file_list, name="payment_files"),
    path("files/new", files.upload, name="upload_payment_file"),
    path("files/<int:pk>/", files.file_page, name="payment_file"),
    path("files/<int:pk>/retry", files.retry, name="retry_payment_file"),
    path("files/<int:pk>/lines", files.file_lines, name="payment_file_lines"),
    path("files/<int:pk>/result.xlsx", files.result, name="payment_file_result"),
    path("files/<int:pk>/townships.zip", files.result_by_township, name="payment_file_townships"),
    path("exceptions/", exceptions.queue, name="exceptions"),
    path("exceptions/<int:pk>/", exceptions.line_page, name="exception"),
]
