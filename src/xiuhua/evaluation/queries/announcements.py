"""What the announcement of a published ranking says, and where it was printed."""

from __future__ import annotations

from collections.abc import Iterator

from django.utils.timezone import localtime

from xiuhua.evaluation.models import Printing, Round
from xiuhua.evaluation.queries.contests import round_beside, round_led
from xiuhua.evaluation.queries.standings import standings_of
from xiuhua.evaluation.rules.announcements import Announced, AnnouncedRanking, Placed
from xiuhua.evaluation.terms.contests import Grade, RoundState, SubjectLevel, Unranked
from xiuhua.ground.queries.areas import area_names

_State = dict[str, str | int | None]


def announced(one: Round) -> Announced:
    """Return what the announcement of a published round says, with what was published in the same act."""
    other = round_beside(one) or round_led(one)
    both = [one, *([other] if other is not None and other.state == RoundState.PUBLISHED else [])]
    day = localtime(one.published_at)
    return Announced(
        contest=one.scheme.zh, period=one.period, rankings=tuple(_ranking(each) for each in both),
        area=area_names([one.area_code]).get(one.area_code, one.area_code),
        published_on=f"{day.year}年{day.month}月{day.day}日",
    )  # fmt: skip


def _ranking(one: Round) -> AnnouncedRanking:
    return AnnouncedRanking(
        name=one.scheme.zh, level=SubjectLevel(one.scheme.level).zh,
        places=tuple(
            Placed(
                name=row.subject_name, rank=row.rank, score=str(row.score),
                grade=Grade(row.grade).zh if row.grade else "",
                why=Unranked(row.unranked).zh if row.unranked else "",
            )
            for row in standings_of(one)
        ),
    )  # fmt: skip


def printings_of(one: Round) -> list[Printing]:
    """Return where a round was printed, the first day first."""
    return list(Printing.objects.filter(round=one).order_by("on", "pk"))


def printing_state(row: Printing) -> _State:
    """Return the columns of a printing that the ledger answers for."""
    return {"round": row.round_id, "paper": row.paper, "place": row.place, "on": row.on.isoformat()}


def printing_states() -> Iterator[tuple[int, _State]]:
    """Yield every printing's id and what the ledger answers for."""
    return ((row.pk, printing_state(row)) for row in Printing.objects.order_by("pk").iterator())
