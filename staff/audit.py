"""How is it written down that something was done?"""

import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder
from django.db.models import Model
from structlog.contextvars import get_contextvars

from staff.models import AuditEvent, Officer

# One row, where the event is written besides what it tells about by one statement of its own.
ROW = """
    INSERT INTO staff_auditevent
        (officer_id, action, about_kind, about_id, division_code, change, succeeded, ip, request_id)
    VALUES (%s, %s, %s, %s, %s, %s::jsonb, true, %s::inet, %s)"""


def record(
    action: str,
    *,
    by: Officer | None,
    about: Model | tuple[str, object] | None = None,
    division_code: str = "",
    change: Mapping[str, Any] | None = None,
    succeeded: bool = True,
    at: datetime | None = None,
) -> AuditEvent:
    """Add one audit event, inside the transaction of what it tells about.

    `action` is verb_noun ("merge_people"); `about` a row, or its kind and number; `by` None is the system.
    `change` must hold no document number in clear. Address and request number come from the request, if any.
    """
    kind, number = about if isinstance(about, tuple) else _named(about)
    context = get_contextvars()
    event = AuditEvent(
        officer=by,
        action=action,
        about_kind=kind,
        about_id=str(number),
        division_code=division_code,
        change=_plain(change or {}),
        succeeded=succeeded,
        ip=context.get("ip"),
        request_id=str(context.get("request_id", ""))[:36],
    )
    if at is not None:
        event.at = at
    event.save(force_insert=True)
    return event


def _named(about: Model | None) -> tuple[str, object]:
    return (about._meta.model_name or "", about.pk) if about is not None else ("", "")


def _plain(change: Mapping[str, Any]) -> Any:
    """Days, moments and amounts as JSON can hold them."""
    return json.loads(json.dumps(dict(change), cls=DjangoJSONEncoder, ensure_ascii=False))
