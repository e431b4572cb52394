"""What are the columns of a tax file (layout TB-1), and which words may stand in them?"""

from enrollment.models.payments import LineKind
from intake.tables import Column

TRAILER_WORD = "合计"

COLUMNS = (
    Column("ticket", "电子税票号码", ("税票号码", "电子税票号", "ELEC_TAXRPT_NO"), required=True),
    Column("document", "证件号码", ("身份证号码", "身份证号", "公民身份号码", "CERTNO"), required=True),
    Column("name", "姓名", ("参保人姓名", "缴费人姓名", "PSN_NAME"), required=True),
    Column("division", "参保地区划", ("参保地", "参保地行政区划", "INSU_ADMDVS"), required=True),
    Column("year", "参保年度", ("费款所属期", "所属期", "CASHYM"), required=True),
    Column(
        "amount", "实缴金额", ("缴费金额", "实缴金额（元）", "实缴金额(元)", "PSN_CLCT_AMT"), required=True
    ),
    Column("paid_at", "缴费时间", ("缴费日期", "CLCT_TIME"), required=True),
    Column("treasury", "入国库日期", ("入库日期", "入国库时间", "INTSURY_TIME")),
    Column("channel", "缴费渠道", ("渠道",)),
    Column("kind", "业务类型", ("缴费类型",)),
    Column("original", "原电子税票号码", ("原税票号码",)),
)

HEADINGS = {column.key: column.heading for column in COLUMNS}

KINDS = {
    "": LineKind.PAYMENT,
    "正常缴费": LineKind.PAYMENT,
    "补缴": LineKind.CATCH_UP,
    "退费": LineKind.REFUND,
    "撤销": LineKind.REVERSAL,
}
