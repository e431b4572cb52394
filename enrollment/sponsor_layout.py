"""What does a list of who is paid for look like (layout PL-1): a school's roster, or the people of a village or an employer?"""

from enrollment.rules.sponsors import Attendance
from intake.columns.layouts import Column, Kind, TableLayout
from policy.terms import Text

_ATTENDANCE = {
    Attendance.HERE: "在册 在校 在读 在职 本村",
    Attendance.LEFT: "已离开 离校 转出 转学 退学 毕业 离职 迁出",
}
ATTENDANCE = {word: one for one, words in _ATTENDANCE.items() for word in (*words.split(), one.value)}

SPONSOR_TABLE = TableLayout(
    "PL-1",
    Text("代缴名单", "list of who is paid for"),
    (
        Column(
            "number",
            "证件号码",
            ("证件号", "身份证号", "身份证号码", "公民身份号码", "学生身份证号", "document number"),
            required=True,
            kind=Kind.DOCUMENT,
        ),
        Column("name", "姓名", ("学生姓名", "被代缴人姓名", "name"), required=True),
        Column("year", "参保年度", ("缴费年度", "coverage year"), required=True, kind=Kind.CODE),
        Column("amount", "代缴金额（元）", ("代缴金额", "金额", "缴费金额", "amount"), kind=Kind.AMOUNT),
        Column("grade", "年级", ("grade",)),
        Column("class_name", "班级", ("班", "class")),
        Column(
            "attendance", "在册情况", ("学籍状态", "状态", "attendance"), kind=Kind.WORD, words=ATTENDANCE, asks=True
        ),
        Column("left_on", "离开日期", ("离校日期", "转出日期", "left on"), kind=Kind.DAY),
    ),
    keys=("number",),
    sums=("amount",),
)  # fmt: skip
