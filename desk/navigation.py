"""What stands in the menu and on the first page, and who sees it?"""

from functools import cache
from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from desk.menu import SECTIONS, Entry
from policy.terms import Text
from staff.access import Permission, roles_and_places
from staff.models import Division
from staff.rules.divisions import NATION
from staff.rules.roles import GRANTED, role_of

ENTRIES = (
    Entry(
        "enrollment:people", _("People"), _("Find a person or a household"), Permission.PEOPLE_READ, "users"
    ),
    Entry(
        "enrollment:register_household",
        _("Register a household"),
        _("New household with its members"),
        Permission.PEOPLE_WRITE,
        "home-plus",
    ),
    Entry(
        "enrollment:household_imports",
        _("Household lists"),
        _("Import a county's list, layout HH-1"),
        Permission.PEOPLE_IMPORT,
        "table-import",
    ),
    Entry(
        "enrollment:status_lists",
        _("Status lists"),
        _("What other offices state of people, layout ST-1"),
        Permission.PEOPLE_IMPORT,
        "table-import",
    ),
    Entry(
        "enrollment:base",
        _("Who is missing"),
        _("Who should be insured, village by village: rates, ledgers, answers"),
        Permission.PEOPLE_READ,
        "users",
    ),
    Entry(
        "enrollment:dues", _("Dues"), _("Issue dues and see how they stand"), Permission.DUES_READ, "receipt"
    ),
    Entry(
        "enrollment:payment_files",
        _("Tax files"),
        _("Upload tax files and follow them"),
        Permission.PAYMENTS_READ,
        "file-upload",
    ),
    Entry(
        "intake:files",
        _("Sent files"),
        _("Every file of your divisions: in work, waiting, refused"),
        Permission.PEOPLE_IMPORT,
        "file-upload",
        also=(Permission.PAYMENTS_READ, Permission.CATEGORIES_READ, Permission.CLAIMS_READ),
    ),
    Entry(
        "enrollment:exceptions",
        _("Exceptions"),
        _("Lines that wait for a decision"),
        Permission.PAYMENTS_READ,
        "alert-triangle",
    ),
    Entry(
        "enrollment:sponsors",
        _("Sponsors"),
        _("Villages, employers, schools and relatives who pay for others"),
        Permission.PAYMENTS_READ,
        "users",
    ),
    Entry(
        "enrollment:treasury",
        _("Three-way check"),
        _("Tax lines, treasury receipts and accounts, day by day"),
        Permission.PAYMENTS_READ,
        "shield-check",
    ),
    Entry(
        "enrollment:refunds",
        _("Refunds"),
        _("Money that is to go back, layout RF-1"),
        Permission.PAYMENTS_READ,
        "coin",
    ),
    Entry(
        "enrollment:follow_ups",
        _("What followed"),
        _("What a change touched, and what of it still waits"),
        Permission.PEOPLE_READ,
        "hourglass",
    ),
    Entry(
        "enrollment:printed_notices",
        _("Printed notices"),
        _("What was handed over on paper, and what of it no longer holds"),
        Permission.DUES_READ,
        "printer",
    ),
    Entry(
        "assistance:subsidy_runs",
        _("Subsidies"),
        _("Help with the contribution: runs, lists, ledger"),
        Permission.SUBSIDIES_READ,
        "coin",
    ),
    Entry(
        "claims:eligibility",
        _("Eligibility"),
        _("Is this person covered on a day, and if not, why?"),
        Permission.ELIGIBILITY_READ,
        "circle-check",
    ),
    Entry(
        "claims:bills",
        _("Bills"),
        _("Enter bills of care and follow them"),
        Permission.CLAIMS_READ,
        "file-text",
    ),
    Entry(
        "claims:recognitions",
        _("Recognitions"),
        _("Chronic diseases: apply, decide, time left"),
        Permission.CLAIMS_READ,
        "list",
    ),
    Entry(
        "claims:filings",
        _("Filings"),
        _("Care elsewhere: file, decide, hours left"),
        Permission.CLAIMS_READ,
        "transfer-in",
    ),
    Entry(
        "claims:bill_files",
        _("Bill files"),
        _("Upload files of bills and follow them"),
        Permission.CLAIMS_READ,
        "file-upload",
    ),
    Entry(
        "claims:reviews",
        _("Bills that wait"),
        _("Release, decide or refuse, by two officers"),
        Permission.CLAIMS_READ,
        "hourglass",
    ),
    Entry(
        "claims:clearing",
        _("Clearing"),
        _("What the funds owe each provider for a month"),
        Permission.CLAIMS_READ,
        "coin",
    ),
    Entry(
        "claims:own_cost_alerts",
        _("Own costs"),
        _("Whose own cost reached a line, and the monthly lists"),
        Permission.CLAIMS_READ,
        "alert-triangle",
    ),
    Entry(
        "claims:care_findings",
        _("Findings about care"),
        _("What a settlement never saw, to be decided; inspections and exchanges of data"),
        Permission.CLAIMS_READ,
        "alert-triangle",
    ),
    Entry(
        "claims:indicators",
        _("Indicators"),
        _("Payment ratios, the fund, hospital stays"),
        Permission.REPORTS_READ,
        "chart-bar",
    ),
    Entry(
        "claims:person_ledger",
        _("Ledger of persons"),
        _("Everybody who must be insured: paid, subsidised, cover, benefits; frozen monthly"),
        Permission.CLAIMS_READ,
        "list",
    ),
    Entry(
        "claims:providers",
        _("Providers"),
        _("Designated providers and their tier"),
        Permission.CLAIMS_READ,
        "building",
    ),
    Entry(
        "assistance:rosters",
        _("Rosters"),
        _("Lists of aided people, month by month"),
        Permission.CATEGORIES_READ,
        "list",
    ),
    Entry(
        "assistance:roster_part_list",
        _("Rosters to fill"),
        _("People handed down to the township"),
        Permission.ROSTERS_FILL,
        "circle-check",
    ),
    Entry(
        "assistance:case_queue",
        _("My queue"),
        _("Cases that wait for you"),
        Permission.CASES_READ,
        "hourglass",
    ),
    Entry(
        "assistance:cases",
        _("Cases"),
        _("Applications, revocations, recoveries"),
        Permission.CASES_READ,
        "heart-handshake",
    ),
    Entry(
        "assistance:recoveries",
        _("Recoveries"),
        _("Wrongly paid help that is claimed back"),
        Permission.CASES_READ,
        "arrow-back-up",
    ),
    Entry(
        "enrollment:opened_years",
        _("Coverage years"),
        _("Open a year: figures, dry run, approval by two officers"),
        Permission.POLICY_READ,
        "calendar",
    ),
    Entry(
        "what_if",
        _("What if"),
        _("Another policy tried over everybody and last year's bills"),
        Permission.REPORTS_READ,
        "git-merge",
    ),
    Entry(
        "enrollment:carry_overs",
        _("Carry-over"),
        _("Everybody insured goes on into the next year, agreed by two officers"),
        Permission.DUES_ISSUE,
        "transfer-in",
    ),
    Entry(
        "enrollment:policies",
        _("Policy"),
        _("What is in force, clause by clause"),
        Permission.POLICY_READ,
        "book",
    ),
    Entry(
        "assistance:public_money",
        _("Public money"),
        _("Fiscal subsidy, transfers, fund split, risk fund"),
        Permission.FUNDS_READ,
        "coin",
    ),
    Entry(
        "claims:fund_budget",
        _("Budget and warning"),
        _("The fund by month against its budget, forecast, months of reserve"),
        Permission.FUNDS_READ,
        "chart-bar",
    ),
    Entry(
        "claims:insurer_years",
        _("Insurer's years"),
        _("Critical illness insurance: premiums, benefits by day, clearing"),
        Permission.FUNDS_READ,
        "coin",
    ),
    Entry(
        "assistance:coverage_rates",
        _("Coverage rate"),
        _("How many of those who should be are insured"),
        Permission.REPORTS_READ,
        "chart-bar",
    ),
    Entry(
        "assistance:parameters",
        _("Entered figures"),
        _("What the notices leave to an office"),
        Permission.PARAMETERS_READ,
        "edit",
    ),
    Entry(
        "divisions",
        _("Divisions"),
        _("The list of divisions, and what is younger than it"),
        Permission.PARAMETERS_READ,
        "home",
    ),
    Entry(
        "enrollment:fund_report",
        _("Fund report"),
        _("What reached the treasury, day by day"),
        Permission.REPORTS_READ,
        "chart-bar",
    ),
    Entry(
        "enrollment:ledger_report",
        _("Ledger check"),
        _("Do the invariants of money and cover hold?"),
        Permission.AUDIT_READ,
        "shield-check",
    ),
    Entry(
        "history_sums",
        _("Ledgers side by side"),
        _("Sums of a place and year, and whether they agree"),
        Permission.HISTORY_READ,
        "shield-check",
    ),
    Entry(
        "reading_alarms",
        _("Unusual reading"),
        _("Who looked at more people than work needs"),
        Permission.ALARMS_READ,
        "alert-triangle",
    ),
    Entry("officers", _("Officers"), _("Who works here, in which role"), Permission.STAFF_READ, "id-badge"),
    Entry("audit", _("Audit trail"), _("Who did what, and when"), Permission.AUDIT_READ, "history"),
    Entry(
        "audit_seals",
        _("Seals of the trail"),
        _("Each day's digest, and whether a code on paper is still its own"),
        Permission.AUDIT_READ,
        "shield-check",
    ),
)


def navigation(request: HttpRequest) -> dict[str, Any]:
    """Context processor: the entries this officer may open, and in which role and division they act.

    A page is made of several templates, each with this context, so it is worked out once for a request and language.
    """
    officer = getattr(request, "user", None)
    if officer is None or not officer.is_authenticated:
        return {"navigation": [], "acting_as": [], "may_read_history": False}
    kept: dict[tuple[int, str | None], dict[str, Any]] = request.__dict__.setdefault("_navigation", {})
    key = (officer.pk, get_language())
    if key not in kept:
        held = roles_and_places(officer, on=timezone.localdate())
        permissions = {permission for role, _place in held for permission in GRANTED[role_of(role)]}
        codes = {code for _role, code in held} | {officer.working_place}
        names = dict(Division.objects.filter(code__in=codes).values_list("code", "name"))
        kept[key] = {
            "navigation": _sections(request.path, permissions),
            "acting_as": _acting_as(held, names),
            "working_in": names.get(officer.working_place, ""),
            "may_read_history": Permission.HISTORY_READ in permissions,
        }
    return kept[key]


def _sections(path: str, permissions: set[Permission]) -> list[dict[str, Any]]:
    """The entries under their headings; a heading without an entry is left out."""
    current = max((url for url in _urls() if path.startswith(url)), key=len, default="")
    found: dict[str, list[dict[str, Any]]] = {str(title): [] for title in SECTIONS.values()}
    for url, entry in _urls().items():
        if entry.is_for(permissions):
            title = str(SECTIONS[entry.permission.value.partition(".")[0]])
            found[title].append({"entry": entry, "url": url, "is_current": url == current})
    return [{"title": title, "entries": entries} for title, entries in found.items() if entries]


@cache
def _urls() -> dict[str, Entry]:
    """The entries by their addresses."""
    return {reverse(entry.url_name): entry for entry in ENTRIES}


def _acting_as(held: tuple[tuple[str, str], ...], names: dict[str, str]) -> list[tuple[Text, str]]:
    """Each role with the names of its places."""
    names = {**names, NATION: str(_("whole country"))}
    places: dict[Text, list[str]] = {}
    for role, code in held:
        places.setdefault(role_of(role).label, []).append(names.get(code, code))
    return [(role, ", ".join(listed)) for role, listed in places.items()]
