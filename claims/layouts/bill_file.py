"""What are the columns of a file of bills (layout CL-1), and which words may stand in them?

One row for each line of a bill. The rows of a bill stand together; columns of the head are repeated, or blank after the
first row. A bill that is not itemized is one row. A last row 合计 states the number of bills and the sum.
"""

from claims.rules.item_classes import ItemClass
from intake.columns.layouts import Column, Kind, TableLayout
from policy.care import Setting, TwoDisease
from policy.terms import Text

SETTINGS = {
    "住院": Setting.INPATIENT, "普通住院": Setting.INPATIENT, "普通门诊": Setting.OUTPATIENT, "门诊": Setting.OUTPATIENT,
    "门诊慢性特殊疾病": Setting.CHRONIC, "门诊慢特病": Setting.CHRONIC, "慢特病": Setting.CHRONIC,
    "高血压、糖尿病门诊用药": Setting.TWO_DISEASES, "两病": Setting.TWO_DISEASES, "两病门诊用药": Setting.TWO_DISEASES,
    "住院分娩": Setting.MATERNITY, "生育住院": Setting.MATERNITY,
}  # fmt: skip
CLASSES = {
    "": ItemClass.WHOLE.value, "甲": "A", "甲类": "A", "A": "A", "乙": "B", "乙类": "B", "B": "B", "丙": "C", "丙类": "C",
    "C": "C", "自费": "C", "整单": ItemClass.WHOLE.value,
}  # fmt: skip
YES_NO = {
    "": None,
    "是": True,
    "有": True,
    "Y": True,
    "1": True,
    "否": False,
    "无": False,
    "N": False,
    "0": False,
}
DISEASES = {
    "高血压": (TwoDisease.HYPERTENSION.value,), "糖尿病": (TwoDisease.DIABETES.value,),
    "高血压、糖尿病": (TwoDisease.HYPERTENSION.value, TwoDisease.DIABETES.value),
}  # fmt: skip

COLUMNS = (
    Column(
        "provider",
        "医疗机构编码",
        ("机构编码", "定点医疗机构编码", "FIXMEDINS_CODE"),
        required=True,
        kind=Kind.IDENTIFIER,
    ),
    Column(
        "number",
        "单据号",
        ("结算单据号", "账单号", "SETL_ID"),
        required=True,
        kind=Kind.IDENTIFIER,
        as_written=True,
    ),
    Column("invoice", "发票号", ("发票号码", "票据号码"), kind=Kind.IDENTIFIER),
    Column(
        "document",
        "证件号码",
        ("身份证号码", "身份证号", "公民身份号码", "CERTNO"),
        required=True,
        kind=Kind.DOCUMENT,
    ),
    Column("name", "姓名", ("参保人姓名", "患者姓名", "PSN_NAME"), required=True),
    Column("setting", "就诊类型", ("医疗类别", "MED_TYPE"), required=True, kind=Kind.WORD, words=SETTINGS),
    Column("admitted", "入院日期", ("BEGNDATE",), kind=Kind.MOMENT),
    Column(
        "discharged", "出院日期", ("就诊日期", "出院（就诊）日期", "ENDDATE"), required=True, kind=Kind.MOMENT
    ),
    Column("diagnosis_code", "诊断编码", ("主要诊断编码", "DISE_CODG"), required=True),
    Column("diagnosis_name", "诊断名称", ("主要诊断", "DISE_NAME")),
    Column(
        "bill_total", "单据总额", ("账单总额", "医疗费总额", "MEDFEE_SUMAMT"), required=True, kind=Kind.AMOUNT
    ),
    Column(
        "item_class", "目录等级", ("收费项目等级", "项目等级", "CHRGITM_LV"), kind=Kind.WORD, words=CLASSES
    ),
    Column("item_code", "项目编码", ("医保目录编码",)),
    Column("item_name", "项目名称", ("目录名称",)),
    Column("total", "金额", ("总金额", "明细金额", "DET_ITEM_FEE_SUMAMT"), required=True, kind=Kind.AMOUNT),
    Column(
        "eligible",
        "政策范围内金额",
        ("合规金额", "符合范围金额", "INSCP_AMT"),
        required=True,
        kind=Kind.AMOUNT,
    ),
    Column("first_pay", "先行自付", ("先行自付金额", "PRESELFPAY_AMT"), kind=Kind.AMOUNT),
    Column("own", "自费", ("全自费金额", "自费金额", "FULAMT_OWNPAY_AMT"), kind=Kind.AMOUNT),
    Column("tcm", "中医金额", ("其中中医",), kind=Kind.AMOUNT),
    Column("special_subsidy", "专项补助", ("专项补助金额",), kind=Kind.AMOUNT),
    Column("major_disease", "重大疾病病种", ()),
    Column("tiered_disease", "分级诊疗病种", ()),
    Column("chronic_disease", "慢特病病种", ("门诊慢特病病种",)),
    Column("two_diseases", "两病病种", ()),
    Column("pregnant", "孕产妇", ()),
    Column("referral", "转诊", ("是否转诊",)),
    Column("referral_document", "转诊单号", ()),
    Column("filed", "异地备案", ("是否异地备案",)),
    Column("filing_document", "备案号", ()),
    Column("accident", "意外伤害", ("是否意外伤害",)),
    Column("liable", "第三方责任", ()),
    Column("compensated", "第三方赔偿", ()),
    Column("medical_risk", "因病风险认定", ("因病返贫致贫风险认定",)),
    Column("medical_risk_document", "风险认定文号", ()),
    Column("facts", "属于的情形", ("适用情形",)),  # named facts of the area, several separated by 、
    Column("facts_ruled_out", "不属于的情形", ("不适用情形",)),
    Column("facts_document", "情形依据文号", ()),
)
BILL_TABLE = TableLayout(
    "CL-1", Text("账单文件", "file of bills"), COLUMNS, keys=("provider", "number", "document"),
    sums=("total", "eligible", "first_pay", "own", "tcm"), groups=("provider", "number"),
    sums_of_groups=("bill_total", "special_subsidy"), counts_groups=True, bureau="provider",
)  # fmt: skip
HEADINGS = BILL_TABLE.headings
