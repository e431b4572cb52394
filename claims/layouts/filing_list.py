"""What does a list of filings that an area decided before look like (layout FL-1)? A row for each filing."""

from intake.columns.layouts import Column, Kind, TableLayout
from policy.care import FilingKind
from policy.terms import Text

_MORE = {
    "异地安置": FilingKind.RESETTLED, "长期居住": FilingKind.LONG_TERM, "常驻异地": FilingKind.POSTED, 
    "转诊": FilingKind.REFERRED,
    "转诊转院": FilingKind.REFERRED, "急诊抢救": FilingKind.EMERGENCY,
}  # fmt: skip
KINDS = {word: kind for kind in FilingKind for word in (kind.label.zh, kind.value)} | _MORE

FILING_TABLE = TableLayout(
    "FL-1",
    Text("异地就医备案名单", "list of filings of care elsewhere"),
    (
        Column(
            "number", "证件号码", ("身份证号码", "身份证号", "公民身份号码", "证件号", "document number"),
            required=True, kind=Kind.DOCUMENT,
        ),
        Column("name", "姓名", ("参保人姓名", "人员姓名", "name"), required=True),
        Column(
            "kind", "备案类别", ("备案类型", "人员类别", "kind"), required=True, kind=Kind.WORD, words=KINDS, asks=True
        ),
        Column("destination", "就医地区划", ("就医地", "备案地区划", "安置地区划", "destination"), required=True),
        Column("from_on", "起始日期", ("备案开始日期", "生效日期", "开始日期", "from"), required=True, kind=Kind.DAY),
        Column("until_on", "终止日期", ("备案终止日期", "失效日期", "截止日期", "until"), kind=Kind.DAY, is_end=True),
        Column("proof", "备案材料", ("备案依据", "文号", "proof")),
    ),
    keys=("number",),
)  # fmt: skip
