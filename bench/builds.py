"""How does an older build run beside this one, each with an environment, servers and data of its own?"""

import hashlib
import os
import subprocess
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

HERE = Path(__file__).resolve().parent.parent


@dataclass(frozen=True)
class Build:
    """A checked-out build; its servers keep their data in a folder under `work`."""

    name: str
    root: Path
    work: Path

    @property
    def data(self) -> Path:
        """The folder of its servers: another one when its tables change, for migrations are remade and do not lead there."""
        digest = hashlib.sha256()
        for path in sorted(self.root.glob("*/migrations/*.py")):
            digest.update(path.read_bytes())
        return self.work / f"{self.name}-{digest.hexdigest()[:8]}"

    @property
    def environment(self) -> dict[str, str]:
        own = {"CANBAO_VAR_DIR": str(self.data), "PYTHONPATH": str(self.root)}
        return os.environ | own | {"DJANGO_SETTINGS_MODULE": "config.settings"}

    @property
    def owner(self) -> str:
        """The process that may empty tables; a build before the logins were parted has none of its own."""
        known = (self.root / "config" / "environment.py").read_text(encoding="utf-8")
        return "migration" if '"migration"' in known else "command"

    def run(self, *command: str, process: str = "") -> str:
        """What a command prints that runs in the build's folder, as a process of a kind where one is named."""
        environment = self.environment | ({"CANBAO_PROCESS": process} if process else {})
        done = subprocess.run(
            command, cwd=self.root, env=environment, check=True, stdout=subprocess.PIPE, text=True
        )
        return done.stdout

    def stop(self) -> None:
        """End its servers; the data stays for the next time."""
        subprocess.run(["bin/services", "down"], cwd=self.root, env=self.environment, check=False)


def before_and_now(commit: str, work: Path) -> list[Build]:
    """The build of a commit, checked out under `work`, and this one."""
    work.mkdir(parents=True, exist_ok=True)
    root = work / f"build-{commit}"
    if not root.exists():
        subprocess.run(["git", "worktree", "prune"], cwd=HERE, check=True)
        subprocess.run(["git", "worktree", "add", "--detach", str(root), commit], cwd=HERE, check=True)
    subprocess.run(["bin/prepare"], cwd=root, check=True)
    return [Build("before", root, work), Build("now", HERE, work)]


def in_turns(builds: Sequence[Build], runs: int) -> Iterator[tuple[int, Build]]:
    """The builds one after the other, `runs` times, and each time the other one first."""
    for number in range(1, runs + 1):
        for build in builds if number % 2 else reversed(builds):
            yield number, build
