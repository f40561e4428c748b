"""The lines of the demo: an account of WeChat and a mailbox that this process alone knows, for a block.

Nothing is sent or fetched through them; they only say in which district somebody writes, and that places
come in WGS84.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from django.conf import settings

from xiuhua.cases.demo.load import HOME

BOX = "tousu@yunhe.example"


@dataclass(frozen=True, kw_only=True)
class _Line:
    """What services ask of an account or a box when something comes in."""

    area: str = HOME
    address: str = BOX
    coordinates: str = "wgs84"


@contextmanager
def lines_opened() -> Iterator[None]:
    """Let what is heard and read in a block belong to the demo's district."""
    kept = settings.WECHAT, settings.MAILBOX
    settings.WECHAT = settings.MAILBOX = _Line()
    try:
        yield
    finally:
        settings.WECHAT, settings.MAILBOX = kept
