"""Questions about rules, and about which devices they watch."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from datetime import datetime

from django.db import connection
from django.db.models import Count, Q, QuerySet

from xiuhua.ground.models import Area, CatalogueItem
from xiuhua.ground.queries.calendars import calendar_cached
from xiuhua.ground.queries.duties import matters
from xiuhua.ground.terms import AreaLevel
from xiuhua.sensing.models import Alarm, Device, Fence, Quantity, Rule, RuleStanding, RuleVersion
from xiuhua.sensing.queries.maintenance import Spans, spans_quiet
from xiuhua.sensing.rules.alarms import Rule as JudgedRule
from xiuhua.sensing.rules.alarms import (
    Subject,
    applied_here,
    hours_text,
    numbers_here,
    profiles_areas,
    rule_read,
)
from xiuhua.sensing.rules.conditions import BadRule, SeriesWords
from xiuhua.sensing.rules.quantities import FENCE, PARKED, quantities_named, quantity_words
from xiuhua.sensing.terms import DeviceState
from xiuhua.shared.errors import NotFound

_BESIDE = (  # layers beside the tree, whose areas a place lies in by their shape
    *(AreaLevel.KEY_AREA, AreaLevel.DUTY_GRID, AreaLevel.EVALUATION_GRID, AreaLevel.GOVERNANCE_GRID),
)

# Whether a version of a rule means a device; the same words for whoever judges, ends and tries.
MEANT = """
(version.subject = '' OR CASE version.subject
    WHEN 'premises' THEN device.premises_id IS NOT NULL
    WHEN 'component' THEN device.component_id IS NOT NULL
    WHEN 'vehicle' THEN device.vehicle_id IS NOT NULL
    ELSE device.premises_id IS NULL AND device.component_id IS NULL AND device.vehicle_id IS NULL END)
AND (version.model = '' OR lower(device.model) = lower(version.model))
AND (version.tag = '' OR version.tag = ANY(device.tags))
AND (NOT version.is_listed OR EXISTS (
    SELECT FROM sensing_ruleversion_devices AS listed
    WHERE listed.ruleversion_id = version.id AND listed.device_id = device.id
))
"""
_MOST_OFFERED = 500  # devices; whoever has more types or pastes numbers
_WATCHED = f"""
SELECT device.id FROM sensing_ruleversion AS version, sensing_device AS device
WHERE version.id = %s AND device.state = %s AND device.area_code ^@ %s AND {MEANT}
AND NOT EXISTS (
    SELECT FROM sensing_ruleversion_quantities AS asked
    WHERE asked.ruleversion_id = version.id AND NOT EXISTS (
        SELECT FROM sensing_lastvalue AS last
        WHERE last.device_id = device.id AND last.quantity_id = asked.quantity_id
    )
)
"""  # noqa: S608 - of constants alone


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


def rules_some(rule_ids: Collection[int]) -> list[Rule]:
    """Return some rules, by name."""
    return list(Rule.objects.filter(pk__in=rule_ids).order_by("name"))


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


def rules_understood(alarms: Iterable[Alarm]) -> dict[int, JudgedRule | None]:
    """Return by version what some alarms were judged by; None where that is no longer understood."""
    found: dict[int, JudgedRule | None] = {}
    for alarm in alarms:
        if alarm.version_id not in found:
            try:
                found[alarm.version_id] = judged_rule(alarm.rule, alarm.version)
            except BadRule:
                found[alarm.version_id] = None
    return found


def subject_of(
    rule: JudgedRule, device: Device, *, at: datetime, since: datetime, quiet: Spans | None = None
) -> Subject:
    """Return a device as a rule judges it; a calendar is read only where a rule looks at it.

    Args:
        rule: which judges.
        device: the one that is judged.
        at: when it is looked at.
        since: from when maintenance matters.
        quiet: the maintenance since then, where it is known already.

    Raises:
        NotFound: the rule has a schedule, and no calendar holds in the device's area.
    """
    return Subject(
        key=f"device:{device.pk}",
        numbers=numbers_here(rule.profiles, device.area_code, areas_beside(rule, device)),
        calendar=calendar_cached(device.area_code, at=at) if rule.has_schedule else None,
        maintenance=spans_quiet(device, rule.key, since=since) if quiet is None else quiet,
    )


def areas_beside(rule: JudgedRule, device: Device) -> frozenset[str]:
    """Return which areas beside the tree that a rule's profiles name a device stands in."""
    named = [code for code in profiles_areas(rule.profiles) if not device.area_code.startswith(code)]
    if not named or device.place is None:
        return frozenset()
    levels = [level.value for level in _BESIDE]
    found = Area.objects.filter(code__in=named, level__in=levels, shape__covers=device.place)
    return frozenset(found.values_list("code", flat=True))


def limits_here(rule: Rule, version: RuleVersion, device: Device) -> list[list[str | float]]:
    """Return the numbers of a version's profiles that hold for a device, as an alarm keeps them."""
    if not version.definition.get("profiles"):
        return []
    judged = judged_rule(rule, version)
    applied = applied_here(judged.profiles, device.area_code, areas_beside(judged, device))
    return [[one.name, one.row.value, one.row.area, hours_text(one.row.hours)] for one in applied]


def areas_found(words: Collection[str], *, under: str) -> dict[str, str]:
    """Return the codes of areas by what they were called: their code, or their name where no other has it.

    Args:
        words: codes and names.
        under: the code of the area in which names are looked for; it and those it lies in count too.
    """
    inside = Q(code__startswith=under) | Q(code__in=[under[:length] for length in range(1, len(under))])
    rows = list(
        Area.objects.filter(inside, Q(code__in=words) | Q(name__in=words)).values_list("code", "name")
    )
    names = Counter(name for _code, name in rows)
    found = {name: code for code, name in rows if names[name] == 1}
    return {one: found[one] for one in words if one in found} | {
        code: code for code, _name in rows if code in words
    }


def models_known() -> list[str]:
    """Return the models of the visible devices."""
    return list(
        Device.objects.exclude(model="").order_by("model").values_list("model", flat=True).distinct()[:100]
    )


def tags_known() -> list[str]:
    """Return the tags that visible devices carry."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT DISTINCT unnest(tags) AS tag FROM sensing_device ORDER BY tag LIMIT 100")
        return [tag for (tag,) in cursor.fetchall()]


def devices_suggested() -> list[tuple[str, str, str]]:
    """Return protocol, number and name of the visible devices that a form offers, by name."""
    found = Device.objects.filter(state=DeviceState.IN_USE.value).order_by("name", "pk")
    return list(found.values_list("protocol", "number", "name")[:_MOST_OFFERED])


def series_words(rule: JudgedRule) -> Mapping[str, SeriesWords]:
    """Return what the series of a rule are called."""
    found = {}
    for name, series in rule.series.items():
        kind, _, code = series.quantity.partition(":")
        if kind == FENCE:
            found[name] = _fence_words(code)
            continue
        words = quantity_words(series.quantity)
        on, off = _PARKED if series.quantity == PARKED else (None, None)
        found[name] = SeriesWords(zh=words.zh, en=words.en, unit=words.unit, on=on, off=off)
    return found


_PARKED = (
    ("车辆停在许可地点以外", "the vehicle stands outside every permitted place"),
    ("车辆没有停在许可地点以外", "the vehicle does not stand outside permitted places"),
)


def _fence_words(code: str) -> SeriesWords:
    """Return what it is called to be inside a fence: by the fence's name, where that is still known."""
    name = Fence.objects.filter(code=code).values_list("name", flat=True).first() or code
    return SeriesWords(
        zh=f"在围栏“{name}”内", en=f"inside fence “{name}”",
        on=(f"车辆在围栏“{name}”内", f"the vehicle is inside fence “{name}”"),
        off=(f"车辆不在围栏“{name}”内", f"the vehicle is outside fence “{name}”"),
    )  # fmt: skip


def matters_known() -> QuerySet[CatalogueItem]:
    """Return the matters that an alarm may be to the city: those of 2026."""
    return matters()


def matter_named(code: str) -> CatalogueItem | None:
    """Return the matter of a code; None where the catalogue has none."""
    return matters().filter(code=code).first()


def quantity_codes() -> list[str]:
    """Return the quantities that a rule may ask for: those every installation knows, and all that came."""
    return [
        *dict.fromkeys(
            [*quantities_named(), *Quantity.objects.order_by("code").values_list("code", flat=True)]
        )
    ]


def devices_watched(rule: Rule, version: RuleVersion) -> QuerySet[Device]:
    """Return the visible devices in use that a version means and that have sent all of its quantities."""
    with connection.cursor() as cursor:
        cursor.execute(_WATCHED, [version.pk, DeviceState.IN_USE.value, rule.area_code])
        meant = [key for (key,) in cursor.fetchall()]
    return Device.objects.filter(pk__in=meant).defer("search").order_by("pk")


def devices_listed(version: RuleVersion) -> QuerySet[Device]:
    """Return the visible devices that were picked by hand for a version, by name."""
    return version.devices.defer("search").order_by("name", "pk")


def devices_some(device_ids: Collection[int]) -> list[Device]:
    """Return some of the visible devices."""
    return list(Device.objects.filter(pk__in=device_ids).defer("search").order_by("pk"))


def quantities_coded(codes: Collection[str]) -> dict[str, int]:
    """Return the ids of quantities by code; those that never came are missing."""
    return dict(Quantity.objects.filter(code__in=codes).values_list("code", "id"))


def versions_some(version_ids: Collection[int]) -> dict[int, RuleVersion]:
    """Return some versions by id, with their rules."""
    return RuleVersion.objects.select_related("rule").in_bulk(version_ids)


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
