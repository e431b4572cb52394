"""`move_enrollment NUMBER MOVE --reason CODE --from DAY --document TEXT --by LOGIN [--json]`: suspend, resume, end, take up."""

import json
from datetime import date
from typing import Any

from django.core.management.base import CommandError, CommandParser
from django.utils import timezone, translation

from enrollment.models import Enrollment
from enrollment.operations import enrollment_states
from enrollment.queries.enrollment_states import report
from enrollment.rules.enrollment_states import ENTERED, EnrollmentMove, StateReason
from staff import access
from staff.access import Permission
from staff.commands import OfficeCommand, add_common, officer_named, refusals_told
from staff.refusals import spoken


class Command(OfficeCommand):
    help = "Change the state of an enrollment (CODE-1) from a day on, under a document."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("number", type=int, help="number of the enrollment")
        parser.add_argument("move", choices=[move.value for move in EnrollmentMove])
        reasons = sorted({reason.value for offered in ENTERED.values() for reason in offered})
        parser.add_argument("--reason", required=True, choices=reasons)
        parser.add_argument(
            "--from", dest="from_on", required=True, type=date.fromisoformat, metavar="YYYY-MM-DD"
        )
        parser.add_argument("--document", required=True, help="number of the certificate")
        add_common(parser)

    def handle(self, *, number: int, move: str, by: str, **options: Any) -> None:
        officer, at = officer_named(by), timezone.now()
        rows = access.scope(
            Enrollment.objects.all(), officer, Permission.ENROLLMENT_WRITE, on=timezone.localdate(at)
        )
        if (enrollment := rows.filter(pk=number).first()) is None:
            raise CommandError(f"no enrollment {number} in the divisions of {officer.login}")
        with translation.override(options["language"]), refusals_told(self, as_json=options["json"]):
            moved = enrollment_states.move(
                enrollment=enrollment, made=EnrollmentMove(move), reason=StateReason(options["reason"]),
                from_on=options["from_on"], document_number=options["document"], by=officer, at=at,
            )  # fmt: skip
            if options["json"]:
                self.stdout.write(json.dumps(report(moved), ensure_ascii=False))
            else:
                self.stdout.write(f"{moved.pk} {moved.coverage_year}: {spoken(moved.state_label.label)}")
