"""How is a recognition of a disease applied for, decided by another officer, reviewed, ended and undone?"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db import IntegrityError, transaction
from django.utils import timezone

from claims.models import Provider, Recognition
from claims.operations.register_changes import follow
from claims.queries.diseases import VERSION, diseases_of
from claims.queries.register_places import insured_at
from claims.rules.diseases import Disease
from claims.rules.recognition_states import COUNTING, RECOGNITION, RecognitionMove, RecognitionState
from enrollment.bulk.slots import lock_people
from enrollment.models import Person
from enrollment.operations.people import lock_person, require_reason
from enrollment.queries.policies import with_open_years
from enrollment.rules.follow_ups import Fact
from policy.care import Setting
from policy.terms import Text
from staff import access, audit
from staff.access import Permission
from staff.identities import require_other_hands
from staff.models import Officer
from staff.refusals import Refusal

ENTER, DECIDE = Permission.CLAIMS_ENTER, Permission.CLAIMS_REVIEW
PROVIDERS_MAX = 10
_M = RecognitionMove


class RecognitionRefused(Refusal):
    """The application or the move cannot stand; `context["field"]` names the field."""

    status = 422


class RecognitionMoved(Refusal):
    """Somebody else decided meanwhile."""

    status = 409


@dataclass(frozen=True, slots=True)
class Application:
    """What is applied for; `disease` is a code or a name, `until_on` not included, `providers` codes of the chosen ones."""

    setting: Setting
    disease: str
    from_on: date
    proof: str
    until_on: date | None = None
    providers: tuple[str, ...] = ()
    applied_through: str = ""
    renews: Recognition | None = None


@dataclass(frozen=True, slots=True)
class Decision:
    """What is given with a move: the document, why, and the days that it changes."""

    document_number: str = ""
    because: str = ""
    from_on: date | None = None
    until_on: date | None = None
    review_on: date | None = None


@transaction.atomic
def apply(*, person: Person, asked: Application, source: str, by: Officer, at: datetime) -> Recognition:
    """Write down an application (认定申请); it has no effect before another officer decides it."""
    on = timezone.localdate(at)
    person = lock_person(person, on=on, by=by, permission=None)
    area, division_code = insured_at(person, on)
    access.require(by, ENTER, division_code, on=on)
    require_reason(asked.proof, field="proof")
    disease = disease_named(asked.disease, asked.setting, area, on)
    _require_span(asked.from_on, asked.until_on)
    providers = _known_providers(asked.providers, asked.applied_through)
    _require_free(person, asked.setting, disease, asked.from_on, asked.until_on)
    row = Recognition(
        person=person, area=area, division_code=division_code, setting=asked.setting.value, disease_code=disease.code,
        disease=disease.name.zh, table_version=VERSION, from_on=asked.from_on, until_on=asked.until_on,
        providers=providers, proof=asked.proof.strip()[:200], renews=asked.renews, source=source,
        applied_through=asked.applied_through.strip().upper(), applied_by=by, applied_at=at,
    )  # fmt: skip
    try:
        with transaction.atomic():
            row.save(force_insert=True)
    except IntegrityError:
        _require_free(person, asked.setting, disease, asked.from_on, asked.until_on)
        raise
    audit.record("apply_recognition", by=by, about=row, division_code=division_code, at=at, change=_told(row))
    return row


@transaction.atomic
def move(
    *, recognition: Recognition, move: RecognitionMove, given: Decision, by: Officer, at: datetime
) -> Recognition:
    """Decide, review, withdraw, end or undo a recognition; the bills that stand on it follow in the same transaction."""
    on = timezone.localdate(at)
    lock_people([recognition.person.document_hash])
    row = Recognition.objects.select_for_update(of=("self",)).select_related("person").get(pk=recognition.pk)
    for permission in RECOGNITION.permissions(move):
        access.require(by, permission, row.division_code, on=on)
    if not RECOGNITION.allows(row.state, move):
        raise RecognitionMoved(
            "recognition_not_in_state",
            Text(f"该认定当前为“{row.state_label.zh}”，不能办理此操作。",
                 f"The recognition is “{row.state_label.en}”, so this cannot be done."),
            Text("请刷新页面查看最新状态。", "Load the page again to see how it stands."),
        )  # fmt: skip
    _require_hands(row, move, by)
    _ACTS[move](row, given, by, at)
    row.state = RECOGNITION.next(row.state, move).value
    try:
        with transaction.atomic():
            row.save()
    except IntegrityError:
        _require_free(row.person, Setting(row.setting), _disease_of(row), row.from_on, row.until_on, but=row)
        raise
    audit.record(
        f"{move.value}_recognition",
        by=by,
        about=row,
        division_code=row.division_code,
        at=at,
        change=_told(row),
    )
    follow([(row.person_id, row.pk)], Fact.RECOGNITION, by=by, at=at)
    return row


def disease_named(word: str, setting: Setting, area: str, on: date) -> Disease:
    """The disease that a code or name means in an area; refused when nobody knows it or it is not of this kind."""
    known = diseases_of(with_open_years(area), on)
    found = known.find(word)
    if found is not None and found in known.for_setting(setting):
        return found
    own = "、".join(one.name.zh for one in known.for_setting(setting)[:8])
    raise RecognitionRefused(
        "disease_unknown",
        Text(f"“{word.strip()[:30]}”不是可以认定的病种（{setting.label.zh}）。",
             f"“{word.strip()[:30]}” is no disease that can be recognised ({setting.label.en})."),
        Text(f"请从病种表中选择，例如：{own}。", f"Choose one of the table, for example: {own}."),
        field="disease",
    )  # fmt: skip


# -- moves -----------------------------------------------------------------------------------------------------


def _require_hands(row: Recognition, made: RecognitionMove, by: Officer) -> None:
    """Nobody decides what they applied for; nobody undoes what they decided."""
    if made in (_M.RECOGNIZE, _M.REFUSE):
        what = Text("申请的经办人不能自己认定。", "Whoever took the application cannot decide it.")
        require_other_hands(by, row.applied_by_id, what=what)
    elif made in (_M.UNDO, _M.REVIEW):
        what = Text("作出认定的人员不能自己复审或撤销。", "Whoever decided cannot review or undo it.")
        require_other_hands(by, row.decided_by_id, what=what)


def _recognize(row: Recognition, given: Decision, by: Officer, at: datetime) -> None:
    require_reason(given.document_number, field="document_number")
    row.from_on = given.from_on or row.from_on
    row.until_on = given.until_on or row.until_on
    row.review_on = given.review_on
    _require_span(row.from_on, row.until_on)
    if row.review_on is not None and row.review_on <= row.from_on:
        raise RecognitionRefused(
            "review_before_begin",
            Text("复审日期须在认定起始日之后。", "The day of review must lie after the first day."),
            Text("请核对日期。", "Check the days."),
            field="review_on",
        )
    row.document_number = given.document_number.strip()[:100]
    row.decided_by, row.decided_at = by, at


def _refuse(row: Recognition, given: Decision, by: Officer, at: datetime) -> None:
    require_reason(given.because, field="because")
    row.because, row.document_number = given.because.strip()[:300], given.document_number.strip()[:100]
    row.decided_by, row.decided_at = by, at


def _withdraw(row: Recognition, given: Decision, by: Officer, at: datetime) -> None:
    _close(row, given, by, at)


def _review(row: Recognition, given: Decision, by: Officer, at: datetime) -> None:
    require_reason(given.document_number, field="document_number")
    on = timezone.localdate(at)
    if given.review_on is not None and given.review_on <= on:
        raise RecognitionRefused(
            "review_in_past",
            Text("下次复审日期须晚于今天。", "The next day of review must lie in the future."),
            Text("请核对日期，或留空。", "Check the day, or leave it empty."),
            field="review_on",
        )
    row.review_on, row.document_number = given.review_on, given.document_number.strip()[:100]


def _end(row: Recognition, given: Decision, by: Officer, at: datetime) -> None:
    if given.until_on is None or given.until_on < row.from_on:
        raise RecognitionRefused(
            "end_before_begin",
            Text(f"终止日须填写，且不早于起始日 {row.from_on}。",
                 f"Give the day from which it no longer holds, not before {row.from_on}."),
            Text("该日起的费用不再按慢特病支付；自始不应认定的，请用“撤销”。",
                 "Cost from that day on is not paid as chronic care; undo it when it never should have been."),
            field="until_on",
        )  # fmt: skip
    row.until_on = given.until_on if row.until_on is None else min(row.until_on, given.until_on)
    _close(row, given, by, at)


def _undo(row: Recognition, given: Decision, by: Officer, at: datetime) -> None:
    _close(row, given, by, at)


def _close(row: Recognition, given: Decision, by: Officer, at: datetime) -> None:
    require_reason(given.because, field="because")
    row.because, row.closed_by, row.closed_at = given.because.strip()[:300], by, at


_ACTS = {
    _M.RECOGNIZE: _recognize,
    _M.REFUSE: _refuse,
    _M.WITHDRAW: _withdraw,
    _M.REVIEW: _review,
    _M.END: _end,
    _M.UNDO: _undo,
}

# -- what must hold --------------------------------------------------------------------------------------------


def _require_span(from_on: date, until_on: date | None) -> None:
    if until_on is not None and until_on <= from_on:
        raise RecognitionRefused(
            "days_reversed",
            Text("终止日不晚于起始日。", "It ends before it begins."),
            Text("请核对起止日期。", "Check the days."),
            field="until_on",
        )


def _known_providers(codes: Sequence[str], through: str) -> list[str]:
    wanted = list(dict.fromkeys(code.strip().upper() for code in codes if code.strip()))
    asked = [*wanted, *([through.strip().upper()] if through.strip() else [])]
    known = set(Provider.objects.filter(code__in=asked).values_list("code", flat=True))
    unknown = [code for code in asked if code not in known]
    if unknown or len(wanted) > PROVIDERS_MAX:
        named = "、".join(one[:20] for one in unknown[:3]) or str(len(wanted))
        raise RecognitionRefused(
            "provider_unknown" if unknown else "too_many_providers",
            Text(f"医疗机构编码未登记：{named}。", f"No provider is registered under: {named}.")
            if unknown
            else Text(
                f"选定的机构超过 {PROVIDERS_MAX} 家。", f"More than {PROVIDERS_MAX} providers are chosen."
            ),
            Text("请核对编码；不限定机构的，留空。", "Check the codes; leave it empty when none is chosen."),
            field="providers" if not unknown or unknown[0] in wanted else "applied_through",
        )
    return wanted


def _require_free(
    person: Person,
    setting: Setting,
    disease: Disease,
    from_on: date,
    until_on: date | None,
    *,
    but: Recognition | None = None,
) -> None:
    """No second open application for one disease, and no second recognition on one day."""
    same = Recognition.objects.filter(person=person, setting=setting.value, disease=disease.name.zh)
    if but is not None:
        same = same.exclude(pk=but.pk)
    waiting = same.filter(state=RecognitionState.APPLIED).first()
    if waiting is not None and but is None:
        raise RecognitionRefused(
            "application_waits",
            Text(f"“{disease.name.zh}”已有一份待认定的申请（第 {waiting.pk} 号）。",
                 f"An application for “{disease.name.zh}” waits already (no. {waiting.pk})."),
            Text("请先决定或撤回那一份。", "Decide or withdraw that one first."),
            recognition_id=waiting.pk,
        )  # fmt: skip
    for other in same.filter(state__in=COUNTING):
        if (until_on is None or other.from_on < until_on) and (
            other.until_on is None or from_on < other.until_on
        ):
            last = other.until_on or "…"
            raise RecognitionRefused(
                "recognised_already",
                Text(f"“{disease.name.zh}”在这些日期已经认定（第 {other.pk} 号，{other.from_on} 至 {last}）。",
                     f"“{disease.name.zh}” is recognised on these days already (no. {other.pk}, {other.from_on} to {last})."),
                Text("续认请自原认定终止日起；日期有误的先终止或撤销原认定。",
                     "A renewal begins on the day on which the other ends; if days are wrong, end or undo the other first."),
                recognition_id=other.pk, field="from_on",
            )  # fmt: skip


def _disease_of(row: Recognition) -> Disease:
    return Disease(row.disease_code, Text(row.disease, row.disease))


def _told(row: Recognition) -> dict[str, object]:
    told = {
        "person": row.person_id, "setting": row.setting, "disease": row.disease, "code": row.disease_code,
        "from_on": row.from_on, "until_on": row.until_on, "review_on": row.review_on, "providers": row.providers,
        "document": row.document_number, "state": row.state, "because": row.because, "through": row.applied_through,
    }  # fmt: skip
    return {name: value for name, value in told.items() if value not in ("", None, [])}
