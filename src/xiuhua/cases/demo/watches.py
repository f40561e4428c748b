"""监督清单 of the demo district: communities that are watched until fewer problems are found there."""

from __future__ import annotations

from datetime import timedelta

from django.db import transaction

from xiuhua.access.services import scope_opened
from xiuhua.cases.demo.crew import Crew
from xiuhua.cases.demo.load import HOME
from xiuhua.cases.models import Watch
from xiuhua.cases.services import NewWatch, watch_end, watch_put
from xiuhua.cases.terms import SpotKind
from xiuhua.ground.models import Area

# Days ago, for how many days, how few cases it shall have, who answers for it, why, and how it ended.
_WATCHES = (
    (40, 28, 40, "secretary", "夜市周边店外经营集中，连续四周盯防。", "案件量明显下降，转为日常巡查。"),
    (35, 21, 0, "officer", "背街小巷垃圾堆积反复，要求零发案。", "未达到目标，调整责任人后另行列入。"),
    (16, 28, 12, "squad", "人行道违停上报量居前，早晚高峰值守。", ""),
    (9, 28, 8, "secretary2", "小广告反弹，联合清洗单位逐日巡查。", ""),
    (3, 14, 5, "officer", "工地出入口带泥上路，雨后重点检查。", ""),
)


@transaction.atomic
def watches_told(crew: Crew) -> int:
    """Put communities on the list, and take off what has run out; once."""
    with scope_opened((HOME,)):
        if Watch.objects.exists():
            return 0
        rows = Area.objects.filter(level="community", code__startswith=HOME).order_by("code")
        codes = list(rows.values_list("code", flat=True)[: len(_WATCHES)])
    for code, (days, lasts, target, owner, note, conclusion) in zip(codes, _WATCHES, strict=False):
        at = crew.ago(days, 11)
        since = crew.on(at)
        new = NewWatch(
            kind=SpotKind.COMMUNITY, key=code, owner_id=crew.person(owner), since=since,
            until=since + timedelta(days=lasts - 1), target=target, note=note,
        )  # fmt: skip
        with crew.acting("assessor") as actor:
            watch = watch_put(new=new, actor=actor, at=at)
            if conclusion:
                end = at + timedelta(days=lasts)
                watch_end(watch_id=watch.pk, conclusion=conclusion, actor=actor, at=end, today=crew.on(end))
    return len(codes)
