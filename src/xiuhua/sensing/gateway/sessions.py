"""Sessions of MQTT that outlive their connection: that a device has subscribed to its commands.

What waits for a device stands in the table of commands and nowhere else. A session here says only that it
need not subscribe again; it lives as long as the gateway does, and CONNACK tells whether it stands.

Source:
    MQTT 3.1.1, 3.1.2.4 (clean session) and 4.4: who takes up a session is sent again what it has not
    confirmed. A command goes out once at most (docs/decisions/0030), so a session in which one was left
    unconfirmed is over: CONNACK says so, and what nobody confirmed is not repeated. How many are kept is our
    own choice.
"""

from __future__ import annotations

from dataclasses import dataclass

_MOST_OF_DEVICE = 4  # client identifiers


@dataclass(slots=True)
class Session:
    """That a device has subscribed.

    Args:
        qos: what it was granted.
        unconfirmed: how many commands have left for it that it has not confirmed by PUBACK.
    """

    qos: int
    unconfirmed: int = 0


class Sessions:
    """The sessions of one gateway, by device and client identifier."""

    def __init__(self) -> None:
        self._kept: dict[int, dict[str, Session]] = {}

    def resumed(self, device_id: int, client_id: str) -> Session | None:
        """Return the session that a client takes up; None where none stands (any more)."""
        found = self._kept.get(device_id, {}).get(client_id)
        if found is not None and found.unconfirmed:
            self.ended(device_id, client_id)
            return None
        return found

    def begun(self, device_id: int, client_id: str, session: Session) -> None:
        """Keep a session; of a device that has too many, the oldest is over."""
        kept = self._kept.setdefault(device_id, {})
        kept.pop(client_id, None)
        if len(kept) >= _MOST_OF_DEVICE:
            del kept[next(iter(kept))]
        kept[client_id] = session

    def ended(self, device_id: int, client_id: str) -> None:
        """Keep a session no longer."""
        kept = self._kept.get(device_id, {})
        kept.pop(client_id, None)
        if not kept:
            self._kept.pop(device_id, None)
