"""The demo district while one looks at it: problems are reported, and its people work on them.

Everything goes through the HTTP API with tokens of demo accounts, as a telephone would. Only what one
contractor of the district cleans up happens here, because only its people have accounts; the rest of the
district has its year behind it.
"""

from __future__ import annotations

import json
import logging
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from random import Random
from typing import Any, Protocol
from urllib.error import HTTPError, URLError
from urllib.request import Request, urlopen  # noqa: TID251 - asks our own front door, as a telephone does

from django.db.models import Q

from xiuhua.access.models import Token
from xiuhua.access.queries import account_named, names_of, user_and_actor
from xiuhua.access.services import scope_opened, token_issue, token_revoke
from xiuhua.cases.demo.load import HOME, NothingThere, yard_of
from xiuhua.cases.demo.matters import HAPPENINGS, Happening
from xiuhua.cases.demo.year import Spot, Yard
from xiuhua.cases.models import Case
from xiuhua.cases.queries.moves import passed_by
from xiuhua.cases.queries.settings import settings_for
from xiuhua.cases.rules.loop import STEP_OF
from xiuhua.cases.terms import CaseAct, CaseState, Channel, ReportAct
from xiuhua.ground.models import Person
from xiuhua.shared.ids import uuid7

REF = "live/"  # stands before the number of every report of this stream
REF_ABOVE = "YS"  # before every number above of it, for what comes in through higher apps
_TOKEN = "演示现场"  # noqa: S105 - what the token is called
_DAYS = 30
_AT_ONCE = 4
_REFUSED = timedelta(hours=1)  # until what was refused is tried again
_ANSWER_S = 10.0
_PEOPLE = ("collector", "acceptor", "shifthead", "dispatcher", "unitclerk", "handler", "verifier")
_UNIT_OF = "unitclerk"

log = logging.getLogger(__name__)


@dataclass(frozen=True, kw_only=True)
class Turn:
    """Whose turn it is in a state: the act, the account, what it says, and after how many minutes.

    `instead` is what is sometimes done instead, one time in twenty.
    """

    act: CaseAct
    account: str
    minutes: tuple[float, float]
    reason: str = ""
    instead: CaseAct | None = None


TURNS: Mapping[CaseState, Turn] = {
    CaseState.REPORTED: Turn(act=CaseAct.ACCEPT, account="acceptor", minutes=(0.5, 3)),
    CaseState.VERIFYING: Turn(act=CaseAct.VERIFY_TRUE, account="verifier", minutes=(3, 12)),
    CaseState.FILING: Turn(act=CaseAct.FILE, account="shifthead", minutes=(0.5, 4)),
    CaseState.DISPATCHING: Turn(act=CaseAct.DISPATCH, account="dispatcher", minutes=(0.5, 4)),
    CaseState.DISPATCHED: Turn(act=CaseAct.RECEIVE, account="unitclerk", minutes=(1, 8)),
    CaseState.HANDLING: Turn(
        act=CaseAct.FEED_BACK, account="handler", minutes=(8, 60), reason="已清理干净"
    ),
    CaseState.REVIEWING: Turn(act=CaseAct.FEEDBACK_PASS, account="dispatcher", minutes=(1, 6)),
    CaseState.CHECKING: Turn(
        act=CaseAct.CHECK_PASS, account="verifier", minutes=(4, 20), reason="现场仍有残留",
        instead=CaseAct.CHECK_FAIL,
    ),
    CaseState.CLOSING: Turn(act=CaseAct.CLOSE, account="shifthead", minutes=(0.5, 5)),
}  # fmt: skip


VERIFY = Turn(act=CaseAct.ASK_VERIFY, account="acceptor", minutes=(0.5, 3))
"""What the acceptor does with a report that has to be verified first."""


RAISED = replace(TURNS[CaseState.CHECKING], account="collector")
"""Who looks when the verifier passed the matter before it came back."""


_OF_THE_STREAM = Q(reports__source_ref__startswith=REF) | Q(upper_number__startswith=REF_ABOVE)


class Stream(Protocol):
    """What a higher app lets happen beside the cases."""

    def turn(self) -> object:
        """Let something happen, or nothing."""


_FURTHER: list[Callable[[Live, str], Stream]] = []


def stream_register(make: Callable[[Live, str], Stream]) -> None:
    """Let a higher app take its turn after the cases: `make` is given the stream and where the product is."""
    _FURTHER.append(make)


def streams_further(live: Live, url: str) -> list[Stream]:
    """Return what higher apps let happen, prepared."""
    return [make(live, url) for make in _FURTHER]


class Door(Protocol):
    """Where the demo people knock."""

    def post(
        self, account: str, path: str, body: Mapping[str, object]
    ) -> Mapping[str, Any] | None:  # plain JSON
        """Post JSON as an account; None where it was refused."""


class HttpDoor:
    """The product's own API, with a token of each demo account."""

    def __init__(self, url: str, tokens: Mapping[str, str]) -> None:
        self.url, self.tokens = url.rstrip("/"), tokens

    def post(
        self, account: str, path: str, body: Mapping[str, object]
    ) -> Mapping[str, Any] | None:  # plain JSON
        """Post JSON as an account; None where it was refused or nobody answered."""
        request = Request(  # noqa: S310 - the address is our own
            f"{self.url}/api/v1{path}",
            data=json.dumps(body).encode(),
            headers={"Authorization": f"Bearer {self.tokens[account]}", "Content-Type": "application/json"},
        )
        try:
            with urlopen(request, timeout=_ANSWER_S) as answer:  # noqa: S310 - as above
                told: Mapping[str, Any] = json.loads(answer.read())  # plain JSON
                return told
        except HTTPError as refusal:
            log.warning(
                "%s %s: %s %s", account, path, refusal.code, refusal.read(300).decode(errors="replace")
            )
        except (URLError, TimeoutError, OSError) as silence:
            log.warning("%s %s: %s", account, path, silence)
        return None


def tokens_issued(*, clock: Callable[[], datetime]) -> dict[str, str]:
    """Issue a fresh token to each demo account that has a turn; the ones of an earlier life are revoked.

    Raises:
        NothingThere: an account is missing.
    """
    return {username: _token(username, at=clock()) for username in _PEOPLE}


def _token(username: str, *, at: datetime) -> str:
    user = account_named(username)
    found = user_and_actor(user.pk, at=at) if user else None
    if user is None or found is None:
        raise NothingThere(f"there is no active account {username}: run manage demo_accounts first")
    actor = found[1]
    with scope_opened(actor.areas):
        for number in Token.objects.filter(user=user, name=_TOKEN, revoked_at=None).values_list(
            "pk", flat=True
        ):
            token_revoke(token_id=number, actor=actor, at=at)
        turns = [turn for turn in (VERIFY, RAISED, *TURNS.values()) if turn.account == username]
        acts = {turn.act.value for turn in turns} | {turn.instead.value for turn in turns if turn.instead}
        acts |= {ReportAct.MAKE.value} if username in {"collector", "acceptor"} else set()
        _, raw = token_issue(name=_TOKEN, acts=acts, days=_DAYS, actor=actor, at=at)
    return raw


class Live:
    """The stream: a report at every turn, and a few acts on what is waiting."""

    def __init__(self, *, door: Door, clock: Callable[[], datetime], chance: Random) -> None:
        self.door, self.clock, self.chance = door, clock, chance
        self.yard: Yard | None = None
        self.unit = ""
        self.number = 0
        self._refused: dict[tuple[int, int], datetime] = {}  # cases by their moves: when to ask again

    def prepare(self) -> None:
        """Find out where things can happen, and who cleans up.

        Raises:
            NothingThere: the demo district is not loaded.
        """
        with scope_opened((HOME,)):
            self.yard = yard_of(at=self.clock())
            self.unit = unit_of_people()

    def turn(self) -> int:
        """Report something, let people work, and return how many acts were done."""
        self._report()
        return sum(self._work(*one) for one in self._waiting())

    def _report(self) -> None:
        at, happening, spot = self.clock(), *self.what()
        account, channel = self.chance.choice(
            (
                ("collector", Channel.COLLECTOR),
                ("collector", Channel.COLLECTOR),
                ("acceptor", Channel.HOTLINE),
            )
        )
        self.number += 1
        self.door.post(
            account, "/reports",
            {
                "client_id": str(uuid7()), "channel": channel.value, "matter": happening.code,
                "longitude": round(spot.x, 7), "latitude": round(spot.y, 7), "address": spot.address,
                "text": f"{spot.address}{happening.words}",
                "source_ref": f"{REF}{at:%Y%m%d%H%M%S}-{self.number}",
            },
        )  # fmt: skip

    def what(self) -> tuple[Happening, Spot]:
        """Return something that the one contractor cleans up.

        Raises:
            NothingThere: the stream was not prepared, or the contractor cleans nothing.
        """
        if self.yard is None:
            raise NothingThere("the stream was not prepared")
        yard, unit, month = self.yard, self.unit, self.clock().month
        possible = cleaned_by(unit, yard)
        weights = [one.weight * one.months[month - 1] for one, _ in possible]
        happening, spots = self.chance.choices(possible, weights=weights)[0]
        return happening, self.chance.choice(spots)

    def _waiting(self) -> list[tuple[int, Turn, int]]:
        """Return the cases of the stream whose turn has come: id, turn, moves."""
        at = self.clock()
        with scope_opened((HOME,)):
            rows = list(
                Case.objects.filter(_OF_THE_STREAM, over_at__isnull=True, asked="")
                .order_by("updated_at")
                .defer("search", "description")[:200]
            )
            verified = settings_for(HOME, at=at).settings.verified_channels
            due = []
            for case in rows:
                turn = turn_of(case, verified)
                if at < self._refused.get((case.pk, case.moves_count), at):
                    continue
                if turn and at >= case.updated_at + _wait(case.pk + case.moves_count, turn):
                    due.append((case.pk, turn, case.moves_count))
        return due[:_AT_ONCE]

    def _work(self, number: int, turn: Turn, moves: int) -> bool:
        act = turn.instead if turn.instead and self.chance.random() < 0.05 else turn.act
        needs_reason = any(need.value == "reason" for need in STEP_OF[act].needs)
        body: dict[str, object] = {"reason": turn.reason if needs_reason else "", "seen": moves}
        if act is CaseAct.DISPATCH:
            body["unit_code"] = self.unit
        path = f"/cases/{number}/acts/{act.value.removeprefix('case.')}"
        if self.door.post(turn.account, path, body) is not None:
            return True
        self._refused[number, moves] = self.clock() + _REFUSED
        return False


def turn_of(case: Case, verified: Collection[Channel]) -> Turn | None:
    """Return whose turn it is on a case; None where nobody of the stream has one."""
    if case.state == CaseState.REPORTED and case.channel in verified:
        return VERIFY
    if case.state == CaseState.CHECKING and case.rebound_of_id:
        verifier = account_named(TURNS[CaseState.CHECKING].account)
        if verifier and passed_by(case.rebound_of_id) in names_of(verifier.pk):
            return RAISED
    return TURNS.get(CaseState(case.state))


def cleaned_by(unit: str, yard: Yard) -> list[tuple[Happening, list[Spot]]]:
    """Return what a contractor cleans up, each with the places where it does.

    Raises:
        NothingThere: it cleans nothing.
    """
    found = [(one, _spots_of(unit, one, yard)) for one in HAPPENINGS]
    possible = [one for one in found if one[1]]
    if not possible:
        raise NothingThere("the demo people's contractor cleans nothing")
    return possible


def _spots_of(unit: str, happening: Happening, yard: Yard) -> list[Spot]:
    spots = yard.spots.get(happening.near, ())
    return [spot for spot in spots if yard.units.get((spot.street, happening.by)) == unit]


def _wait(seed: int, turn: Turn) -> timedelta:
    """Return how long somebody takes over a case, the same each time one asks."""
    return timedelta(minutes=Random(seed).uniform(*turn.minutes))  # noqa: S311 - a drawing, not a secret


def unit_of_people() -> str:
    """Return the code of the unit whose people have accounts.

    Raises:
        NothingThere: there is none.
    """
    user = account_named(_UNIT_OF)
    person = Person.objects.select_related("unit").filter(user=user).first() if user else None
    if person is None:
        raise NothingThere(f"{_UNIT_OF} works nowhere: run manage demo_load first")
    return str(person.unit.code)
