"""The sender is killed with -9 between the provider's taking a message and our writing it down."""

from __future__ import annotations

import subprocess
import sys
import threading
from datetime import timedelta

import pytest
from pytest_django.fixtures import Settings

from xiuhua.access.services import scope_opened
from xiuhua.access.terms import Role
from xiuhua.notices.jobs import route_send
from xiuhua.notices.models import Outgoing
from xiuhua.notices.services import Recipient
from xiuhua.notices.terms import OutgoingState
from xiuhua.notices.tests.provider_kit import sms_serving
from xiuhua.notices.tests.test_inbox import account
from xiuhua.notices.tests.test_routes import PHONE, actor_named, sms_route, tell
from xiuhua.shared.clock import now

_SEND = "import django; django.setup(); from xiuhua.notices.jobs import route_send; route_send('route_sms')"
_PATIENCE_S = 30


@pytest.mark.heavy
def test_a_sender_killed_before_it_could_write_down_its_success_sends_nothing_twice(
    committed_db: str, monkeypatch: pytest.MonkeyPatch, settings: Settings
) -> None:
    monkeypatch.setenv("DATABASE_URL", committed_db)
    monkeypatch.setenv("DJANGO_SETTINGS_MODULE", "xiuhua.config.settings.test")
    monkeypatch.setenv("XIUHUA_WEBHOOKS_PRIVATE", "1")
    settings.WEBHOOKS_PRIVATE = True
    taken, may_answer = threading.Event(), threading.Event()

    def hold(number: int) -> int:
        """Take the first message, and keep whoever sent it waiting."""
        if number > 1:
            return 0
        taken.set()
        may_answer.wait(_PATIENCE_S)
        return -1

    with sms_serving() as provider, scope_opened(("",)):
        sms_route(actor_named(account("chief", Role.SYSTEM_ADMIN, "")), provider)
        row = tell(Recipient(phone=PHONE))
        provider.fail = hold
        with subprocess.Popen([sys.executable, "-c", _SEND]) as sender:
            assert taken.wait(_PATIENCE_S)
            sender.kill()
        may_answer.set()
        row.refresh_from_db()
        assert (row.state, row.attempts) == (OutgoingState.WAITING, 1)
        assert route_send("route_sms") == 0  # its lease is not over
        Outgoing.objects.update(leased_until=now() - timedelta(seconds=1))
        assert route_send("route_sms") == 1
        row.refresh_from_db()
        assert (row.state, row.attempts) == (OutgoingState.ACCEPTED, 2)
        assert [one["OutId"] for one in provider.sent] == [str(row.uuid)]
