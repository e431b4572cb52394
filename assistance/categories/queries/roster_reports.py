"""What is told of a roster to programs: state, preview, problems, result, as stable codes?"""

from typing import Any

from assistance.categories.models import Roster
from intake.queries.readings import told as how_read
from intake.rules.file_states import FileState
from policy.terms import Text
from staff.refusals import spoken

COUNTS = ("rows", "new", "changed", "ended", "unchanged", "unmatched")


def report(roster: Roster) -> dict[str, Any]:
    """The roster as the commands print it and the API answers it; messages in both languages."""
    summary = roster.summary
    return {
        "roster_id": roster.pk,
        "name": roster.name,
        "area": roster.area,
        "certifier": roster.certifier,
        "kind": roster.kind,
        "month": f"{roster.month:%Y-%m}",
        "categories": list(roster.categories),
        "sha256": roster.sha256,
        "state": roster.state,
        "rows": roster.rows_read,
        "preview": {key: summary[key] for key in COUNTS} if "new" in summary else None,
        "unmatched": summary.get("unmatched_by", {}),
        "townships": summary.get("townships", []),
        "problem_count": roster.problem_count,
        "problems": roster.problems,
        "refusal": roster.refusal,
        **how_read(roster),
        "written": summary.get("done"),
        "dues_changed": summary.get("dues_changed", 0),
        "failure": roster.failure if roster.state == FileState.FAILED else "",
    }


def in_words(roster: Roster) -> str:
    """The same for somebody at a terminal."""
    told = report(roster)
    lines = [f"{told['roster_id']} {told['name']} {told['month']}: {told['state']}"]
    if told["preview"]:
        lines.append("  ".join(f"{key} {number}" for key, number in told["preview"].items()))
    lines += [f"{p['cell']}  {spoken(Text(**p['message']))}" for p in told["problems"][:20]]
    if told["refusal"]:
        lines.append(spoken(Text(**told["refusal"]["text"])))
    if told["written"]:
        lines.append("  ".join(f"{key} {number}" for key, number in told["written"].items()))
    return "\n".join(lines)
