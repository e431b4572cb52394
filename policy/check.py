"""Does the policy book contradict itself?"""

from __future__ import annotations

from policy.files import Problem


def problems_between(book: object) -> list[Problem]:
    """Stub."""
    return []
