"""Sites that dig: the list, one of them, entering one, its stage."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import ClassVar

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.timezone import localtime

from xiuhua.scenekit.words import said
from xiuhua.scenes.spoil.forms import SiteForm, StageForm
from xiuhua.scenes.spoil.models import Site
from xiuhua.scenes.spoil.pages.grounds import ground_drawing, ground_drawn, ground_map
from xiuhua.scenes.spoil.pages.shared import MENU, link
from xiuhua.scenes.spoil.queries import checks, permits
from xiuhua.scenes.spoil.queries import places as queries
from xiuhua.scenes.spoil.rules.checks import SIX_HUNDRED
from xiuhua.scenes.spoil.rules.permits import VOLUME
from xiuhua.scenes.spoil.services import places as services
from xiuhua.scenes.spoil.services.places import SiteTold
from xiuhua.scenes.spoil.terms import Act, SiteLevel, SiteStage
from xiuhua.shared.clock import now
from xiuhua.shared.errors import Invalid
from xiuhua.web.errors import language
from xiuhua.web.pages.columns import ListColumn, moment, number, tag_of, term, text
from xiuhua.web.pages.filters import Filter, TermFilter
from xiuhua.web.pages.forms import Done, FormPage, Group, Sent
from xiuhua.web.pages.lists import ListPage, Preset
from xiuhua.web.pages.making import NewPage, act_offered, term_choices
from xiuhua.web.pages.objects import ObjectAct, ObjectPage
from xiuhua.web.parts import Action, Cell, Count, MapView, Related, Section, Tag
from xiuhua.web.parts.lines import Line, lines_section


class SiteListPage(ListPage[Site]):
    """The list of projects: how big, whose, in which state, and what has left."""

    key = "spoil_sites"
    kind = "spoil_site"
    menu = MENU
    act = Act.READ.value
    title = said(zh="工地与项目", en="Sites and projects")
    comes_from = said(
        zh="把“场所”里的建筑工地登记为出土工地，画出大门范围。",
        en="Record a building site of Premises as one that sends spoil, and draw its gate.",
    )
    sort = "-updated"
    columns = (
        text("name", said(zh="工地", en="Site"), of="premises.name", primary=True, locked=True),
        term("stage", said(zh="状态", en="State"), SiteStage),
        number("area", said(zh="建设规模", en="Building area"), of="building_m2", unit="m²"),
        term("level", said(zh="监管层级", en="Whose"), SiteLevel),
        number("loads", said(zh="已消纳车次", en="Loads")),
        number("hauled", said(zh="已消纳量", en="Disposed of"), of="hauled_m3", unit="m³"),
        moment("updated", said(zh="更新", en="Changed"), of="updated_at", sort="updated_at", drop=2),
    )
    filters: ClassVar[Sequence[Filter]] = (
        TermFilter(name="stage", label=said(zh="状态", en="State"), vocabulary=SiteStage),
        TermFilter(name="level", label=said(zh="监管层级", en="Whose"), vocabulary=SiteLevel),
    )
    presets = (
        Preset(label=said(zh="全部", en="All")),
        Preset(
            label=said(zh="区级（5 万平方米以下）", en="The district's (below 50,000 m²)"),
            query={"level": (SiteLevel.DISTRICT.value,)},
            counted=True,
        ),
    )

    def records(self) -> QuerySet[Site]:
        """Return the sites that the database scope lets through."""
        return queries.sites()

    def row_url(self, record: Site) -> str:
        """Return the page of the site."""
        return reverse("spoil:site", args=(record.pk,))

    def acts(self) -> Sequence[Action]:
        """Offer to record one."""
        return act_offered(self.actor, Act.PLACE, said(zh="登记工地", en="Record a site"), "spoil:site-new")


class SitePage(ObjectPage[Site]):
    """One building site."""

    kind = "spoil_site"
    menu = MENU
    act = Act.READ.value
    list_url_name = "spoil:sites"
    change_labels = {"stage": said(zh="状态", en="State")}
    acts = (
        ObjectAct(
            act=Act.STAGE.value,
            label=said(zh="登记状态", en="Record its state"),
            url_name="spoil:site-stage",
            kind="primary",
        ),
    )
    facts = (
        ListColumn(
            key="premises",
            label=said(zh="场所", en="Premises"),
            cell=lambda one: link(one.premises.name, "ground:premises-page", one.premises_id),
        ),
        ListColumn(
            key="builder",
            label=said(zh="建设单位", en="Builder"),
            cell=lambda one: Cell(text=one.premises.party.name if one.premises.party else ""),
        ),
        number("area", said(zh="建设规模", en="Building area"), of="building_m2", unit="m²"),
        term("level", said(zh="监管层级", en="Whose"), SiteLevel),
        ListColumn(
            key="since",
            label=said(zh="状态自", en="Since"),
            cell=lambda one: Cell(text=one.stage_on.isoformat()),
        ),
        number("loads", said(zh="已消纳车次", en="Loads")),
        number("hauled", said(zh="已消纳量", en="Disposed of"), of="hauled_m3", unit="m³", decimals=1),
    )

    def load(self) -> Site:
        """Return the site of the URL."""
        return queries.site_get(self.kwargs["site_id"])

    def heading(self) -> str:
        """Return its name."""
        return self.record.premises.name

    def state(self) -> Tag:
        """Return whether it is being worked on."""
        return tag_of(SiteStage(self.record.stage))

    def map_view(self) -> MapView:
        """Draw its gate."""
        return ground_map(self.heading(), self.record.gate.geojson)

    def sections(self) -> Sequence[Section]:
        """Return what is approved, and how much of it is left."""
        found = permits.approval_of(self.record.premises_id, at=now())
        lines: tuple[Line, ...] = ()
        if found is not None:
            volume = found.fields.get(VOLUME)
            used = float(getattr(self.record, "hauled_m3", 0.0))
            rest = f"{volume - used:,.0f}" if isinstance(volume, int | float) else "—"
            words = said(
                zh=f"核准 {volume:,.0f} m³，已消纳 {used:,.0f} m³，剩余 {rest} m³",
                en=f"{volume:,.0f} m³ approved, {used:,.0f} m³ disposed of, {rest} m³ left",
            )
            lines = (Line(text=found.number, note=str(words)),)
        empty = str(said(zh="没有有效的处置核准，不能出土。", en="Nothing is approved; nothing may leave."))
        return (lines_section(str(said(zh="处置核准", en="Approval of disposal")), lines, empty=empty),)

    def related(self) -> Sequence[Related]:
        """Return its manifests."""
        premises = self.record.premises
        waiting, late = checks.waiting_at(premises.pk, at=now())
        new = reverse("inspections:inspection-new", args=(SIX_HUNDRED,))
        return (
            Related(
                label=str(said(zh="联单", en="Manifests")), url=reverse("spoil:manifests"), icon="file-text"
            ),
            Related(
                label=str(said(zh="待整改问题", en="To be put right")),
                url=f"{reverse('inspections:findings')}?premises={premises.pk}",
                icon="alert-triangle",
                count=Count(number=waiting),
                late=late,
            ),
            Related(
                label=str(said(zh="六个百分百检查", en="Check the six hundred percents")),
                url=f"{new}?subject={premises.code}",
                icon="clipboard-check",
            ),
        )


class SiteNewPage(NewPage[Site, SiteForm]):
    """Recording a building site."""

    kind = "spoil_site"
    menu = MENU
    row = Site
    act = Act.PLACE.value
    list_url_name = "spoil:sites"
    form_class = SiteForm
    title = said(zh="登记工地", en="Record a site")
    verb = said(zh="登记", en="Record")
    groups = (
        Group(fields=("premises", "building_m2")),
        Group(title=said(zh="出入口", en="Gate"), fields=("drawn_as", "gate"), mapped=True),
    )

    def map_view(self) -> MapView:
        """Return the map to draw on."""
        return ground_drawing(self.actor, said(zh="出入口范围", en="Ground of the gate"))

    def submit(self, sent: Sent[SiteForm]) -> Done:
        """Record it."""
        typed = sent.form.cleaned_data
        premises = queries.premises_called(typed["premises"])
        if premises is None:
            raise Invalid(fields={"premises": "spoil_premises_unknown"})
        made = services.site_write(
            told=SiteTold(
                premises_id=premises.pk,
                building_m2=typed["building_m2"],
                gate=ground_drawn(typed["gate"], "gate"),
            ),
            actor=self.actor,
            at=sent.at,
        )
        return Done(url=reverse("spoil:site", args=(made.pk,)), message=Act.PLACE.label(language()))


class SiteStagePage(FormPage[Site, StageForm]):
    """Saying that a site was stopped, resumed or completed."""

    kind = "spoil_site"
    menu = MENU
    act = Act.STAGE.value
    form_class = StageForm
    title = said(zh="登记工地状态", en="Record the state of a site")
    verb = said(zh="登记", en="Record")

    def load(self) -> Site:
        """Return the site of the URL."""
        return queries.site_get(self.kwargs["site_id"])

    def version(self) -> str:
        """Return where it stands."""
        return self.record.stage

    def initial(self) -> Mapping[str, object]:
        """Begin with today."""
        return {"on": localtime(now()).date()}

    def prepare(self, form: StageForm) -> None:
        """Offer the states."""
        form.fields["to"].choices = term_choices(*SiteStage)  # type: ignore[attr-defined]  # a ChoiceField

    def back_url(self) -> str:
        """Return the page of the site."""
        return reverse("spoil:site", args=(self.record.pk,))

    def submit(self, sent: Sent[StageForm]) -> Done:
        """Record it."""
        typed = sent.form.cleaned_data
        services.site_stage_set(
            site_id=self.record.pk, to=SiteStage(typed["to"]), on=typed["on"], actor=self.actor, at=sent.at
        )
        return Done(url=self.back_url(), message=Act.STAGE.label(language()))
