"""kill -9 of anything at any moment: nothing acknowledged is lost or doubled, and everything comes back."""

from __future__ import annotations

import http.client
import threading
from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass

import pytest

from tests.launch.clients import Listener, Renamer
from tests.launch.installation import PROGRAMS, Installation, slower, wait_until

pytestmark = [pytest.mark.heavy, pytest.mark.xdist_group("crash")]

_CLERKS = 4
_EACH = 15
_BACK_S = 60.0
_RECONNECTING = ("web1", "web2", "events", "background", "worker")

# Run by `manage shell`: one clerk with a token, one street, and sixty shops.
_SET_UP = """
import json
from xiuhua.access.services import NewRole, account_create, scope_set, token_issue
from xiuhua.access.terms import Role
from xiuhua.ground.services import NewArea, NewPremises, areas_create_many, premises_create_many
from xiuhua.ground.terms import Act, AreaLevel, PremisesKind
from xiuhua.shared.actor import Actor, Holding, system
from xiuhua.shared.clock import now
from xiuhua.shared.ids import uuid7

scope_set(("",))
clerk = account_create(username="clerk", name="陈晓岚", password="Embroidery-2026", actor=system("setup"),
                       roles=(NewRole(role=Role.GROUND_CLERK, area="990101"),), at=now())
holdings = (Holding(role=Role.GROUND_CLERK, area="990101"),)
actor = Actor(name=f"user:{clerk.pk}", holdings=holdings, user_id=clerk.pk)
acts = ["premises.read", "premises.rename"]
_, token = token_issue(name="crash", acts=acts, days=1, actor=actor, at=now())
both = (Holding(role="system_admin"), Holding(role="ground_clerk"))
recorder = Actor(name="user:0", holdings=both, user_id=0)
areas_create_many(actor=recorder, at=now(), new=[
    NewArea(code=code, name=name, level=AreaLevel(level)) for code, name, level in (
        ("9901", "云州市", "city"), ("990101", "云河区", "district"), ("990101003", "绣衣街道", "street"))])
made = premises_create_many(actor=recorder, at=now(), new=[
    NewPremises(client_id=uuid7(), code=f"YH{number:06}", name=f"面馆 {number}", kind=PremisesKind.RESTAURANT,
                address="泰然四路 64 号", area_code="990101003", longitude=120.1, latitude=30.25)
    for number in range(60)])
print(json.dumps({"token": token, "premises": [row.pk for row in made]}))
"""
_RENAMES = """
SELECT entry.id, entry.subject, opening.words ->> 'name.after', leaf.leaf
FROM ledger_entry entry JOIN ledger_opening opening ON opening.entry_id = entry.id
LEFT JOIN ledger_leaf leaf ON leaf.entry_id = entry.id
WHERE entry.act = 'premises.rename'
"""


@dataclass(frozen=True)
class Work:
    """The people at work while programs are killed."""

    renamers: list[Renamer]
    listener: Listener

    @property
    def acknowledged(self) -> int:
        return sum(len(renamer.done) for renamer in self.renamers)

    def goes_on(self) -> None:
        """Wait until every clerk has had an answer since now."""
        before = {number: len(renamer.done) for number, renamer in enumerate(self.renamers)}
        wait_until(lambda: self._answered_since(before), seconds=_BACK_S, what="every clerk is answered")

    def _answered_since(self, before: Mapping[int, int]) -> bool:
        return all(len(renamer.done) > before[number] + 1 for number, renamer in enumerate(self.renamers))


@contextmanager
def _at_work(installation: Installation) -> Iterator[Work]:
    """Let clerks rename and a browser listen while a block runs; they finish what they began."""
    made = installation.shell(_SET_UP)
    token, premises = str(made["token"]), made["premises"]
    assert isinstance(premises, list)
    shares = [premises[number * _EACH : (number + 1) * _EACH] for number in range(_CLERKS)]
    work = Work(
        [Renamer(installation.url, token, share) for share in shares], Listener(installation.url, token)
    )
    threads = [threading.Thread(target=renamer.run) for renamer in work.renamers]
    listening = threading.Thread(target=work.listener.run)
    for thread in (*threads, listening):
        thread.start()
    try:
        wait_until(lambda: work.listener.opened, seconds=_BACK_S, what="the stream opens")
        yield work
        for renamer in work.renamers:
            renamer.stop.set()
        for thread in threads:
            thread.join()
        wait_until(
            lambda: _heard_all(installation, work), seconds=_BACK_S, what="the browser heard of everything"
        )
    finally:
        for stop in (*(renamer.stop for renamer in work.renamers), work.listener.stop):
            stop.set()
        for thread in (*threads, listening):
            thread.join()


def _heard_all(installation: Installation, work: Work) -> bool:
    """Return whether everything is sealed, and every renamed premises was named at or after its last leaf."""
    renames = installation.rows(_RENAMES)
    if any(leaf is None for *_, leaf in renames):
        return False
    heard = work.listener.last_leaf
    return all(heard.get(str(subject), -1) >= int(str(leaf)) for _, subject, _, leaf in renames)


@pytest.mark.slow("kills every program in turn, twice")
def test_nothing_acknowledged_is_lost_or_doubled_whatever_is_killed(installation: Installation) -> None:
    with _at_work(installation) as work:
        work.goes_on()
        for name in PROGRAMS * 2:
            _kill_and_look(installation, work, name)
        _supervisor_kill_and_look(installation, work)
    _assert_once_each(installation, work)
    verified = installation.command("ledger", "verify")
    assert verified.returncode == 0, verified.stdout + verified.stderr


def _kill_and_look(installation: Installation, work: Work, name: str) -> None:
    others = {other: heads for other, heads in installation.everybody().items() if other != name}
    killed = installation.kill(name)
    wait_until(lambda: _replaced(installation, name, killed), seconds=_BACK_S, what=f"{name} is back")
    work.goes_on()
    still = {other: heads for other, heads in installation.everybody().items() if other != name}
    assert still == others, f"only {name} was to start again"


def _replaced(installation: Installation, name: str, killed: set[int]) -> bool:
    heads = installation.heads(name)
    return len(heads) == 1 and not heads & killed


def _supervisor_kill_and_look(installation: Installation, work: Work) -> None:
    installation.supervisor_kill()
    wait_until(lambda: not installation.everybody(), seconds=10.0, what="no orphan outlives the supervisor")
    installation.up()
    installation.wait_told()
    work.goes_on()
    assert set(installation.everybody()) == set(PROGRAMS)


def _assert_once_each(installation: Installation, work: Work) -> None:
    acknowledged = [renamed for renamer in work.renamers for renamed in renamer.done]
    renames = installation.rows(_RENAMES)
    written = Counter((str(subject), str(name)) for _, subject, name, _ in renames)
    assert [refusal for renamer in work.renamers for refusal in renamer.refused] == []
    assert work.listener.reloads == 0
    assert work.listener.opened > 1, "the stream was never broken"
    assert any(renamed.attempts > 1 for renamed in acknowledged), "no request met a killed program"
    assert written == Counter((f"premises:{renamed.premises}", renamed.name) for renamed in acknowledged)
    last = {renamed.premises: renamed.name for renamed in acknowledged}
    assert last.items() <= {
        (row[0], row[1]) for row in installation.rows("SELECT id, name FROM ground_premises")
    }


@pytest.mark.slow("stops and starts the whole product")
def test_ctrl_c_stops_everything_and_the_next_start_is_quick(installation: Installation) -> None:
    assert "already" in installation.command("up", "--empty").stdout
    pages, wholes = [], []
    for _ in range(2):
        assert installation.interrupt() <= 10.0
        assert installation.everybody() == {}
        installation.up()
        page = wait_until(lambda: _page(installation), seconds=_BACK_S, what="a page answers")
        whole = page + installation.wait_told()
        pages.append(page / slower())
        wholes.append(whole / slower())
    assert min(pages) <= 5.0  # the better of two: other tests share the machine
    assert min(wholes) <= 15.0


def _page(installation: Installation) -> bool:
    connection = http.client.HTTPConnection("127.0.0.1", installation.port, timeout=1)
    with suppress(OSError, http.client.HTTPException), closing(connection):
        connection.request("GET", "/sign-in")
        return connection.getresponse().status == 200
    return False
