"""What would follow if a whole tax file were taken back, and how do two officers decide it?"""

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from enrollment.operations.taking_back import MOVES
from enrollment.operations.taking_back_previews import preview
from enrollment.web.file_results import visible_file
from intake.web import sent_files
from staff.access import Permission
from staff.queries import path_names
from staff.web.permission import OfficerRequest, permission_required


@require_safe
@permission_required(Permission.PAYMENTS_READ)
def preview_page(request: OfficerRequest, pk: int) -> HttpResponse:
    """The figures of the file, what stands on them, and the moves that this officer may make."""
    file = visible_file(request, pk)
    context = {
        "file": file,
        "place": path_names([file.area]).get(file.area, file.area),
        "preview": preview(file, on=timezone.localdate()),
        "moves": sent_files.buttons(request, file, MOVES),
    }
    return render(request, "enrollment/take_back.html", context)
