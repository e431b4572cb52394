"""What does a status list of another office look like (layout ST-1), and which words say which fact?"""

from enrollment.rules.status_facts import StatusFact
from intake.columns.layouts import Column, Kind, TableLayout
from policy.terms import Text

_FACTS = {
    StatusFact.DIED: "死亡 去世 亡故 身故 已故",
    StatusFact.IMPRISONED: "服刑 羁押 收监 在押 入狱",
    StatusFact.RELEASED: "刑满释放 释放 出狱 假释",
    StatusFact.ENLISTED: "入伍 参军 服役",
    StatusFact.DISCHARGED: "退役 退伍 复员 转业",
    StatusFact.EMPLOYED: "参加职工医保 职工参保 在职参保 职工医保参保",
    StatusFact.EMPLOYMENT_ENDED: "职工医保停保 职工停保 职工医保减员 职工医保终止",
    StatusFact.INSURED_ELSEWHERE: "异地参保 异地参加居民医保 外地参保",
    StatusFact.MOVED_ABROAD: "出国定居 出境定居 国外定居 注销户口定居国外",
}
FACTS = {word: fact for fact, words in _FACTS.items() for word in (*words.split(), fact.value)}

STATUS_TABLE = TableLayout(
    "ST-1",
    Text("人员状态名单", "status list"),
    (
        Column(
            "number",
            "证件号码",
            (
                "证件号",
                "身份证号",
                "身份证号码",
                "公民身份号码",
                "公民身份证号码",
                "居民身份证号码",
                "document number",
            ),
            required=True,
            kind=Kind.DOCUMENT,
        ),
        Column("name", "姓名", ("人员姓名", "死者姓名", "参保人姓名", "name"), required=True),
        Column(
            "fact",
            "状态",
            ("人员状态", "状态类型", "变动类型", "事实", "事项", "status"),
            required=True,
            kind=Kind.WORD,
            words=FACTS,
            asks=True,
        ),
        Column(
            "from_on",
            "起始日期",
            ("发生日期", "死亡日期", "死亡时间", "参保日期", "开始日期", "生效日期", "入伍日期", "from"),
            required=True,
            kind=Kind.DAY,
        ),
        Column(
            "until_on", "终止日期", ("结束日期", "截止日期", "停保日期", "until"), kind=Kind.DAY, is_end=True
        ),
        Column("note", "备注", ("说明", "来源单位", "remark")),
    ),
    keys=("number",),
)
