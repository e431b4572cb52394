"""How is it written down that a person holds an assistance category, and that it ended?

After each change the facts flow down to enrollment as rows (hardship on which days, newly added when), open dues are
priced again and cover is worked out again. The fact on the pay day counts (A04): what was paid for keeps its price and cover.
"""

from collections.abc import Iterable
from datetime import date

from django.db import transaction
from django.db.models import F, Q, QuerySet
from django.utils import timezone

from assistance.categories.bulk import category_facts
from assistance.categories.models import PersonCategory
from assistance.categories.queries.category_list import category_label, policy_at
from assistance.categories.rules import category_terms
from enrollment.bulk.slots import lock_people
from enrollment.models import Person
from enrollment.operations import exemptions, follow_ups
from enrollment.operations.follow_ups import Change
from enrollment.operations.people import InvalidFact, lock_person
from enrollment.rules.follow_ups import Fact
from policy.periods import EARLIEST_DAY
from policy.schema.category import EndState
from policy.terms import Category, Certifier, Text
from staff import audit
from staff.access import Permission
from staff.models import Officer
from staff.refusals import Refusal

DOCUMENT_MAX, GRADE_MAX, BECAUSE_MAX = 100, 20, 200


class CategoryOverlaps(Refusal):
    """The person holds this category already on some of these days; `context["span_id"]` is that span."""


class SpanNotRunning(Refusal):
    """The span ended before, so it cannot be ended on that day."""


@transaction.atomic
def record_category(
    *,
    person: Person,
    category: Category,
    certifier: Certifier,
    document_number: str,
    from_on: date,
    until_on: date | None = None,
    grade: str = "",
    certified_on: date | None = None,
    source: str,
    on: date,
    by: Officer,
    permission: Permission = Permission.ROSTERS_CONFIRM,
) -> PersonCategory:
    """A body certified that a person holds a category from a day on (认定; LX-5.2g, LX-5.2k, LX-5.2l, A04).

    The same span recorded again is the span that stands; one that overlaps it is refused. `permission` is what the caller's
    way of recording takes: confirming at the desk, or approving a case.
    """
    person = lock_person(person, on=on, by=by, permission=permission, deceased=True)
    lock_people([person.document_hash])
    _require(document_number, DOCUMENT_MAX, "document_number")
    if len(grade) > GRADE_MAX:
        raise _invalid(
            "grade",
            Text(f"等级超过 {GRADE_MAX} 个字符。", f"The grade has more than {GRADE_MAX} characters."),
        )
    if until_on is not None and until_on <= from_on:
        raise _invalid(
            "until_on",
            Text("终止日期须晚于起始日期。", "The end must lie after the first day."),
        )
    if from_on < EARLIEST_DAY:
        raise _invalid(
            "from_on",
            Text("起始日期早于 1900 年，请核对年份。", "The first day lies before 1900: check the year."),
        )
    if certified_on is not None and certified_on > on:
        raise _invalid(
            "certified_on", Text("认定日期晚于今天。", "The day of certification is in the future.")
        )
    if person.died_on is not None and from_on > person.died_on:
        raise _invalid(
            "from_on",
            Text(
                f"该人已于 {person.died_on} 去世，不能自 {from_on} 起认定。",
                f"The person died on {person.died_on}, so nothing is certified from {from_on} on.",
            ),
        )
    policy = policy_at(person.division_code)
    if policy is not None:
        fault = category_terms.fault_of(
            policy, category=category, certifier=certifier, grade=grade, from_on=from_on
        )
        if fault is not None:
            raise _invalid(fault.field, fault.text, clause=fault.clause)
        until_on = category_terms.end_of(policy, category, from_on, until_on)
    for span in _spans(person).filter(category=category).exclude(until_on=F("from_on")):
        if (span.from_on, span.until_on) == (from_on, until_on):
            return span
        if (span.until_on is None or span.until_on > from_on) and (
            until_on is None or span.from_on < until_on
        ):
            raise _overlaps(span)
    span = PersonCategory.objects.create(
        person=person, category=category, grade=grade.strip(), certifier=certifier.value,
        certified_on=certified_on, document_number=document_number.strip(), from_on=from_on, until_on=until_on,
        division_code=person.division_code, recorded_by=by, source=source,
    )  # fmt: skip
    audit.record(
        "record_category", by=by, about=person, division_code=person.division_code,
        change={
            "span": span.pk, "category": category, "grade": span.grade, "from_on": from_on, "until_on": until_on,
            "certifier": certifier, "document": span.document_number, "source": source,
        },
    )  # fmt: skip
    flow_down([person.pk], on=on, by=by)
    return span


@transaction.atomic
def end_category(
    *,
    span: PersonCategory,
    until_on: date,
    because: str,
    on: date,
    by: Officer,
    permission: Permission = Permission.ROSTERS_CONFIRM,
    ended_as: str = "",
) -> PersonCategory:
    """A category no longer holds from a day on (退出). A span recorded by mistake ends on its own first day: taken back.

    `ended_as` is an end state of the place (脱贫, 返贫 ...); the category that follows by its rule is recorded with it.
    Payments made while it held keep their price and cover; a span that is taken back never held (A04).
    """
    owner = Person.objects.get(pk=span.person_id)
    kept = owner.merged_into or owner
    person = lock_person(kept, on=on, by=by, permission=permission, deceased=True)
    lock_people([person.document_hash])
    _require(because, BECAUSE_MAX, "because")
    span = PersonCategory.objects.select_for_update(of=("self",)).get(pk=span.pk)
    if until_on < span.from_on:
        raise _invalid(
            "until_on",
            Text(
                f"终止日期早于起始日期 {span.from_on}。",
                f"The end lies before the first day, {span.from_on}.",
            ),
            Text(
                "登记有误需撤回的，终止日期填起始日期。",
                "To take a mistake back, end it on its own first day.",
            ),
        )
    if span.until_on == until_on:
        return span
    if span.until_on is not None and until_on > span.until_on:
        raise SpanNotRunning(
            "category_ended_before",
            Text(
                f"该身份已于 {span.until_on} 终止，不能改为更晚的日期。",
                f"This category ended on {span.until_on}; it cannot end later.",
            ),
            Text("重新认定的，请另行登记。", "If it was certified again, record a new span."),
            span_id=span.pk,
        )
    state = _end_state(person, span, ended_as, until_on) if ended_as else None
    before, span.until_on = span.until_on, until_on
    span.ended_by, span.ended_because, span.ended_as = by, because.strip(), ended_as
    span.save(update_fields=["until_on", "ended_by", "ended_because", "ended_as"])
    follows = _follow(person, span, state, by=by) if state is not None else None
    audit.record(
        "end_category", by=by, about=person, division_code=person.division_code,
        change={"span": span.pk, "category": span.category, "until_on": [before, until_on], "because": because}
        | ({"ended_as": ended_as, "clause": state.clause, "follows": follows} if state else {}),
    )  # fmt: skip
    flow_down([person.pk], on=on, by=by)
    return span


def _end_state(person: Person, span: PersonCategory, code: str, until_on: date) -> EndState:
    """The end state of the place under a code; refused where the rules know none such for the category."""
    policy = policy_at(person.division_code)
    known = category_terms.end_states(policy, Category(span.category), until_on) if policy else {}
    if code not in known:
        listed = Text(
            "、".join(f"{one.zh}（{key}）" for key, one in known.items()) or "无",
            ", ".join(f"{key} ({one.en})" for key, one in known.items()) or "none",
        )
        raise _invalid(
            "ended_as",
            Text(f"本地规定中没有这一退出情形：{code}。", f"The rules here know no such end: {code}."),
            Text(f"可选：{listed.zh}。", f"There are: {listed.en}."),
        )
    return known[code]


def _follow(person: Person, span: PersonCategory, state: EndState, *, by: Officer) -> int | None:
    """Record the category that follows an end, unless the person holds it already or the span never held; its number."""
    assert span.until_on is not None
    next_one = category_terms.following(state, span.until_on) if span.until_on > span.from_on else None
    if next_one is None:
        return None
    held = _spans(person).filter(category=next_one.category).exclude(until_on=F("from_on"))
    after = Q(until_on=None) | Q(until_on__gt=next_one.from_on)
    before = Q() if next_one.until_on is None else Q(from_on__lt=next_one.until_on)
    if held.filter(after, before).exists():
        return None
    made = PersonCategory.objects.create(
        person=person, category=next_one.category, certifier=span.certifier,
        document_number=span.ended_because[:DOCUMENT_MAX], from_on=next_one.from_on, until_on=next_one.until_on,
        division_code=person.division_code, recorded_by=by, source=f"end:{span.pk}",
    )  # fmt: skip
    return made.pk


def flow_down(
    person_ids: Iterable[int], *, on: date, by: Officer | None, moved: Iterable[int] | None = None
) -> int:
    """Let what the categories of these people say reach enrollment: the one way, for one person and for many.

    The caller holds the transaction and the slots of the people. Returns how many dues got another standing. What else stands
    on the categories of those that changed (`moved`, else everybody's) is looked at.
    """
    people = {pk: division for pk, division, _ in category_facts.kept_people(person_ids)}
    changed, facts = category_facts.facts_of(people, on)
    count = exemptions.settle_facts(
        person_ids=changed, facts=facts, prefix=category_facts.PREFIX, on=on, by=by
    )
    changes = [
        Change(pk, None, Fact.CATEGORIES, f"person:{pk}")
        for pk in (people if moved is None else {one for one, _, _ in category_facts.kept_people(moved)})
    ]
    follow_ups.changed(changes, by=by, at=timezone.now())
    return count


def _spans(person: Person) -> QuerySet[PersonCategory]:
    """The spans of all numbers of one person."""
    return PersonCategory.objects.filter(Q(person=person) | Q(person__merged_into=person))


def _require(text: str, longest: int, field: str) -> None:
    if not text.strip():
        raise _invalid(
            field,
            Text("未填写证明文号或事由。", "The document or the reason is missing."),
        )
    if len(text.strip()) > longest:
        raise _invalid(field, Text(f"超过 {longest} 个字符。", f"Longer than {longest} characters."))


def _invalid(field: str, text: Text, remedy: Text | None = None, **context: str) -> InvalidFact:
    return InvalidFact(
        "invalid_category",
        text,
        remedy or Text("请按认定部门的文件填写。", "Enter it as in the document of the certifying body."),
        field=field,
        **context,
    )


def _overlaps(span: PersonCategory) -> CategoryOverlaps:
    label = category_label(span.category)
    until = span.until_on
    return CategoryOverlaps(
        "category_overlaps",
        Text(
            f"该人自 {span.from_on} 起{f'至 {until}（不含）' if until else ''}已登记为“{label.zh}”。",
            f"The person is recorded as “{label.en}” from {span.from_on}{f' until {until}' if until else ' on'}.",
        ),
        Text(
            "请先终止已登记的期间，或更正日期后再登记。",
            "End the recorded span first, or correct the days, and record again.",
        ),
        span_id=span.pk,
        field="from_on",
    )
