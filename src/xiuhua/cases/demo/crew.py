"""The demo district's people as actors, and the usual course of a case in their hands.

What they did in the last weeks happens through the services that pages call, in their names and at instants
that have passed; each story in one transaction, so that no sweep meets it half told. Keys are computed from
what a story is called, so that the same load again finds it told.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time, timedelta
from random import Random
from uuid import NAMESPACE_URL, UUID, uuid5

from xiuhua.access.demo import demo_people
from xiuhua.access.queries import account_named, user_and_actor
from xiuhua.access.services import scope_opened
from xiuhua.cases.demo.live import Turn, cleaned_by, turn_of, unit_of_people
from xiuhua.cases.demo.load import HOME, NothingThere, yard_of
from xiuhua.cases.demo.matters import Happening
from xiuhua.cases.demo.photos import photo_drawn
from xiuhua.cases.demo.year import Spot
from xiuhua.cases.models import Case
from xiuhua.cases.queries.clocks import calendar_known
from xiuhua.cases.queries.settings import settings_for
from xiuhua.cases.rules.loop import STEP_OF
from xiuhua.cases.services import Said, case_act
from xiuhua.cases.terms import CaseAct, CaseState, Channel
from xiuhua.files.models import StoredFile
from xiuhua.files.services import file_store
from xiuhua.files.terms import Purpose
from xiuhua.ground.models import CatalogueItem, Person, Unit
from xiuhua.ground.rules.calendars import WorkCalendar, after_working_seconds
from xiuhua.ground.terms.catalogue import ItemKind, Standard
from xiuhua.shared.actor import Actor

STREET = f"{HOME}001"  # where the demo's contractor cleans, and its squad, officer and secretaries serve
COMMUNITY, COMMUNITY_2 = f"{STREET}001", f"{STREET}002"
_MOST_STEPS = 30
_SPREAD_DEGREES = 0.0002  # some twenty metres
# Working minutes that each post takes over a case, from and to; the last of the limit is sometimes missed.
_TAKES: Mapping[CaseState, tuple[float, float]] = {
    CaseState.REPORTED: (3, 22),
    CaseState.VERIFYING: (15, 110),
    CaseState.FILING: (4, 28),
    CaseState.DISPATCHING: (4, 28),
    CaseState.DISPATCHED: (8, 80),
    CaseState.HANDLING: (50, 420),
    CaseState.REVIEWING: (5, 28),
    CaseState.CHECKING: (20, 150),
    CaseState.CLOSING: (4, 28),
}


@dataclass(frozen=True, kw_only=True)
class Hands:
    """Who receives a case for a unit, and who feeds back."""

    unit_id: int
    receives: str = "unitclerk"
    feeds_back: str = "handler"


@dataclass(frozen=True, kw_only=True)
class Course:
    """How a case goes on from where it stands.

    Args:
        hands: whose it is.
        fed_back: what the unit says it did.
        to: where it stops; None for the end.
        fails: how often the check fails before it passes.
        item_id: the matter that the desk chooses where nobody has said it.
    """

    hands: Hands
    fed_back: str = "已清理干净，并加强该处巡查保洁。"
    to: CaseState | None = None
    fails: int = 0
    item_id: int | None = None


@dataclass(frozen=True, kw_only=True)
class Crew:
    """Everybody at an instant.

    Args:
        until: now; nothing of a story happens later.
        actors: by user name.
        calendar: the district's working time.
        hands: of the contractor whose people have accounts.
        cleaned: what it cleans up, and where.
        items: keys of matters by their codes of 2026.
        people: who is behind each account: the keys of the person and of their unit.
        verified: channels whose reports are looked at before they are filed.
    """

    until: datetime
    actors: Mapping[str, Actor]
    calendar: WorkCalendar
    hands: Hands
    cleaned: Sequence[tuple[Happening, Sequence[Spot]]]
    items: Mapping[str, int]
    people: Mapping[str, tuple[int, int]]
    verified: Collection[Channel] = field(default=())

    # --- when -----------------------------------------------------------------------------------------------

    def ago(self, days: int, hour: int = 9, minute: int = 0) -> datetime:
        """Return a clock time so many days ago; one that is still to come today was yesterday."""
        on = self.today() - timedelta(days=days)
        told = datetime.combine(on, time(hour, minute), self.calendar.zone)
        return told if told < self.until else told - timedelta(days=1)

    def today(self) -> date:
        """Return what day it is there."""
        return self.until.astimezone(self.calendar.zone).date()

    def on(self, at: datetime) -> date:
        """Return the day of an instant there."""
        return at.astimezone(self.calendar.zone).date()

    def later(self, at: datetime, minutes: float) -> datetime:
        """Return an instant after so much working time."""
        return after_working_seconds(self.calendar, at, round(minutes * 60))

    # --- who ------------------------------------------------------------------------------------------------

    @contextmanager
    def acting(self, username: str) -> Iterator[Actor]:
        """Yield somebody as an actor, in what they may see."""
        actor = self.actors[username]
        with scope_opened(actor.areas):
            yield actor

    def unit(self, username: str) -> int:
        """Return the unit in which somebody works.

        Raises:
            NothingThere: they work nowhere.
        """
        return self._person(username)[1]

    def person(self, username: str) -> int:
        """Return the person behind an account.

        Raises:
            NothingThere: as `unit`.
        """
        return self._person(username)[0]

    def _person(self, username: str) -> tuple[int, int]:
        if username not in self.people:
            raise NothingThere(f"{username} works nowhere: run manage demo_load first")
        return self.people[username]

    def photo(
        self, username: str, area_code: str, *, at: datetime, key: str, clean: bool = False
    ) -> StoredFile:
        """Let somebody bring a photo."""
        with self.acting(username) as actor:
            return file_store(
                content=photo_drawn(key, clean=clean), name="现场.jpg", area_code=area_code,
                purpose=Purpose.PHOTO, actor=actor, at=at,
            )  # fmt: skip

    # --- what, where ----------------------------------------------------------------------------------------

    def happening(self, chance: Random, at: datetime) -> tuple[Happening, Spot]:
        """Return something that the contractor cleans up, and a place some metres from the thing."""
        month = at.astimezone(self.calendar.zone).month
        weights = [one.weight * one.months[month - 1] for one, _ in self.cleaned]
        happening, spots = chance.choices(self.cleaned, weights=weights)[0]
        return happening, beside(chance.choice(spots), chance)

    def spot_in(self, street: str, chance: Random) -> Spot:
        """Return a place of a street where the contractor cleans.

        Raises:
            NothingThere: it cleans nothing there.
        """
        spots = [spot for _, known in self.cleaned for spot in known if spot.street == street]
        if not spots:
            raise NothingThere(f"nobody cleans in {street}")
        return beside(chance.choice(spots), chance)

    # --- the loop -------------------------------------------------------------------------------------------

    def act(
        self, case_id: int, act: CaseAct, username: str, *, at: datetime, said: Said | None = None
    ) -> Case:
        """Do an act of the loop in somebody's name."""
        with self.acting(username) as actor:
            return case_act(case_id=case_id, act=act, said=said or Said(), actor=actor, at=at)

    def lead(self, case_id: int, course: Course, *, at: datetime, chance: Random) -> datetime:
        """Lead a case on to its end, to where the course stops, or to now; return when that was."""
        failed = 0
        with scope_opened((HOME,)):
            case = Case.objects.defer("search").get(pk=case_id)
        for _ in range(_MOST_STEPS):
            turn, state = self._turn_of(case), CaseState(case.state)
            if turn is None or state is course.to:
                break
            following = self.later(at, chance.uniform(*_TAKES[state]))
            if following > self.until:
                break
            at = following
            if turn.act is CaseAct.CHECK_PASS and failed < course.fails:
                failed += 1
                turn = replace(turn, act=CaseAct.CHECK_FAIL)
            case = self._turn(case, turn, course, at=at)
        return at

    def _turn_of(self, case: Case) -> Turn | None:
        if case.rebound_of_id is None:
            return turn_of(case, self.verified)
        with scope_opened((HOME,)):  # who looked the last time is asked
            return turn_of(case, self.verified)

    def _turn(self, case: Case, turn: Turn, course: Course, *, at: datetime) -> Case:
        needs = {need.value for need in STEP_OF[turn.act].needs}
        reason = course.fed_back if turn.act is CaseAct.FEED_BACK else turn.reason
        said = Said(
            reason=reason if "reason" in needs else "",
            unit_id=course.hands.unit_id if "unit" in needs else None,
            item_id=course.item_id if turn.act is CaseAct.FILE and case.item_id is None else None,
        )
        account = {"unitclerk": course.hands.receives, "handler": course.hands.feeds_back}
        return self.act(case.pk, turn.act, account.get(turn.account, turn.account), at=at, said=said)


def crew_called(*, at: datetime) -> Crew:
    """Return everybody of the demo district.

    Raises:
        NothingThere: an account or the district is missing.
    """
    actors = {one.username: _actor(one.username, at) for one in demo_people()}
    with scope_opened((HOME,)):
        code = unit_of_people()
        return Crew(
            until=at, actors=actors, calendar=calendar_known(HOME, at=at),
            hands=Hands(unit_id=Unit.objects.only("pk").get(code=code).pk),
            cleaned=cleaned_by(code, yard_of(at=at)),
            items=_items(), people=_people(), verified=settings_for(HOME, at=at).settings.verified_channels,
        )  # fmt: skip


def _actor(username: str, at: datetime) -> Actor:
    user = account_named(username)
    found = user_and_actor(user.pk, at=at) if user else None
    if found is None:
        raise NothingThere(f"there is no active account {username}: run manage demo_accounts first")
    return found[1]


def _people() -> dict[str, tuple[int, int]]:
    rows = Person.objects.filter(user__username__in=[one.username for one in demo_people()])
    return {name: (pk, unit) for name, pk, unit in rows.values_list("user__username", "pk", "unit_id")}


def _items() -> dict[str, int]:
    rows = CatalogueItem.objects.filter(kind=ItemKind.MATTER.value, standard=Standard.GB_2026.value)
    return dict(rows.values_list("code", "pk"))


def beside(spot: Spot, chance: Random) -> Spot:
    """Return a place some metres from another."""
    x, y = (chance.uniform(-_SPREAD_DEGREES, _SPREAD_DEGREES) for _ in range(2))
    return replace(spot, x=round(spot.x + x, 7), y=round(spot.y + y, 7))


def key_of(story: str) -> UUID:
    """Return the key that a story of the demo has in every installation."""
    return uuid5(NAMESPACE_URL, f"xiuhua-demo:{story}")


def chance_of(story: str) -> Random:
    """Return the dice of a story, which fall alike in every installation."""
    return Random(f"xiuhua-demo:{story}")  # noqa: S311 - a drawing, not a secret
