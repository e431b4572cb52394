"""What does the closing list of former personal or family accounts look like (layout OA-1)? A row for each account."""

from intake.columns.layouts import Column, Kind, TableLayout
from policy.terms import Text

OLD_ACCOUNT_TABLE = TableLayout(
    "OA-1",
    Text("原个人（家庭）账户余额名单", "list of old account balances"),
    (
        Column(
            "number", "证件号码", ("身份证号码", "身份证号", "公民身份号码", "证件号", "document number"),
            required=True, kind=Kind.DOCUMENT,
        ),
        Column("name", "姓名", ("参保人姓名", "户主姓名", "name"), required=True),
        Column("amount", "账户余额（元）", ("账户余额", "余额", "结余金额", "balance"), required=True, kind=Kind.AMOUNT),
    ),
    keys=("number",),
    sums=("amount",),
)  # fmt: skip
