"""How does the worker run? `celery -A config worker` and `celery -A config beat`."""

import os
from typing import Any

from celery import Celery
from celery.schedules import crontab
from celery.signals import setup_logging

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")

app = Celery("canbao")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
# A sweep that no worker took before the next is due is dropped: they do not pile up while workers are away.
app.conf.beat_schedule = {
    "sweep-files": {"task": "intake.sweep_files", "schedule": 15.0, "options": {"expires": 15}},
    "sweep-follow-ups": {
        "task": "enrollment.sweep_follow_ups",
        "schedule": 60.0,
        "options": {"expires": 60},
    },
    "sweep-file-results": {
        "task": "enrollment.sweep_file_results",
        "schedule": 15.0,
        "options": {"expires": 15},
    },
    "sweep-draft-runs": {
        "task": "desk.sweep_draft_runs",
        "schedule": 15.0,
        "options": {"expires": 15},
    },
    "sweep-carry-overs": {
        "task": "enrollment.sweep_carry_overs",
        "schedule": 15.0,
        "options": {"expires": 15},
    },
    "sweep-subsidy-runs": {
        "task": "assistance.sweep_subsidy_runs",
        "schedule": 15.0,
        "options": {"expires": 15},
    },
    "renew-categories": {
        "task": "assistance.renew_categories",
        "schedule": crontab(hour="2", minute="10", day_of_month="2"),
    },
    "take-uninsured-days": {
        "task": "assistance.take_uninsured_days",
        "schedule": crontab(hour="5", minute="0"),
    },
    "take-base-pictures": {
        "task": "enrollment.take_base_pictures",
        "schedule": crontab(hour="5", minute="10"),
    },
    "watch-own-costs": {"task": "claims.watch_own_costs", "schedule": crontab(hour="2", minute="40")},
    "watch-funds": {"task": "claims.watch_funds", "schedule": crontab(hour="2", minute="55")},
    "look-for-care-findings": {
        "task": "claims.look_for_care_findings",
        "schedule": crontab(hour="3", minute="5"),
    },
    "freeze-person-ledgers": {
        "task": "claims.freeze_person_ledgers",
        "schedule": crontab(hour="5", minute="30", day_of_month="1"),
    },
    "seal-audit": {"task": "staff.seal_audit", "schedule": 300.0, "options": {"expires": 300}},
    "look-at-reading": {"task": "staff.look_at_reading", "schedule": 300.0, "options": {"expires": 300}},
    "verify-audit": {"task": "staff.verify_audit", "schedule": crontab(hour="4", minute="30")},
    "prune": {"task": "enrollment.prune", "schedule": crontab(hour="4", minute="0")},
    "check-ledger": {"task": "enrollment.check_ledger", "schedule": crontab(hour="3", minute="30")},
}
# The current app is kept per thread: without this a task sent from another thread goes to a default broker.
app.set_default()


@setup_logging.connect
def keep_our_logging(**_: Any) -> None:
    """Being connected is enough: Celery then leaves logging to Django's settings."""
