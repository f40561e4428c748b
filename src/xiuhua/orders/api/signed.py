"""Doors for other systems: no account and no token, but a signature over what they send."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import TypeVar

from django.http import HttpRequest
from ninja.security import APIKeyHeader

from xiuhua.access.services import scope_opened
from xiuhua.orders.models import Link
from xiuhua.orders.services.links import Knock, actor_of_link, request_admit
from xiuhua.orders.terms.links import LinkKind
from xiuhua.shared.actor import Actor
from xiuhua.shared.clock import now

KEY, AT, NONCE, SIGNATURE = "X-Xiuhua-Key", "X-Xiuhua-At", "X-Xiuhua-Nonce", "X-Xiuhua-Signature"
Told = TypeVar("Told")


class Signed(APIKeyHeader):
    """Lets in what a link of one kind has signed."""

    param_name = KEY
    openapi_description = (
        f"`{KEY}`, `{AT}` (Unix seconds), `{NONCE}` (used once) and `{SIGNATURE}`: HMAC-SHA256, hexadecimal, "
        "of `at.nonce.METHOD./path.body` with the link's secret."
    )

    def __init__(self, kind: LinkKind) -> None:
        self.kind = kind
        super().__init__()

    def __call__(self, request: HttpRequest) -> Link:
        """Return the link that a request came by.

        Raises:
            CityError: as `orders.services.links.request_admit`.
        """
        said = request.headers
        knock = Knock(
            key=said.get(KEY, ""), at_s=said.get(AT, ""), nonce=said.get(NONCE, ""),
            signature=said.get(SIGNATURE, ""), method=request.method or "", path=request.get_full_path(),
            body=request.body,
        )  # fmt: skip
        return request_admit(knock=knock, kind=self.kind, at=now())

    def authenticate(self, request: HttpRequest, key: str | None) -> None:
        """Do nothing: `__call__` has looked at the whole request."""


def link_acts(request: HttpRequest, act: Callable[[Link, Actor, datetime], Told]) -> Told:
    """Do what a link asks, seeing its own area."""
    link: Link = request.auth  # type: ignore[attr-defined]  # set by ninja from what Signed returns
    with scope_opened((link.area_code,)):
        return act(link, actor_of_link(link), now())
