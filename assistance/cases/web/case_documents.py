"""How is a document attached to a case, taken off it, and handed out as a download?"""

from django.contrib import messages
from django.http import FileResponse, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from assistance.cases.models import CaseDocument
from assistance.cases.operations import case_documents
from assistance.cases.web.case_forms import DocumentForm
from assistance.cases.web.cases import ENTER, READ, version_of, visible_case
from staff.refusals import Refusal
from staff.web.permission import OfficerRequest, permission_required
from staff.web.refused import tell


@require_POST
@permission_required(ENTER)
def attach(request: OfficerRequest, pk: int) -> HttpResponse:
    """Keep a picture or PDF with the case."""
    case = visible_case(request, pk, ENTER)
    form = DocumentForm(request.POST, request.FILES)
    if not form.is_valid():
        for errors in form.errors.values():
            messages.error(request, " ".join(str(error) for error in errors))
        return redirect("assistance:case", pk)
    file = form.cleaned_data["file"]
    try:
        case_documents.attach(
            case=case, version=version_of(request), content=file, name=file.name, title=form.cleaned_data["title"],
            by=request.user, at=timezone.now(),
        )  # fmt: skip
    except Refusal as refusal:
        tell(request, refusal)
    else:
        messages.success(request, _("Attached."))
    return redirect("assistance:case", pk)


@require_POST
@permission_required(ENTER)
def detach(request: OfficerRequest, pk: int, document_pk: int) -> HttpResponse:
    """Take a document off; it stays in the history."""
    case = visible_case(request, pk, ENTER)
    document = get_object_or_404(CaseDocument, case=case, pk=document_pk)
    try:
        case_documents.detach(
            document=document, version=version_of(request), by=request.user, at=timezone.now()
        )
    except Refusal as refusal:
        tell(request, refusal)
    return redirect("assistance:case", pk)


@require_safe
@permission_required(READ)
def download(request: OfficerRequest, pk: int, document_pk: int) -> FileResponse:
    """The document as a download, never opened inside a page of ours."""
    document = get_object_or_404(CaseDocument, case=visible_case(request, pk), pk=document_pk)
    return case_documents.as_download(document, by=request.user, at=timezone.now())
