"""Which settings of the loop hold where."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache, lru_cache

from django.db.models import QuerySet

from xiuhua.cases.models import LoopVersion
from xiuhua.cases.rules.settings import LoopSettings, settings_read
from xiuhua.ground.rules.areas import area_prefixes, narrowest
from xiuhua.ledger.rules.canonical import canonical
from xiuhua.shared.errors import NotFound
from xiuhua.web.statements import prepared


@dataclass(frozen=True, kw_only=True)
class Chosen:
    """The settings of an area and the version they come from; None where nobody has published any."""

    settings: LoopSettings
    version_id: int | None


def settings_for(area_code: str, *, at: datetime) -> Chosen:
    """Return what holds in an area at an instant: the narrowest area's latest version, else the defaults."""
    with prepared() as cursor:
        cursor.execute(_HOLDS, [list(area_prefixes(area_code)), at])
        row = cursor.fetchone()
    return chosen_of(*(row or (None, None)))


def chosen_of(version_id: int | None, chosen: str | None) -> Chosen:
    """Return what a version says, read once a process; the defaults where there is none."""
    if version_id is None or chosen is None:
        return Chosen(settings=LoopSettings(), version_id=None)
    return Chosen(settings=_read_once(chosen.encode()), version_id=version_id)


# In SQL, because every report and every act asks it.
_HOLDS = """
SELECT id, chosen::text FROM cases_loopversion WHERE area_code = ANY(%s) AND effective_at <= %s
ORDER BY length(area_code) DESC, effective_at DESC, number DESC LIMIT 1
"""


def settings_by_area(*, at: datetime) -> Callable[[str], LoopSettings]:
    """Return a look-up of what holds in each area at an instant: one statement for however many areas."""
    rows = LoopVersion.objects.filter(effective_at__lte=at).order_by("effective_at", "number")
    latest = {row.area_code: row for row in rows}

    @cache
    def held(area_code: str) -> LoopSettings:
        found = narrowest(latest, area_code)
        return _read_once(canonical(found.chosen)) if found else LoopSettings()

    return held


@lru_cache(maxsize=64)
def _read_once(chosen: bytes) -> LoopSettings:
    import orjson  # noqa: PLC0415 - only where a city has chosen anything

    return settings_read(orjson.loads(chosen))


def versions_all() -> QuerySet[LoopVersion]:
    """Return every version ever published."""
    return LoopVersion.objects.all()


def version_latest(area_code: str) -> LoopVersion | None:
    """Return the latest version published for an area itself."""
    return versions_of(area_code).first()


def version_get(version_id: int) -> LoopVersion:
    """Return a version.

    Raises:
        NotFound: there is none.
    """
    found = LoopVersion.objects.filter(pk=version_id).first()
    if found is None:
        raise NotFound(kind="loop_version", key=str(version_id))
    return found


def versions_of(area_code: str) -> QuerySet[LoopVersion]:
    """Return the versions of an area, latest first."""
    return LoopVersion.objects.filter(area_code=area_code).order_by("-number")


def version_state(version: LoopVersion) -> dict[str, str | int | None]:
    """Return the columns of a version that the ledger answers for."""
    return {
        "area_code": version.area_code,
        "number": version.number,
        "chosen": canonical(version.chosen).decode(),
        "effective_at": version.effective_at.astimezone(UTC).isoformat(),
    }


def version_states() -> Iterator[tuple[int, dict[str, str | int | None]]]:
    """Yield every version's id and what the ledger answers for, for `ledger verify`."""
    return ((row.pk, version_state(row)) for row in LoopVersion.objects.order_by("pk").iterator())
