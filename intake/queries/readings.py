"""How was a sent file read, what is told of it, and what does it ask?"""

from typing import Any

from intake.models.jobs import SentFile


def told(file: SentFile) -> dict[str, Any]:
    """For reports: `questions` (what only an officer can say), `notices` (what was not the layout's own), `read_as`."""
    return {"questions": file.questions, "notices": file.notices, "read_as": file.read_as}
