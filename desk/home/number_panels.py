"""Which plain numbers does the first page show: of a village, of the installation, of sums that must be equal?"""

from datetime import timedelta
from typing import Any

from django.db.models import Q
from django.urls import reverse
from django.utils import timezone

from desk.history.sums import place_year
from desk.home.place_pictures import page
from desk.home.seen import Number, Numbers, Seen, Sums
from intake.layouts import layouts
from intake.rules.file_states import FileState
from policy.terms import Text
from staff.models import ApiToken, Officer
from staff.rules.divisions import scope_prefix

UNUSED_DAYS, KEY_DAYS = 90, 30
_AT_WORK = (FileState.RECEIVED, FileState.CHECKING, FileState.READY, FileState.WRITING, FileState.POSTING)


def village(found: dict[str, int], seen: Seen) -> Numbers:
    """What a village clerk asks first, each number with its list."""
    ledger = page("enrollment:base", inside=seen.place, coverage_year=seen.year)
    unpaid = page("enrollment:unpaid", inside=seen.place, coverage_year=seen.year)
    return Numbers(
        Text(f"我的村（{seen.year} 年）", f"My village, {seen.year}"),
        (
            Number("households", Text("户", "households"), found["households"], ledger),
            Number("people", Text("在册人数", "people on record"), found["people"], ledger),
            Number(
                "visits", Text("今天应走访", "to visit today"), found["visits"], ledger, found["visits"] > 0
            ),
            Number("newborns", Text("一年内出生", "born within a year"), found["newborns"], ledger),
            Number(
                "newborns_open",
                Text("其中未参保", "of them not insured"),
                found["newborns_open"],
                ledger,
                found["newborns_open"] > 0,
            ),
            Number(
                "turned",
                Text("缴后又未缴", "paid, and owe again"),
                found["turned"],
                unpaid,
                found["turned"] > 0,
            ),
        ),
    )


def count_administration(seen: Seen) -> dict[str, int]:
    """Officers of a place who never or long did not log in, keys that run out, files that failed or are at work."""
    now = timezone.now()
    prefix = scope_prefix(seen.place)
    in_force = Q(grants__valid_from__lte=seen.on) & (
        Q(grants__valid_until=None) | Q(grants__valid_until__gt=seen.on)
    )
    officers = Officer.objects.filter(
        in_force, is_active=True, grants__division_code__startswith=prefix
    ).distinct()
    keys = ApiToken.objects.filter(revoked_at=None, expires_at__gt=now)
    models = {layout.model for layout in layouts()}
    return {
        "officers": officers.count(),
        "never": officers.filter(last_login=None).count(),
        "unused": officers.filter(last_login__lt=now - timedelta(days=UNUSED_DAYS)).count(),
        "keys": keys.filter(expires_at__lte=now + timedelta(days=KEY_DAYS)).count(),
        "failed": sum(model._default_manager.filter(state=FileState.FAILED).count() for model in models),
        "at_work": sum(model._default_manager.filter(state__in=_AT_WORK).count() for model in models),
    }


def administration(found: dict[str, int], _seen: Seen) -> Numbers:
    """What an administrator looks after."""
    officers, files = reverse("officers"), reverse("intake:files")
    return Numbers(
        Text("系统运行", "The installation"),
        (
            Number("officers", Text("在用账户", "officers with a role"), found["officers"], officers),
            Number(
                "never", Text("从未登录", "never logged in"), found["never"], officers, found["never"] > 0
            ),
            Number(
                "unused",
                Text(f"{UNUSED_DAYS} 天未登录", f"not for {UNUSED_DAYS} days"),
                found["unused"],
                officers,
                found["unused"] > 0,
            ),
            Number(
                "keys",
                Text(f"{KEY_DAYS} 天内到期的密钥", f"keys that expire within {KEY_DAYS} days"),
                found["keys"],
                officers,
                found["keys"] > 0,
            ),
            Number("at_work", Text("处理中的文件", "files at work"), found["at_work"], files),
            Number(
                "failed", Text("失败的文件", "files that failed"), found["failed"], files, found["failed"] > 0
            ),
        ),
        Text(
            "备份由数据库管理员在系统外进行，本系统不记录其结果；做法见运维手册。",
            "Backups are made outside by who keeps the database and are not recorded here; the operations manual says how.",
        ),
    )


def count_sums(seen: Seen) -> list[dict[str, Any]]:
    """The checks between ledgers of the place and year."""
    checks: list[dict[str, Any]] = place_year(seen.place, seen.year).as_json()["checks"]
    return checks


def sums(found: list[dict[str, Any]], seen: Seen) -> Sums:
    """Sums of different ledgers that must be equal."""
    checks = tuple({**one, "left": Text(**one["left"]), "right": Text(**one["right"])} for one in found)
    return Sums(
        Text(f"应当相等的合计（{seen.year} 年）", f"Sums that must be equal, {seen.year}"),
        checks,
        page("history_sums", division=seen.place, year=seen.year),
    )
