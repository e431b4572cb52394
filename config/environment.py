"""Which settings come from the environment, of what type, and what is made up for a machine that has none?"""

import os
import secrets
from pathlib import Path
from typing import Literal

from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.core.exceptions import ImproperlyConfigured
from pydantic import Field, field_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from config.embedded import local_services, var_folder


class Environment(BaseSettings):
    """Every variable the product reads. An unknown value stops the start with its name."""

    model_config = SettingsConfigDict(extra="ignore", env_ignore_empty=True)

    DATABASE_URL: str = ""  # postgresql://user:password@host:5432/name ; empty: the embedded server
    CELERY_BROKER_URL: str = ""  # redis://:password@host:6379/0 ; empty: the embedded broker
    SECRET_KEY: str = ""
    CANBAO_KEY: str = ""  # 64 hexadecimal digits, or "1:<64>,2:<64>" while keys are being changed
    CANBAO_KEY_FILE: Path | None = None
    CANBAO_LOCAL: bool = False  # keys may be made up in keys although DATABASE_URL is set (demo, tests)
    CANBAO_VAR_DIR: Path = Field(default_factory=var_folder)
    DATABASE_OWNER_URL: str = ""  # as whom the tables are made and changed; empty: as DATABASE_URL
    CANBAO_PROCESS: Literal["web", "worker", "command", "migration"] = "command"
    CANBAO_POLICY_DIRS: str = ""
    ALLOWED_HOSTS: str = "localhost,127.0.0.1,[::1]"
    CSRF_TRUSTED_ORIGINS: str = ""
    BEHIND_HTTPS: bool = False  # secure cookies and strict transport; on wherever a proxy speaks HTTPS
    PROXY_COUNT: int = Field(default=0, ge=0)  # proxies in front whose X-Forwarded-For is believed
    DEBUG: bool = False
    LOG_LEVEL: Literal["DEBUG", "INFO", "WARNING", "ERROR", ""] = (
        ""  # empty: INFO for servers, WARNING for commands
    )
    MAX_UPLOAD_BYTES: int = Field(default=200 * 1024 * 1024, gt=0)
    MAX_UPLOAD_ROWS: int = Field(default=5_000_000, gt=0)
    ROSTER_DROP_PERCENT: int = Field(
        default=5, ge=0, le=100
    )  # by which a full roster may shrink, unless entered
    PAYMENT_LINES_PER_PART: int = Field(
        default=120_000, gt=0
    )  # about as many lines are posted in one transaction
    FILE_CONNECTIONS: int = Field(
        default=max(2, min(4, os.cpu_count() or 1)), ge=1, le=32
    )  # with which a worker writes the parts of a file
    PAYMENT_LEASE_SECONDS: int = Field(default=60, gt=0)  # a worker silent for so long is taken for dead
    COUNT_PATIENCE_MS: int = Field(default=500, gt=0)  # a count that takes longer is made by a worker
    COUNT_KEPT_MINUTES: int = Field(default=10, gt=0)  # and shown for so long before it is made anew
    RESULT_LINES_AT_ONCE: int = Field(default=20_000, ge=0)  # a larger result is written by a worker
    RESULT_DAYS: int = Field(default=7, gt=0)  # so long a written result is kept
    UNINSURED_DAYS: int = Field(default=750, ge=1)  # so long it is kept who was without cover on a day
    REPEATED_REQUEST_DAYS: int = Field(default=30, ge=7)  # so long the answer to a request is repeated
    CASE_ACCEPT_DAYS: int = Field(default=5, gt=0)  # working days for each step of an assistance case
    CASE_COMPLETE_DAYS: int = Field(default=15, gt=0)
    CASE_VERIFY_DAYS: int = Field(default=10, gt=0)
    CASE_APPROVE_DAYS: int = Field(default=5, gt=0)
    CASE_NOTICE_DAYS: int = Field(default=0, ge=0)  # days of public notice; 0: none
    CASE_TWO_APPROVERS_ABOVE_YUAN: int = Field(default=0, ge=0)  # 0: one approver is enough
    FUND_WARNING_PERCENT: int = Field(default=85, gt=0)  # spending of income; the office's own lines
    FUND_ALARM_PERCENT: int = Field(default=100, gt=0)
    CASE_DOCUMENT_MAX_BYTES: int = Field(default=10 * 1024 * 1024, gt=0)
    CASE_DOCUMENT_MAX_PIXELS: int = Field(default=60_000_000, gt=0)
    CASE_DOCUMENTS_MAX: int = Field(default=30, gt=0)  # documents of one case
    LOGIN_FAILURES_ALLOWED: int = Field(default=5, gt=0)
    LOGIN_FAILURES_ALLOWED_PER_ADDRESS: int = Field(default=50, gt=0)
    LOGIN_FAILURES_ALLOWED_PER_ACCOUNT: int = Field(default=20, gt=0)  # from all addresses together
    LOGIN_LOCK_MINUTES: int = Field(default=15, gt=0)
    SESSION_IDLE_MINUTES: int = Field(default=30, gt=0)
    AUDIT_SEAL_AFTER_MINUTES: int = Field(
        default=30, ge=0
    )  # a day of the audit trail is sealed so long after it ended
    AUDIT_SEAL_FILE: Path | None = None  # where its digest is exported; empty: in CANBAO_VAR_DIR
    AUDIT_SYSLOG: str = Field(default="", pattern=r"^(|/.+|[^/:]+:\d{1,5})$")  # and to a socket or host:port
    CANBAO_READING_LIMITS: Path | None = (
        None  # the site's own limits of reading; empty: staff/data/reading.toml
    )
    DATABASE_POOL_SIZE: int = Field(default=8, gt=0)
    # How long a process waits for the database, in seconds; empty: what config.databases says for its kind.
    DATABASE_LOCK_SECONDS: float | None = Field(default=None, gt=0)
    DATABASE_STATEMENT_SECONDS: float | None = Field(default=None, gt=0)
    DATABASE_IDLE_SECONDS: float | None = Field(default=None, gt=0)

    @field_validator("DATABASE_URL", "DATABASE_OWNER_URL")
    @classmethod
    def _is_postgresql(cls, url: str) -> str:
        if url and not url.startswith(("postgresql://", "postgres://")):
            raise ValueError("must begin with postgresql://")
        return url

    @property
    def is_embedded(self) -> bool:
        return not self.DATABASE_URL


def broker_url(env: Environment) -> str:
    return env.CELERY_BROKER_URL or local_services().broker_url()


def secret_key(env: Environment) -> str:
    return env.SECRET_KEY or _kept(env, "secret_key", wanted="SECRET_KEY")


def master_keys(env: Environment) -> dict[int, bytes]:
    """The keys everything secret derives from, by number; the highest number is the one in use."""
    text = env.CANBAO_KEY
    if not text and env.CANBAO_KEY_FILE:
        text = env.CANBAO_KEY_FILE.read_text()
    text = (text or _kept(env, "canbao_key", wanted="CANBAO_KEY or CANBAO_KEY_FILE")).strip()
    keys: dict[int, bytes] = {}
    for entry in text.split(","):
        number, _, digits = entry.strip().rpartition(":")
        try:
            key = bytes.fromhex(digits)
        except ValueError:
            key = b""
        if len(key) != 32 or not (number or "1").isdecimal() or not 1 <= int(number or "1") <= 255:
            raise ImproperlyConfigured(
                'CANBAO_KEY must be 64 hexadecimal digits, or "1:<64 digits>,2:<64 digits>".'
            )
        keys[int(number or "1")] = key
    return keys


def derived(key: bytes, purpose: str) -> bytes:
    """A 32-byte key for one purpose, so that no key serves two."""
    return HKDF(algorithm=SHA256(), length=32, salt=None, info=purpose.encode()).derive(key)


def _kept(env: Environment, name: str, *, wanted: str) -> str:
    """A random value made once and kept in keys, readable by its owner only."""
    path = env.CANBAO_VAR_DIR / "keys" / name
    if path.exists():
        return path.read_text().strip()
    if not (env.is_embedded or env.CANBAO_LOCAL):
        raise ImproperlyConfigured(
            f"DATABASE_URL is set but {wanted} is not. Make one with "
            "`python3 -c 'import secrets; print(secrets.token_hex(32))'`, keep a copy apart from "
            "the backups, and set it."
        )
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    fresh = path.with_suffix(f".{os.getpid()}")
    with open(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
        file.write(secrets.token_hex(32))
    try:
        os.link(fresh, path)  # of two processes starting at once, one wins and both read the same
    except FileExistsError:
        pass
    finally:
        fresh.unlink()
    return path.read_text().strip()
