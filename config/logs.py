"""What do the servers write down, and how is personal data kept out of it?

One JSON object a line. Whatever the code says, every string that reaches a line has runs of 15 to 18 digits
(national ID numbers) and mobile numbers masked, the values in database errors cut out, and fields that carry
names or numbers dropped.
"""

import re
from typing import Any

import structlog
from structlog.typing import EventDict, Processor

PERSONAL = frozenset(
    {"name", "full_name", "document_number", "national_id", "phone", "account", "password", "address"}
)
_NUMBERS = re.compile(
    r"(?<!\d)(\d{3})\d{9,12}(\d{2}[\dXx])(?!\d)|(?<!\d)(1[3-9]\d)\d{4}(\d{4})(?!\d)", re.ASCII
)


def masked(text: str) -> str:
    """`text` with national ID and mobile numbers cut to their ends, without the values of a refused row."""
    text = re.sub(r"DETAIL:.*", "DETAIL: (left out)", text)
    return _NUMBERS.sub(lambda m: f"{m[1] or m[3]}***{m[2] or m[4]}", text)


def _mask(value: object) -> object:
    if isinstance(value, str):
        return masked(value)
    if isinstance(value, dict):
        return {key: "***" if key in PERSONAL else _mask(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_mask(item) for item in value]
    return value


def drop_personal_data(_logger: Any, _method: str, event: EventDict) -> EventDict:
    return {key: "***" if key in PERSONAL else _mask(value) for key, value in event.items()}


SHARED: list[Processor] = [
    structlog.contextvars.merge_contextvars,
    structlog.stdlib.add_log_level,
    structlog.stdlib.add_logger_name,
    structlog.stdlib.PositionalArgumentsFormatter(),
    structlog.processors.TimeStamper(fmt="iso", utc=False),
]


def configure() -> None:
    """Send structlog's own loggers through the standard library, so that there is one stream of lines."""
    structlog.configure(
        processors=[*SHARED, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=True,
    )


def logging_settings(*, level: str, process: str) -> dict[str, Any]:
    """Django's LOGGING. A server process also tells what it does; a command only what goes wrong."""
    root = level or ("WARNING" if process == "command" else "INFO")
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {
            "json": {
                "()": structlog.stdlib.ProcessorFormatter,
                "foreign_pre_chain": SHARED,
                "processors": [
                    structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                    structlog.processors.format_exc_info,  # the plain trace, no values of variables
                    drop_personal_data,  # last, so that texts of exceptions are masked too
                    structlog.processors.JSONRenderer(ensure_ascii=False),
                ],
            }
        },
        "handlers": {"lines": {"class": "logging.StreamHandler", "formatter": "json"}},
        "root": {"handlers": ["lines"], "level": root},
        "loggers": {
            "django.server": {"handlers": ["lines"], "level": "WARNING", "propagate": False},
            "django.db.backends": {"level": "WARNING"},  # statements carry values
            "celery.app.trace": {"level": "WARNING"},
            "pypdf": {"level": "CRITICAL"},  # quotes what it stumbles over; the officer is told what is wrong
        },
    }
