"""The supervision list on the screen: what is watched, by whom, until when, and how it compares."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from functools import cached_property
from typing import ClassVar

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from xiuhua.cases import services
from xiuhua.cases.forms.places import WatchEndForm, WatchForm
from xiuhua.cases.models import Watch
from xiuhua.cases.pages.choosing import item_called, matters_offered
from xiuhua.cases.pages.hot_spots import DAYS, KIND, PLACE
from xiuhua.cases.pages.people import people_offered, person_called
from xiuhua.cases.pages.shared import area_choices, verb_later, words_later
from xiuhua.cases.queries.ground import item_known
from xiuhua.cases.queries.hot_spots import (
    SpotAsked,
    spot_cases,
    spot_named,
    watch_asked,
    watch_count,
    watch_get,
    watches_all,
)
from xiuhua.cases.rules.hot_spots import SHARE_DAYS, days_before, difference_chance
from xiuhua.cases.terms import HotSpotAct, SpotKind, WatchState
from xiuhua.shared.errors import NotFound
from xiuhua.web.addresses import Address
from xiuhua.web.days import today
from xiuhua.web.errors import language
from xiuhua.web.pages.columns import ListColumn, moment, number, tag_of, term, text
from xiuhua.web.pages.filters import AreaFilter, Filter, TermFilter
from xiuhua.web.pages.forms import Done, FormPage, Sent
from xiuhua.web.pages.lists import ListPage, Preset
from xiuhua.web.pages.objects import ObjectAct, ObjectPage
from xiuhua.web.parts import Action, Cell, Crumb, Section, State, Tag


def _owner(watch: Watch) -> Cell:
    return Cell(text=f"{watch.owner.name} · {watch.owner.unit.short_name or watch.owner.unit.name}")


def _days(watch: Watch) -> Cell:
    return Cell(kind="code", text=f"{watch.since} – {watch.until}")


class WatchListPage(ListPage[Watch]):
    """Every place that is or was watched."""

    key = "watches"
    kind = "watch"
    menu = "case"
    act = HotSpotAct.READ.value
    title = gettext_lazy("Supervision list")
    sort = "until"
    columns = (
        text("name", gettext_lazy("Place"), primary=True, locked=True),
        term("kind", gettext_lazy("Kind"), SpotKind, drop=3),
        ListColumn(
            key="item",
            label=gettext_lazy("Matter"),
            cell=lambda watch: Cell(text=watch.item.zh if watch.item else _("every matter")),
            drop=2,
        ),
        term("state", gettext_lazy("State"), WatchState),
        ListColumn(key="owner", label=gettext_lazy("Who answers for it"), cell=_owner),
        ListColumn(key="days", label=gettext_lazy("Watched"), kind="code", cell=_days),
        number("before", gettext_lazy("When listed"), of="before_count"),
        number("target", gettext_lazy("Target")),
        number("end", gettext_lazy("Counted at the end"), of="end_count", drop=1),
        ListColumn(
            key="until", label=gettext_lazy("Last day"), kind="code", sort="until", shown=False,
            cell=lambda watch: Cell(kind="code", text=watch.until.isoformat()),
        ),
    )  # fmt: skip
    filters: ClassVar[Sequence[Filter]] = (
        AreaFilter(name="area", label=gettext_lazy("Area"), choices=area_choices),
        TermFilter(name="state", label=gettext_lazy("State"), vocabulary=WatchState),
        TermFilter(name="kind", label=gettext_lazy("Kind"), vocabulary=SpotKind),
    )
    presets = (
        Preset(label=words_later(WatchState.ON), query={"state": (WatchState.ON.value,)}, counted=True),
        Preset(label=gettext_lazy("All")),
    )

    def records(self) -> QuerySet[Watch]:
        """Return the list that the database scope lets through."""
        return watches_all()

    def row_url(self, record: Watch) -> str:
        """Return the page of the line."""
        return reverse("cases:watch", args=(record.pk,))

    def row_note(self, record: Watch) -> str:
        """Return whose it is and until when."""
        return f"{_owner(record).text} · {record.since} – {record.until}"

    def empty(self) -> State:
        """Return what stands where nothing is watched."""
        look = Action(label=_("Hot spots"), url=reverse("cases:hot-spots"), kind="primary", icon="map-2")
        return State(
            kind="empty",
            title=_("Nothing is watched"),
            text=_("A place comes onto this list from the ranking of hot spots."),
            acts=(look,),
        )


@dataclass(frozen=True, kw_only=True)
class Compared:
    """The days before and the days since, side by side, as the card prints them."""

    before_days: str
    before: int
    before_url: str
    now_days: str
    now: int
    now_url: str
    running: bool
    day: int
    days: int
    fair: int
    change_percent: float | None
    chance_percent: float | None
    target: int
    met: bool


class WatchPage(ObjectPage[Watch]):
    """One watched place: before and after, from the same filter."""

    kind = "watch"
    menu = "case"
    act = HotSpotAct.READ.value
    list_url_name = "cases:watches"
    facts_beside = True
    spare = frozenset({"note", "conclusion"})
    acts = (
        ObjectAct(
            act=HotSpotAct.UNWATCH.value,
            label=verb_later(HotSpotAct.UNWATCH),
            url_name="cases:watch-end",
            kind="primary",
            icon="circle-check",
        ),
    )
    facts = (
        term("kind", gettext_lazy("Kind"), SpotKind),
        ListColumn(
            key="item",
            label=gettext_lazy("Matter"),
            cell=lambda watch: Cell(text=watch.item.zh if watch.item else _("every matter")),
        ),
        ListColumn(key="owner", label=gettext_lazy("Who answers for it"), cell=_owner),
        ListColumn(key="days", label=gettext_lazy("Watched"), cell=_days),
        number("target", gettext_lazy("Target, cases")),
        text("note", gettext_lazy("What shall be done there")),
        text("conclusion", gettext_lazy("Conclusion")),
        moment("recorded", gettext_lazy("Put on the list"), of="recorded_at"),
    )

    def load(self) -> Watch:
        """Return the line of the URL."""
        return watch_get(self.kwargs["watch_id"])

    def code(self) -> str:
        """Return the code of the road or area."""
        return self.record.key

    def heading(self) -> str:
        """Return the place."""
        return self.record.name

    def state(self) -> Tag:
        """Return whether it is still watched."""
        return tag_of(WatchState(self.record.state))

    def sections(self) -> Sequence[Section]:
        """Return before and after."""
        return (
            Section(
                title=_("Before and after"), template="cases/watch.html", context=self._compared, leads=True,
                note=_("counted by the same filter"),
            ),
        )  # fmt: skip

    @cached_property
    def _compared(self) -> Compared:
        watch = self.record
        until = max(watch.since, min(watch.until, today())) if watch.ended_at is None else watch.until
        asked = watch_asked(watch, until=until)
        now = watch_count(watch, asked)
        fair = watch_count(watch, asked.before) if asked.until != watch.until else watch.before_count
        chance = difference_chance(now, fair)
        first, last = days_before(watch.since, watch.until)
        return Compared(
            before_days=f"{first} – {last}", before=watch.before_count,
            before_url=_counted_url(watch, watch_asked(watch).before),
            now_days=f"{watch.since} – {asked.until}", now=now, now_url=_counted_url(watch, asked),
            running=asked.until < watch.until, day=asked.days, days=watch_asked(watch).days, fair=fair,
            change_percent=100 * (now - fair) / fair if fair else None,
            chance_percent=None if chance is None else 100 * chance,
            target=watch.target, met=now <= watch.target,
        )  # fmt: skip


def _counted_url(watch: Watch, asked: SpotAsked) -> str:
    address = Address(reverse("cases:hot-spot-cases")).put(
        **{
            KIND: watch.kind, PLACE: watch.key, f"{DAYS}_from": asked.since.isoformat(),
            f"{DAYS}_to": asked.until.isoformat(), "area": watch.area_code,
        }
    )  # fmt: skip
    return str(address.put(item=str(watch.item_id)) if watch.item_id else address)


class WatchPutPage(FormPage[Watch, WatchForm]):
    """Putting a hot spot on the supervision list."""

    kind = "watch"
    menu = "case"
    act = HotSpotAct.WATCH.value
    form_class = WatchForm
    title = verb_later(HotSpotAct.WATCH)
    verb = verb_later(HotSpotAct.WATCH)
    verb_icon = "eye"

    def load(self) -> Watch:
        """Return the line that is not there yet, of the place that the address names.

        Raises:
            NotFound: it names no road or area.
        """
        kind, key = str(self.kwargs["spot"]), str(self.kwargs["place"])[:30]
        if kind not in set(SpotKind):
            raise NotFound(kind="area", key=key)
        name, area_code = spot_named(SpotKind(kind), key)
        return Watch(kind=kind, key=key, name=name, area_code=area_code)

    def initial(self) -> Mapping[str, object]:
        """Return four weeks from tomorrow, and half of what it had in the four weeks before."""
        since = today() + timedelta(days=1)
        until = since + timedelta(days=SHARE_DAYS - 1)
        text = self.request.GET.get("item", "")
        item = item_known(int(text)) if text.isascii() and text.isdigit() and len(text) < 19 else None
        first, last = days_before(since, until)
        asked = SpotAsked(
            kind=SpotKind(self.record.kind), since=first, until=last, areas=(self.record.area_code,),
            items=(item.pk,) if item else (),
        )  # fmt: skip
        had = spot_cases(asked.kind, self.record.key, asked).count()
        return {"since": since, "until": until, "target": had // 2, "matter": item.zh if item else ""}

    def prepare(self, form: WatchForm) -> None:
        """Offer matters and people."""
        form.fields["matter"].widget.suggestions = matters_offered()
        form.fields["owner"].widget.suggestions = people_offered()

    def crumbs(self) -> Sequence[Crumb]:
        """Return the way down from the ranking."""
        return (
            Crumb(label=_("Hot spots"), url=reverse("cases:hot-spots")),
            Crumb(label=self.record.name),
        )

    def back_url(self) -> str:
        """Return the ranking."""
        return str(Address(reverse("cases:hot-spots")).put(**{KIND: self.record.kind}))

    def submit(self, sent: Sent[WatchForm]) -> Done:
        """Put it on the list."""
        typed = sent.form.cleaned_data
        watch = services.watch_put(
            new=services.NewWatch(
                kind=SpotKind(self.record.kind),
                key=self.record.key,
                owner_id=person_called(typed["owner"], field="owner").pk,
                since=typed["since"],
                until=typed["until"],
                target=typed["target"],
                item_id=item_called(typed["matter"]).pk if typed["matter"].strip() else None,
                note=typed["note"],
            ),
            actor=self.actor,
            at=sent.at,
        )
        return Done(url=reverse("cases:watch", args=(watch.pk,)), message=HotSpotAct.WATCH.label(language()))


class WatchEndPage(FormPage[Watch, WatchEndForm]):
    """Taking a place off the list."""

    kind = "watch"
    menu = "case"
    act = HotSpotAct.UNWATCH.value
    form_class = WatchEndForm
    title = verb_later(HotSpotAct.UNWATCH)
    lead = gettext_lazy("Whether the target was met is counted; nobody has to say it.")
    verb = verb_later(HotSpotAct.UNWATCH)

    def load(self) -> Watch:
        """Return the line of the URL."""
        return watch_get(self.kwargs["watch_id"])

    def version(self) -> str:
        """Return where it stands."""
        return self.record.state

    def back_url(self) -> str:
        """Return the page of the line."""
        return reverse("cases:watch", args=(self.record.pk,))

    def submit(self, sent: Sent[WatchEndForm]) -> Done:
        """End it."""
        services.watch_end(
            watch_id=self.record.pk, conclusion=sent.form.cleaned_data["conclusion"], actor=self.actor,
            at=sent.at, today=today(),
        )  # fmt: skip
        return Done(url=self.back_url(), message=HotSpotAct.UNWATCH.label(language()))
