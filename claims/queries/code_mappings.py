"""What do own codes of providers mean on a day, which mappings may an officer see, and which national tables are on file?"""

from collections import defaultdict
from collections.abc import Collection, Sequence
from datetime import date
from typing import Any, NamedTuple

from django.db.models import QuerySet

from claims.models import CodeMapping, Provider
from claims.queries import diagnoses, diseases
from claims.rules.own_codes import CodeKind, Mapped, Mappings
from policy.terms import Text
from staff import access
from staff.access import Permission
from staff.models import Division, Officer

Spans = dict[tuple[CodeKind, str], list[tuple[date, date | None, Mapped]]]


class KnownMappings:
    """The confirmed mappings of some providers, read once for all their bills."""

    def __init__(self, provider_ids: Collection[int]) -> None:
        self._spans: dict[int, Spans] = defaultdict(lambda: defaultdict(list))
        if provider_ids:
            rows = CodeMapping.objects.filter(provider__in=provider_ids, approved_by__isnull=False)
            for row in rows.order_by("pk"):
                key = (CodeKind(row.kind), row.own_code)
                self._spans[row.provider_id][key].append(
                    (row.from_on, row.until_on, Mapped(row.code, row.pk))
                )

    def on(self, provider_id: int, day: date) -> Mappings:
        """What the own codes of a provider mean on a day of service."""
        return {
            key: mapped
            for key, spans in self._spans.get(provider_id, {}).items()
            for start, until, mapped in spans
            if start <= day and (until is None or day < until)
        }


def visible_mappings(
    officer: Officer, *, on: date, permission: Permission = Permission.CLAIMS_READ
) -> QuerySet[CodeMapping]:
    """Those of providers whose record the officer's divisions keep."""
    rows = access.scope(CodeMapping.objects.all(), officer, permission, on=on, field="provider__kept_by")
    return rows.select_related("provider", "entered_by", "approved_by", "rejected_by")


def report(row: CodeMapping) -> dict[str, Any]:
    """One mapping as programs and the command read it; `last` day is not included."""
    return {
        "id": row.pk,
        "provider_code": row.provider.code,
        "provider_name": row.provider.name,
        "kind": row.kind,
        "own_code": row.own_code,
        "code": row.code,
        "name": row.name,
        "from_on": row.from_on.isoformat(),
        "until_on": row.until_on.isoformat() if row.until_on else None,
        "document_number": row.document_number,
        "standing": row.standing,
        "because": row.rejected_because,
    }


class CodeTable(NamedTuple):
    """A national table of codes as it is on file: how many codes, of which version, from which day."""

    name: Text
    form: Text
    size: int
    version: str
    since: str
    note: Text


def code_tables() -> Sequence[CodeTable]:
    """Every table, also the one that is not on file."""
    return (
        CodeTable(
            Text("行政区划", "divisions"), Text("6、9 或 12 位数字", "6, 9 or 12 digits"),
            Division.objects.count(), "china-division 2.7.0",
            "2023-06-30", Text("见 staff/data/README.md", "see staff/data/README.md"),
        ),
        CodeTable(
            Text("定点医疗机构", "providers"), Text("H 加 11 位数字", "H and 11 digits"), Provider.objects.count(), "", "",
            Text("由各地登记", "registered by the areas"),
        ),
        CodeTable(
            Text("疾病诊断", "diagnoses"), Text("ICD-10，如 I10.x00", "ICD-10, such as I10.x00"), len(diagnoses.known()),
            diagnoses.VERSION, diagnoses.SINCE, Text("仅收录常见类目，其余按格式接受", "common categories, others by form"),
        ),
        CodeTable(
            Text("门诊慢特病病种", "outpatient chronic diseases"), Text("M 加 5 位数字", "M and 5 digits"), len(diseases.table()),
            diseases.VERSION, diseases.SINCE, Text("M00200、M00500 未能核对", "M00200 and M00500 could not be checked"),
        ),
        CodeTable(
            Text("医保项目（药品、诊疗、耗材）", "items"), Text("原样保存", "kept as written"), 0, "", "",
            Text("没有收录：尚无规则使用项目编码", "not on file: no rule reads item codes yet"),
        ),
    )  # fmt: skip
