"""How does a door answer while no worker is there, in however many threads?"""

import threading
from unittest import mock

from intake.operations import following


class _NoWorkAtTheDoor:
    """Patches once for all threads that are inside: patches of several threads would not end in the order they began."""

    def __init__(self) -> None:
        self.lock, self.inside = threading.Lock(), 0
        self.patch = mock.patch.object(following, "answered_at_once", lambda file, **given: file)

    def __enter__(self) -> None:
        with self.lock:
            if not self.inside:
                self.patch.start()
            self.inside += 1

    def __exit__(self, *fault: object) -> None:
        with self.lock:
            self.inside -= 1
            if not self.inside:
                self.patch.stop()


_AWAY = _NoWorkAtTheDoor()


def no_work_at_the_door() -> _NoWorkAtTheDoor:
    """The door answers without working on the file, as for a large one while the workers are away."""
    return _AWAY
