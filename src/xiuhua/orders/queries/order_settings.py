"""Which limits of orders hold where."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime

from django.db.models import QuerySet

from xiuhua.ground.rules.areas import area_prefixes
from xiuhua.ledger.rules.canonical import canonical
from xiuhua.orders.models import OrderVersion
from xiuhua.orders.rules.order_settings import OrderSettings, order_settings_read
from xiuhua.shared.errors import NotFound


@dataclass(frozen=True, kw_only=True)
class OrderSettingsHeld:
    """The settings of an area and the version they come from; None where nobody has published any."""

    settings: OrderSettings
    version_id: int | None


def order_settings_for(area_code: str, *, at: datetime) -> OrderSettingsHeld:
    """Return what holds in an area at an instant: the narrowest area's latest version, else the defaults."""
    rows = OrderVersion.objects.filter(area_code__in=area_prefixes(area_code), effective_at__lte=at)
    found = max(rows, key=lambda one: (len(one.area_code), one.effective_at, one.number), default=None)
    if found is None:
        return OrderSettingsHeld(settings=OrderSettings(), version_id=None)
    return OrderSettingsHeld(settings=order_settings_read(found.chosen), version_id=found.pk)


def order_versions_all() -> QuerySet[OrderVersion]:
    """Return every version ever published."""
    return OrderVersion.objects.all()


def order_version_get(version_id: int) -> OrderVersion:
    """Return a version.

    Raises:
        NotFound: there is none.
    """
    found = OrderVersion.objects.filter(pk=version_id).first()
    if found is None:
        raise NotFound(kind="order_version", key=str(version_id))
    return found


def order_version_latest(area_code: str) -> OrderVersion | None:
    """Return the last version of an area, if it has one of its own."""
    return OrderVersion.objects.filter(area_code=area_code).order_by("number").last()


def order_version_state(version: OrderVersion) -> dict[str, str | int | None]:
    """Return what the ledger answers for."""
    return {
        "area_code": version.area_code,
        "number": version.number,
        "chosen": canonical(version.chosen).decode(),
        "effective_at": version.effective_at.astimezone(UTC).isoformat(),
    }


def order_version_states() -> Iterator[tuple[int, dict[str, str | int | None]]]:
    """Yield every version's id and what the ledger answers for, for `ledger verify`."""
    return ((row.pk, order_version_state(row)) for row in OrderVersion.objects.order_by("pk").iterator())
