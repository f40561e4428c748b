"""Video rounds, what each came to, and what was found on them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from functools import cached_property
from typing import ClassVar

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from xiuhua.cases import services
from xiuhua.cases.forms.videos import ReasonForm
from xiuhua.cases.models import Case, VideoFinding, VideoLook, VideoRound
from xiuhua.cases.pages.shared import area_choices, verb_later
from xiuhua.cases.queries.photos import photos_of
from xiuhua.cases.queries.rows import Camera
from xiuhua.cases.queries.videos import (
    case_filed,
    finding_get,
    findings_all,
    findings_of_case,
    findings_of_round,
    looks_of,
    plans_all,
    round_get,
    round_of_finding,
    round_open_of,
    rounds_all,
    tally_of,
)
from xiuhua.cases.terms import CaseState, Footage, LookState, VideoAct, VideoRoundState
from xiuhua.ground.queries.cameras import cameras_looking_at, player_template
from xiuhua.ground.rules.cameras import player_address
from xiuhua.shared.clock import now
from xiuhua.web.errors import language
from xiuhua.web.pages.columns import ListColumn, moment, number, tag_of, term
from xiuhua.web.pages.filters import AreaFilter, ChoiceFilter, DaysFilter, Filter, TermFilter
from xiuhua.web.pages.forms import Done, FormPage, Sent
from xiuhua.web.pages.lists import ListPage, Preset
from xiuhua.web.pages.objects import ObjectAct, ObjectPage
from xiuhua.web.parts import Action, Cell, Crumb, MapLayer, MapView, Section, State, Tag

_AROUND = timedelta(minutes=10)  # of a clip, on the other cameras: whoever did it came from somewhere


def minutes_words(seconds: float) -> str:
    """Return a span as it is read on a card: 2:05."""
    return f"{int(seconds) // 60}:{int(seconds) % 60:02d}"


def _plan_choices() -> list[tuple[str, str]]:
    return [(str(pk), title) for pk, title in plans_all().values_list("pk", "title").order_by("title")]


class RoundListPage(ListPage[VideoRound]):
    """Every round, with what it came to."""

    key = "video-rounds"
    kind = "video_round"
    menu = "case"
    act = VideoAct.READ.value
    title = gettext_lazy("Video rounds")
    sort = "-started"
    columns = (
        ListColumn(
            key="plan", label=gettext_lazy("Plan"), primary=True, locked=True,
            cell=lambda one: Cell(text=one.plan.title),
        ),
        term("state", gettext_lazy("State"), VideoRoundState),
        moment("started", gettext_lazy("Started"), of="started_at", sort="started_at"),
        ListColumn(
            key="who", label=gettext_lazy("By whom"), kind="person", drop=2,
            cell=lambda one: Cell(kind="person", text=one.person.name if one.person else ""),
        ),
        number("cameras", gettext_lazy("Cameras"), of="camera_count", drop=3),
        number("looked", gettext_lazy("Watched"), of="looked_count"),
        number("missed", gettext_lazy("Missed"), of="missed_count", drop=1),
        number("findings", gettext_lazy("Problems found"), of="finding_count"),
        number("filed", gettext_lazy("Became cases"), of="filed_count", drop=1),
    )  # fmt: skip
    filters: ClassVar[Sequence[Filter]] = (
        AreaFilter(name="area", label=gettext_lazy("Area"), choices=area_choices),
        ChoiceFilter(name="plan", label=gettext_lazy("Plan"), choices=_plan_choices, by_id=True),
        TermFilter(name="state", label=gettext_lazy("State"), vocabulary=VideoRoundState),
        DaysFilter(name="started", label=gettext_lazy("Started"), field="started_at"),
    )

    def records(self) -> QuerySet[VideoRound]:
        """Return the rounds that the database scope lets through."""
        return rounds_all()

    def row_url(self, record: VideoRound) -> str:
        """Return the page of the round."""
        return reverse("cases:video-round", args=(record.pk,))

    def acts(self) -> Sequence[Action]:
        """Offer to go on with one's own round, and the plans."""
        plans = Action(label=_("Plans"), url=reverse("cases:video-plans"), icon="clipboard-check")
        found = Action(label=_("Found on video"), url=reverse("cases:video-findings"), icon="eye")
        own = round_open_of(self.actor.name)
        return (*((_go_on(own),) if own else ()), plans, found)

    def empty(self) -> State:
        """Return what stands where nobody looked at any camera."""
        return State(
            kind="empty", title=_("No round yet"),
            text=_("A round begins on the page of a plan; what it came to stands here."),
            acts=(Action(label=_("Plans"), url=reverse("cases:video-plans"), kind="primary"),),
        )  # fmt: skip


def _go_on(one: VideoRound) -> Action:
    url = reverse("cases:video-watch", args=(one.pk,))
    return Action(
        name=VideoAct.LOOK.value, label=_("Go on"), kind="primary", icon="player-play", url=url, shortcut="g"
    )


@dataclass(frozen=True, kw_only=True)
class LookLine:
    """A camera of a round, as its table prints it."""

    look: VideoLook
    state: Tag
    spent: str
    url: str


class RoundPage(ObjectPage[VideoRound]):
    """One round: its cameras, how long each was looked at, and what was found."""

    kind = "video_round"
    menu = "case"
    act = VideoAct.READ.value
    list_url_name = "cases:video-rounds"
    facts_beside = True
    spare = frozenset({"footage_since", "footage_until", "ended"})
    acts = (
        ObjectAct(
            act=VideoAct.LOOK.value, label=gettext_lazy("Go on"), url_name="cases:video-watch",
            kind="primary", icon="player-play", shortcut="g",
        ),
        ObjectAct(
            act=VideoAct.END.value, label=gettext_lazy("End the round"), url_name="cases:video-end",
            icon="circle-check", aside=True,
        ),
    )  # fmt: skip
    facts = (
        ListColumn(
            key="plan", label=gettext_lazy("Plan"), kind="link",
            cell=lambda one: Cell(
                kind="link", text=one.plan.title, url=reverse("cases:video-plan", args=(one.plan_id,))
            ),
        ),
        ListColumn(
            key="who", label=gettext_lazy("By whom"),
            cell=lambda one: Cell(text=one.person.name if one.person else ""),
        ),
        term("footage", gettext_lazy("What is looked at"), Footage),
        moment("footage_since", gettext_lazy("Recording from"), of="footage_since"),
        moment("footage_until", gettext_lazy("Recording to"), of="footage_until"),
        moment("started", gettext_lazy("Started"), of="started_at"),
        moment("ended", gettext_lazy("Ended"), of="ended_at"),
    )  # fmt: skip

    def load(self) -> VideoRound:
        """Return the round of the URL."""
        return round_get(self.kwargs["round_id"])

    def heading(self) -> str:
        """Return after which plan."""
        return self.record.plan.title

    def state(self) -> Tag:
        """Return whether it is over."""
        return tag_of(VideoRoundState(self.record.state))

    def offered(self) -> Sequence[ObjectAct[VideoRound]]:
        """Return the acts of a round under way, to whoever started it."""
        own = self.record.started_by == self.actor.name and self.record.ended_at is None
        return super().offered() if own else ()

    def sections(self) -> Sequence[Section]:
        """Return what it came to, what was found, and each camera."""
        looks = looks_of(self.record)
        tally = tally_of(looks)
        return (
            Section(
                title=_("What it came to"), template="cases/video_tally.html", leads=True,
                context={"tally": tally, "spent": minutes_words(tally.seconds)},
            ),
            *_found_section(self._findings),
            Section(
                title=_("Cameras in their order"), template="cases/video_looks.html",
                context=[look_line(look) for look in looks], note=str(len(looks)),
            ),
        )  # fmt: skip

    def story_subjects(self) -> Sequence[str]:
        """Return the round, and what was found on it."""
        return (self.subject, *(f"video_finding:{one.pk}" for one in self._findings))

    @cached_property
    def _findings(self) -> list[VideoFinding]:
        """What was found on it."""
        return findings_of_round(self.record)


def look_line(look: VideoLook) -> LookLine:
    """Return a camera of a round as a table prints it."""
    ended = look.ended_at
    spent = minutes_words((ended - look.began_at).total_seconds()) if ended and look.began_at else ""
    url = reverse("ground:camera-page", args=(look.camera_id,))
    return LookLine(look=look, state=tag_of(LookState(look.state)), spent=spent, url=url)


@dataclass(frozen=True, kw_only=True)
class FindingLine:
    """A finding, as a card prints it."""

    finding: VideoFinding
    url: str
    case_url: str
    state: Tag
    filed: bool


def _found_section(findings: Sequence[VideoFinding]) -> Sequence[Section]:
    if not findings:
        return ()
    lines = [
        FindingLine(
            finding=one, url=reverse("cases:video-finding", args=(one.pk,)),
            case_url=reverse("cases:case", args=(one.case_id,)), state=tag_of(CaseState(one.case.state)),
            filed=case_filed(one.case),
        )
        for one in findings
    ]  # fmt: skip
    section = Section(
        title=_("Problems found"), template="cases/video_findings.html", context=lines, note=str(len(lines))
    )
    return (section,)


class RoundEndPage(FormPage[VideoRound, ReasonForm]):
    """Ending a round before its last camera."""

    kind = "video_round"
    menu = "case"
    act = VideoAct.END.value
    form_class = ReasonForm
    title = gettext_lazy("End the round")
    lead = gettext_lazy("Cameras that were not finished count as missed.")
    verb = verb_later(VideoAct.END)
    verb_kind = "danger"

    def load(self) -> VideoRound:
        """Return the round of the URL."""
        return round_get(self.kwargs["round_id"])

    def back_url(self) -> str:
        """Return the page of the round."""
        return reverse("cases:video-round", args=(self.record.pk,))

    def crumbs(self) -> Sequence[Crumb]:
        """Return the list and the round."""
        return (
            Crumb(label=_("Video rounds"), url=reverse("cases:video-rounds")),
            Crumb(label=self.record.plan.title, url=self.back_url()),
        )

    def submit(self, sent: Sent[ReasonForm]) -> Done:
        """End it."""
        services.video_round_end(
            round_id=self.record.pk, reason=sent.form.cleaned_data["reason"], actor=self.actor, at=sent.at
        )
        return Done(url=self.back_url(), message=VideoAct.END.label(language()))


# --- findings -----------------------------------------------------------------------------------------------


def _camera(one: VideoFinding) -> Cell:
    return Cell(kind="link", text=one.camera.name, url=reverse("ground:camera-page", args=(one.camera_id,)))


def _case(one: VideoFinding) -> Cell:
    return Cell(
        kind="link",
        text=f"{one.case.number} {one.case.title}",
        url=reverse("cases:case", args=(one.case_id,)),
    )


def _round(one: VideoFinding) -> Cell:
    found = round_of_finding(one)
    if found is None:
        return Cell()
    return Cell(kind="link", text=found.plan.title, url=reverse("cases:video-round", args=(found.pk,)))


def _clip(one: VideoFinding) -> Cell:
    template = player_template(one.camera)
    if one.clip_since is None or one.clip_until is None or not template:
        return Cell()
    address = player_address(template, code=one.camera.code, since=one.clip_since, until=one.clip_until)
    return Cell(kind="link", text=_("Open the recording"), url=address)


def _camera_choices() -> list[tuple[str, str]]:
    rows = findings_all().order_by("camera__name").values_list("camera_id", "camera__name").distinct()
    return [(str(pk), name) for pk, name in rows]


class FindingListPage(ListPage[VideoFinding]):
    """Everything that was found on video."""

    key = "video-findings"
    kind = "video_finding"
    menu = "case"
    act = VideoAct.READ.value
    title = gettext_lazy("Found on video")
    sort = "-found"
    columns = (
        ListColumn(
            key="title", label=gettext_lazy("What is wrong"), primary=True, locked=True,
            cell=lambda one: Cell(text=one.case.title),
        ),
        ListColumn(
            key="state", label=gettext_lazy("State"), kind="tag",
            cell=lambda one: Cell(kind="tag", tag=tag_of(CaseState(one.case.state))),
        ),
        ListColumn(key="camera", label=gettext_lazy("Camera"), cell=lambda one: Cell(text=one.camera.name)),
        ListColumn(
            key="shop", label=gettext_lazy("Shop"), drop=2,
            cell=lambda one: Cell(text=one.case.premises.name if one.case.premises else ""),
        ),
        ListColumn(
            key="case", label=gettext_lazy("Case"), kind="code",
            cell=lambda one: Cell(kind="code", text=one.case.number),
        ),
        moment("found", gettext_lazy("Found at"), of="found_at", sort="found_at"),
    )  # fmt: skip
    filters: ClassVar[Sequence[Filter]] = (
        AreaFilter(name="area", label=gettext_lazy("Area"), choices=area_choices),
        DaysFilter(name="found", label=gettext_lazy("Found at"), field="found_at"),
        ChoiceFilter(name="camera", label=gettext_lazy("Camera"), by_id=True, choices=_camera_choices),
    )
    presets: ClassVar[Sequence[Preset]] = ()

    def records(self) -> QuerySet[VideoFinding]:
        """Return the findings that the database scope lets through."""
        return findings_all()

    def row_url(self, record: VideoFinding) -> str:
        """Return the page of the finding."""
        return reverse("cases:video-finding", args=(record.pk,))

    def row_note(self, record: VideoFinding) -> str:
        """Return the camera."""
        return record.camera.name


class FindingPage(ObjectPage[VideoFinding]):
    """One finding with what proves it: snapshots, the clip, and cameras by which it is traced back."""

    kind = "video_finding"
    menu = "case"
    act = VideoAct.READ.value
    list_url_name = "cases:video-findings"
    facts_beside = True
    spare = frozenset({"shop", "round", "clip_ref", "clip_since", "clip_until", "clip"})
    facts = (
        ListColumn(key="case", label=gettext_lazy("Case"), kind="link", cell=_case),
        ListColumn(key="camera", label=gettext_lazy("Camera"), kind="link", cell=_camera),
        ListColumn(
            key="number", label=gettext_lazy("Number"),
            cell=lambda one: Cell(kind="code", text=one.camera.code, copyable=True),
        ),
        ListColumn(key="round", label=gettext_lazy("Video round"), kind="link", cell=_round),
        ListColumn(
            key="shop", label=gettext_lazy("Shop"), kind="link",
            cell=lambda one: Cell(
                kind="link", text=one.case.premises.name,
                url=reverse("ground:premises-page", args=(one.case.premises_id,)),
            ) if one.case.premises else Cell(),
        ),
        moment("found", gettext_lazy("Found at"), of="found_at"),
        moment("clip_since", gettext_lazy("Clip from"), of="clip_since"),
        moment("clip_until", gettext_lazy("Clip to"), of="clip_until"),
        ListColumn(key="clip_ref", label=gettext_lazy("Where the clip lies"),
                   cell=lambda one: Cell(text=one.clip_ref)),
        ListColumn(key="clip", label=gettext_lazy("Recorded video"), kind="link", cell=_clip),
    )  # fmt: skip

    def load(self) -> VideoFinding:
        """Return the finding of the URL."""
        return finding_get(self.kwargs["finding_id"])

    def code(self) -> str:
        """Return the number of the case."""
        return self.record.case.number

    def heading(self) -> str:
        """Return what is wrong."""
        return self.record.case.title

    def state(self) -> Tag:
        """Return where its case stands."""
        return tag_of(CaseState(self.record.case.state))

    def place(self) -> str:
        """Return where it is."""
        return f"{self.record.camera.name} · {self.record.case.address or self.record.case.area.name}"

    def map_view(self) -> MapView | None:
        """Return where it is, among the cameras."""
        case = self.record.case
        if case.place is None:
            return None
        layers = (MapLayer(name="areas", label=_("Areas")), MapLayer(name="cameras", label=_("Cameras")))
        return MapView(
            label=case.title, layers=layers, feature=case.place.geojson, feature_label=case.title,
            list_url=reverse("cases:video-findings"),
        )  # fmt: skip

    def sections(self) -> Sequence[Section]:
        """Return its pictures, and the other cameras that look there."""
        case = self.record.case
        photos = photos_of(case, actor=self.actor, at=now())
        shown = Section(
            title=_("Snapshots"), template="cases/video_photos.html", context=photos, leads=True,
            note=str(len(photos)),
        )  # fmt: skip
        return (*((shown,) if photos else ()), *_traced(self.record))


@dataclass(frozen=True, kw_only=True)
class TraceLine:
    """Another camera that looks at the place, with its recording of those minutes."""

    camera: Camera
    url: str
    recording: str


def _traced(one: VideoFinding) -> Sequence[Section]:
    """Return the other cameras that look there: on their recordings whoever did it is traced back."""
    if one.case.place is None:
        return ()
    since = (one.clip_since or one.found_at) - _AROUND
    until = min((one.clip_until or one.found_at) + _AROUND, now())
    lines = [
        TraceLine(
            camera=camera, url=reverse("ground:camera-page", args=(camera.pk,)),
            recording=player_address(template, code=camera.code, since=since, until=until)
            if (template := player_template(camera))
            else "",
        )
        for camera in cameras_looking_at(one.case.place)
        if camera.pk != one.camera_id
    ]  # fmt: skip
    if not lines:
        return ()
    told = {"lines": lines, "since": since, "until": until}
    return (Section(title=_("Trace it back"), template="cases/video_trace.html", context=told,
                    note=_("other cameras that look there")),)  # fmt: skip


def video_section(case: Case) -> Section | None:
    """Return what of a case was found on video, for its page."""
    found = findings_of_case(case)
    if not found:
        return None
    lines = [
        {"finding": one, "url": reverse("cases:video-finding", args=(one.pk,)),
         "camera_url": reverse("ground:camera-page", args=(one.camera_id,)), "clip": _clip(one).url}
        for one in found
    ]  # fmt: skip
    return Section(title=_("Found on video"), template="cases/video_of_case.html", context=lines)
