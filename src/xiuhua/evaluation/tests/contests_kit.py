"""A city whose streets, communities and grids are ranked, and the posts that rank, interview and answer."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import UTC, datetime, timedelta
from decimal import Decimal

from xiuhua.access.services import scope_opened
from xiuhua.access.terms import Role
from xiuhua.cases.tests.loop_kit import DISTRICT, STREET, come
from xiuhua.cases.tests.proof_kit import Office
from xiuhua.evaluation.models import Interview, Round, Scheme, Standing
from xiuhua.evaluation.queries import contests as queries
from xiuhua.evaluation.services.rounds import NewMark, mark_record
from xiuhua.evaluation.terms.contests import ItemKind
from xiuhua.ground.models import Area
from xiuhua.ground.tests.duty_kit import LONG_AGO

CITY = "9901"
APRIL = datetime(2026, 4, 1, 1, tzinfo=UTC)  # 09:00 in Shanghai; the first quarter is over


def areas_made(office: Office, level: str, codes: Iterable[str]) -> list[str]:
    """Give the town areas of a level; each lies in the longest known code before it."""
    town, made = office.loop.town, []
    with scope_opened(("",)):
        for code in codes:
            above = max((known for known in town.areas if code.startswith(known)), key=len)
            town.areas[code] = Area.objects.create(
                code=code, name=f"{level}{code[-3:]}", level=level, parent=town.areas[above],
                updated_at=LONG_AGO,
            )  # fmt: skip
            made.append(code)
    return made


def streets_made(office: Office, number: int, *, district: str = DISTRICT) -> list[str]:
    """Return so many streets of a district; the town's own is the first of its own."""
    own = [STREET] if district == DISTRICT else []
    codes = [f"{district}{nth:03d}" for nth in range(4, 4 + number - len(own))]
    return [*own, *areas_made(office, "street", codes)]


def posts_filled(office: Office, *, area: str = DISTRICT) -> None:
    """Let people come who rank, publish, interview and answer."""
    people = (
        ("director", "吕一", Role.COMMITTEE_OFFICE, area, "U-DISTRICT"),
        ("mayor", "施二", Role.COMMITTEE_HEAD, DISTRICT, "U-DISTRICT"),
        ("town_head", "张三一", Role.TOWN_HEAD, STREET, "U-OFFICE"),
        ("scorer", "孔四", Role.ASSESSOR, area, "U-DISTRICT"),
        ("press", "曹五", Role.PRESS, DISTRICT, "U-DISTRICT"),
    )
    with scope_opened(("",)):
        for person in people:
            come(office.loop, *person)


def scheme_ready(office: Office, key: str, *, who: str = "director") -> int:
    """Let the office publish a ready scheme by its page, and return it."""
    path = office(who).form("/contest-schemes/ready", key=key, reason="考核办法第一条")
    return int(path.rsplit("/", 1)[1])


def opened(office: Office, scheme: int, period: str, *, who: str = "director") -> int:
    """Let the office open a round by its page, and return it."""
    path = office(who).form("/contests/open", scheme=str(scheme), period=period)
    return int(path.rsplit("/", 1)[1])


def scored(
    office: Office, round_id: int, points: Mapping[str, float | str], *, months: Iterable[str] = ()
) -> None:
    """Let the scorer fill in a sheet for each, the same points for every item, in each of some months."""
    with scope_opened(("",)):
        one = queries.round_get(round_id)
        marked = [item.key for item in queries.body_of(one).items if item.kind is ItemKind.MARK]
        for month in months or queries.months_of(one):
            at = min(datetime(int(month[:4]), int(month[5:]), 10, 2, tzinfo=UTC), office.hands.at)
            for code, given in points.items():
                new = NewMark(
                    round_id=round_id, subject_code=code, marked_at=at,
                    points={key: Decimal(str(given)) for key in marked},
                )  # fmt: skip
                mark_record(new=new, actor=office.loop.actors["scorer"], at=office.hands.at)


def published(office: Office, round_id: int, *, who: str = "director") -> int:
    """Let the office publish a round by its page, and return how it was answered."""
    client = office(who).client
    page = client.get(f"/contests/{round_id}/publish")
    assert page.status_code == 200, page.content.decode()[:2_000]
    office.hands.at += timedelta(minutes=1)
    answer = client.post(f"/contests/{round_id}/publish", {"version": page.context["view"].version})
    return answer.status_code


def beside_of(round_id: int) -> int:
    """Return the round that is published in the same act."""
    beside = queries.round_beside(queries.round_get(round_id))
    assert beside is not None
    return beside.pk


def state_of(round_id: int) -> str:
    """Return whether a round is published."""
    return Round.objects.get(pk=round_id).state


def ranks(round_id: int) -> dict[str, int | None]:
    """Return the published ranks."""
    return dict(Standing.objects.filter(round=round_id).values_list("subject_code", "rank"))


def interviews(round_id: int) -> set[tuple[str, str]]:
    """Return who is called in by a round, and by which rule."""
    with scope_opened(("",)):
        rows = Interview.objects.filter(standing__round=round_id)
        return set(rows.values_list("subject_code", "rule"))


def latest(key: str) -> int:
    """Return the version of a scheme that holds."""
    return Scheme.objects.filter(key=key).order_by("-number").values_list("pk", flat=True)[0]


def told(office: Office, who: str) -> str:
    """Return all that stands on somebody's notices, each opened."""
    seat = office(who)
    rows = seat.client.get("/notices").context["view"].rows
    return "\n".join(seat.page(row.url) for row in rows)
