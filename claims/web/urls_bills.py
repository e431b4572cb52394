"""Which addresses lead to the pages about bills and providers?"""

from django.urls import path

from claims.web import bill_files, bill_lists, bill_settlement, bills, provider_lists, providers

urlpatterns = [
    path("claims/bills/", bill_lists.bill_list, name="bills"),
    path("claims/bills/new", bills.new_bill, name="new_bill"),
    path("claims/bills/<int:pk>/", bills.bill_page, name="bill"),
    path("claims/bills/<int:pk>/withdraw", bills.withdraw, name="withdraw_bill"),
    path("claims/bills/<int:pk>/preview", bill_settlement.preview, name="preview_bill"),
    path("claims/bills/<int:pk>/settle", bill_settlement.settle, name="settle_bill"),
    path("claims/bills/<int:pk>/reverse", bill_settlement.reverse, name="reverse_bill"),
    path("claims/bills/<int:pk>/settle-again", bill_settlement.settle_again, name="settle_bill_again"),
    path("claims/files/", bill_files.file_list, name="bill_files"),
    path("claims/files/<int:pk>/", bill_files.file_page, name="bill_file"),
    path("claims/files/<int:pk>/result.xlsx", bill_files.result, name="bill_file_result"),
    path("claims/files/<int:pk>/retry", bill_files.retry, name="retry_bill_file"),
    path("claims/providers/", provider_lists.provider_list, name="providers"),
    path("claims/providers/new", providers.register, name="register_provider"),
    path("claims/providers/<int:pk>/", providers.provider_page, name="provider"),
    path(
        "claims/providers/<int:pk>/designations/<int:designation_pk>/end",
        providers.end,
        name="end_designation",
    ),
]
