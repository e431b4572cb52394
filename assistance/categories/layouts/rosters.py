"""What does a roster look like (layout RS-1), and which words may stand in its cells?"""

from dataclasses import replace

from assistance.categories.rules.roster_states import RowChange
from intake.columns.layouts import Column, Kind, TableLayout
from policy.terms import Text

_CHANGES = {
    RowChange.ADD: "新增 增加 纳入 新增加 add",
    RowChange.CHANGE: "变更 变动 调整 change",
    RowChange.CANCEL: "取消 退出 终止 减少 停发 注销 cancel",
}
CHANGES = {word: change for change, words in _CHANGES.items() for word in words.split()}

ROSTER_COLUMNS = (
    Column(
        "number",
        "证件号码",
        (
            "证件号", "身份证号", "身份证号码", "公民身份号码", "公民身份证号码", "居民身份证号码", "有效证件号码",
            "本人身份证号",
            "document number",
        ),
        required=True,
        kind=Kind.DOCUMENT,
    ),
    Column("name", "姓名", ("人员姓名", "救助对象姓名", "对象姓名", "家庭成员姓名", "参保人姓名", "name"), required=True),
    Column(
        "category",
        "身份类别",
        (
            "人员类别", "救助类别", "特殊身份", "特殊身份类别", "身份", "人员身份", "人员身份类别", "对象类别", "救助对象类别",
            "资助类别", "参保身份", "保障类别", "困难类型", "category",
        ),
        required=True,
    ),
    Column("grade", "等级", ("保障等级", "类别等级", "档次", "残疾等级", "低保等级", "保障档次", "grade")),
    Column("certified_on", "认定日期", ("认定时间", "批准日期", "审批日期", "certified on"), kind=Kind.DAY),
    Column("from_on", "起始日期", ("开始日期", "纳入时间", "纳入日期", "享受开始日期", "生效日期", "from"), kind=Kind.DAY),
    Column("until_on", "终止日期", ("结束日期", "退出日期", "退出时间", "取消日期", "until"), kind=Kind.DAY, is_end=True),
    Column("document", "证明文号", ("文号", "批准文号", "证明文件", "认定文号", "document")),
    Column("place", "乡镇/区划", ("乡镇", "乡镇街道", "镇街", "区划", "区划代码", "居住地区划", "township")),
    Column(
        "change", "变更类型", ("变动类型", "变更情况", "操作类型", "变化类型", "change"), kind=Kind.WORD, words=CHANGES,
        asks=True,
    ),
    Column("replaces", "原身份类别", ("变更前身份类别", "原类别", "原救助类别", "replaces")),
    Column("ended_as", "退出情形", ("退出类型", "终止情形", "终止类型", "ended as")),
    Column("remark", "备注", ("说明", "remark")),
)  # fmt: skip
ROSTER_TABLE = TableLayout("RS-1", Text("身份名单", "roster"), ROSTER_COLUMNS, keys=("number",))
ROSTER_HEADINGS = ROSTER_TABLE.headings


def table_of(*, is_full: bool) -> TableLayout:
    """The table of a full list, or of a list of changes, which must say what changes."""
    columns = tuple(
        replace(column, required=not is_full, asks=not is_full) if column.key == "change" else column
        for column in ROSTER_COLUMNS
    )
    return replace(ROSTER_TABLE, columns=columns)
