"""Which cases wait for an officer?"""

from assistance.cases.queries.cases import waiting_for
from assistance.cases.rules.case_reasons import CaseKind
from policy.terms import Text
from staff.waiting import Work, counted

WAITING = (
    Work(
        "cases",
        Text("待我办理的案件", "cases in my queue"),
        "assistance:case_queue",
        lambda officer, on: counted(
            waiting_for(officer, on=on), on, since="state_since", due_on="due_on", fen="amount_fen"
        ),
    ),
    Work(
        "aids",
        Text("其中：依申请救助案件", "of these, applications for assistance"),
        "assistance:case_queue",
        lambda officer, on: counted(
            waiting_for(officer, on=on).filter(kind=CaseKind.AID.value),
            on,
            since="state_since",
            due_on="due_on",
            fen="amount_fen",
        ),
        "kind=aid",
    ),
)
