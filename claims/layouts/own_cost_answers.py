"""What does the answer to an own-cost list look like (layout OW-1), and which words may stand in it?

Civil affairs and rural affairs give the list back with what they found. A line that is left out stays open.
"""

from claims.rules.own_cost_watch import Answer
from intake.columns.layouts import Column, Kind, TableLayout
from policy.terms import Text

_WORDS = {
    Answer.RISK: "有风险 存在风险 认定有风险 有返贫致贫风险 是 risk",
    Answer.NO_RISK: "无风险 没有风险 认定无风险 否 no-risk",
    Answer.LOOKING: "核查中 待核查 未核查 looking",
}
ANSWERS = {word: answer.value for answer, words in _WORDS.items() for word in words.split()}

COLUMNS = (
    Column("list", "清单编号", ("清单号", "list number"), required=True),
    Column("number", "序号", ("编号", "line"), required=True, kind=Kind.COUNT),
    Column("name", "姓名", ("户主姓名", "name"), required=True),
    Column("answer", "核查结果", ("结果", "是否有风险", "answer"), required=True, kind=Kind.WORD, words=ANSWERS, asks=True),
    Column("from_on", "风险起始日期", ("起始日期", "认定日期", "risk from"), kind=Kind.DAY),
    Column("last_on", "风险截止日期（含）", ("截止日期（含）", "risk to, included"), kind=Kind.DAY),
    Column("document", "认定文号", ("文号", "document number")),
    Column("note", "说明", ("备注", "note")),
)  # fmt: skip
ANSWER_TABLE = TableLayout(
    "OW-1", Text("个人负担监测核查结果", "answers to an own-cost list"), COLUMNS, keys=("list",), bureau="civil_affairs",
)  # fmt: skip
HEADINGS = ANSWER_TABLE.headings
