"""Who may take the pay-on-behalf list with document numbers in clear, and how is that written down?"""

from datetime import date

from assistance.subsidies.models import SubsidyRun
from assistance.subsidies.queries.subsidies import on_behalf_grants
from assistance.subsidies.rules.grant_states import RunState
from policy.terms import Text
from staff import access, audit
from staff.access import Permission
from staff.models import Officer
from staff.refusals import Refusal

_IN_FORCE = (RunState.APPROVED.value, RunState.PAYING.value, RunState.PART_PAID.value, RunState.PAID.value)


class NotApproved(Refusal):
    """The run is not approved, so the tax authority has nothing to collect by."""


def release(*, run: SubsidyRun, in_clear: bool, on: date, by: Officer) -> None:
    """Let the list of a run go out (代缴名单): masked to who sees the run, with numbers only to who pays, once approved.

    The tax authority collects by the document number; everybody else knows the person by name and masked number. Each time
    is an audit event that says which of the two it was and of how many people.
    """
    if in_clear:
        access.require(by, Permission.SUBSIDIES_PAY, run.division_code, on=on)
        if run.state not in _IN_FORCE:
            raise NotApproved(
                "run_not_approved",
                Text("该批资助尚未审批，代缴名单不能含完整证件号码。",
                     "This run is not approved, so its list does not go out with document numbers in clear."),
                Text("请在审批后下载；核对时可用隐去号码的名单。",
                     "Take it after the approval; the masked list serves for checking."),
                run_id=run.pk,
            )  # fmt: skip
    else:
        access.require(by, Permission.SUBSIDIES_READ, run.division_code, on=on)
    audit.record(
        "download_on_behalf_list", by=by, about=run, division_code=run.division_code,
        change={"document_numbers": "in_clear" if in_clear else "masked", "people": on_behalf_grants(run).count()},
    )  # fmt: skip
