"""Programs and browsers at the API, for the tests of the loop."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from django.test import Client

from xiuhua.access.rules import may
from xiuhua.access.services import scope_set, token_issue
from xiuhua.cases.terms import CaseAct, ConsultationAct, LoopAct, ReportAct
from xiuhua.cases.tests.loop_kit import HERE, Loop
from xiuhua.shared.actor import Actor
from xiuhua.shared.clock import now
from xiuhua.shared.ids import uuid7

if TYPE_CHECKING:
    from django.test.client import _MonkeyPatchedWSGIResponse as TestResponse

_ACTS = [act.value for terms in (CaseAct, ReportAct, ConsultationAct, LoopAct) for act in terms]


class Door:
    """A program with somebody's token, for some acts, or for everything of the loop that its owner may do."""

    def __init__(self, actor: Actor, *acts: str) -> None:
        also = ("files.read", "files.store", "duty.draft", "duty.change", "duty.publish")
        wanted = acts or [act for act in (*_ACTS, *also) if may(actor, act)]
        _, raw = token_issue(name="测试", acts=wanted, days=1, actor=actor, at=now())
        self.headers = {"Authorization": f"Bearer {raw}"}

    def get(self, path: str, **asked: object) -> TestResponse:
        """Ask."""
        return _kept_open(Client().get(f"/api/v1{path}", asked, headers=self.headers))  # type: ignore[arg-type]  # as a form

    def post(self, path: str, body: object, **headers: str) -> TestResponse:
        """Act."""
        sent = {**self.headers, **headers}
        content = body if isinstance(body, str | bytes) else json.dumps(body)
        return _kept_open(Client().post(f"/api/v1{path}", content, "application/json", headers=sent))


def _kept_open(answer: TestResponse) -> TestResponse:
    """Open the test's own scope again, which each request closes behind itself."""
    scope_set(("",))
    return answer


def door(loop: Loop, who: str) -> Door:
    """Return a program with the token of one of the town's people."""
    return Door(loop.actors[who])


def report_body(**changes: object) -> dict[str, Any]:
    """Return a report as a telephone sends it."""
    body: dict[str, Any] = {
        "client_id": str(uuid7()), "channel": "channel_collector", "matter": "06010", "longitude": HERE[0],
        "latitude": HERE[1], "address": "滨河路 12 号", "text": "路边有垃圾",
    }  # fmt: skip
    return body | changes
