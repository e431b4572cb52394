"""How does a sent file come in: kept, known by its bytes, told to a worker, once?"""

import re
from datetime import datetime
from typing import Any, BinaryIO

from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils import timezone

from intake.layouts import F, Layout
from intake.models.jobs import SentFile
from intake.operations import stored_files
from intake.operations.jobs import wake_for
from policy.terms import Text
from staff import audit
from staff.models import Officer
from staff.refusals import Refusal


class SameFileReceived(Refusal):
    """The same bytes were received before; the context names the first file."""

    status = 409


def receive(
    layout: Layout[F],
    *,
    content: BinaryIO,
    name: str,
    area: str,
    by: Officer,
    at: datetime,
    remedy: Text,
    told: dict[str, Any] | None = None,
    **fields: Any,
) -> F:
    """Keep the bytes of a file and have a worker look at it. `fields` are those of the layout's row, `told` is audited besides.

    Raises `stored_files.FileTooLarge` (`remedy` says how to send it else) or `SameFileReceived`; then nothing is kept.
    """
    sha256, size = stored_files.accepted_digest(content, remedy=remedy)
    file = layout.model(
        sha256=sha256,
        name=clean_name(name),
        size_bytes=size,
        area=area,
        uploaded_by=by,
        uploaded_at=at,
        **fields,
    )
    try:
        with transaction.atomic():
            _refuse_known(layout, file)
            stored_files.store(content, sha256)
            file.save(force_insert=True)
            audit.record(
                f"receive_{layout.noun}", by=by, about=file, division_code=area, at=at,
                change={"name": file.name, "sha256": sha256, "bytes": size, **(told or {})},
            )  # fmt: skip
            wake_for(file)
    except IntegrityError:
        file.pk = None
        _refuse_known(layout, file)  # two browsers sent it at the same moment: the other one was first
        raise
    return file


def find_received(layout: Layout[F], **same: Any) -> F | None:
    """The earlier receipt that stands in the way of the same bytes, by the fields that make two the same."""
    known = Q(**{name: same[name] for name in layout.before.same})
    standing = layout.model._default_manager.filter(known).exclude(state__in=layout.before.after)
    return next((file for file in standing.order_by("pk") if not file.is_tried_only), None)


def refusal_of(file: SentFile, kind: type[Refusal] = Refusal) -> Refusal:
    """What was kept of a refusal, as the refusal that a door shows."""
    kept = dict(file.refusal or {})
    code, text, remedy = kept.pop("code"), Text(**kept.pop("text")), Text(**kept.pop("remedy"))
    return kind(code, text, remedy, **kept)


def clean_name(name: str) -> str:
    """A file name fit to be shown: no folders, no control or direction characters, not too long."""
    bare = re.split(r"[\\/]", name)[-1]
    return (
        re.sub(r"[\x00-\x1f\x7f\u200b-\u200f\u202a-\u202e\u2066-\u2069]", "", bare).strip()[-200:] or "file"
    )


def _refuse_known(layout: Layout[F], file: F) -> None:
    if file.is_tried_only:
        return
    first = find_received(layout, **{name: getattr(file, name) for name in layout.before.same})
    if first is None:
        return
    moment, state, noun = timezone.localtime(first.uploaded_at), first.state_label.label, layout.before.noun
    raise SameFileReceived(
        layout.before.code,
        Text(
            f"这个{noun.zh}已经收到过：第 {first.pk} 号，{moment:%Y-%m-%d %H:%M}，状态“{state.zh}”。",
            f"This {noun.en} was received before as no. {first.pk} on {moment:%Y-%m-%d %H:%M} (state: {state.en}).",
        ),
        Text(
            "没有重复处理。请打开第一次的结果查看；内容有更正的，上传更正后的文件。",
            "Nothing was done twice. Open the result of the first one; to correct it, upload the corrected file.",
        ),
        **{layout.before.key: first.pk},
    )
