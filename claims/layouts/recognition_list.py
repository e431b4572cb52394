"""What does a list of recognitions that an area decided before look like (layout RG-1)? A row for each person and disease."""

from intake.columns.layouts import Column, Kind, TableLayout
from policy.care import Setting
from policy.terms import Text

SETTINGS = {
    "门诊慢性特殊疾病": Setting.CHRONIC, "门诊慢特病": Setting.CHRONIC, "慢特病": Setting.CHRONIC, "门诊慢性病": Setting.CHRONIC,
    "两病": Setting.TWO_DISEASES, "两病门诊用药": Setting.TWO_DISEASES, "高血压、糖尿病门诊用药": Setting.TWO_DISEASES,
    "chronic": Setting.CHRONIC, "two_diseases": Setting.TWO_DISEASES,
}  # fmt: skip

RECOGNITION_TABLE = TableLayout(
    "RG-1",
    Text("病种认定名单", "list of recognitions"),
    (
        Column(
            "number", "证件号码", ("身份证号码", "身份证号", "公民身份号码", "证件号", "document number"),
            required=True, kind=Kind.DOCUMENT,
        ),
        Column("name", "姓名", ("参保人姓名", "人员姓名", "name"), required=True),
        Column(
            "setting", "待遇类别", ("医疗类别", "认定类别", "类别", "kind"), required=True, kind=Kind.WORD,
            words=SETTINGS, asks=True,
        ),
        Column("disease", "病种", ("病种名称", "病种编码", "慢特病病种", "disease"), required=True),
        Column(
            "from_on", "起始日期", ("认定日期", "生效日期", "开始日期", "from"), required=True, kind=Kind.DAY
        ),
        Column(
            "until_on", "终止日期", ("失效日期", "到期日期", "截止日期", "until"), kind=Kind.DAY, is_end=True
        ),
        Column("review_on", "复审日期", ("复查日期", "review"), kind=Kind.DAY),
        Column("providers", "选定医疗机构", ("定点医疗机构编码", "选定机构", "providers")),
        Column("proof", "认定材料", ("认定依据", "文号", "proof")),
    ),
    keys=("number",),
)  # fmt: skip
