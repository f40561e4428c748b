"""Cases that go many ways: a seeded driver through the services, with records that come late."""

from __future__ import annotations

from datetime import datetime, timedelta
from random import Random

from xiuhua.cases.models import Case
from xiuhua.cases.terms import CaseAct, CaseState, Channel
from xiuhua.cases.tests.loop_kit import MONDAY, Loop
from xiuhua.evaluation.tests.conftest import Recording
from xiuhua.ground.rules.limits import Limit
from xiuhua.ground.terms.calendars import TimeUnit
from xiuhua.shared.errors import CityError

A, S = CaseAct, CaseState
_CHANNELS = (
    (Channel.COLLECTOR, "collector"), (Channel.HOTLINE, "acceptor"), (Channel.UPPER, "upper"),
    (Channel.SMART, "collector"),
)  # fmt: skip
# What may follow in each state: acts done one after the other, each with whom.
_WAYS: dict[CaseState, tuple[tuple[tuple[CaseAct, str], ...], ...]] = {
    S.REPORTED: (
        ((A.ACCEPT, "acceptor"),), ((A.ACCEPT, "acceptor"),), ((A.ACCEPT, "acceptor"),),
        ((A.ASK_VERIFY, "acceptor"),), ((A.NOT_ACCEPT, "acceptor"),), ((A.MERGE, "acceptor"),),
        ((A.ACCEPT, "acceptor"), (A.TAKE_BACK, "acceptor")),
        ((A.VOID_ASK, "acceptor"), (A.VOID_GRANT, "head")),
    ),
    S.VERIFYING: (((A.VERIFY_TRUE, "collector"),), ((A.VERIFY_FALSE, "collector"),)),
    S.FILING: (((A.FILE, "head"),), ((A.FILE, "head"),), ((A.FILE, "head"),), ((A.NOT_FILE, "head"),)),
    S.DISPATCHING: (
        ((A.DISPATCH, "dispatcher"),), ((A.DISPATCH, "dispatcher"),),
        ((A.DISPATCH, "dispatcher"), (A.TAKE_BACK, "dispatcher")),
        ((A.INFORM_ASK, "dispatcher"), (A.INFORM_GRANT, "head")),
    ),
    S.DISPATCHED: (
        ((A.RECEIVE, "unit"),), ((A.RECEIVE, "unit"),), ((A.SEND_BACK, "unit"), (A.RETURN_GRANT, "head")),
    ),
    S.HANDLING: (
        ((A.FEED_BACK, "handler"),), ((A.FEED_BACK, "handler"),),
        ((A.EXTEND_ASK, "unit"), (A.EXTEND_PROPOSE, "dispatcher"), (A.EXTEND_GRANT, "head")),
        ((A.DEFER_ASK, "unit"), (A.DEFER_GRANT, "dispatcher")),
        ((A.SHELVE_ASK, "unit"), (A.SHELVE_GRANT, "dispatcher")),
        ((A.FORCE_ASK, "dispatcher"), (A.FORCE_GRANT, "head")),
    ),
    S.REVIEWING: (
        ((A.FEEDBACK_PASS, "dispatcher"),), ((A.FEEDBACK_PASS, "dispatcher"),),
        ((A.FEEDBACK_REFUSE, "dispatcher"),),
    ),
    S.CHECKING: (
        ((A.CHECK_PASS, "collector"),), ((A.CHECK_PASS, "collector"),), ((A.CHECK_FAIL, "collector"),),
    ),
    S.CLOSING: (((A.CLOSE, "head"),),),
    S.DEFERRED: (((A.RESUME, "dispatcher"),),),
    S.SHELVED: (((A.CLEAR, "dispatcher"),),),
}  # fmt: skip
# What comes by the hotline is verified before it is accepted.
_UNVERIFIED: dict[CaseState, tuple[tuple[tuple[CaseAct, str], ...], ...]] = {
    S.REPORTED: (
        ((A.ASK_VERIFY, "acceptor"),), ((A.ASK_VERIFY, "acceptor"),), ((A.NOT_ACCEPT, "acceptor"),),
        ((A.ASK_VERIFY, "acceptor"), (A.TAKE_BACK, "acceptor")),
    ),
}  # fmt: skip
_STOPS = 0.08


class Stories:
    """Tells stories of cases with a seed."""

    def __init__(self, loop: Loop, recording: Recording, seed: int) -> None:
        self.loop, self.recording, self.chance = loop, recording, Random(seed)  # noqa: S311 - a test's seed
        self.cases: list[Case] = []
        self.latest = MONDAY

    def tell(self, number: int) -> None:
        """Tell some."""
        for _ in range(number):
            self._one()

    def _one(self) -> None:
        channel, who = self.chance.choice(_CHANNELS)
        at = MONDAY + timedelta(minutes=self.chance.randrange(30 * 24 * 60))
        matter = self.chance.choice(tuple(self.loop.items))
        self.recording.at = at
        case = self.loop.report(
            matter, at=at, who=who, channel=channel, solved=who == "collector" and self.chance.random() < 0.1,
            occurred_at=at - timedelta(minutes=20) if self.chance.random() < 0.5 else None,
        )  # fmt: skip
        self.cases.append(case)
        try:
            while case.state in _WAYS and self.chance.random() > _STOPS:
                ways = _UNVERIFIED if case.state == S.REPORTED and channel is Channel.HOTLINE else _WAYS
                for act, person in self.chance.choice(ways[CaseState(case.state)]):
                    at += timedelta(minutes=self.chance.choice((1, 7, 45, 300, 3_000)), seconds=1)
                    self._recorded(at)
                    case = self.loop.act(case, act, person, at, **self._said(act, at))
        except CityError:
            pass  # a second deferral, more time for what is late: refused, and left where it stands

    def _recorded(self, at: datetime) -> None:
        late = timedelta(hours=self.chance.choice((0, 0, 0, 9)))
        self.recording.at = max(self.recording.at or at, at + late)
        self.latest = max(self.latest, self.recording.at)

    def _said(self, act: CaseAct, at: datetime) -> dict[str, object]:
        said: dict[str, object] = {"reason": "说明"}
        if act is A.DISPATCH:
            helpers = (self.loop.unit("U-WATER").pk,) if self.chance.random() < 0.3 else ()
            said |= {"unit_id": self.loop.unit("U-KEEPER").pk, "helper_ids": helpers}
        if act is A.DEFER_ASK:
            said["until"] = at + timedelta(days=20)
        if act is A.EXTEND_ASK:
            said["limit"] = Limit(1, TimeUnit.WORK_DAY)
        if act is A.MERGE:
            said["target_id"] = self.chance.choice(self.cases).pk
        return said
