"""What recurs: looking at watched figures."""

from xiuhua.access.services import scope_opened
from xiuhua.evaluation.services.watches import watches_look
from xiuhua.shared.actor import system
from xiuhua.shared.clock import now


def figures_look() -> None:
    """Look at every watched figure whose period has ended since."""
    with scope_opened(system("figures").areas):
        watches_look(at=now())
