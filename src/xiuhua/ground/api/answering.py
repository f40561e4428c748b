"""How an act of the API is answered once."""

from xiuhua.access.services.answering import Key, answered_once

__all__ = ["Key", "answered_once"]
