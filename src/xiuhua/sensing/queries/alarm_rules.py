"""Questions about rules, and about which devices they watch."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import datetime

from django.db import connection
from django.db.models import Count, Q, QuerySet

from xiuhua.ground.models import CatalogueItem
from xiuhua.ground.queries.calendars import calendar_cached
from xiuhua.ground.queries.duties import matters
from xiuhua.sensing.models import Alarm, Device, Quantity, Rule, RuleStanding, RuleVersion
from xiuhua.sensing.rules.alarms import Rule as JudgedRule
from xiuhua.sensing.rules.alarms import Subject, rule_read
from xiuhua.sensing.rules.conditions import Schedule, SeriesWords, every_part
from xiuhua.sensing.rules.quantities import BASES, quantity_words
from xiuhua.sensing.terms import DeviceState
from xiuhua.shared.errors import NotFound
from xiuhua.web.areas import within

_SENDS_ALL = """
SELECT device_id FROM sensing_lastvalue WHERE quantity_id = ANY(%s)
GROUP BY device_id HAVING count(*) = %s
"""


def rules_all() -> QuerySet[Rule]:
    """Return every rule with the version in force, and how many alarms of it are open."""
    return Rule.objects.select_related("current").annotate(
        open_alarms=Count("alarms", filter=Q(alarms__ended_at__isnull=True))
    )


def rule_get(rule_id: int) -> Rule:
    """Return a rule.

    Raises:
        NotFound: there is none.
    """
    found = rules_all().filter(pk=rule_id).first()
    if found is None:
        raise NotFound(kind="rule", key=str(rule_id))
    return found


def rule_names() -> list[tuple[int, str]]:
    """Return the rules there are, by name."""
    return list(Rule.objects.order_by("name").values_list("id", "name")[:500])


def rule_coded(code: str) -> Rule:
    """Return the rule of a code.

    Raises:
        NotFound: there is none.
    """
    found = rules_all().filter(code=code).first()
    if found is None:
        raise NotFound(kind="rule", key=code)
    return found


def rule_lock(rule_id: int) -> Rule:
    """Return a rule, locked until the transaction ends.

    Raises:
        NotFound: there is none.
    """
    found = Rule.objects.select_for_update().filter(pk=rule_id).first()
    if found is None:
        raise NotFound(kind="rule", key=str(rule_id))
    return found


def versions_of(rule: Rule) -> QuerySet[RuleVersion]:
    """Return the versions of a rule, the newest first."""
    return RuleVersion.objects.filter(rule=rule).order_by("-number")


def judged_rule(rule: Rule, version: RuleVersion) -> JudgedRule:
    """Return a version as the judge takes it.

    Raises:
        BadRule: a version of before is no longer understood.
    """
    return rule_read(version.definition, key=rule.code, version=version.number)


def subject_of(rule: JudgedRule, device: Device, *, at: datetime) -> Subject:
    """Return a device as a rule judges it; a calendar is read only where a rule looks at it.

    Raises:
        NotFound: the rule has a schedule, and no calendar holds in the device's area.
    """
    looks = any(isinstance(part, Schedule) for one in rule.conditions for part in every_part(one))
    calendar = calendar_cached(device.area_code, at=at) if looks else None
    return Subject(key=f"device:{device.pk}", calendar=calendar)


def series_words(rule: JudgedRule) -> Mapping[str, SeriesWords]:
    """Return what the series of a rule are called."""
    found = {}
    for name, series in rule.series.items():
        words = quantity_words(series.quantity)
        found[name] = SeriesWords(zh=words.zh, en=words.en, unit=words.unit)
    return found


def matters_known() -> QuerySet[CatalogueItem]:
    """Return the matters that an alarm may be to the city: those of 2026."""
    return matters()


def matter_named(code: str) -> CatalogueItem | None:
    """Return the matter of a code; None where the catalogue has none."""
    return matters().filter(code=code).first()


def quantity_codes() -> list[str]:
    """Return the quantities that a rule may ask for: those every installation knows, and all that came."""
    return [*dict.fromkeys([*BASES, *Quantity.objects.order_by("code").values_list("code", flat=True)])]


def devices_watched(area_code: str, quantity_ids: Collection[int]) -> QuerySet[Device]:
    """Return the devices in use of an area that have sent every one of some quantities."""
    with connection.cursor() as cursor:
        cursor.execute(_SENDS_ALL, [list(quantity_ids), len(quantity_ids)])
        sending = [key for (key,) in cursor.fetchall()]
    found = Device.objects.filter(
        within("area_code", (area_code,)), state=DeviceState.IN_USE.value, pk__in=sending
    )
    return found.defer("search").order_by("pk")


def devices_some(device_ids: Collection[int]) -> list[Device]:
    """Return some of the visible devices."""
    return list(Device.objects.filter(pk__in=device_ids).defer("search").order_by("pk"))


def quantities_coded(codes: Collection[str]) -> dict[str, int]:
    """Return the ids of quantities by code; those that never came are missing."""
    return dict(Quantity.objects.filter(code__in=codes).values_list("code", "id"))


def versions_some(version_ids: Collection[int]) -> dict[int, RuleVersion]:
    """Return some versions by id, with their rules."""
    return RuleVersion.objects.select_related("rule").in_bulk(version_ids)


def quantity_ids(rule: JudgedRule) -> dict[str, int]:
    """Return the ids of a rule's quantities by code; those that never came are missing."""
    return quantities_coded({series.quantity for series in rule.series.values()})


def watched_count(rule: Rule) -> int:
    """Return how many visible devices a rule's judge has in view."""
    return RuleStanding.objects.filter(rule=rule).count()


def alarms_count(rule: Rule) -> int:
    """Return how many visible alarms a rule has raised."""
    return Alarm.objects.filter(rule=rule).count()


def standings_at_fault(rule: Rule) -> Sequence[str]:
    """Return why some devices of a rule cannot be judged, each reason once."""
    found = RuleStanding.objects.filter(rule=rule).exclude(fault="").values_list("fault", flat=True)
    return list(found.distinct()[:3])


def rule_state(rule: Rule) -> dict[str, str | int | None]:
    """Return the columns of a rule that the ledger answers for."""
    return {
        "code": rule.code,
        "name": rule.name,
        "area_code": rule.area_code,
        "state": rule.state,
        "current": rule.current_id,
    }


def rule_states() -> Iterator[tuple[int, dict[str, str | int | None]]]:
    """Yield every rule's id and what the ledger answers for, for `ledger verify`."""
    return ((row.pk, rule_state(row)) for row in Rule.objects.order_by("pk").iterator())
