"""What does a table of a year's population figures look like (layout PF-1)? A row for each place, a column for each figure."""

from intake.tables import Column
from policy.entered import POPULATIONS

PLACE = Column("division", "区划代码", ("代码", "区划", "行政区划代码", "division", "code"), required=True)
NAME = Column("name", "名称", ("区划名称", "乡镇", "乡镇街道", "县区", "单位名称", "name"))
FIGURES = tuple(
    Column(topic.value, topic.label.zh, (topic.label.en, topic.value, f"{topic.label.zh}（人）")) for topic in POPULATIONS
)  # fmt: skip
COLUMNS = (PLACE, NAME, *FIGURES)
