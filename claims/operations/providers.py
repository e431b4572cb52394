"""How is a provider registered and designated, and how does a designation end?"""

import re
from datetime import date

from django.db import IntegrityError, transaction

from claims.models import Designation, Provider
from claims.queries.tiers import tiers_of
from enrollment.operations.people import require_reason
from policy.terms import Text
from staff import access, audit
from staff.access import Permission
from staff.models import Division, Officer
from staff.refusals import Refusal

WRITE = Permission.PROVIDERS_WRITE
_CODE = re.compile(r"[A-Z0-9]{4,20}")


class ProviderRefused(Refusal):
    """The provider or its designation cannot be written as given."""

    status = 422


@transaction.atomic
def register_provider(
    *,
    code: str,
    name: str,
    division_code: str,
    kept_by: str,
    tier: str,
    from_on: date,
    document_number: str,
    until_on: date | None = None,
    on: date,
    by: Officer,
) -> Provider:
    """Register a designated provider (登记定点医疗机构) with its first designation.

    `kept_by` is the division of the officer's bureau; the provider itself may stand elsewhere.
    """
    access.require(by, WRITE, kept_by, on=on)
    code, name = code.strip().upper(), name.strip()
    if not _CODE.fullmatch(code):
        raise _refused(
            "provider_code", "code",
            Text("机构编码应为 4 至 20 位字母和数字。", "A provider's code has 4 to 20 letters and digits."),
            Text("请填写国家医保医疗机构编码。", "Enter the national code of the provider."),
        )  # fmt: skip
    if not name:
        raise _refused(
            "provider_name", "name",
            Text("机构名称为空。", "The provider has no name."),
            Text("请填写机构名称。", "Enter its name."),
        )  # fmt: skip
    if not Division.objects.filter(pk=division_code).exists():
        raise _refused(
            "unknown_division", "division_code",
            Text(f"没有区划 {division_code}。", f"There is no division {division_code}."),
            Text("请填写 6、9 或 12 位区划代码。", "Enter a code of 6, 9 or 12 digits."),
        )  # fmt: skip
    if Provider.objects.filter(code=code).exists():
        raise _known(code)
    try:
        with transaction.atomic():
            provider = Provider.objects.create(
                code=code, name=name[:100], division_code=division_code, kept_by=kept_by, registered_by=by
            )
    except IntegrityError:
        raise _known(code) from None
    _designate(provider, tier, from_on, until_on, document_number, by)
    audit.record(
        "register_provider", by=by, about=provider, division_code=kept_by,
        change={"code": code, "tier": tier, "from_on": from_on, "document": document_number},
    )  # fmt: skip
    return provider


@transaction.atomic
def designate(
    *,
    provider: Provider,
    tier: str,
    from_on: date,
    document_number: str,
    until_on: date | None = None,
    on: date,
    by: Officer,
) -> Designation:
    """Designate a provider anew, or at another tier, from a day on; what runs at that day ends there (变更定点等级)."""
    access.require(by, WRITE, provider.kept_by, on=on)
    provider = Provider.objects.select_for_update().get(pk=provider.pk)
    running = provider.designations.filter(until_on=None, from_on__lt=from_on).first()
    if running is not None:
        running.until_on, running.ended_by = from_on, by
        running.ended_because = document_number.strip()[:200]
        running.save(update_fields=["until_on", "ended_by", "ended_because"])
    made = _designate(provider, tier, from_on, until_on, document_number, by)
    audit.record(
        "designate_provider", by=by, about=provider, division_code=provider.kept_by,
        change={"tier": tier, "from_on": from_on, "until_on": until_on, "document": document_number},
    )  # fmt: skip
    return made


@transaction.atomic
def end_designation(
    *, designation: Designation, until_on: date, because: str, on: date, by: Officer
) -> Designation:
    """End a designation with the day before `until_on` (终止定点)."""
    designation = (
        Designation.objects.select_for_update(of=("self",)).select_related("provider").get(pk=designation.pk)
    )
    access.require(by, WRITE, designation.provider.kept_by, on=on)
    require_reason(because, field="because")
    if until_on < designation.from_on or (designation.until_on and designation.until_on < until_on):
        raise _refused(
            "designation_span", "until_on",
            Text("终止日早于起始日，或晚于已定的终止日。", "The end lies before the beginning, or after the end already set."),
            Text("请核对日期。", "Check the day."),
        )  # fmt: skip
    designation.until_on, designation.ended_by, designation.ended_because = (
        until_on,
        by,
        because.strip()[:200],
    )
    designation.save(update_fields=["until_on", "ended_by", "ended_because"])
    audit.record(
        "end_designation", by=by, about=designation.provider, division_code=designation.provider.kept_by,
        change={"designation": designation.pk, "until_on": until_on, "because": because},
    )  # fmt: skip
    return designation


def _designate(
    provider: Provider, tier: str, from_on: date, until_on: date | None, document: str, by: Officer
) -> Designation:
    require_reason(document, field="document_number")
    levels = tiers_of(provider.kept_by)
    if tier not in levels:
        known = Text(
            "、".join(one.zh for one in levels.values()), ", ".join(one.en for one in levels.values())
        )
        raise _refused(
            "unknown_tier", "tier",
            Text(f"{provider.kept_by} 没有等级 {tier}。", f"There is no level {tier} in {provider.kept_by}."),
            Text(f"可选：{known.zh}。", f"There are: {known.en}."),
        )  # fmt: skip
    if until_on is not None and until_on <= from_on:
        raise _refused(
            "designation_span", "until_on",
            Text("定点终止日不晚于起始日。", "The designation ends before it begins."),
            Text("请核对日期。", "Check the days."),
        )  # fmt: skip
    try:
        with transaction.atomic():
            return Designation.objects.create(
                provider=provider, tier=tier, from_on=from_on, until_on=until_on,
                document_number=document.strip()[:100], recorded_by=by,
            )  # fmt: skip
    except IntegrityError:
        raise _refused(
            "designation_overlaps", "from_on",
            Text("该期间已有定点资格。", "There is a designation for some of these days already."),
            Text("请先终止原定点资格，或改填起始日。", "End that one first, or choose another first day."),
        ) from None  # fmt: skip


def _known(code: str) -> ProviderRefused:
    return _refused(
        "provider_known", "code",
        Text(f"机构编码 {code} 已登记。", f"A provider with the code {code} is registered."),
        Text("请打开该机构，变更其定点资格。", "Open it and change its designation."),
    )  # fmt: skip


def _refused(code: str, field: str, text: Text, remedy: Text) -> ProviderRefused:
    return ProviderRefused(code, text, remedy, field=field)
