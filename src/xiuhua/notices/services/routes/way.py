"""What every way out of the house can do."""

from __future__ import annotations

from datetime import datetime
from typing import Protocol

from xiuhua.notices.rules.providers.calls import Message, Receipt


class Way(Protocol):
    """A way out of the house."""

    def send(self, message: Message, *, at: datetime) -> Receipt:
        """Send a message and return what became of it; what is wrong is in the receipt, nothing is raised."""

    def find(self, message: Message, *, sent_at: datetime, at: datetime) -> Receipt | None:
        """Return what the provider knows of a message that may have been sent; None where it knows nothing.

        A provider that delivers the same message once anyway, or that cannot be asked, knows none.
        """
