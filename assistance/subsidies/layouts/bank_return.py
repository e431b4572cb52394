"""What does the bank's answer to a One-Card payout list look like (layout BK-1), and which words may stand in it?

The bank gives back our list with the result of each line. Its own words for a result are said once, in its profile.
"""

from intake.columns.layouts import Column, Kind, TableLayout
from policy.terms import Text

_RESULTS = {
    "paid": "成功 发放成功 已发放 处理成功 已入账 paid",
    "returned": "失败 退回 发放失败 处理失败 退票 returned",
}
RESULTS = {word: code for code, words in _RESULTS.items() for word in words.split()}

COLUMNS = (
    Column("batch", "批次号", ("发放批次", "批次编号", "list number"), required=True),
    Column("number", "序号", ("编号", "名册序号", "line"), required=True, kind=Kind.COUNT),
    Column("account", "账号", ("一卡通账号", "银行账号", "卡号", "account"), required=True, kind=Kind.IDENTIFIER),
    Column("owner", "户名", ("账户名", "开户名", "account owner")),
    Column("amount", "金额", ("发放金额", "金额（元）", "amount"), required=True, kind=Kind.AMOUNT),
    Column("result", "处理结果", ("结果", "发放结果", "状态", "result"), required=True, kind=Kind.WORD, words=RESULTS, asks=True),
    Column("reason", "退回原因", ("失败原因", "原因", "备注", "reason")),
)  # fmt: skip
BANK_TABLE = TableLayout(
    "BK-1", Text("银行回盘文件", "bank return"), COLUMNS, keys=("batch", "account"), sums=("amount",), bureau="bank",
)  # fmt: skip
HEADINGS = BANK_TABLE.headings
