"""Cases as everybody may read them: told by the public, and known as a matter of the catalogue."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from xiuhua.cases.models import Case, ReportPhoto
from xiuhua.cases.rules.publishing import MOST_ROWS, PUBLISHED_CHANNELS
from xiuhua.files.queries import public_addresses
from xiuhua.ground.queries.areas import area_names
from xiuhua.ground.rules.areas import area_ancestry
from xiuhua.ground.terms.catalogue import ItemKind
from xiuhua.web.areas import within

# Nothing that a person typed: no title, no words, no address, no opinion of a desk.
_TOLD = (
    *("state", "closing", "stage", "due_at", "reported_at", "updated_at", "over_at", "place", "area_code"),
    *("item__code", "item__zh", "item__en", "unit__name", "line__closing_condition", "line__limit_amount"),
    *("line__limit_unit", "line__manual_reason"),
)
_SHOWN = frozenset({6, 9, 12})  # digits of district, street and community, GB/T 2260 and GB/T 10114


@dataclass(frozen=True, kw_only=True)
class PublishedWish:
    """What of the published cases is asked for; nothing said is everything.

    Args:
        ids: these and no others.
        matters: codes of matters.
        over: whether they have come to an end.
        since, until: when they were reported, both included.
    """

    ids: Collection[int] | None = None
    matters: Collection[str] = ()
    over: bool | None = None
    since: datetime | None = None
    until: datetime | None = None


def cases_published(*, area_code: str, wish: PublishedWish) -> list[Case]:
    """Return the published cases of an area, the newest first, a thousand at most."""
    rows = Case.objects.filter(
        within("area_code", [area_code]),
        channel__in=[channel.value for channel in PUBLISHED_CHANNELS],
        item__kind=ItemKind.MATTER.value,
    )
    told = {
        "pk__in": wish.ids, "item__code__in": wish.matters or None, "reported_at__gte": wish.since,
        "reported_at__lte": wish.until,
    }  # fmt: skip
    rows = rows.filter(**{name: value for name, value in told.items() if value is not None})
    if wish.over is not None:
        rows = rows.filter(over_at__isnull=not wish.over)
    return list(
        rows.select_related("item", "unit", "line").only(*_TOLD).order_by("-reported_at", "-pk")[:MOST_ROWS]
    )


def pictures_published(cases: Sequence[Case]) -> dict[int, str]:
    """Return where everybody finds the first picture that was published of what was reported, by case."""
    came = list(
        ReportPhoto.objects.filter(report__case__in=cases)
        .order_by("report_id", "pk")
        .values_list("report__case_id", "file_id")
    )
    shown = public_addresses(file_id for _, file_id in came) if came else {}
    found: dict[int, str] = {}
    for case_id, file_id in came:
        if file_id in shown:
            found.setdefault(case_id, shown[file_id])
    return found


def places_named(codes: Sequence[str]) -> dict[str, str]:
    """Return areas in words by code, district to community; what is narrower is not for everybody."""
    above = {code: [one for one in area_ancestry(code) if len(one) in _SHOWN] for code in set(codes)}
    wanted = {one for those in above.values() for one in those}
    names = area_names(wanted) if wanted else {}
    return {code: "".join(names.get(one, "") for one in those) for code, those in above.items()}
