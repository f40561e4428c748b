"""Watching figures, being told of values outside their habit, and saying what they come from."""

from __future__ import annotations

import logging
from datetime import datetime, timedelta

from django.db import transaction

from xiuhua.access.services import require
from xiuhua.evaluation.models import Deviation, FigureWatch
from xiuhua.evaluation.queries import watches as queries
from xiuhua.evaluation.rules.periods import PeriodKind
from xiuhua.evaluation.rules.watching import DEVIATED
from xiuhua.evaluation.rules.wording import value_words
from xiuhua.evaluation.terms.watches import Cause, DeviationState, WatchAct
from xiuhua.ground.queries.areas import area_names
from xiuhua.ledger.services import entry_append
from xiuhua.notices.services import Recipient, notice_send
from xiuhua.scenekit.indicators import Indicator, indicator_named
from xiuhua.shared.actor import Actor, system
from xiuhua.shared.errors import Invalid

_LOG = logging.getLogger(__name__)
SETTLES = timedelta(hours=6)  # own choice: what is written down at the end of a shift is there by then
_WATCHED = (PeriodKind.DAY.value, PeriodKind.WEEK.value, PeriodKind.MONTH.value)


@transaction.atomic
def watch_set(
    *, area_code: str, key: str, kind: str, reason: str, user_id: int, actor: Actor, at: datetime
) -> FigureWatch:
    """Watch a figure of an area: whoever sets it is told when a period's value lies outside its habit.

    Args:
        area_code: of the area.
        key: of the figure.
        kind: `day`, `week` or `month`.
        reason: why it is watched.
        user_id: who is told.
        actor: who sets it.
        at: when.

    Raises:
        NotPermitted: not by this actor, or not there.
        Invalid: nothing can be expected of the figure, the length is none of the three, or it is watched
            already.
    """
    watch = FigureWatch(
        area_code=area_code, key=key, kind=kind, reason=reason.strip(), user_id=user_id, set_at=at
    )
    require(actor, WatchAct.SET, watch)
    one = indicator_named(key)
    wrong = {} if one and queries.may_be_watched(one) else {"key": "watch_nothing_expected"}
    wrong |= {} if kind in _WATCHED else {"kind": "watch_kind_wrong"}
    wrong |= {} if watch.reason else {"reason": "reason_empty"}
    if not wrong and queries.watch_of(area_code=area_code, key=key, kind=kind):
        wrong = {"kind": "watch_twice"}
    if wrong:
        raise Invalid(fields=wrong)
    watch.looked_at = queries.last_whole(watch, at=at).key  # what has passed is on the page already
    watch.save(force_insert=True)
    entry_append(
        at=at, actor=actor, act=WatchAct.SET.value, subject=f"figure_watch:{watch.pk}", area=area_code,
        detail={"key": key, "kind": kind}, words={"reason": watch.reason}, state=queries.watch_state(watch),
    )  # fmt: skip
    return watch


@transaction.atomic
def watch_end(*, watch_id: int, actor: Actor, at: datetime) -> FigureWatch:
    """Stop watching a figure; what was raised stays.

    Raises:
        NotFound, NotPermitted, NotAllowedNow: not in scope, not by this actor, or ended before.
    """
    watch = queries.watch_lock(watch_id)
    require(actor, WatchAct.END, watch)
    watch.ended_at = at
    watch.save(update_fields=["ended_at"])
    entry_append(
        at=at, actor=actor, act=WatchAct.END.value, subject=f"figure_watch:{watch.pk}", area=watch.area_code,
        detail={"key": watch.key}, state=queries.watch_state(watch),
    )  # fmt: skip
    return watch


def watches_look(*, at: datetime) -> int:
    """Look at every watched figure whose period has ended since, and return how many deviations were raised.

    A period is looked at once, six hours after it has ended. A figure that cannot be counted is logged and
    tried again in the next round; it keeps no other from being looked at.
    """
    raised = 0
    for watch_id in queries.watches_going():
        try:
            raised += _looked(watch_id, at=at)
        except Exception:  # noqa: BLE001 - one figure's mistake must not hide what the others do
            _LOG.exception("the watched figure %s could not be looked at and is tried again", watch_id)
    return raised


@transaction.atomic
def _looked(watch_id: int, *, at: datetime) -> bool:
    watch = queries.watch_lock(watch_id)
    one = indicator_named(watch.key)
    if watch.ended_at or one is None or queries.last_whole(watch, at=at - SETTLES).key == watch.looked_at:
        return False
    looked = queries.watch_looked(watch, at=at - SETTLES)
    watch.looked_at = looked.period.key
    watch.save(update_fields=["looked_at"])
    if looked.value is None or looked.expected is None:
        return False
    row = Deviation.objects.create(
        watch=watch, area_code=watch.area_code, key=watch.key, period=looked.period.key, value=looked.value,
        expected=looked.expected, usual_miss=looked.usual_miss, method=looked.method.value, raised_at=at,
    )  # fmt: skip
    actor = system("figures")
    entry_append(
        at=at, actor=actor, act=WatchAct.RAISE.value, subject=f"deviation:{row.pk}", area=row.area_code,
        detail={"watch": watch.pk, "period": row.period}, state=queries.deviation_state(row),
    )  # fmt: skip
    _tell(row, one, actor=actor, at=at)
    return True


def _tell(row: Deviation, one: Indicator, *, actor: Actor, at: datetime) -> None:
    words = {
        "area": area_names([row.area_code]).get(row.area_code, row.area_code), "period": row.period,
        "number": row.number, "figure": one.title("zh-hans"), "figure_en": one.title("en"),
        "value": value_words(one, row.value, "zh-hans"), "value_en": value_words(one, row.value, "en"),
        "expected": value_words(one, row.expected, "zh-hans"),
        "expected_en": value_words(one, row.expected, "en"),
    }  # fmt: skip
    notice_send(
        to=Recipient(user_id=row.watch.user_id), template=DEVIATED, words=words,
        subject=f"deviation:{row.pk}", area=row.area_code, actor=actor, at=at,
    )  # fmt: skip


@transaction.atomic
def deviation_judge(*, deviation_id: int, cause: str, note: str, actor: Actor, at: datetime) -> Deviation:
    """Say what a value outside its habit comes from.

    Raises:
        NotFound, NotPermitted, NotAllowedNow: not in scope, not by this actor, or judged before.
        Invalid: there is no such cause, or nothing was said.
    """
    row = queries.deviation_lock(deviation_id)
    require(actor, WatchAct.JUDGE, row)
    wrong = {} if cause in {one.value for one in Cause} else {"cause": "deviation_cause_wrong"}
    wrong |= {} if note.strip() else {"note": "reason_empty"}
    if wrong:
        raise Invalid(fields=wrong)
    row.cause, row.note, row.judged_at = cause, note.strip(), at
    row.state = DeviationState.JUDGED.value
    row.save(update_fields=["cause", "note", "judged_at", "state"])
    entry_append(
        at=at, actor=actor, act=WatchAct.JUDGE.value, subject=f"deviation:{row.pk}", area=row.area_code,
        detail={"cause": cause}, words={"note": row.note}, state=queries.deviation_state(row),
    )  # fmt: skip
    return row
