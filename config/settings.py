"""What is Django told? Values that differ between installations come from `config.environment`."""

import os
from datetime import timedelta

from csp.constants import NONE, SELF
from django.utils.translation import gettext_lazy as _

from config import logs
from config.databases import database, limits_of, runtime_role
from config.embedded import PROJECT
from config.environment import Environment, broker_url, derived, master_keys, secret_key

env = Environment()

BASE_DIR = PROJECT
VAR_DIR = env.CANBAO_VAR_DIR
DEBUG = env.DEBUG
SECRET_KEY = secret_key(env)
ALLOWED_HOSTS = [host.strip() for host in env.ALLOWED_HOSTS.split(",")]
CSRF_TRUSTED_ORIGINS = [origin for origin in env.CSRF_TRUSTED_ORIGINS.split(",") if origin]

# -- keys: see intake.vault ------------------------------------------------------------------------------
_keys = master_keys(env)
VAULT_KEYS = {number: derived(key, "vault") for number, key in _keys.items()}
VAULT_KEY_NUMBER = max(_keys)
MATCH_KEY = derived(
    _keys[min(_keys)], "match"
)  # stays the same while vault keys change: it is what numbers match by
AUDIT_KEY = derived(_keys[min(_keys)], "audit")  # stays for the same reason: seals are reckoned anew with it

# -- parts ---------------------------------------------------------------------------------------------------
INSTALLED_APPS = [
    "staff",
    "intake",
    "enrollment",
    "assistance",
    "claims",
    "desk",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.messages",
    "django.contrib.postgres",
    "django.contrib.sessions",
    "django.contrib.staticfiles",
    "django_htmx",
    "csp",
    "rest_framework",
    "drf_spectacular",
    "drf_spectacular_sidecar",
    "drf_standardized_errors",
]
MIDDLEWARE = [
    "config.middleware.RequestIdMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "config.middleware.UploadLimitMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "config.middleware.IdleLogoutMiddleware",
    "config.middleware.FirstPasswordMiddleware",
    "config.middleware.LanguageMiddleware",
    "config.middleware.ReadableAddressMiddleware",
    "django.contrib.auth.middleware.LoginRequiredMiddleware",  # a page is closed unless it says otherwise
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "config.middleware.RefusalMiddleware",
]
ROOT_URLCONF = "config.urls"
WSGI_APPLICATION = "config.wsgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "django.template.context_processors.i18n",
                "desk.navigation.navigation",
            ],
        },
    }
]

# -- data ----------------------------------------------------------------------------------------------------
DATABASES = {"default": database(env) | {"TEST": {"NAME": os.environ.get("CANBAO_TEST_DATABASE") or None}}}
DATABASE_RUNTIME_ROLE = runtime_role(env)
BUSY_RETRY_SECONDS = max(1, round(limits_of(env).lock))  # who was told "busy" tries again after so long
CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
MAX_UPLOAD_BYTES = env.MAX_UPLOAD_BYTES
MAX_UPLOAD_ROWS = env.MAX_UPLOAD_ROWS
CASE_ACCEPT_DAYS = env.CASE_ACCEPT_DAYS
CASE_COMPLETE_DAYS = env.CASE_COMPLETE_DAYS
CASE_VERIFY_DAYS = env.CASE_VERIFY_DAYS
CASE_APPROVE_DAYS = env.CASE_APPROVE_DAYS
CASE_NOTICE_DAYS = env.CASE_NOTICE_DAYS
CASE_TWO_APPROVERS_ABOVE_YUAN = env.CASE_TWO_APPROVERS_ABOVE_YUAN
FUND_WARNING_PERCENT = (env.FUND_WARNING_PERCENT, env.FUND_ALARM_PERCENT)
CASE_DOCUMENT_MAX_BYTES = env.CASE_DOCUMENT_MAX_BYTES
CASE_DOCUMENT_MAX_PIXELS = env.CASE_DOCUMENT_MAX_PIXELS
CASE_DOCUMENTS_MAX = env.CASE_DOCUMENTS_MAX
ROSTER_DROP_PERCENT = env.ROSTER_DROP_PERCENT
PAYMENT_LINES_PER_PART = env.PAYMENT_LINES_PER_PART
FILE_CONNECTIONS = env.FILE_CONNECTIONS
COUNT_PATIENCE_MS = env.COUNT_PATIENCE_MS
COUNT_KEPT_MINUTES = env.COUNT_KEPT_MINUTES
RESULT_LINES_AT_ONCE = env.RESULT_LINES_AT_ONCE
RESULT_DAYS = env.RESULT_DAYS
UNINSURED_DAYS = env.UNINSURED_DAYS
REPEATED_REQUEST_DAYS = env.REPEATED_REQUEST_DAYS
FILE_LEASE = timedelta(seconds=env.PAYMENT_LEASE_SECONDS)
FILE_UPLOAD_TEMP_DIR = VAR_DIR / "tmp"
FILE_UPLOAD_TEMP_DIR.mkdir(mode=0o700, parents=True, exist_ok=True)
DATA_UPLOAD_MAX_NUMBER_FIELDS = 5000

# The layouts of files that offices send (`intake.layouts.Layout`).
LAYOUTS = [
    "enrollment.operations.reconciliation.TAX_FILES",
    "enrollment.operations.household_imports.HOUSEHOLD_LISTS",
    "enrollment.operations.status_lists.STATUS_LISTS",
    "enrollment.operations.ledger_sheets.LEDGER_SHEETS",
    "enrollment.operations.sponsor_lists.SPONSOR_LISTS",
    "enrollment.operations.treasury_statements.TREASURY_STATEMENTS",
    "enrollment.operations.refund_answers.REFUND_ANSWERS",
    "assistance.categories.operations.rosters.ROSTERS",
    "assistance.subsidies.operations.bank_returns.BANK_RETURNS",
    "assistance.figures.operations.population_figures.FIGURE_FILES",
    "claims.operations.bill_file_jobs.BILL_FILES",
    "claims.operations.own_cost_answers.OWN_COST_ANSWER_FILES",
    "claims.operations.recognition_lists.RECOGNITION_LISTS",
    "claims.operations.filing_lists.FILING_LISTS",
    "claims.operations.old_accounts.OLD_ACCOUNT_LISTS",
]

# Modules whose INVARIANTS (name -> SQL that must return no row) the ledger check runs.
LEDGER_INVARIANTS = [
    "enrollment.operations.ledger_checks",
    "enrollment.operations.refund_checks",
    "assistance.ledger_checks",
    "assistance.public_money.operations.public_money_checks",
    "assistance.cases.operations.case_checks",
    "claims.operations.ledger_checks",
    "claims.operations.bill_ledger_checks",
]

# What follows when a fact about a person changes: each module says what of its app stands on it, the lowest app first
# (enrollment.operations.follow_ups).
FOLLOW_UPS = [
    "enrollment.operations.following",
    "assistance.subsidies.operations.following",
    "claims.operations.following",
]

# Whom lists name who should be insured and is not registered: place, coverage year -> `NamedByList`
# (enrollment.queries.base_lists).
BASE_LISTS = [
    "enrollment.queries.base_lists.named_by_status_lists",
    "assistance.categories.queries.base_lists.named_by_rosters",
]

# What officers entered beside the notices that the rules of a coverage year read: area, year -> entries
# (enrollment.queries.policies).
ENTERED_FIGURES = "assistance.figures.queries.parameters.of_coverage_year"
# One entered figure that is in force in an area on a day, for what asks beside the rules of a coverage year.
FIGURE_IN_FORCE = "assistance.figures.queries.parameters.figure_in_force"
# Help with a contribution that reached the person and is not claimed back: what goes to its giver when the year is refunded.
HELP_PAID_TO_PERSON = "assistance.subsidies.queries.subsidies_to_cards.paid_to_person"
# The years of which somebody is helped with the contribution, in whatever state: one person is helped once for a year.
HELP_OF_YEARS = "assistance.subsidies.queries.subsidies_to_cards.helped_years"

# What an answer of somebody who should be insured opens, in its transaction: whoever cannot pay gets a case.
ANSWER_GIVEN = "assistance.cases.operations.answer_cases.answer_given"

# What people bore themselves of their bills over a span, for categories that look at it: ids, span -> bills
# (assistance.cases.queries.look_backs).
OWN_COSTS = "claims.queries.own_costs.own_costs"

# What bills say to an application for assistance (assistance.cases.queries.aid.Costs).
AID_COSTS = "claims.queries.aid_costs"
# Which module looks at a case again when the bank answered about what it granted: cases lie above subsidies.
AID_FOLLOWS = "assistance.cases.operations.aid_recoveries"

# What an opened year changes beside amount, wait and cover: each yields its effects (enrollment.operations.dry_runs).
OPENING_EFFECTS = ["assistance.subsidies.bulk.opened_subsidies.changes"]

# Counts over very many rows that pages show, each with the function that makes it (enrollment.operations.kept_counts).
KEPT_COUNTS = {
    "place_totals": "enrollment.queries.reports.place_totals_as_json",
    "treasury_days": "enrollment.queries.reports.treasury_days_as_json",
    "base_classes": "enrollment.queries.base_rates.counted_as_json",
    "area_year": "claims.queries.indicators.area_year_as_json",
    "fund_months": "claims.queries.fund_budgets.months_as_json",
    "opened_year": "enrollment.operations.dry_runs.as_json",
    "home_changes": "desk.home.visits.changes_as_json",
    "home_figures": "desk.home.panels.figures_as_json",
    "home_work": "desk.home.work.waiting_as_json",
}

# What may wait for an officer, kind by kind (staff.waiting.Work): the desk shows those of which something waits.
WAITING = [
    "enrollment.queries.waiting.WAITING",
    "intake.queries.waiting.WAITING",
    "assistance.cases.queries.waiting.WAITING",
    "assistance.categories.queries.waiting.WAITING",
    "assistance.subsidies.queries.waiting.WAITING",
    "assistance.figures.queries.waiting.WAITING",
    "assistance.public_money.queries.waiting.WAITING",
    "claims.queries.waiting.WAITING",
    "staff.operations.waiting.WAITING",
]

# -- who -----------------------------------------------------------------------------------------------------
AUTH_USER_MODEL = "staff.Officer"
AUTHENTICATION_BACKENDS = ["django.contrib.auth.backends.ModelBackend"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "staff.passwords.NotGuessed"},
    {"NAME": "staff.passwords.NotFormer"},
]
LOGIN_URL = "login"
LOGIN_REDIRECT_URL = "home"
LOGOUT_REDIRECT_URL = "login"
LOGIN_FAILURES_ALLOWED = env.LOGIN_FAILURES_ALLOWED
LOGIN_FAILURES_ALLOWED_PER_ADDRESS = env.LOGIN_FAILURES_ALLOWED_PER_ADDRESS
LOGIN_FAILURES_ALLOWED_PER_ACCOUNT = env.LOGIN_FAILURES_ALLOWED_PER_ACCOUNT
LOGIN_LOCK = timedelta(minutes=env.LOGIN_LOCK_MINUTES)
AUDIT_SEAL_AFTER = timedelta(minutes=env.AUDIT_SEAL_AFTER_MINUTES)
AUDIT_SEAL_FILE = env.AUDIT_SEAL_FILE or VAR_DIR / "audit-seals.jsonl"
AUDIT_SYSLOG = env.AUDIT_SYSLOG
READING_LIMITS = env.CANBAO_READING_LIMITS
PROXY_COUNT = env.PROXY_COUNT
SESSION_COOKIE_AGE = 10 * 60 * 60  # at most a working day
SESSION_IDLE = timedelta(minutes=env.SESSION_IDLE_MINUTES)
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = LANGUAGE_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = env.BEHIND_HTTPS
CSRF_FAILURE_VIEW = "config.errors.csrf_failure"

# -- browser defenses ----------------------------------------------------------------------------------------
SECURE_SSL_REDIRECT = False  # the proxy's work
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if env.BEHIND_HTTPS else None
SECURE_HSTS_SECONDS = 31_536_000 if env.BEHIND_HTTPS else 0
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
    }
}

# -- languages and time --------------------------------------------------------------------------------------
LANGUAGE_CODE = "zh-hans"
LANGUAGES = [("zh-hans", _("Simplified Chinese")), ("en", _("English"))]
LOCALE_PATHS = [BASE_DIR / "locale"]
USE_I18N = True
USE_TZ = True
TIME_ZONE = "Asia/Shanghai"
USE_THOUSAND_SEPARATOR = False

# -- static files: served by the application, no collecting needed -------------------------------------------
STATIC_URL = "/static/"
STATICFILES_DIRS = [BASE_DIR / "static"]
WHITENOISE_USE_FINDERS = True
WHITENOISE_MAX_AGE = 600

# -- background work: rows in PostgreSQL are the truth, a message is only a hint -------------------------
CELERY_BROKER_URL = broker_url(env)
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True  # without it a killed worker's message is gone in spite of late acks
CELERY_WORKER_CANCEL_LONG_RUNNING_TASKS_ON_CONNECTION_LOSS = True
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_WORKER_MAX_TASKS_PER_CHILD = 200
CELERY_TASK_IGNORE_RESULT = True
CELERY_RESULT_BACKEND = None
CELERY_ACCEPT_CONTENT = ["json"]
CELERY_TASK_SERIALIZER = "json"
CELERY_VISIBILITY_TIMEOUT = 900
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_BROKER_TRANSPORT_OPTIONS = {
    "visibility_timeout": 900,
    "unacked_restore_interval": 5,
    "unacked_restore_throttle": 1,
    "socket_connect_timeout": 2,
    "health_check_interval": 25,
    "max_retries": 2,
    "interval_start": 0,  # seconds between those tries: an upload does not wait for a broker that is away
    "interval_step": 0.1,
    "interval_max": 0.3,
}
CELERY_TASK_PUBLISH_RETRY = (
    False  # an upload never waits for the broker: the sweeper takes up what was not announced
)
CELERY_TIMEZONE = TIME_ZONE
CELERY_BEAT_SCHEDULE_FILENAME = str(VAR_DIR / "beat-schedule")

# -- API -----------------------------------------------------------------------------------------------------
REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": [
        "staff.api.authentication.TokenAuthentication",
        "rest_framework.authentication.SessionAuthentication",
    ],
    "DEFAULT_PERMISSION_CLASSES": ["rest_framework.permissions.IsAuthenticated"],
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_PARSER_CLASSES": ["staff.api.bodies.JsonBody", "rest_framework.parsers.MultiPartParser"],
    "DEFAULT_PAGINATION_CLASS": "staff.api.pages.NumberedPages",
    "DEFAULT_SCHEMA_CLASS": "drf_standardized_errors.openapi.AutoSchema",
    "EXCEPTION_HANDLER": "drf_standardized_errors.handler.exception_handler",
    "PAGE_SIZE": 50,
    "TEST_REQUEST_DEFAULT_FORMAT": "json",
    "COERCE_DECIMAL_TO_STRING": True,
}
DRF_STANDARDIZED_ERRORS = {"EXCEPTION_HANDLER_CLASS": "staff.api.errors.CanbaoExceptionHandler"}
SPECTACULAR_SETTINGS = {
    "TITLE": "Canbao API",
    "DESCRIPTION": "Case management for the resident medical insurance. Every error has the same shape.",
    "VERSION": "1",
    "SERVE_INCLUDE_SCHEMA": False,
    "SERVE_PERMISSIONS": ["rest_framework.permissions.IsAuthenticated"],
    "SWAGGER_UI_DIST": "SIDECAR",
    "SWAGGER_UI_FAVICON_HREF": "SIDECAR",
    "REDOC_DIST": "SIDECAR",
    "COMPONENT_SPLIT_REQUEST": True,
    "POSTPROCESSING_HOOKS": ["drf_standardized_errors.openapi_hooks.postprocess_schema_enums"],
    "ENUM_NAME_OVERRIDES": {
        name: f"drf_standardized_errors.openapi_serializers.{name}.choices"
        for name in (
            "ValidationErrorEnum",
            "ClientErrorEnum",
            "ServerErrorEnum",
            "ParseErrorCodeEnum",
            "ErrorCode401Enum",
            "ErrorCode403Enum",
            "ErrorCode404Enum",
            "ErrorCode405Enum",
            "ErrorCode406Enum",
            "ErrorCode415Enum",
            "ErrorCode429Enum",
            "ErrorCode500Enum",
        )
    }
    | {
        "SecondOfficerDecisionEnum": [("approve", "approve"), ("reject", "reject")],
        "NotInsuredReasonEnum": "assistance.categories.api.roster_parts.REASONS",
    },
}

# -- logs ----------------------------------------------------------------------------------------------------
LOGGING = logs.logging_settings(level=env.LOG_LEVEL, process=env.CANBAO_PROCESS)
logs.configure()
SILENCED_SYSTEM_CHECKS: list[str] = []
