"""The way that leads nowhere: what goes by it is kept, and shown to administrators."""

from __future__ import annotations

from datetime import datetime

from xiuhua.notices.rules.providers.calls import Message, Receipt


class Sandbox:
    """Keeps messages instead of sending them. The default until a real way is taken into use."""

    def send(self, message: Message, *, at: datetime) -> Receipt:  # noqa: ARG002 - as every way has it
        """Keep it."""
        return Receipt(kept=True)

    def find(self, message: Message, *, sent_at: datetime, at: datetime) -> Receipt | None:  # noqa: ARG002
        """Nothing was ever sent."""
        return None
