"""May an answer, a proposal or an approval of a coverage year stand? Refused with question, row and field."""

from collections.abc import Sequence
from datetime import date

from enrollment.models import OpenedYear
from enrollment.queries.opened_years import correction_of, drafted, faults, opening_of
from policy.opening.answers import Answer
from policy.opening.comparison import said
from policy.opening.faults import Fault
from policy.opening.folder import FolderRefused
from policy.opening.questions import questions
from policy.terms import Text
from staff.identities import require_other_hands
from staff.models import Officer
from staff.refusals import Refusal


class InvalidYear(Refusal):
    """What is asked of a year cannot be; `context` may name question, row and field."""


class StaleYear(Refusal):
    """The year was changed by somebody else, or moved on, since it was looked at."""

    status = 409


def require_sound(row: OpenedYear, given: Answer) -> None:
    """Refuse an answer that cannot stand beside the book and the other answers."""
    correction = correction_of(row)
    answers = correction.answers if correction else opening_of(row).answers
    others = tuple(one for one in answers if one.question != given.question)
    own = [fault for fault in faults(row, (*others, given)) if fault.question in (given.question, "")]
    if own:
        raise unsound(own)


def folder_refused(refused: FolderRefused) -> InvalidYear:
    """What is wrong with the files of a folder, as a refusal."""
    return InvalidYear(
        "folder_refused",
        Text("；".join(f"{one.place}：{one.text.zh}" for one in refused.problems),
             "; ".join(f"{one.place}: {one.text.en}" for one in refused.problems)),
        Text("请更正文件后重试，没有保存任何内容。", "Correct the files and try again; nothing was kept."),
    )  # fmt: skip


def unsound(wrong: Sequence[Fault]) -> InvalidYear:
    """What is wrong with answers, as a refusal."""
    words = [fault.worded() for fault in wrong]
    first = wrong[0]
    return InvalidYear(
        "answer_refused",
        Text("；".join(one.zh for one in words), "; ".join(one.en for one in words)),
        Text("请更正后重试，没有保存任何内容。", "Correct it and try again; nothing was kept."),
        question=first.question,
        row=first.row,
        field=first.field,
        faults=[{"row": one.row, "field": one.field, "zh": one.text.zh, "en": one.text.en} for one in wrong],
    )


def require_whole(row: OpenedYear) -> None:
    """Nothing can be collected without an amount and a window; every answer entered needs its document's scan."""
    _, policy = drafted(row)
    lacking = [
        question
        for question in questions().values()
        if question.is_needed and not said(policy, question, row.coverage_year).values
    ]
    if lacking:
        zh = "、".join(question.label.zh for question in lacking)
        en = "; ".join(question.label.en for question in lacking)
        raise InvalidYear(
            "year_not_whole",
            Text(f"还没有录入或沿用：{zh}。", f"Neither entered nor carried over: {en}."),
            Text("录入后再提请。", "Enter it before you propose the year."),
            question=lacking[0].code,
        )
    unseen = [one.document_number for one in row.answers.filter(scan_sha256="")]
    if unseen:
        numbers = "、".join(dict.fromkeys(unseen))
        raise InvalidYear(
            "scan_missing",
            Text(f"文件 {numbers} 没有扫描件。", f"There is no scan of {numbers}."),
            Text("请为该文件上传扫描件。", "Upload the scan of the document."),
            field="scan",
        )
    if row.is_correction and not row.answers.exists():
        raise InvalidYear(
            "nothing_corrected",
            Text("还没有更正任何事项。", "Nothing is corrected yet."),
            Text("请先更正至少一个事项。", "Correct at least one question first."),
        )
    wrong = faults(row)
    if wrong:
        raise unsound(wrong)


def require_ahead(row: OpenedYear, on: date) -> None:
    """A correction holds from a day after its approval, so that nothing decided before is touched, unless that is ordered."""
    if row.from_on is not None and row.from_on <= on and not row.redecides:
        raise InvalidYear(
            "correction_too_late",
            Text(
                f"更正起算日 {row.from_on} 不晚于批准之日，已按原规定作出的决定会受影响。",
                f"The correction would hold from {row.from_on}, not after the day of its approval: decisions made before would "
                "change.",
            ),
            Text(
                "请退回，改定以后的起算日；要追溯须由两名经办人决定重新核定。",
                "Return it and set a later day; reaching back takes an order of two officers to decide again.",
            ),
            field="from_on",
        )


def require_others(row: OpenedYear, by: Officer) -> None:
    """Refuse an officer who began, entered or proposed the year."""
    makers = {row.started_by_id, row.proposed_by_id, *row.answers.values_list("entered_by_id", flat=True)}
    require_other_hands(
        by,
        *makers,
        what=Text(
            "您参与了该年度的录入或提请，不能由您批准。",
            "You began, entered or proposed this year, so you cannot approve it.",
        ),
    )
