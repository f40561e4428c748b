"""Who asks for events: the same session or token as for pages, looked up in a few threads."""

from __future__ import annotations

import asyncio
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.db import close_old_connections
from django.http import parse_cookie

from xiuhua.access.services import actor_for_session, actor_for_token
from xiuhua.shared.actor import Actor
from xiuhua.shared.clock import now

_BEARER = "Bearer "
_THREADS = ThreadPoolExecutor(max_workers=4, thread_name_prefix="credentials")


@dataclass(frozen=True)
class Credential:
    """What a request brought to show who sends it."""

    session_key: str = ""
    token: str = ""

    def actor(self) -> Actor | None:
        """Return who that is at present; blocks on the database."""
        close_old_connections()
        try:
            if self.token:
                return actor_for_token(self.token, at=now())
            return actor_for_session(self.session_key, at=now())
        finally:
            close_old_connections()


def credential_of(scope: dict[str, Any]) -> Credential | None:  # ASGI's own type
    """Return what an ASGI request brought, None where it brought nothing."""
    headers = {name: value.decode("latin-1") for name, value in scope["headers"]}
    authorization = headers.get(b"authorization", "")
    if authorization.startswith(_BEARER):
        return Credential(token=authorization.removeprefix(_BEARER))
    cookies = parse_cookie(headers.get(b"cookie", ""))  # as the pages read them, whatever else lies there
    session_key = cookies.get(settings.SESSION_COOKIE_NAME)
    return Credential(session_key=session_key) if session_key else None


async def actor_behind(credential: Credential) -> Actor | None:
    """Return who a credential belongs to at present, without holding up the loop.

    Raises:
        django.db.Error: the database cannot be asked.
    """
    return await asyncio.get_running_loop().run_in_executor(_THREADS, credential.actor)
