"""What are the columns of a tax file (layout TB-1), and which words may stand in them?

The coverage year stands in a column of its own, or is the year of the period insured; of a repair (断保修复) it is the
missed year. A period of collection is no coverage year. The other columns are those of the platform's contribution detail; its
own headings are in a sender's profile.
"""

from pathlib import Path

from enrollment.rules.payment_lines import LineKind
from intake.columns.layouts import Column, Kind, TableLayout
from intake.columns.shipped import shipped_profiles
from policy.terms import Text

KINDS = {
    "": LineKind.PAYMENT,
    "正常缴费": LineKind.PAYMENT,
    "补缴": LineKind.CATCH_UP,
    "退费": LineKind.REFUND,
    "撤销": LineKind.REVERSAL,
    "断保修复": LineKind.REPAIR,
}
ARRIVED = {"已到账": "arrived", "未到账": "not arrived"}
REVERSED = {"正常": "not taken back", "冲销": "taken back"}

COLUMNS = (
    Column("ticket", "电子税票号码", ("税票号码", "电子税票号"), required=True, kind=Kind.IDENTIFIER),
    Column(
        "document", "证件号码", ("身份证号码", "身份证号", "公民身份号码"), required=True, kind=Kind.DOCUMENT
    ),
    Column("name", "姓名", ("参保人姓名", "缴费人姓名"), required=True),
    Column("division", "参保地区划", ("参保地", "参保地行政区划"), required=True, kind=Kind.CODE),
    Column(
        "year",
        "参保年度",
        required=True,
        kind=Kind.CODE,
        instead=(("period_from", "period_until"), ("period",)),
    ),
    Column(
        "amount",
        "实缴金额",
        ("缴费金额", "实缴金额（元）"),
        required=True,
        kind=Kind.AMOUNT,
        minus_beside="original_detail",
    ),
    Column("paid_at", "缴费时间", ("缴费日期",), required=True, kind=Kind.MOMENT),
    Column("treasury", "入国库日期", ("入库日期", "入国库时间"), kind=Kind.DAY),
    Column("channel", "缴费渠道", ("渠道",)),
    Column("kind", "业务类型", ("缴费类型",), kind=Kind.WORD, words=KINDS),
    Column("original", "原电子税票号码", ("原税票号码",), kind=Kind.IDENTIFIER),
)
PLATFORM_COLUMNS = (
    Column("period", "费款所属期", ("所属期",)),
    Column("period_from", "对应所属期起", kind=Kind.CODE),
    Column("period_until", "对应所属期止", kind=Kind.CODE),
    Column("fiscal", "财政补助金额", kind=Kind.AMOUNT, minus_beside="original_detail"),
    Column("other", "其他缴费金额", kind=Kind.AMOUNT, minus_beside="original_detail"),
    Column("parts_total", "缴费合计金额", kind=Kind.AMOUNT, minus_beside="original_detail"),
    Column("arrived", "缴费标志", kind=Kind.WORD, words=ARRIVED, asks=True),
    Column("reversed", "核销标志", kind=Kind.WORD, words=REVERSED, asks=True),
    Column("detail", "缴费明细号", kind=Kind.IDENTIFIER),
    Column("original_detail", "原缴费明细号", kind=Kind.IDENTIFIER),
)
PAYMENT_TABLE = TableLayout(
    "TB-1",
    Text("税务缴费文件", "tax file"),
    (*COLUMNS, *PLATFORM_COLUMNS),
    keys=("ticket", "document"),
    sums=("amount", "fiscal", "other", "parts_total"),
    bureau="tax",
    shipped=shipped_profiles(Path(__file__).parent / "profiles", "TB-1"),
)
HEADINGS = PAYMENT_TABLE.headings
