"""What does a table of a year's population figures look like (layout PF-1)? A row for each place, a column for each figure."""

from intake.columns.layouts import Column, Kind, TableLayout
from policy.entered import POPULATIONS
from policy.terms import Text

PLACE = Column(
    "division",
    "区划代码",
    ("代码", "区划", "行政区划代码", "division", "code"),
    required=True,
    kind=Kind.CODE,
)
NAME = Column("name", "名称", ("区划名称", "乡镇", "乡镇街道", "县区", "单位名称", "name"))
FIGURES = tuple(
    Column(topic.value, topic.label.zh, (topic.label.en, topic.value, f"{topic.label.zh}（人）"), kind=Kind.COUNT)
    for topic in POPULATIONS
)  # fmt: skip
COLUMNS = (PLACE, NAME, *FIGURES)
POPULATION_TABLE = TableLayout(
    "PF-1", Text("人口数表", "population figures"), COLUMNS, keys=("division",),
    sums=tuple(column.key for column in FIGURES), bureau="statistics",
)  # fmt: skip
