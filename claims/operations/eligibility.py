"""How does an officer ask whether a person may draw benefits on a day? Every look-up leaves an audit event.

In the officer's own divisions - where the person lives or is enrolled - the whole answer is given. Elsewhere the answer is
whether there is cover, and in which pooling area: enough to know where to turn, and nothing else (decision 0025).
"""

from dataclasses import dataclass
from datetime import date
from typing import Any

from claims.queries.eligibility import Standing, standing_of_number, standings_of
from claims.rules.eligibility import Eligibility, decide
from enrollment.models import Person
from enrollment.rules.documents import mask, normal_form
from intake import vault
from policy.book import default_book
from staff import access, audit
from staff.access import Permission
from staff.models import Officer

READ = Permission.ELIGIBILITY_READ
EVERYWHERE = ("",)
ACTION = "look_up_eligibility"


@dataclass(frozen=True, slots=True)
class LookUp:
    """What is answered to the one who asked; `standing` None: nobody is registered under the number."""

    document_masked: str
    on: date
    standing: Standing | None
    eligibility: Eligibility | None
    is_outside: bool = False

    @property
    def area(self) -> str:
        """The pooling area that the person is enrolled in, or would be by residence."""
        if self.standing is None:
            return ""
        return self.standing.area or default_book().pooling_area(self.standing.division_code) or ""

    def as_json(self, answer: dict[str, Any] | None = None) -> dict[str, Any]:
        """For programs; an answer about somebody elsewhere has `is_covered` and `area` only.

        `answer`: the eligibility as plain values, where somebody has it already.
        """
        told: dict[str, Any] = {
            "document_masked": self.document_masked,
            "on": self.on.isoformat(),
            "is_known": self.standing is not None,
            "is_outside": self.is_outside,
            "is_covered": self.eligibility.is_covered if self.eligibility else False,
            "area": self.area,
            "person": None,
            "eligibility": None,
        }
        if self.standing is not None and self.eligibility is not None and not self.is_outside:
            told["person"] = {
                "id": self.standing.person_id,
                "name": self.standing.name,
                "document_masked": self.standing.document_masked,
                "division_code": self.standing.division_code,
            }
            told["eligibility"] = answer or self.eligibility.as_json()
        return told


def look_up(*, number: str, service_on: date, on: date, by: Officer) -> LookUp:
    """Whether the person with this document number, present or former, is covered on the day of service (待遇资格查询)."""
    here = _reach(by, on)
    number = normal_form(number)
    standing = standing_of_number(vault.match_key(number), year=service_on.year)
    return _answered(mask(number), standing, service_on=service_on, here=here, by=by)


def look_up_person(*, person: Person, service_on: date, on: date, by: Officer) -> LookUp:
    """The same for a person who stands on the screen already."""
    here = _reach(by, on)
    standing = standings_of([(person.merged_into_id or person.pk, service_on.year)])[0]
    return _answered(standing.document_masked, standing, service_on=service_on, here=here, by=by)


def look_up_as_system(*, number: str, service_on: date, by: Officer | None) -> LookUp:
    """For the operator's command: the whole answer, wherever the person lives; audited like any other."""
    number = normal_form(number)
    standing = standing_of_number(vault.match_key(number), year=service_on.year)
    return _answered(mask(number), standing, service_on=service_on, here=EVERYWHERE, by=by)


def _reach(by: Officer, on: date) -> tuple[str, ...]:
    """What the codes of the officer's divisions begin with; refused when there are none."""
    prefixes = access.scope_prefixes(by, READ, on=on)
    if not prefixes:
        access.require(by, READ, "", on=on)
    return prefixes


def _answered(
    masked: str, standing: Standing | None, *, service_on: date, here: tuple[str, ...], by: Officer | None
) -> LookUp:
    if standing is None:
        audit.record(
            ACTION, by=by, succeeded=False,
            change={"document": masked, "service_on": service_on, "state": "unknown"},
        )  # fmt: skip
        return LookUp(masked, service_on, None, None)
    answer = decide(standing.facts(service_on))
    is_outside = not is_within(standing, here)
    audit.record(
        ACTION, by=by, about=("person", standing.person_id), division_code=standing.division_code,
        change=told_to_audit(service_on, answer, is_outside),
    )  # fmt: skip
    return LookUp(masked, service_on, standing, answer, is_outside)


def is_within(standing: Standing, here: tuple[str, ...]) -> bool:
    """Whether the person lives or is enrolled where the codes begin like these."""
    return standing.division_code.startswith(here) or (
        standing.enrolled_in is not None and standing.enrolled_in.startswith(here)
    )


def told_to_audit(service_on: date, answer: Eligibility, is_outside: bool) -> dict[str, Any]:
    """What the audit keeps of an answer."""
    return {"service_on": service_on.isoformat(), "state": answer.state.value, "outside": is_outside}
