"""How does a refusal of an operation reach the field it is about, and what may the officer open next?"""

from typing import Any

from django import forms
from django.urls import reverse

from enrollment.models import Household, HouseholdImport, Person
from staff.refusals import Refusal, spoken_language


def show_refusal(form: forms.BaseForm, refusal: Refusal) -> None:
    """Put the refusal at its field (or above the form) and remember what it speaks of, for the link beside it."""
    field = refusal.context.get("field")
    form.add_error(field if field in form.fields else None, str(refusal))
    form.refusal_link = link_of(refusal)  # type: ignore[attr-defined]


def problem_in_words(problem: dict[str, Any]) -> dict[str, str]:
    """A kept problem of a list (`Problem.as_json`) as its page shows it: cell, message and remedy."""
    language = spoken_language()
    return {
        "cell": problem["cell"],
        "message": problem["message"][language],
        "remedy": problem["remedy"][language],
    }


def link_of(refusal: Refusal) -> dict[str, Any] | None:
    """The page of the person, household or list that a refusal names; who may not see it gets the usual "not found"."""
    context = refusal.context
    if "household_id" in context:
        household = Household.objects.filter(pk=context["household_id"]).first()
        return (
            None
            if household is None
            else {
                "url": reverse("enrollment:household", args=[household.pk]),
                "text": household.number,
            }
        )
    if "person_id" in context:
        person = Person.objects.filter(pk=context["person_id"]).first()
        return (
            None
            if person is None
            else {"url": reverse("enrollment:person", args=[person.pk]), "text": str(person)}
        )
    if "import_id" in context:
        listed = HouseholdImport.objects.filter(pk=context["import_id"]).first()
        return (
            None
            if listed is None
            else {
                "url": reverse("enrollment:household_import", args=[listed.pk]),
                "text": listed.name,
            }
        )
    return None
