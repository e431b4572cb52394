"""Which role may do what? One table, read by `staff.access` and by nobody else."""

from enum import StrEnum

from policy.terms import Term


class Role(Term):
    """What an officer is, in one division and for as long as the grant runs."""

    TOWNSHIP_CLERK = ("township_clerk", "乡镇（街道）经办员", "township clerk")
    VILLAGE_CLERK = ("village_clerk", "村（社区）代办员", "village clerk")
    CIVIL_AFFAIRS = ("civil_affairs", "民政工作人员", "civil-affairs official")
    TAX_OFFICER = ("tax_officer", "税务人员", "tax officer")
    COUNTY_BUREAU = ("county_bureau", "县（区）医保局", "county bureau")
    CITY_BUREAU = ("city_bureau", "市（州）医保局", "city bureau")
    FINANCE = ("finance", "财务人员", "finance")
    AUDITOR = ("auditor", "审计人员", "auditor")
    SYSTEM_ADMIN = ("system_admin", "系统管理员", "system administrator")


class Permission(StrEnum):
    """What can be allowed. Those that end in .read change nothing."""

    PEOPLE_READ = "people.read"
    PEOPLE_WRITE = "people.write"
    PEOPLE_IMPORT = "people.import"
    PEOPLE_MERGE = "people.merge"
    PEOPLE_PROTECT = "people.protect"
    NATIONAL_ID_REVEAL = "national_id.reveal"
    ENROLLMENT_WRITE = "enrollment.write"
    DUES_READ = "dues.read"
    DUES_ISSUE = "dues.issue"
    PAYMENTS_READ = "payments.read"
    PAYMENTS_UPLOAD = "payments.upload"
    EXCEPTIONS_RESOLVE = "exceptions.resolve"
    EXCEPTIONS_DECIDE = "exceptions.decide"
    POLICY_READ = "policy.read"
    REPORTS_READ = "reports.read"
    CATEGORIES_READ = "categories.read"
    ROSTERS_UPLOAD = "rosters.upload"
    ROSTERS_CONFIRM = "rosters.confirm"
    ROSTERS_FILL = "rosters.fill"
    CASES_READ = "cases.read"
    CASES_ENTER = "cases.enter"
    CASES_VERIFY = "cases.verify"
    CASES_APPROVE = "cases.approve"
    SUBSIDIES_READ = "subsidies.read"
    SUBSIDIES_PROPOSE = "subsidies.propose"
    SUBSIDIES_APPROVE = "subsidies.approve"
    SUBSIDIES_PAY = "subsidies.pay"
    FUNDS_READ = "funds.read"
    FUNDS_ENTER = "funds.enter"
    FUNDS_APPROVE = "funds.approve"
    PARAMETERS_READ = "parameters.read"
    PARAMETERS_ENTER = "parameters.enter"
    PARAMETERS_APPROVE = "parameters.approve"
    ELIGIBILITY_READ = "eligibility.read"
    CLAIMS_READ = "claims.read"
    CLAIMS_ENTER = "claims.enter"
    CLAIMS_SETTLE = "claims.settle"
    CLAIMS_REVIEW = "claims.review"
    PROVIDERS_WRITE = "providers.write"
    HISTORY_READ = "history.read"
    AUDIT_READ = "audit.read"
    ALARMS_READ = "alarms.read"
    ALARMS_CLOSE = "alarms.close"
    STAFF_READ = "staff.read"
    STAFF_MANAGE = "staff.manage"

    @property
    def is_read(self) -> bool:
        return self.value.endswith(".read")


_P = Permission

GRANTED: dict[Role, frozenset[Permission]] = {
    Role.VILLAGE_CLERK: frozenset(
        {
            _P.PEOPLE_READ,
            _P.PEOPLE_WRITE,
            _P.ENROLLMENT_WRITE,
            _P.DUES_READ,
            _P.POLICY_READ,
            _P.CATEGORIES_READ,
            _P.ROSTERS_FILL,
            _P.CASES_READ,
            _P.CASES_ENTER,
            _P.SUBSIDIES_READ,
            _P.ELIGIBILITY_READ,
        }
    ),
    Role.TOWNSHIP_CLERK: frozenset(
        {
            _P.PEOPLE_READ,
            _P.PEOPLE_WRITE,
            _P.PEOPLE_IMPORT,
            _P.NATIONAL_ID_REVEAL,
            _P.ENROLLMENT_WRITE,
            _P.DUES_READ,
            _P.PAYMENTS_READ,
            _P.EXCEPTIONS_RESOLVE,
            _P.POLICY_READ,
            _P.REPORTS_READ,
            _P.CATEGORIES_READ,
            _P.ROSTERS_FILL,
            _P.CASES_READ,
            _P.CASES_ENTER,
            _P.SUBSIDIES_READ,
            _P.ELIGIBILITY_READ,
            _P.CLAIMS_READ,
            _P.CLAIMS_ENTER,
        }
    ),
    Role.CIVIL_AFFAIRS: frozenset(
        {
            _P.PEOPLE_READ,
            _P.NATIONAL_ID_REVEAL,
            _P.DUES_READ,
            _P.POLICY_READ,
            _P.REPORTS_READ,
            _P.CATEGORIES_READ,
            _P.ROSTERS_UPLOAD,
            _P.ROSTERS_CONFIRM,
            _P.CASES_READ,
            _P.CASES_VERIFY,
            _P.CASES_APPROVE,
            _P.SUBSIDIES_READ,
            _P.SUBSIDIES_PROPOSE,
            _P.SUBSIDIES_APPROVE,
            _P.PARAMETERS_READ,
            _P.ELIGIBILITY_READ,
            _P.CLAIMS_READ,
        }
    ),
    Role.TAX_OFFICER: frozenset(
        {
            _P.PAYMENTS_UPLOAD,
            _P.PAYMENTS_READ,
            _P.DUES_READ,
            _P.PEOPLE_READ,
            _P.POLICY_READ,
            _P.REPORTS_READ,
        }
    ),
    Role.COUNTY_BUREAU: frozenset(
        {
            _P.PEOPLE_READ,
            _P.PEOPLE_WRITE,
            _P.PEOPLE_IMPORT,
            _P.PEOPLE_MERGE,
            _P.PEOPLE_PROTECT,
            _P.NATIONAL_ID_REVEAL,
            _P.ENROLLMENT_WRITE,
            _P.DUES_READ,
            _P.DUES_ISSUE,
            _P.PAYMENTS_READ,
            _P.EXCEPTIONS_RESOLVE,
            _P.EXCEPTIONS_DECIDE,
            _P.POLICY_READ,
            _P.REPORTS_READ,
            _P.HISTORY_READ,
            _P.STAFF_READ,
            _P.CATEGORIES_READ,
            _P.ROSTERS_UPLOAD,
            _P.ROSTERS_CONFIRM,
            _P.CASES_READ,
            _P.CASES_ENTER,
            _P.CASES_VERIFY,
            _P.SUBSIDIES_READ,
            _P.SUBSIDIES_PROPOSE,
            _P.SUBSIDIES_APPROVE,
            _P.FUNDS_READ,
            _P.FUNDS_ENTER,
            _P.FUNDS_APPROVE,
            _P.PARAMETERS_READ,
            _P.PARAMETERS_ENTER,
            _P.PARAMETERS_APPROVE,
            _P.ELIGIBILITY_READ,
            _P.CLAIMS_READ,
            _P.CLAIMS_ENTER,
            _P.CLAIMS_SETTLE,
            _P.CLAIMS_REVIEW,
            _P.PROVIDERS_WRITE,
        }
    ),
    Role.CITY_BUREAU: frozenset(
        {
            _P.PEOPLE_READ,
            _P.DUES_READ,
            _P.DUES_ISSUE,
            _P.PAYMENTS_READ,
            _P.EXCEPTIONS_DECIDE,
            _P.POLICY_READ,
            _P.REPORTS_READ,
            _P.HISTORY_READ,
            _P.STAFF_READ,
            _P.CATEGORIES_READ,
            _P.CASES_READ,
            _P.SUBSIDIES_READ,
            _P.SUBSIDIES_APPROVE,
            _P.FUNDS_READ,
            _P.FUNDS_ENTER,
            _P.FUNDS_APPROVE,
            _P.PARAMETERS_READ,
            _P.PARAMETERS_ENTER,
            _P.PARAMETERS_APPROVE,
            _P.ELIGIBILITY_READ,
            _P.CLAIMS_READ,
            _P.CLAIMS_ENTER,
            _P.CLAIMS_SETTLE,
            _P.CLAIMS_REVIEW,
            _P.PROVIDERS_WRITE,
        }
    ),
    Role.FINANCE: frozenset(
        {
            _P.DUES_READ,
            _P.PAYMENTS_READ,
            _P.POLICY_READ,
            _P.REPORTS_READ,
            _P.SUBSIDIES_READ,
            _P.SUBSIDIES_PAY,
            _P.FUNDS_READ,
            _P.FUNDS_ENTER,
            _P.FUNDS_APPROVE,
            _P.PARAMETERS_READ,
            _P.CLAIMS_READ,
        }
    ),
    # Who audits reads everything and writes nothing.
    Role.AUDITOR: frozenset(permission for permission in Permission if permission.is_read),
    # Who runs the system decides who works here; the insured are none of that role's business.
    Role.SYSTEM_ADMIN: frozenset(
        {
            _P.STAFF_READ,
            _P.STAFF_MANAGE,
            _P.ALARMS_READ,
            _P.ALARMS_CLOSE,
            _P.POLICY_READ,
        }
    ),
}


def roles_with(permission: Permission) -> frozenset[Role]:
    """The roles that carry a permission."""
    return frozenset(role for role, permissions in GRANTED.items() if permission in permissions)


_BY_CODE = {role.value: role for role in Role}


def role_of(code: str) -> Role:
    """The role a stored code stands for."""
    return _BY_CODE[code]
