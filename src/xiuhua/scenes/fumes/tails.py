"""What catering fume follows in the log: what checks of kitchens found."""

from __future__ import annotations

from collections.abc import Sequence

from xiuhua.inspections.terms.findings import FindingAct
from xiuhua.ledger.tails import SealedEntry, Tail
from xiuhua.scenes.fumes.services.checks import checks_follow
from xiuhua.shared.clock import now


def found_follow(entries: Sequence[SealedEntry]) -> None:
    """Let what was found prove leads or open them; a few at once, because each locks a lead."""
    found = [
        int(entry.subject.removeprefix("finding:")) for entry in entries if entry.act == FindingAct.FIND.value
    ]
    if found:
        checks_follow(finding_ids=found, at=now())


CHECKS = Tail(name="fumes.checks", batch=200, react=found_follow)
