"""With which settings does our own PostgreSQL run?"""

import os
from pathlib import Path


def settings_of(run: Path, *, fast: bool) -> dict[str, str]:
    """The lines of canbao.conf; `run` is the folder of its socket, `fast` leaves out fsync: for unit tests only."""
    settings = {
        "listen_addresses": "",
        "unix_socket_directories": str(run),
        "unix_socket_permissions": "0700",
        "port": "5432",
        "max_connections": "120",
        # A page cache that holds the indexes a tax file touches, and checkpoints far apart while it is posted.
        "shared_buffers": f"{_memory_mb(share=8, at_most=2048)}MB",
        "effective_cache_size": f"{_memory_mb(share=2, at_most=65536)}MB",
        "maintenance_work_mem": f"{_memory_mb(share=64, at_most=512)}MB",
        "random_page_cost": "1.1",
        "wal_buffers": "64MB",
        "temp_buffers": "32MB",
        "max_wal_size": "8GB",
        "checkpoint_timeout": "15min",
        "timezone": "Asia/Shanghai",
        "log_timezone": "Asia/Shanghai",
        "jit": "off",
        # For sessions that say nothing themselves (a console): config.databases says more for our own processes.
        "lock_timeout": "60s",
        "idle_in_transaction_session_timeout": "10min",
        "client_connection_check_interval": "10s",  # nobody works on for a client that is gone
        "log_lock_waits": "on",
        "log_error_verbosity": "terse",  # DETAIL would print the row that was refused, with its names
        "log_min_error_statement": "panic",  # a failing statement carries personal data
        "log_parameter_max_length": "0",
        "log_parameter_max_length_on_error": "0",
    }
    if fast:
        settings |= {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}
        settings |= {"shared_buffers": "128MB"}
    return settings


def _memory_mb(*, share: int, at_most: int) -> int:
    """One `share`-th of this machine's memory in MB, between 128 and `at_most`."""
    total = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") // 1_048_576
    return max(128, min(at_most, total // share))
