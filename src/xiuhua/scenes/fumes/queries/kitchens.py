"""Questions about kitchens and the limits they are held to."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from django.db.models import Count, Q, QuerySet
from django.db.models.functions import TruncDate

from xiuhua.cases.models import Case
from xiuhua.cases.terms import Channel
from xiuhua.ground.models import Premises
from xiuhua.scenes.fumes.models import Ask, Exceedance, Kitchen, Lead, LimitsVersion, MonitorHour, Proof
from xiuhua.scenes.fumes.rules.limits import FumeLimits, limits_national, limits_read
from xiuhua.scenes.fumes.terms import AskState, KitchenState, LeadState, ReportState, SizeClass
from xiuhua.sensing.models import Device
from xiuhua.shared.errors import NotFound

FUME_CODES = ("oil_fume", "oil_fume.minute.avg")
MATTER = "06027"  # 油烟污染, GB/T 47678.5-2026
COMPLAINT_DAYS = 90
_OVER = (LeadState.CLOSED.value, LeadState.REFUTED.value, LeadState.DROPPED.value)


def kitchens_all() -> QuerySet[Kitchen]:
    """Return the kitchens that the database scope lets through."""
    return Kitchen.objects.select_related("premises").defer("search", "premises__search")


def kitchen_get(kitchen_id: int) -> Kitchen:
    """Return a visible kitchen.

    Raises:
        NotFound: there is none.
    """
    found = kitchens_all().select_related("premises__party").filter(pk=kitchen_id).first()
    if found is None:
        raise NotFound(kind="fume_kitchen", key=str(kitchen_id))
    return found


def kitchen_lock(kitchen_id: int) -> Kitchen:
    """Return a visible kitchen, locked until the transaction ends.

    Raises:
        NotFound: there is none.
    """
    found = Kitchen.objects.select_for_update().defer("search").filter(pk=kitchen_id).first()
    if found is None:
        raise NotFound(kind="fume_kitchen", key=str(kitchen_id))
    return found


def kitchens_for(party_ids: Collection[int]) -> QuerySet[Kitchen]:
    """Return the visible kitchens that some parties run."""
    return kitchens_all().filter(premises__party_id__in=party_ids)


def kitchens_coded(codes: Collection[str]) -> Mapping[str, Kitchen]:
    """Return visible kitchens by the code of their premises."""
    return {one.code: one for one in kitchens_all().filter(code__in=codes)}


def premises_coded(codes: Collection[str]) -> Mapping[str, Premises]:
    """Return visible premises by code."""
    return {one.code: one for one in Premises.objects.filter(code__in=codes).defer("search")}


def premises_in(area_code: str, *, most: int) -> Sequence[str]:
    """Return the codes of restaurants that are open in an area, in the order of their codes."""
    rows = Premises.objects.filter(area_code__startswith=area_code, kind="restaurant", state="open")
    return list(rows.order_by("code").values_list("code", flat=True)[:most])


def monitors_of(kitchen: Kitchen) -> Sequence[Device]:
    """Return the devices of a kitchen, with what was heard of them."""
    rows = Device.objects.filter(premises_id=kitchen.premises_id).select_related("contact").defer("search")
    return list(rows.order_by("pk"))


def kitchens_monitored(kitchen_ids: Collection[int] | None = None) -> Mapping[int, Device]:
    """Return by kitchen its monitor in use: a device of its premises that has told of fume, or shall.

    Of several the one entered last counts: it has replaced the others.

    Args:
        kitchen_ids: which kitchens; None for all.
    """
    premises = Kitchen.objects.all() if kitchen_ids is None else Kitchen.objects.filter(pk__in=kitchen_ids)
    places = dict(premises.values_list("premises_id", "pk"))
    rows = (
        Device.objects.filter(premises_id__in=places, state="device_in_use")
        .filter(Q(streams__quantity__code__in=FUME_CODES) | Q(streams__isnull=True))
        .select_related("contact")
        .defer("search")
        .distinct()
        .order_by("pk")
    )
    return {places[row.premises_id]: row for row in rows if row.premises_id is not None}


def limits_versions(area_code: str) -> QuerySet[LimitsVersion]:
    """Return the versions of an area and of all areas above it, the nearest and latest first."""
    above = [area_code[:length] for length in range(len(area_code) + 1)]
    rows = LimitsVersion.objects.filter(area_code__in=above)
    return rows.order_by("-area_code", "-number")


def limits_at(area_code: str, *, at: datetime) -> tuple[FumeLimits, LimitsVersion | None]:
    """Return what holds in an area at an instant, and which version says so; None for the nation's."""
    row = limits_versions(area_code).filter(since__lte=at).first()
    return (limits_read(row.chosen), row) if row else (limits_national(), None)


class LimitsBook:
    """What holds in many areas at an instant, read once."""

    def __init__(self, at: datetime) -> None:
        rows = LimitsVersion.objects.filter(since__lte=at).order_by("number")
        self._known = {row.area_code: (limits_read(row.chosen), row) for row in rows}
        self._lengths = sorted({len(code) for code in self._known}, reverse=True)

    def of(self, area_code: str) -> tuple[FumeLimits, LimitsVersion | None]:
        """Return what holds in an area."""
        for length in self._lengths:
            found = self._known.get(area_code[:length])
            if found is not None and length <= len(area_code):
                return found
        return limits_national(), None


def complaints_of(kitchen: Kitchen, *, at: datetime) -> QuerySet[Case]:
    """Return the cases of the last 90 days in which people complained of a kitchen's fume."""
    people = [one.value for one in Channel if not one.is_smart]
    return Case.objects.filter(
        premises_id=kitchen.premises_id,
        item__code=MATTER,
        channel__in=people,
        reported_at__gt=at - timedelta(days=COMPLAINT_DAYS),
        reported_at__lte=at,
    ).exclude(pk__in=Lead.objects.filter(kitchen=kitchen, case__isnull=False).values("case_id"))


def states_counted() -> Mapping[str, int]:
    """Return how many visible kitchens stand in which state."""
    rows = Kitchen.objects.values_list("state").annotate(number=Count("pk")).order_by()
    return dict(rows)


def reports_counted() -> Mapping[str, int]:
    """Return how many visible kitchens have which state of their report."""
    rows = Kitchen.objects.values_list("report_state").annotate(number=Count("pk")).order_by()
    return dict(rows)


def kitchens_worst(most: int = 10) -> Sequence[Kitchen]:
    """Return the kitchens with the most exceedances of the last 30 days, the worst first."""
    return list(kitchens_all().filter(exceeded_30d__gt=0).order_by("-exceeded_30d", "pk")[:most])


def kitchens_drawn(most: int = 2_000) -> Sequence[Kitchen]:
    """Return the kitchens with a monitor, to draw on a map, those most often above the limit first."""
    seen = (
        kitchens_all()
        .exclude(state=KitchenState.UNMONITORED.value)
        .only("name", "state", "exceeded_30d", "premises__place")
    )
    return list(seen.order_by("-exceeded_30d", "pk")[:most])


def leads_all() -> QuerySet[Lead]:
    """Return the leads that the database scope lets through."""
    return Lead.objects.select_related("kitchen", "case").defer("kitchen__search", "case__search")


def lead_get(lead_id: int) -> Lead:
    """Return a visible lead.

    Raises:
        NotFound: there is none.
    """
    found = leads_all().filter(pk=lead_id).first()
    if found is None:
        raise NotFound(kind="fume_lead", key=str(lead_id))
    return found


def lead_lock(lead_id: int) -> Lead:
    """Return a visible lead, locked until the transaction ends.

    Raises:
        NotFound: there is none.
    """
    found = Lead.objects.select_for_update().filter(pk=lead_id).first()
    if found is None:
        raise NotFound(kind="fume_lead", key=str(lead_id))
    return found


def lead_open_of(kitchen: Kitchen) -> Lead | None:
    """Return the lead that is under way at a kitchen; None where there is none."""
    return Lead.objects.filter(kitchen=kitchen, ended_at__isnull=True).first()


def kitchen_of(premises_id: int) -> Kitchen | None:
    """Return the kitchen at premises, locked until the transaction ends; None where they are none."""
    rows = Kitchen.objects.select_for_update().defer("search").filter(premises_id=premises_id)
    return rows.first()


def finding_taken(kitchen: Kitchen, number: str) -> bool:
    """Return whether a finding of a check has opened or proven a lead of its kitchen already."""
    known = Lead.objects.filter(kitchen=kitchen, note__startswith=f"{number} ").exists()
    return known or Proof.objects.filter(kitchen=kitchen, number=number).exists()


def proofs_of(lead: Lead) -> Sequence[Proof]:
    """Return what was found about a lead, the first first."""
    return list(Proof.objects.filter(lead=lead).order_by("pk"))


def asks_all() -> QuerySet[Ask]:
    """Return the papers to kitchens that the database scope lets through."""
    return Ask.objects.select_related("kitchen", "paper").defer("kitchen__search")


def ask_get(ask_id: int) -> Ask:
    """Return a visible paper to a kitchen.

    Raises:
        NotFound: there is none.
    """
    found = asks_all().filter(pk=ask_id).first()
    if found is None:
        raise NotFound(kind="fume_ask", key=str(ask_id))
    return found


def ask_lock(ask_id: int) -> Ask:
    """Return a visible paper to a kitchen, locked until the transaction ends.

    Raises:
        NotFound: there is none.
    """
    found = Ask.objects.select_for_update().filter(pk=ask_id).first()
    if found is None:
        raise NotFound(kind="fume_ask", key=str(ask_id))
    return found


def asks_for(party_ids: Collection[int]) -> QuerySet[Ask]:
    """Return what the kitchens that some parties run were handed: drafts are nobody's yet."""
    return asks_all().filter(kitchen__premises__party_id__in=party_ids).exclude(state=AskState.DRAFTED.value)


def exceedances_of(kitchen: Kitchen, *, since: datetime, until: datetime) -> QuerySet[Exceedance]:
    """Return the exceedances of a kitchen in a span, oldest first."""
    return Exceedance.objects.filter(kitchen=kitchen, start__gte=since, start__lt=until).order_by("start")


def exceedances_all() -> QuerySet[Exceedance]:
    """Return the exceedances that the database scope lets through."""
    return Exceedance.objects.select_related("kitchen").defer("kitchen__search")


def hours_all() -> QuerySet[MonitorHour]:
    """Return the hours that the database scope lets through."""
    return MonitorHour.objects.select_related("kitchen").defer("kitchen__search")


def proofs_all() -> QuerySet[Proof]:
    """Return the findings that the database scope lets through."""
    return Proof.objects.select_related("kitchen").defer("kitchen__search")


def exceeded_within(kitchen: Kitchen, *, at: datetime, days: int) -> int:
    """Return how often a kitchen was above the limit within some days."""
    return exceedances_of(kitchen, since=at - timedelta(days=days), until=at).filter(is_over=True).count()


def hours_of(kitchen: Kitchen, *, since: datetime, until: datetime) -> QuerySet[MonitorHour]:
    """Return the hours of a kitchen in a span, oldest first."""
    return MonitorHour.objects.filter(kitchen=kitchen, start__gte=since, start__lt=until).order_by("start")


def daily_exceedances(*, since: datetime, until: datetime, zone: str) -> Mapping[str, int]:
    """Return how many exceedances each day had, by the clock of a zone, as ISO dates."""
    rows = (
        Exceedance.objects.filter(start__gte=since, start__lt=until, is_over=True)
        .annotate(day=TruncDate("start", tzinfo=ZoneInfo(zone)))
        .values_list("day")
        .annotate(number=Count("pk"))
        .order_by()
    )
    return {day.isoformat(): number for day, number in rows}


def joint_candidates() -> QuerySet[Kitchen]:
    """Return small kitchens of which somebody has complained lately or whose monitor says nothing good."""
    return kitchens_all().filter(size=SizeClass.SMALL.value)


def done_counted(*, since: datetime, until: datetime) -> Mapping[str, int]:
    """Return what was done in a span: leads opened, visits, cases, notices, kitchens put right."""
    span = {"gte": since, "lt": until}

    def within(name: str) -> dict[str, datetime]:
        return {f"{name}__{op}": value for op, value in span.items()}

    return {
        "leads": Lead.objects.filter(**within("opened_at")).count(),
        "proofs": Proof.objects.filter(**within("at")).count(),
        "cases": Lead.objects.filter(case__isnull=False, **within("case__recorded_at")).count(),
        "notices": Ask.objects.filter(is_notice=True, **within("sent_at")).count(),
        "demands": Ask.objects.filter(is_notice=False, **within("sent_at")).count(),
        "fixed": Lead.objects.filter(**within("fixed_at")).count(),
    }


# --- what the ledger answers for ----------------------------------------------------------------------------


def kitchen_state(one: Kitchen) -> dict[str, str | int | None]:
    """Return the columns of a kitchen that people enter."""
    return {
        "premises": one.premises_id,
        "stoves": one.stoves,
        "power": _number(one.power_1e8_j_h),
        "hood": _number(one.hood_m2),
        "size": one.size,
        "purifier": one.purifier,
        "noise_device": one.noise_device,
        "report": one.report_number,
        "report_on": one.report_on.isoformat() if one.report_on else None,
        "report_expires_on": one.report_expires_on.isoformat() if one.report_expires_on else None,
    }


def _number(value: float | None) -> str | None:
    return None if value is None else f"{value:g}"


def lead_state(one: Lead) -> dict[str, str | int | None]:
    """Return the columns of a lead that the ledger answers for; what joins it is counted from its rows."""
    return {
        "kitchen": one.kitchen_id,
        "state": one.state,
        "cause": one.cause,
        "case": one.case_id,
        "limits": one.limits_id,
        "fixed_at": one.fixed_at.isoformat() if one.fixed_at else None,
    }


def proof_state(one: Proof) -> dict[str, str | int | None]:
    """Return the columns of a finding that the ledger answers for."""
    return {
        "lead": one.lead_id,
        "kind": one.kind,
        "found": one.found,
        "number": one.number,
        "outlet": _number(one.outlet_mg_m3),
        "inlet": _number(one.inlet_mg_m3),
    }


def ask_state(one: Ask) -> dict[str, str | int | None]:
    """Return the columns of a paper to a kitchen that the ledger answers for."""
    return {
        "kitchen": one.kitchen_id,
        "lead": one.lead_id,
        "paper": one.paper_id,
        "state": one.state,
        "due_on": one.due_on.isoformat() if one.due_on else None,
    }


def limits_state(one: LimitsVersion) -> dict[str, str | int | None]:
    """Return the columns of a version that the ledger answers for."""
    return {"area": one.area_code, "number": one.number, "chosen": repr(sorted(one.chosen.items()))}


def kitchen_states() -> Iterator[tuple[int, dict[str, str | int | None]]]:
    """Yield every kitchen, for `ledger verify`."""
    return ((one.pk, kitchen_state(one)) for one in Kitchen.objects.defer("search").order_by("pk").iterator())


def lead_states() -> Iterator[tuple[int, dict[str, str | int | None]]]:
    """Yield every lead, for `ledger verify`."""
    return ((one.pk, lead_state(one)) for one in Lead.objects.order_by("pk").iterator())


def proof_states() -> Iterator[tuple[int, dict[str, str | int | None]]]:
    """Yield every finding, for `ledger verify`."""
    return ((one.pk, proof_state(one)) for one in Proof.objects.order_by("pk").iterator())


def ask_states() -> Iterator[tuple[int, dict[str, str | int | None]]]:
    """Yield every paper to a kitchen, for `ledger verify`."""
    return ((one.pk, ask_state(one)) for one in Ask.objects.order_by("pk").iterator())


def limits_states() -> Iterator[tuple[int, dict[str, str | int | None]]]:
    """Yield every version of limits, for `ledger verify`."""
    return ((one.pk, limits_state(one)) for one in LimitsVersion.objects.order_by("pk").iterator())


EXPIRED = (ReportState.EXPIRED.value, ReportState.NONE.value)
"""The states of a report that call for a demand."""
OVER = _OVER
"""The states in which a lead is over."""
