"""What does a statement of the treasury look like (layout TS-1): day by day, by sums or line by line?"""

from enrollment.rules.treasury import ReceiptKind
from intake.columns.layouts import Column, Kind, TableLayout
from policy.terms import Text

_KINDS = {
    ReceiptKind.RECEIVED: "入库 收入 缴库",
    ReceiptKind.GIVEN_BACK: "退库 退付",
}
KINDS = {word: kind for kind, words in _KINDS.items() for word in (*words.split(), kind.value)}

TREASURY_TABLE = TableLayout(
    "TS-1",
    Text("国库入库清单", "treasury statement"),
    (
        Column("received_on", "入库日期", ("日期", "入国库日期", "received on"), required=True, kind=Kind.DAY),
        Column("amount", "金额", ("入库金额", "金额（元）", "amount"), required=True, kind=Kind.AMOUNT),
        Column("kind", "收退类型", ("类型", "方向", "kind"), kind=Kind.WORD, words=KINDS, asks=True),
        Column("ticket", "电子税票号码", ("税票号码", "电子税票号", "ticket"), kind=Kind.IDENTIFIER),
        Column("voucher", "凭证号", ("凭证编号", "入库凭证号", "voucher"), kind=Kind.IDENTIFIER),
        Column("note", "摘要", ("备注", "remark")),
    ),
    keys=("received_on",),
    sums=("amount",),
    bureau="treasury",
)  # fmt: skip
