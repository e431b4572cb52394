"""How is a case opened, and how are its facts changed before it is submitted?"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from django.db import transaction
from django.utils import timezone

from assistance.cases.models import AssistanceCase, CaseMember
from assistance.cases.operations.case_transitions import InvalidCase, locked, note, with_officer
from assistance.cases.rules.aid import MONTHS
from assistance.cases.rules.case_reasons import ASKS_FOR_HELP, CaseKind
from assistance.cases.rules.case_states import EDITABLE, START, State
from assistance.categories.queries.category_list import require_known
from enrollment.bulk.slots import lock_people
from enrollment.models import Household, Person
from policy.book import default_book
from policy.periods import add_months
from policy.terms import Category, Certifier, Text
from staff import access
from staff.access import Permission
from staff.models import Officer
from staff.refusals import Refusal

FINAL = (State.APPROVED, State.REJECTED, State.WITHDRAWN, State.REVOKED, State.CLOSED)
MEMBERS_MAX = 60


class CaseAlreadyOpen(Refusal):
    """The same is asked for the same person in another open case; `context["case_id"]` names it."""

    status = 409


class CaseNotEditable(Refusal):
    """The case was submitted: its facts stay as they are until it is returned."""

    status = 409


@dataclass(frozen=True, kw_only=True)
class CaseFacts:
    """What is asked for, from which day, and the paper it rests on."""

    category: Category
    certifier: Certifier
    document_number: str
    from_on: date
    coverage_year: int
    reason: str
    until_on: date | None = None
    grade: str = ""
    certified_on: date | None = None
    source: str = ""
    amount_fen: int | None = None  # of a recovery: what was wrongly paid


@transaction.atomic
def open_case(
    *,
    kind: CaseKind,
    person: Person,
    members: Sequence[Person] = (),
    household: Household | None = None,
    about: AssistanceCase | None = None,
    facts: CaseFacts,
    by: Officer,
    at: datetime,
) -> AssistanceCase:
    """Open a case for a person, or for listed members of a household. It is a draft until it is submitted."""
    on = timezone.localdate(at)
    listed = list(dict.fromkeys([person, *members]))[: MEMBERS_MAX + 1]
    lock_people(one.document_hash for one in listed)
    division = household.division_code if household else person.division_code
    access.require(by, Permission.CASES_ENTER, division, on=on)
    _require_people(listed, household, kind, on=on, by=by)
    _require_facts(kind, facts, on=on)
    require_known([facts.category], division, "category")
    if kind is CaseKind.CANNOT_PAY:
        raise InvalidCase(
            "opened_by_an_answer",
            Text(
                "这类个案只由村（社区）台账的答复自动登记。",
                "Only an answer in the village ledger opens such a case.",
            ),
            Text(
                "请在台账中记录“无力缴费”，或登记本人申请。",
                "Record “cannot pay” in the ledger, or open an application.",
            ),
            field="kind",
        )
    if about is not None and (kind is not CaseKind.REVOCATION or about.approved_by_id is None):
        raise InvalidCase(
            "nothing_to_revoke",
            Text("只有已批准的个案可以撤销。", "Only an approved case can be revoked."),
            Text("请核对个案编号。", "Check the number of the case."),
            field="about",
        )
    for one in listed:
        _require_not_open(kind, one, facts)
    facts = _lasting(kind, facts)
    case = AssistanceCase.objects.create(
        kind=kind.value, person=person, household=household, about=about, division_code=division,
        area=default_book().pooling_area(division) or division[:6], state=START.value, state_since=at,
        entered_by=by, entered_at=at, makers=[by.pk], amount_fen=facts.amount_fen, **_columns(facts),
    )  # fmt: skip
    CaseMember.objects.bulk_create([CaseMember(case=case, person=one) for one in listed])
    note(
        case,
        "open",
        before="",
        by=by,
        at=at,
        detail={"people": [one.pk for one in listed], "kind": kind.value},
    )
    return case


@transaction.atomic
def change_case(
    *, case: AssistanceCase, version: int | None, facts: CaseFacts, by: Officer, at: datetime
) -> AssistanceCase:
    """Change the facts of a draft or of a case that was returned; who does becomes one of its makers."""
    row = require_editable(case, version, by=by, on=timezone.localdate(at))
    _require_facts(CaseKind(row.kind), facts, on=timezone.localdate(at))
    require_known([facts.category], row.division_code, "category")
    facts = _lasting(CaseKind(row.kind), facts)
    columns = _columns(facts) | {"amount_fen": facts.amount_fen}
    changed = {
        name: [str(getattr(row, name)), str(value)]
        for name, value in columns.items()
        if getattr(row, name) != value
    }
    if not changed:
        return row
    for name, value in columns.items():
        setattr(row, name, value)
    touched(row, by)
    note(row, "edit", before=row.state, by=by, at=at, detail={"changed": changed})
    return row


def require_editable(case: AssistanceCase, version: int | None, *, by: Officer, on: date) -> AssistanceCase:
    """The locked row of a case whose facts and documents may be changed by this officer."""
    row = locked(case, version)
    access.require(by, Permission.CASES_ENTER, row.division_code, on=on)
    if State(row.state) not in EDITABLE:
        raise CaseNotEditable(
            "case_not_editable",
            Text(
                f"个案 {row.number} 现为“{row.state_label.label.zh}”，内容和材料不能修改。",
                f"Case {row.number} is “{row.state_label.label.en}”: its facts and documents cannot be changed.",
            ),
            Text("如需更正，请由审核人退回补正。", "If they must be, have it returned for completion."),
            case_id=row.pk,
        )
    return row


def touched(case: AssistanceCase, by: Officer) -> None:
    """Save the row with its new version, the officer among its makers."""
    case.makers = with_officer(case.makers, by)
    case.version += 1
    case.save()


def _lasting(kind: CaseKind, facts: CaseFacts) -> CaseFacts:
    """A recognition on application holds 12 months where nothing else is said (N42-a)."""
    if kind is not CaseKind.AID or facts.until_on is not None:
        return facts
    return replace(facts, until_on=add_months(facts.from_on, MONTHS))


def _columns(facts: CaseFacts) -> dict[str, object]:
    return {
        "category": facts.category,
        "certifier": facts.certifier.value,
        "document_number": facts.document_number.strip(),
        "from_on": facts.from_on,
        "until_on": facts.until_on,
        "grade": facts.grade.strip(),
        "certified_on": facts.certified_on,
        "coverage_year": facts.coverage_year,
        "reason": facts.reason.strip(),
        "source": facts.source.strip(),
    }


def _require_people(
    listed: Sequence[Person], household: Household | None, kind: CaseKind, *, on: date, by: Officer
) -> None:
    if len(listed) > MEMBERS_MAX:
        raise InvalidCase(
            "too_many_people",
            Text(f"一个个案最多 {MEMBERS_MAX} 人。", f"A case holds at most {MEMBERS_MAX} people."),
            Text("请分开办理。", "Open several cases."),
            field="members",
        )
    inside = (
        set(household.memberships.filter(left_on=None).values_list("person_id", flat=True))
        if household
        else None
    )
    for one in listed:
        if one.merged_into_id is not None:
            raise InvalidCase(
                "merged_record",
                Text(f"{one.name}的记录已并入另一条记录。", f"The record of {one.name} was merged into another one."),
                Text("请在保留的记录上办理。", "Use the record that was kept."),
                field="members", person_id=one.merged_into_id,
            )  # fmt: skip
        if one.died_on is not None and kind in ASKS_FOR_HELP:
            raise InvalidCase(
                "person_deceased",
                Text(f"{one.name}已于 {one.died_on} 去世。", f"{one.name} died on {one.died_on}."),
                Text("请不要列入此人。", "Leave this person out."),
                field="members", person_id=one.pk,
            )  # fmt: skip
        if inside is not None and one.pk not in inside:
            raise InvalidCase(
                "not_of_household",
                Text(f"{one.name}不是该户成员。", f"{one.name} does not belong to the household."),
                Text("请只列本户成员。", "List members of this household only."),
                field="members", person_id=one.pk,
            )  # fmt: skip
        if inside is None:
            access.require(by, Permission.CASES_ENTER, one.division_code, on=on)


def _require_facts(kind: CaseKind, facts: CaseFacts, *, on: date) -> None:
    if not facts.document_number.strip():
        raise InvalidCase(
            "document_required",
            Text("没有填写证明文号或证件号。", "The number of the document is missing."),
            Text("请按认定部门的文件或证件填写。", "Enter it as on the paper of the certifying body."),
            field="document_number",
        )
    if len(facts.reason.strip()) < 2:
        raise InvalidCase(
            "reason_required",
            Text("没有填写事由。", "No reason is given."),
            Text("请写明申请或撤销的事由。", "State why this is asked for."),
            field="reason",
        )
    if facts.until_on is not None and facts.until_on <= facts.from_on:
        raise InvalidCase(
            "until_before_from",
            Text("终止日期须晚于起始日期。", "The end must lie after the first day."),
            Text("请核对日期。", "Check the days."),
            field="until_on",
        )
    if facts.certified_on is not None and facts.certified_on > on:
        raise InvalidCase(
            "certified_in_future",
            Text("认定日期晚于今天。", "The day of certification is in the future."),
            Text("请核对日期。", "Check the day."),
            field="certified_on",
        )
    if (kind is CaseKind.RECOVERY) != bool(facts.amount_fen):
        raise InvalidCase(
            "amount_of_recovery",
            Text(
                "追缴须填写金额；其他个案的金额由政策计算。",
                "A recovery needs its amount; of other cases the policy computes it.",
            ),
            Text("请核对个案类型和金额。", "Check the kind and the amount."),
            field="amount_fen",
        )


def _require_not_open(kind: CaseKind, person: Person, facts: CaseFacts) -> None:
    """The caller holds the slots of the people, so that two clerks cannot open the same case at once."""
    other = (
        CaseMember.objects.filter(
            person=person,
            case__kind=kind.value,
            case__category=facts.category,
            case__source=facts.source.strip(),
        )
        .exclude(case__state__in=[state.value for state in FINAL])
        .select_related("case")
        .first()
    )
    if other is not None:
        raise CaseAlreadyOpen(
            "case_already_open",
            Text(
                f"{person.name}已有同类在办个案 {other.case.number}（{other.case.state_label.label.zh}）。",
                f"For {person.name} the same case is open already: {other.case.number} ({other.case.state_label.label.en}).",
            ),
            Text("请在该个案上继续办理。", "Go on with that case."),
            case_id=other.case_id,
        )
