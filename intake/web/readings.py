"""How does an officer say how a file is to be read whose shape is not the layout's own?"""

from typing import Any, cast

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from intake.layouts import Layout, layout_of
from intake.models.jobs import SentFile
from intake.operations import answers, following
from intake.operations.previews import Preview, PreviewColumn, preview
from intake.queries import sent_files
from intake.rules.file_states import FileState
from intake.rules.readings import CHOICES
from intake.web.sent_files import address_of
from staff.given import number_given
from staff.operations.reads import read_people
from staff.refusals import Refusal, spoken_language
from staff.web.permission import OfficerRequest
from staff.web.refused import tell

UNSAID = "?"
ROW_PLACES = 4  # a header stands among the first rows


@require_http_methods(["GET", "POST"])
def reading_page(request: HttpRequest, code: str, pk: int) -> HttpResponse:
    """The first rows of a file, its headings and its questions; what is said is kept, and the file checked anew."""
    ours = cast(OfficerRequest, request)
    file = sent_files.file_of(code, pk, ours.user, on=timezone.localdate(), may_answer=True)
    kind = layout_of(file)
    if request.method == "POST":
        try:
            sent = answers.answer(
                file=file, said=_said(request.POST, file), by=ours.user, on=timezone.localdate(), at=timezone.now(),
                keep_as=request.POST.get("keep_as", ""),
            )  # fmt: skip
        except Refusal as refusal:
            tell(request, refusal)
            return redirect("intake:reading", code, pk)
        sent = following.answered_at_once(sent, seconds=5)
        if sent.state == FileState.ASKING:
            messages.info(request, _("The file asks once more."))
            return redirect("intake:reading", code, pk)
        messages.success(request, _("The file is read as you said."))
        return redirect(address_of(kind, sent.pk))
    row = number_given(request.GET.get("row"), places=ROW_PLACES)
    seen = preview(file, sheet=request.GET.get("sheet", ""), row=row or 0)
    read_people(len(seen.rows), by=ours.user, division_code=file.area, what="file_preview")
    return render(request, "intake/reading.html", _shown(kind, file, seen))


def _shown(layout: Layout[Any], file: SentFile, seen: Preview) -> dict[str, Any]:
    language = spoken_language()
    asked = {question["key"]: question for question in file.questions if question["code"] == "column"}
    columns = [
        {"column": column, "question": question, "chosen": _chosen(column, question)}
        for column in seen.columns
        for question in (asked.get(column.name),)
    ]
    words = [question for question in file.questions if question["code"] == "words"]
    choices = [question for question in file.questions if question["code"] in CHOICES]
    return {
        "are_columns_asked": bool(asked) or not (words or choices),
        "layout": layout, "layout_name": layout.name.in_language(language), "file": file, "seen": seen,
        "columns": columns, "fields": layout.table.columns, "words": words, "choices": choices,
        "is_asking": file.state == FileState.ASKING, "back": address_of(layout, file.pk),
        "profile": seen.used.name and f"{seen.used.name} v{seen.used.version}", "unsaid": UNSAID,
    }  # fmt: skip


def _chosen(column: PreviewColumn, question: dict[str, Any] | None) -> str:
    """What the form shows at first: how the heading is read, else what is proposed, else that somebody has to choose."""
    if column.key or question is None:
        return column.key
    return question["proposed"] or UNSAID


def _said(posted: QueryDict, file: SentFile) -> dict[str, Any]:
    """The reading that the form says; what was left open is not said."""
    said: dict[str, Any] = {"columns": {}, "words": {}}
    if row := number_given(posted.get("header_row"), places=ROW_PLACES):
        said |= {
            "sheet": posted.get("sheet", ""),
            "header_row": row,
            "header_rows": number_given(posted.get("header_rows"), places=ROW_PLACES) or 1,
        }
    for number, name in enumerate(posted.getlist("heading")):
        key = posted.get(f"column-{number}", UNSAID)
        if key not in (UNSAID, posted.get(f"own-{number}") or UNSAID):
            said["columns"][name] = key
    for question in file.questions:
        if question["code"] == "words":
            for number, word in enumerate(question["words"]):
                meant = posted.get(f"word-{question['key']}-{number}", UNSAID)
                if meant != UNSAID:
                    said["words"].setdefault(question["key"], {})[word["word"]] = meant
    for part in CHOICES:
        if posted.get(part):
            said[part] = posted[part]
    return said
