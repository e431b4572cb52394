"""How are the open alerts of a county frozen as the list of a month, for civil affairs and rural affairs?

A list holds every alert that waits for an answer at the end of the month, also those of earlier lists that were not answered;
so the list before it is answered no more.
"""

import hashlib
import json
from collections.abc import Sequence
from datetime import date, datetime

from django.db import transaction
from django.utils import timezone

from claims.models import OwnCostAlert, OwnCostList, OwnCostListLine
from claims.rules.own_cost_watch import AlertState, first_of_next, last_day_of
from intake.operations.locks import lock_text
from policy.terms import Text
from staff import access, audit
from staff.access import Permission
from staff.models import Division, Officer
from staff.refusals import Refusal
from staff.rules.divisions import Level, scope_prefix


class ListRefused(Refusal):
    """No list can be frozen; `context["field"]` names what is in the way."""


@transaction.atomic
def freeze(*, area: str, month: date, by: Officer, at: datetime) -> OwnCostList:
    """Freeze what waits in a county at the end of a month (定期清单), under a digest of its lines."""
    on, month = timezone.localdate(at), month.replace(day=1)
    access.require(by, Permission.CLAIMS_REVIEW, area, on=on)
    if Division.objects.filter(parent=area, level=Level.COUNTY).exists():
        raise ListRefused(
            "not_a_county",
            Text("监测清单按县区生成。", "A list is made for a county."),
            Text("请选择县（区）。", "Choose a county or district."),
            field="area",
        )
    if month > on:
        raise ListRefused(
            "month_to_come",
            Text(f"{month:%Y-%m} 还没有到。", f"{month:%Y-%m} is still to come."),
            Text("请选择本月或以前的月份。", "Choose this month or an earlier one."),
            field="month",
        )
    lock_text(f"own-cost list {area}")
    _require_latest(area, month)
    alerts = _waiting(area, month)
    if not alerts:
        raise ListRefused(
            "nothing_waits",
            Text(
                f"截至 {last_day_of(month)}，该县区没有待核查的预警。",
                f"On {last_day_of(month)} no alert of the county waits for an answer.",
            ),
            Text("无须生成清单。", "No list is needed."),
            field="month",
        )
    rows = [
        (number, alert.pk, _name(alert), alert.own_fen, alert.line_fen, alert.level)
        for number, alert in enumerate(alerts, 1)
    ]
    made = OwnCostList.objects.create(
        area=area, month=month, line_count=len(rows), digest=digest_of(rows), frozen_by=by, frozen_at=at
    )
    OwnCostListLine.objects.bulk_create(
        [
            OwnCostListLine(
                own_cost_list=made,
                number=number,
                alert_id=alert,
                name=name,
                own_fen=own,
                line_fen=line,
                level=level,
            )
            for number, alert, name, own, line, level in rows
        ],
        batch_size=1_000,
    )
    audit.record(
        "freeze_own_cost_list", by=by, about=made, division_code=area, at=at,
        change={"month": f"{month:%Y-%m}", "lines": len(rows), "digest": made.digest},
    )  # fmt: skip
    return made


def digest_of(rows: Sequence[tuple[int, int, str, int, int, int]]) -> str:
    """The digest of the lines of a list: number, alert, name, own cost, line, level."""
    return hashlib.sha256(json.dumps(rows, ensure_ascii=False, separators=(",", ":")).encode()).hexdigest()


def is_as_frozen(frozen: OwnCostList) -> bool:
    """Whether the lines are still those that the digest was made of."""
    columns = ("number", "alert_id", "name", "own_fen", "line_fen", "level")
    return digest_of(list(frozen.lines.order_by("number").values_list(*columns))) == frozen.digest


def latest(area: str) -> OwnCostList | None:
    """The list of a county that is answered now."""
    return OwnCostList.objects.filter(area=area).order_by("-month").first()


def _require_latest(area: str, month: date) -> None:
    before = latest(area)
    if before is not None and before.month >= month:
        raise ListRefused(
            "list_frozen_before",
            Text(
                f"该县区 {before.month:%Y-%m} 的清单 {before.number} 已经生成。",
                f"The list of {before.month:%Y-%m}, {before.number}, is frozen already.",
            ),
            Text("请打开该清单，或等到下月。", "Open that list, or wait for the next month."),
            field="month",
            list_id=before.pk,
        )


def _waiting(area: str, month: date) -> list[OwnCostAlert]:
    rows = OwnCostAlert.objects.filter(
        division_code__startswith=scope_prefix(area), state=AlertState.OPEN, fallen_on=None,
        opened_on__lt=first_of_next(month),
    )  # fmt: skip
    return list(rows.select_related("person", "household__head").order_by("division_code", "pk"))


def _name(alert: OwnCostAlert) -> str:
    if alert.person is not None:
        return alert.person.name
    household = alert.household
    assert household is not None
    return household.head.name if household.head else household.number
