"""What waits to be granted."""

from __future__ import annotations

from xiuhua.cases.models import Asking, Case
from xiuhua.cases.terms import AskingState

OPEN = (AskingState.ASKED.value, AskingState.PROPOSED.value)


def wish_open(case: Case) -> Asking | None:
    """Return what is asked for about a case and not yet decided; None where nothing is."""
    return Asking.objects.filter(case=case, state__in=OPEN).first()
