"""Manifests: the list, and one with its way, its weighings and what is wrong with it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from django.db.models import QuerySet
from django.urls import reverse

from xiuhua.scenekit.words import said
from xiuhua.scenes.spoil.models import Manifest, Weighing
from xiuhua.scenes.spoil.pages.shared import MENU, faults_cell, faults_said, link
from xiuhua.scenes.spoil.queries import manifests as queries
from xiuhua.scenes.spoil.terms import Act, ManifestState, MeasuredIn, WeighedAt
from xiuhua.shared.clock import now
from xiuhua.web import seams
from xiuhua.web.errors import language
from xiuhua.web.pages.columns import ListColumn, code, moment, number, tag_of, term, text
from xiuhua.web.pages.filters import DaysFilter, Filter, TermFilter
from xiuhua.web.pages.lists import ListPage, Preset
from xiuhua.web.pages.objects import ObjectAct, ObjectPage
from xiuhua.web.parts import Cell, Section, State, Tag
from xiuhua.web.parts.lines import Line, lines_section

COLUMNS: Sequence[ListColumn[Manifest]] = (
    code("number", said(zh="联单号", en="Number"), primary=True, locked=True),
    term("state", said(zh="状态", en="State"), ManifestState),
    text("plate", said(zh="车牌", en="Plate"), of="vehicle.plate"),
    text("site", said(zh="工地", en="Site"), of="site.premises.name"),
    text("dock", said(zh="消纳点", en="Dock"), of="dock.premises.name", drop=1),
    number("loaded", said(zh="出场量", en="Left"), of="loaded_m3", unit="m³", decimals=1),
    number("tipped", said(zh="到场量", en="Arrived"), of="tipped_m3", unit="m³", decimals=1, drop=2),
    moment("opened", said(zh="开具时间", en="Opened"), of="opened_at", sort="opened_at"),
    ListColumn(
        key="faults",
        label=said(zh="异常", en="What is wrong"),
        cell=lambda one: faults_cell(one.faults),
        drop=3,
    ),
)


class ManifestListPage(ListPage[Manifest]):
    """Every manifest, the latest first."""

    key = "spoil_manifests"
    kind = "manifest"
    menu = MENU
    act = Act.READ.value
    title = said(zh="电子联单", en="Manifests")
    comes_from = said(
        zh="工地装车时开具联单，运输途中和到码头过磅后由各方确认。",
        en="A site opens a manifest when it loads; haulier and dock confirm it by weighing.",
    )
    sort = "-opened"
    columns = COLUMNS
    filters: ClassVar[Sequence[Filter]] = (
        TermFilter(name="state", label=said(zh="状态", en="State"), vocabulary=ManifestState),
        DaysFilter(name="opened_at", label=said(zh="日期", en="Day")),
    )
    presets = (
        Preset(label=said(zh="全部", en="All")),
        Preset(
            label=said(zh="在途", en="On the way"),
            query={"state": (ManifestState.ON_THE_WAY.value,)},
            counted=True,
        ),
        Preset(
            label=said(zh="数量不符", en="Disputed"),
            query={"state": (ManifestState.DISPUTED.value,)},
            counted=True,
        ),
    )

    def records(self) -> QuerySet[Manifest]:
        """Return the manifests that the database scope lets through."""
        return queries.manifests()

    def row_url(self, record: Manifest) -> str:
        """Return the page of the manifest."""
        return reverse("spoil:manifest", args=(record.pk,))

    def row_note(self, record: Manifest) -> str:
        """Return the way of the load."""
        return f"{record.site.premises.name} → {record.dock.premises.name}"


class ManifestPage(ObjectPage[Manifest]):
    """One manifest; for those it is about as for those who watch."""

    kind = "manifest"
    menu = MENU
    act = Act.READ.value
    list_url_name = "spoil:manifests"
    facts_beside = True
    spare = frozenset({"driver", "left", "arrived", "settled", "loaded", "tipped", "carried"})
    change_labels = {"state": said(zh="状态", en="State")}
    acts = (
        ObjectAct(
            act=Act.CARRY.value,
            label=said(zh="接单", en="Take the load"),
            url_name="spoil:manifest-carry",
            why_not=lambda one: str(said(zh="已接单", en="It is taken")) if one.carried_by else "",
        ),
        ObjectAct(
            act=Act.LEAVE.value,
            label=said(zh="过磅出场", en="Weigh out"),
            url_name="spoil:manifest-leave",
            kind="primary",
        ),
        ObjectAct(
            act=Act.ARRIVE.value,
            label=said(zh="过磅到场", en="Weigh in"),
            url_name="spoil:manifest-arrive",
            kind="primary",
        ),
        ObjectAct(
            act=Act.SIGN.value,
            label=said(zh="签收", en="Sign for it"),
            url_name="spoil:manifest-sign",
            kind="primary",
        ),
        ObjectAct(
            act=Act.VOID.value,
            label=said(zh="作废", en="Void"),
            url_name="spoil:manifest-void",
            kind="danger",
            aside=True,
        ),
    )
    facts = (
        ListColumn(
            key="site",
            label=said(zh="工地", en="Site"),
            cell=lambda one: link(one.site.premises.name, "spoil:site", one.site_id),
        ),
        ListColumn(
            key="dock",
            label=said(zh="消纳点", en="Dock"),
            cell=lambda one: link(one.dock.premises.name, "spoil:dock", one.dock_id),
        ),
        ListColumn(
            key="plate",
            label=said(zh="车牌", en="Plate"),
            cell=lambda one: link(one.vehicle.plate, "spoil:truck", one.vehicle_id),
        ),
        ListColumn(
            key="hauler",
            label=said(zh="运输企业", en="Haulier"),
            cell=lambda one: Cell(text=one.hauler.name if one.hauler else ""),
        ),
        ListColumn(
            key="driver",
            label=said(zh="司机", en="Driver"),
            cell=lambda one: Cell(text=one.driver.name if one.driver else ""),
        ),
        text("approval", said(zh="处置核准", en="Approval")),
        text("permit", said(zh="准运证", en="Permit")),
        number("planned", said(zh="计划量", en="Planned"), of="planned_m3", unit="m³", decimals=1),
        number("loaded", said(zh="出场量", en="Left"), of="loaded_m3", unit="m³", decimals=1),
        number("tipped", said(zh="到场量", en="Arrived"), of="tipped_m3", unit="m³", decimals=1),
        moment("opened", said(zh="开具", en="Opened"), of="opened_at"),
        moment("left", said(zh="出场", en="Left at"), of="left_at"),
        moment("arrived", said(zh="到场", en="Arrived at"), of="arrived_at"),
        moment("settled", said(zh="签收", en="Signed for"), of="settled_at"),
    )

    def load(self) -> Manifest:
        """Return the manifest of the URL."""
        return queries.manifest_get(self.kwargs["manifest_id"])

    def heading(self) -> str:
        """Return its number."""
        return self.record.number

    def state(self) -> Tag:
        """Return where it stands."""
        return tag_of(ManifestState(self.record.state))

    def permit(self) -> None:
        """Let in whoever is a party to it; others need the right to read manifests."""
        self.record = self.load()
        if not queries.is_party_to(self.record, self.actor, at=now()):
            seams.require(self.actor, self.act, self.record)

    def caution(self) -> State | None:
        """Return what is wrong with it."""
        sentences = faults_said(self.record.faults)
        if not sentences:
            return None
        return State(
            kind="error", title=str(said(zh="有异常", en="Something is wrong")), text="；".join(sentences)
        )

    def sections(self) -> Sequence[Section]:
        """Return the weighings, those too that do not count."""
        rows = tuple(
            Line(text=_weighing_words(one), note="；".join(faults_said([one.fault])) if one.fault else "")
            for one in queries.weighings_of(self.record)
        )
        empty = str(said(zh="尚未过磅。", en="Not weighed yet."))
        return (lines_section(str(said(zh="过磅记录", en="Weighings")), rows, empty=empty),)


def _weighing_words(one: Weighing) -> str:
    """Return a weighing in words."""
    where = WeighedAt(one.where).label(language())
    if one.gross_kg is not None and one.tare_kg is not None:
        weighed = f"{one.gross_kg:,.0f} − {one.tare_kg:,.0f} kg"
    else:
        weighed = f"{one.amount:g} {MeasuredIn(one.measured_in).label(language())}"
    natural = f" = {one.natural_m3:.1f} m³" if one.natural_m3 is not None else ""
    return f"{where} {weighed}{natural}"
