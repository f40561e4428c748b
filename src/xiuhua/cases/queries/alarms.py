"""Questions about alarms and their cases."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

from django.db import connection
from django.db.models import Q

from xiuhua.cases.models import AlarmCase, Case
from xiuhua.cases.terms import CaseState
from xiuhua.sensing.models import AlarmStep

_STEP = (
    *("alarm", "alarm__rule", "alarm__version", "alarm__device", "alarm__device__contact"),
    *("alarm__device__component", "alarm__device__premises", "alarm__device__vehicle"),
)
_UNREAD = (
    *("alarm__device__search", "alarm__device__component__search", "alarm__device__component__shape"),
    *("alarm__device__premises__search", "alarm__device__vehicle__search"),
)
_LINKED = ("pk", "alarm_id", "alarm__rule_id", "alarm__device_id", "case_id")
Pair = tuple[int, int]  # a rule and a device


def steps_entered(entry_ids: Collection[int]) -> Sequence[AlarmStep]:
    """Return the steps of alarms that some entries record, in their order, with all that a case takes."""
    rows = AlarmStep.objects.filter(entry_id__in=entry_ids).select_related(*_STEP).defer(*_UNREAD)
    return list(rows.order_by("entry_id"))


def entries_linked(entry_ids: Collection[int]) -> frozenset[int]:
    """Return those of some entries that have led to a case already."""
    rows = AlarmCase.objects.filter(entry_id__in=entry_ids)
    return frozenset(rows.values_list("entry_id", flat=True))


@dataclass(kw_only=True)
class Standing:
    """Which cases some alarms have, and which are open of their rules and devices.

    `case_of` is by alarm, the case that holds and whether it is over; `open_of` by rule and device.
    """

    case_of: dict[int, tuple[int, bool]]
    open_of: dict[Pair, int]


def standing_of(alarms: Iterable[tuple[int, int, int]]) -> Standing:
    """Return how some alarms stand: each an alarm, its rule and its device. Merged cases count as theirs."""
    told = list(alarms)
    pairs = {(rule, device) for _alarm, rule, device in told}
    linked = AlarmCase.objects.filter(case__isnull=False)
    own = linked.filter(alarm_id__in={alarm for alarm, _rule, _device in told})
    near = linked.filter(
        Q(case__over_at__isnull=True) | Q(case__state=CaseState.MERGED.value),
        alarm__device_id__in={device for _rule, device in pairs},
        alarm__rule_id__in={rule for rule, _device in pairs},
    )
    rows = {row for part in (own, near) for row in part.values_list(*_LINKED)}  # two, for their own indexes
    holds = cases_holding({case_id for *_link, case_id in rows})
    found = Standing(case_of={}, open_of={})
    for _pk, alarm_id, rule_id, device_id, case_id in sorted(rows):
        final, is_over = holds[case_id]
        found.case_of[alarm_id] = (final, is_over)
        if not is_over and (rule_id, device_id) in pairs:
            found.open_of[rule_id, device_id] = final
    return found


def cases_holding(case_ids: Collection[int]) -> Mapping[int, tuple[int, bool]]:
    """Return for each of some cases the one it was merged into, or itself, and whether that is over."""
    known: dict[int, tuple[int | None, bool]] = {}
    wanted = set(case_ids)
    while wanted:
        rows = Case.objects.filter(pk__in=wanted).values_list("pk", "merged_into_id", "over_at")
        known |= {pk: (into, over_at is not None) for pk, into, over_at in rows}
        wanted = {into for into, _over in known.values() if into is not None} - known.keys()
    found = {}
    for case_id in case_ids:
        final = case_id
        while (into := known[final][0]) is not None and into in known:
            final = into
        found[case_id] = (final, known[final][1])
    return found


def links_of(case: Case) -> Sequence[AlarmCase]:
    """Return the alarms of a case, the first one first, with their rules and devices."""
    rows = AlarmCase.objects.filter(case=case).select_related(
        "alarm", "alarm__rule", "alarm__version", "alarm__device"
    )
    return list(rows.defer("alarm__device__search").order_by("pk"))


def steps_opening(links: Sequence[AlarmCase]) -> Mapping[int, AlarmStep]:
    """Return by link the step with which its alarm was grave enough."""
    rows = AlarmStep.objects.filter(entry_id__in=[one.entry_id for one in links])
    by_entry = {row.entry_id: row for row in rows}
    return {one.pk: by_entry[one.entry_id] for one in links if one.entry_id in by_entry}


def ended_as(alarm_ids: Collection[int]) -> Mapping[int, str]:
    """Return the kind of the last step of some alarms that have ended."""
    rows = AlarmStep.objects.filter(alarm_id__in=alarm_ids, kind__in=("cleared", "retired"))
    return dict(rows.order_by("pk").values_list("alarm_id", "kind"))


def links_latest(alarm_ids: Collection[int]) -> Mapping[int, AlarmCase]:
    """Return by alarm the link that holds, with its case."""
    rows = AlarmCase.objects.filter(alarm_id__in=alarm_ids).select_related("case")
    rows = rows.defer("case__search", "case__description").order_by("pk")
    return {row.alarm_id: row for row in rows}


CONFIRMED = (CaseState.CLOSED.value,)
REFUTED = (CaseState.VOIDED.value, CaseState.NOT_ACCEPTED.value, CaseState.NOT_FILED.value)
_VERDICT = """CASE WHEN final.state = ANY(%(confirmed)s) THEN true
    WHEN final.state = ANY(%(refuted)s) THEN false END"""

# Each case once, however many alarms joined it; what was merged counts with the case that it went into.
_JUDGED = f"""
SELECT count(*) FILTER (WHERE verdict), count(*) FILTER (WHERE NOT verdict),
    count(*) FILTER (WHERE verdict IS NULL)
FROM (
    SELECT DISTINCT final.id, {_VERDICT} AS verdict
    FROM sensing_alarm AS alarm
    JOIN cases_alarmcase AS link ON link.alarm_id = alarm.id
    JOIN cases_case AS own ON own.id = link.case_id
    JOIN cases_case AS final ON final.id = coalesce(own.merged_into_id, own.id)
    WHERE alarm.rule_id = %(rule)s
) AS judged
"""  # noqa: S608 - a piece of our own


def judged_of_rule(rule_id: int) -> tuple[int, int, int]:
    """Return how many visible cases of a rule's alarms were real, were not, and are open."""
    with connection.cursor() as cursor:
        cursor.execute(_JUDGED, {"rule": rule_id, "confirmed": list(CONFIRMED), "refuted": list(REFUTED)})
        confirmed, refuted, undecided = cursor.fetchone()
    return confirmed, refuted, undecided


# Of the rule's own alarms, as long as they lasted; of people's own reports, the instant they speak of.
_FINDINGS = f"""
SELECT alarm.device_id, extract(epoch FROM alarm.since)::float8,
    extract(epoch FROM coalesce(alarm.ended_at, greatest(alarm.updated_at, alarm.since)))::float8,
    {_VERDICT}
FROM sensing_alarm AS alarm
JOIN LATERAL (
    SELECT case_id FROM cases_alarmcase WHERE alarm_id = alarm.id ORDER BY id DESC LIMIT 1
) AS link ON true
JOIN cases_case AS own ON own.id = link.case_id
JOIN cases_case AS final ON final.id = coalesce(own.merged_into_id, own.id)
WHERE alarm.rule_id = %(rule)s AND alarm.device_id = ANY(%(devices)s)
  AND alarm.since <= to_timestamp(%(until)s)
  AND coalesce(alarm.ended_at, 'infinity') >= to_timestamp(%(since)s)
UNION ALL
SELECT device.id, extract(epoch FROM coalesce(report.occurred_at, report.reported_at))::float8,
    extract(epoch FROM report.reported_at)::float8, {_VERDICT}
FROM sensing_device AS device
JOIN cases_case AS own ON own.component_id = device.component_id OR own.premises_id = device.premises_id
JOIN cases_case AS final ON final.id = coalesce(own.merged_into_id, own.id)
JOIN ground_catalogueitem AS item ON item.id = own.item_id
JOIN cases_report AS report ON report.case_id = final.id
WHERE device.id = ANY(%(devices)s) AND item.code = %(matter)s AND item.kind = 'matter' AND NOT own.smart
  AND report.reported_at BETWEEN to_timestamp(%(since)s) AND to_timestamp(%(until)s)
"""  # noqa: S608 - as above


def findings_at(
    rule_id: int, matter: str, device_ids: Collection[int], *, since: float, until: float
) -> list[tuple[int, float, float, bool | None]]:
    """Return what people found at devices: device, since and until in seconds since 1970, and the verdict."""
    with connection.cursor() as cursor:
        cursor.execute(
            _FINDINGS,
            {"rule": rule_id, "matter": matter, "devices": list(device_ids), "since": since, "until": until,
             "confirmed": list(CONFIRMED), "refuted": list(REFUTED)},
        )  # fmt: skip
        return list(cursor.fetchall())
