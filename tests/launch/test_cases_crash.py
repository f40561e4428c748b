"""kill -9 while cases are reported and acted on: each report opens one case, and each act is done once."""

from __future__ import annotations

import http.client
import json
import threading
import time
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass, field

import pytest

from tests.launch.installation import Installation, wait_until
from tests.launch.town import TOWN
from xiuhua.shared.ids import uuid7

pytestmark = [pytest.mark.heavy, pytest.mark.xdist_group("crash")]

_WORKERS = 4
_KILLED = ("web1", "web2", "postgres", "background", "worker")
_BACK_S = 120.0
_PATIENCE_S = 180.0
_AGAIN_S = 0.1
_PAST = 2_000
_BOUNDARY = "xiuhua-cases"
_PLAINLY_BROKEN = (OSError, http.client.HTTPException)

# Run by `manage shell`: one contractor that answers for litter, and whoever the loop needs.
_SET_UP = (
    TOWN
    + """
from xiuhua.ground.services.duty_revisions import NewLine, draft_lines_put, revision_draft, revision_publish
from xiuhua.ground.services.people import NewPerson, people_create_many, person_link
from xiuhua.ground.services.posts import NewPost, post_open
from xiuhua.ground.services.units import NewUnit, units_create_many
from xiuhua.ground.terms.duties import DutyGround
from xiuhua.ground.terms.people import UnitKind
from xiuhua.shared.ids import uuid7

keeper = NewUnit(code="U-KEEPER", name="云河市政养护公司", kind=UnitKind.CONTRACTOR, area_code=DISTRICT)
units_create_many(new=[keeper], **by)
table = revision_draft(title="职责表", area_code=DISTRICT, **by)
line = NewLine(
    code="HT-1", area_code=STREET, ground=DutyGround.CONTRACT, unit_code="U-KEEPER", matter="06010")
draft_lines_put(revision_id=table.pk, lines=[line], **by)
revision_publish(revision_id=table.pk, effective_at=by["at"], document_number="1 号", **by)

tokens = {}
for username, name, role, acts in (
    ("collector", "赵一", Role.COLLECTOR, "report.make case.push"),
    ("acceptor", "钱二", Role.ACCEPTOR, "case.accept"),
    ("head", "孙三", Role.SHIFT_HEAD, "case.file"),
    ("dispatcher", "李四", Role.DISPATCHER, "case.dispatch"),
    ("unit", "周五", Role.UNIT_CLERK, "case.receive case.feed_back"),
    ("keeper", "蒋言", Role.DATA_ADMIN, "case.import import.start"),
):
    user = account_create(username=username, name=name, password="Embroidery-2026", actor=system("setup"),
                          roles=(NewRole(role=role, area=DISTRICT),), at=now())
    if username == "unit":
        clerk = NewPerson(client_id=uuid7(), work_number="N-1", name=name, unit_code="U-KEEPER")
        [person] = people_create_many(new=[clerk], **by)
        person_link(person_id=person.pk, username=username, **by)
        post = NewPost(
            work_number="N-1", unit_code="U-KEEPER", role=role, area_code=DISTRICT, since=by["at"])
        post_open(new=post, **by)
    actor = actor_of(user, holdings_at(user.pk, at=now()))
    _, tokens[username] = token_issue(name="crash", acts=acts.split(), days=1, actor=actor, at=now())
print(json.dumps(tokens))
"""
)
_REPORTED = """
SELECT report.client_id::text, one.id
FROM cases_case one LEFT JOIN cases_report report
    ON report.case_id = one.id AND report.client_id = one.client_id
WHERE one.channel = 'channel_collector'
"""
_MOVES = """
SELECT move.case_id, move.number, move.act
FROM cases_move move JOIN cases_case one ON one.id = move.case_id AND one.channel = 'channel_collector'
ORDER BY move.case_id, move.number
"""
_ENTRIES = """
SELECT subject, act FROM ledger_entry
WHERE subject IN (SELECT 'case:' || id FROM cases_case WHERE channel = 'channel_collector')
"""
_HALF_WRITTEN = "SELECT 1 FROM pg_locks WHERE relation = 'cases_move'::regclass AND NOT granted OFFSET 1"
_UNEVEN = """
SELECT one.id FROM cases_case one LEFT JOIN cases_move move ON move.case_id = one.id
GROUP BY one.id
HAVING count(DISTINCT move.entry_id) <> one.moves_count OR max(move.number) <> one.moves_count
"""
_UNSEALED = """
SELECT 1 FROM ledger_entry LEFT JOIN ledger_leaf leaf ON leaf.entry_id = ledger_entry.id
WHERE leaf.leaf IS NULL LIMIT 1
"""
_OF_PAST_CASES = """
SELECT (SELECT count(*) FROM cases_report WHERE source_ref LIKE 'past/%'),
    (SELECT count(DISTINCT case_id) FROM cases_report WHERE source_ref LIKE 'past/%'),
    (SELECT count(*) FROM intake_importedrow)
"""
_WAITS = "SELECT 1 FROM pg_locks WHERE relation = 'intake_importedrow'::regclass AND NOT granted"

# Who does what, in order: the long way over the desks, and what is left where a report was pushed.
_BY_DESKS: Sequence[tuple[str, str, Mapping[str, str]]] = (
    ("accept", "acceptor", {}),
    ("file", "head", {}),
    ("dispatch", "dispatcher", {"unit_code": "U-KEEPER"}),
    ("receive", "unit", {}),
    ("feed_back", "unit", {"reason": "已清理干净"}),
)
_PUSHED = _BY_DESKS[3:]


@dataclass
class Followed:
    """A case whose report was acknowledged: its id, and the acts that were acknowledged, in order."""

    client_id: str
    case_id: int
    acts: list[str]


@dataclass
class Worker:
    """Somebody who reports a problem and follows it to the end, asking again until answered, then the next.

    Args:
        url: the front door.
        tokens: of everybody the loop needs, by user name.
        followed: the cases so far.
        answers: how many requests were acknowledged.
        broken: how many requests met a program that was killed.
        refused: what was refused; nothing should be.
    """

    url: str
    tokens: Mapping[str, str]
    followed: list[Followed] = field(default_factory=list)
    answers: int = 0
    broken: int = 0
    refused: list[str] = field(default_factory=list)
    stop: threading.Event = field(default_factory=threading.Event)

    def run(self) -> None:
        """Work until told to stop; a request that was begun is brought to its end."""
        turn = 0
        while not self.stop.is_set() and not self.refused:
            self._follow(push=turn % 2 == 1)
            turn += 1

    def _follow(self, *, push: bool) -> None:
        client_id = str(uuid7())
        body = {
            "client_id": client_id, "channel": "channel_collector", "matter": "06010", "longitude": 120.105,
            "latitude": 30.255, "address": "滨河路 12 号", "text": "路边有垃圾", "push": push,
        }  # fmt: skip
        told = self._answered("collector", "/reports", body)
        if told is None:
            return
        case = Followed(client_id, int(str(told["id"])), ["case.open", *(["case.push"] if push else [])])
        self.followed.append(case)
        for act, who, said in _PUSHED if push else _BY_DESKS:
            if self.stop.is_set() or self._answered(who, f"/cases/{case.case_id}/acts/{act}", said) is None:
                return
            case.acts.append(f"case.{act}")

    def _answered(self, who: str, path: str, body: Mapping[str, object]) -> Mapping[str, object] | None:
        """Send one request under one key until it is answered; None where it is refused.

        Of every third the first answer is not waited for, as by a telephone that loses its network.
        """
        key = str(uuid7())
        began, attempts = time.monotonic(), 0
        while time.monotonic() - began < _PATIENCE_S:
            attempts += 1
            lost = attempts == 1 and self.answers % 3 == 2
            status, said = _asked(self.url, self.tokens[who], path, json.dumps(body), key=key, hangs_up=lost)
            if status == 200:
                self.answers += 1
                return said
            if 400 <= status < 500:
                self.refused.append(f"{path}: {status} {said}")
                return None
            self.broken += not lost
            time.sleep(_AGAIN_S)
        self.refused.append(f"{path}: no answer for {_PATIENCE_S:g} s")
        return None


def _asked(
    url: str,
    token: str,
    path: str,
    body: str | bytes = "",
    *,
    key: str = "",
    kind: str = "application/json",
    hangs_up: bool = False,
) -> tuple[int, Mapping[str, object]]:
    """Send one request; status 0 means that nobody knows whether it was done."""
    headers = {"Authorization": f"Bearer {token}", "Content-Type": kind}
    headers |= {"Idempotency-Key": key} if key else {}
    with closing(http.client.HTTPConnection(url.removeprefix("http://"), timeout=30)) as connection:
        try:
            connection.request("POST" if body else "GET", f"/api/v1{path}", body or None, headers)
            if hangs_up:
                return 0, {}
            answer = connection.getresponse()
            said = answer.read()
        except _PLAINLY_BROKEN:
            return 0, {}
    return answer.status, json.loads(said) if answer.status < 500 else {}


@pytest.fixture(scope="module")
def tokens(installation: Installation) -> Mapping[str, str]:
    """The people of a small town, by user name."""
    return {username: str(token) for username, token in installation.shell(_SET_UP).items()}


@contextmanager
def _at_work(installation: Installation, tokens: Mapping[str, str]) -> Iterator[list[Worker]]:
    """Let people report and act while a block runs; they finish what they began."""
    workers = [Worker(installation.url, tokens) for _ in range(_WORKERS)]
    threads = [threading.Thread(target=worker.run) for worker in workers]
    for thread in threads:
        thread.start()
    try:
        yield workers
    finally:
        for worker in workers:
            worker.stop.set()
        for thread in threads:
            thread.join()


def _go_on(workers: list[Worker]) -> None:
    """Wait until everybody has had answers to two requests since now, one of them sent since."""
    before = [worker.answers for worker in workers]

    def answered() -> bool:
        assert [refusal for worker in workers for refusal in worker.refused] == []
        return all(worker.answers > then + 1 for worker, then in zip(workers, before, strict=True))

    wait_until(answered, seconds=_BACK_S, what="everybody is answered")


@pytest.mark.slow("starts an installation of its own and kills five programs in turn, twice")
def test_reports_and_acts_are_taken_once_whatever_is_killed(
    installation: Installation, tokens: Mapping[str, str]
) -> None:
    with _at_work(installation, tokens) as workers:
        _go_on(workers)
        for name in _KILLED * 2:
            killed = _killed(installation, name)
            wait_until(lambda: _replaced(installation, name, killed), seconds=_BACK_S, what=f"{name} is back")  # noqa: B023 - waits here
            _go_on(workers)
    assert [refusal for worker in workers for refusal in worker.refused] == []
    assert sum(worker.broken for worker in workers), "no request met a killed program"
    _assert_once_each(installation, [case for worker in workers for case in worker.followed])
    _assert_sound(installation)


def _killed(installation: Installation, name: str) -> set[int]:
    """Kill a program; one that answers requests while acts are half written."""
    if not name.startswith("web"):
        return installation.kill(name)
    with installation.held("cases_move"):
        wait_until(
            lambda: installation.rows(_HALF_WRITTEN), seconds=_BACK_S, what="acts wait for their moves"
        )
        return installation.kill(name)


def _replaced(installation: Installation, name: str, killed: set[int]) -> bool:
    heads = installation.heads(name)
    return len(heads) == 1 and not heads & killed


def _assert_once_each(installation: Installation, followed: list[Followed]) -> None:
    """All that was asked for was acknowledged in the end, so that is there once, and nothing else."""
    assert Counter(installation.rows(_REPORTED)) == Counter((one.client_id, one.case_id) for one in followed)
    moves = [(one.case_id, number, act) for one in followed for number, act in enumerate(one.acts, start=1)]
    assert installation.rows(_MOVES) == sorted(moves)
    written = Counter((f"case:{case_id}", act) for case_id, _number, act in moves)
    assert Counter(installation.rows(_ENTRIES)) == written


def _assert_sound(installation: Installation) -> None:
    """Every case is what its moves make of it, they have no gap, and the log agrees with the rows."""
    assert installation.rows(_UNEVEN) == []
    compared = installation.command("manage", "cases_compare")
    assert (compared.returncode, compared.stdout) == (0, ""), compared.stdout + compared.stderr
    wait_until(lambda: not installation.rows(_UNSEALED), seconds=_BACK_S, what="every entry is sealed")
    verified = installation.command("ledger", "verify")
    assert verified.returncode == 0, verified.stdout + verified.stderr


@pytest.mark.slow("writes 2,000 past cases behind a real front door, and kills the worker meanwhile")
def test_past_cases_are_written_once_though_the_worker_is_killed_while_it_writes(
    installation: Installation, tokens: Mapping[str, str]
) -> None:
    url, token = installation.url, tokens["keeper"]
    status, run = _asked(url, token, "/imports", _form(), kind=f"multipart/form-data; boundary={_BOUNDARY}")
    assert status == 200, run
    path = f"/imports/{run['id']}"

    def state() -> object:
        return _asked(url, token, path)[1]["state"]

    wait_until(lambda: state() == "previewed", seconds=_BACK_S, what="the file is previewed")
    assert _asked(url, token, path)[1].get("faulty") == 0
    with installation.held("intake_importedrow"):  # written last of each batch
        assert _asked(url, token, f"{path}/commit", "{}")[0] == 200
        wait_until(
            lambda: installation.rows(_WAITS), seconds=_BACK_S, what="the worker has written the cases"
        )
        installation.kill("worker")
        assert installation.rows(_OF_PAST_CASES) == [(0, 0, 0)]
        assert state() == "committing"
    wait_until(lambda: state() == "done", seconds=_BACK_S, what="the worker is back and has written")
    assert installation.rows(_OF_PAST_CASES) == [(_PAST, _PAST, _PAST)]
    _assert_sound(installation)


def _form() -> bytes:
    head = "ref,matter,text,ending,reported_at,dispatched_at,ended_at,unit,longitude,latitude"
    rows = (
        f"{number},06010,路边垃圾,ending_closed,2026-03-02 09:{number % 30:02},2026-03-02 09:40,"
        f"2026-03-02 {11 + number % 6}:00,云河市政养护公司,{120.1 + number / 1e5:.5f},30.25"
        for number in range(1, _PAST + 1)
    )
    parts = (
        ('name="kind"', b"cases"),
        ('name="map"', b'[cases]\nsource = "past"\n'),
        ('name="file"; filename="past.csv"', "\n".join((head, *rows)).encode()),
    )
    told = (
        f"--{_BOUNDARY}\r\nContent-Disposition: form-data; {name}\r\n\r\n".encode() + body + b"\r\n"
        for name, body in parts
    )
    return b"".join(told) + f"--{_BOUNDARY}--\r\n".encode()
