"""What does a list of refunds look like on its way to the tax bureau and back (layout RF-1)?

The tax bureau gives back our list with the result of each row. Its own words for a result are said once, in its profile.
"""

from intake.columns.layouts import Column, Kind, TableLayout
from policy.terms import Text

_RESULTS = {
    "refunded": "已退 已退费 退费成功 成功 已退库 退库成功 refunded",
    "returned": "退回 未退 不予退费 失败 退费失败 审核不通过 returned",
}
RESULTS = {word: code for code, words in _RESULTS.items() for word in words.split()}

COLUMNS = (
    Column("list", "批次号", ("清单编号", "退费批次号", "list number"), required=True),
    Column("number", "序号", ("编号", "line"), required=True, kind=Kind.COUNT),
    Column("ticket", "原电子税票号码", ("原税票号码", "原票号", "original ticket"), required=True, kind=Kind.IDENTIFIER),
    Column("amount", "退费金额", ("实退金额", "退费金额（元）", "amount"), required=True, kind=Kind.AMOUNT),
    Column("result", "处理结果", ("结果", "审核结果", "状态", "result"), required=True, kind=Kind.WORD, words=RESULTS, asks=True),
    Column("refunded_on", "退库日期", ("退费日期", "退款日期", "refunded on"), required=True, kind=Kind.DAY),
    Column("refund_ticket", "退费税票号码", ("退库凭证号", "收入退还书号", "refund ticket"), required=True, kind=Kind.IDENTIFIER),
    Column("reason", "退回原因", ("原因", "备注", "reason")),
)  # fmt: skip
ANSWER_TABLE = TableLayout(
    "RF-1", Text("税务退费答复", "answer of the tax bureau to a refund list"), COLUMNS, keys=("list", "ticket"), sums=("amount",),
    bureau="tax",
)  # fmt: skip
HEADINGS = ANSWER_TABLE.headings

# What goes out. The tax bureau gives these columns back with its result, so their names follow no language.
LIST_HEADINGS = [
    "批次号", "序号", "原电子税票号码", "参保年度", "姓名", "证件号码", "情形", "退费金额", "其中退缴费人",
    "其中退回资助资金", "收款户名", "收款账号", "收件日", "处理结果", "退库日期", "退费税票号码", "退回原因",
]  # fmt: skip
