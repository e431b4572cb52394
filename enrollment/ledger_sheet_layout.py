"""What does a village's ledger look like as a sheet that goes out and comes back (layout MB-1)?

Each row bears the number of the sheet, the person, and the version of the answer that it shows. The other columns before the
answer only tell whom it is about: what is written there is not read back.
"""

from enrollment.rules.base_answers import Heard
from intake.columns.layouts import Column, Kind, TableLayout
from policy.terms import Text

_WORDS = {
    Heard.PROMISED: "答应缴费 承诺缴费 愿意缴费",
    Heard.REFUSES: "不愿参保 拒绝参保 不参保",
    Heard.UNREACHABLE: "联系不上 无法联系 失联",
    Heard.CANNOT_PAY: "无力缴费 缴费困难 经济困难",
    Heard.ABROAD: "在国（境）外 在国外 在境外 出国",
    Heard.DIED: "已去世 去世 死亡 已死亡",
    Heard.SAYS_ELSEWHERE: "称已在别处参保 已在别处参保 外地参保 职工参保",
    Heard.ASK_AGAIN: "重新询问",
}
HEARD = {word: heard for heard, words in _WORDS.items() for word in (*words.split(), heard.value)}


def word_of(heard: Heard) -> str:
    """The word that stands for an answer in a sheet that goes out."""
    return _WORDS[heard].split()[0]


LEDGER_TABLE = TableLayout(
    "MB-1",
    Text("村级台账", "village ledger"),
    (
        Column("sheet", "台账号", ("sheet",), required=True, kind=Kind.CODE),
        Column("person", "人员号", ("person",), required=True, kind=Kind.CODE),
        Column("version", "版本", ("version",), required=True, kind=Kind.CODE),
        Column("name", "姓名", ("name",), required=True),
        Column("document", "证件号码（部分隐藏）"),
        Column("household", "户编号"),
        Column("phone", "联系电话"),
        Column("standing", "参保情况"),
        Column("outstanding", "未缴金额"),
        Column(
            "heard", "答复", ("走访答复", "answer"), required=True, kind=Kind.WORD, words=HEARD, asks=True
        ),
        Column("contacted_on", "联系日期", ("最近联系日期", "contacted on"), required=True, kind=Kind.DAY),
        Column("promise_on", "承诺缴费日期", ("promised day",), kind=Kind.DAY),
        Column("next_visit_on", "下次走访日期", ("next visit",), kind=Kind.DAY),
        Column("died_on", "死亡日期", ("day of death",), kind=Kind.DAY),
        Column("remark", "备注", ("remark",)),
    ),
    keys=("sheet", "person"),
)
