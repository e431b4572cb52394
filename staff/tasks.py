"""Which work on the audit trail and on unusual reading goes on in the background? May run twice or at once."""

from pathlib import Path

from celery import shared_task
from django.conf import settings
from django.utils import timezone

from staff.operations import reading_alarms, seal_checks, seal_exports, seals


@shared_task(name="staff.seal_audit")
def seal_audit() -> None:
    """Give new events their digests, seal days that are over, and export what was sealed."""
    seals.link_and_seal(now=timezone.now())
    seal_exports.export()


@shared_task(name="staff.verify_audit")
def verify_audit() -> None:
    """Reckon every digest anew, also against the exported file; a broken link is logged as an error and kept for the auditor."""
    seal_checks.verify(exported=seal_exports.read(Path(settings.AUDIT_SEAL_FILE)))


@shared_task(name="staff.look_at_reading")
def look_at_reading() -> None:
    """Raise alarms for unusual reading of the last hours."""
    reading_alarms.look(now=timezone.now())
