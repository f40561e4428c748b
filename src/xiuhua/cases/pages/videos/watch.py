"""The seat of a video round: the player, the next camera by key, and a finding on the spot."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar, cast

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from xiuhua.cases import services
from xiuhua.cases.forms.videos import FindingForm
from xiuhua.cases.models import VideoLook, VideoRound
from xiuhua.cases.pages.choosing import item_called, matters_offered
from xiuhua.cases.pages.photos import photos_keep
from xiuhua.cases.pages.videos.rounds import LookLine, look_line
from xiuhua.cases.queries.ground import place_of
from xiuhua.cases.queries.near import spot_at
from xiuhua.cases.queries.rows import Premises, StoredFile
from xiuhua.cases.queries.videos import looks_of, round_get, tally_of
from xiuhua.cases.rules.videos import Tally
from xiuhua.cases.services.video_rounds import finding_place
from xiuhua.cases.terms import Footage, LookState, VideoAct, VideoRoundState
from xiuhua.ground.queries.cameras import player_template, shops_seen
from xiuhua.ground.rules.cameras import player_address, player_origin, player_shape
from xiuhua.sensing.queries.commands import steering_of
from xiuhua.sensing.terms import CommandAct
from xiuhua.shared.clock import now
from xiuhua.shared.errors import Conflict
from xiuhua.shared.ids import uuid7, uuid_told
from xiuhua.web import seams
from xiuhua.web.errors import language
from xiuhua.web.middleware import policy_showing
from xiuhua.web.pages.base import Page
from xiuhua.web.pages.forms import ONCE, Done, FormPage, Group, Sent
from xiuhua.web.parts import Action, Crumb, MapLayer, MapView

_OUTCOMES = {one.value: one for one in (LookState.LOOKED, LookState.NO_PICTURE, LookState.SKIPPED)}


@dataclass(frozen=True, kw_only=True)
class PlayerView:
    """How a camera is seen.

    Args:
        address: where; empty where no player is set.
        shape: `film` or `frame` where the page may show it, empty where only a link is left.
    """

    address: str
    shape: str


@dataclass(frozen=True, kw_only=True)
class WatchView:
    """The seat, as its template prints it; `steer_url` is empty where the camera cannot be moved."""

    round: VideoRound
    look: VideoLook
    player: PlayerView
    lines: Sequence[LookLine]
    tally: Tally
    buttons: Sequence[Action]
    further: Sequence[Action]
    crumbs: Sequence[Crumb]
    camera_url: str
    steer_url: str = ""
    refused: Sequence[Action] = ()
    position: str = ""
    next_url: str = ""
    previous_url: str = ""


def player_of(look: VideoLook) -> PlayerView:
    """Return how the camera of a look is seen: live, or the recording that its round goes through."""
    template = player_template(look.camera)
    if not template:
        return PlayerView(address="", shape="")
    one = look.round
    address = player_address(
        template, code=look.camera.code, since=one.footage_since, until=one.footage_until
    )
    is_allowed = player_origin(address) in settings.PLAYERS
    return PlayerView(address=address, shape=player_shape(address) if is_allowed else "")


class WatchPage(Page):
    """Looking at one camera after the other."""

    act: ClassVar[str] = VideoAct.LOOK.value
    menu: ClassVar[str] = "case"
    template: ClassVar[str] = "cases/video_watch.html"
    fragment: ClassVar[str] = "cases/video_watch.html"
    record: VideoRound

    def permit(self) -> None:
        """Load the round and refuse whoever may look at none."""
        self.record = round_get(self.kwargs["round_id"])
        seams.require(self.actor, self.act)

    def get(self, _request: HttpRequest, **_kept: object) -> HttpResponseBase:
        """Answer with the camera whose turn it is; a round that is over, or another's, shows its tally."""
        looks = looks_of(self.record)
        current = next((look for look in looks if look.state == LookState.LOOKING), None)
        if current is None or self.record.started_by != self.actor.name:
            return HttpResponseRedirect(reverse("cases:video-round", args=(self.record.pk,)))
        current.round = self.record
        player = player_of(current)
        response = self.answer(self._view(current, looks, player), title=current.camera.name)
        if player.shape:
            origin = player_origin(player.address) or "'none'"
            response.headers["Content-Security-Policy"] = policy_showing(origin)
        return response

    def post(self, request: HttpRequest, **_kept: object) -> HttpResponse:
        """Go on to the next camera, noting what came of this one.

        Raises:
            CityError: as `services.video_look_end`.
        """
        outcome = _OUTCOMES.get(request.POST.get("outcome", ""), LookState.TO_DO)
        look = request.POST.get("look", "")
        look_id = int(look) if look.isascii() and look.isdecimal() and len(look) < 19 else 0
        at = now()

        def acted() -> dict[str, str]:
            one = services.video_look_end(
                round_id=self.record.pk, look_id=look_id, outcome=outcome, actor=self.actor, at=at
            )
            over = one.state == VideoRoundState.ENDED
            name = "cases:video-round" if over else "cases:video-watch"
            return {"url": reverse(name, args=(one.pk,))}

        key = f"video:{uuid_told(request.POST.get(ONCE, ''))}:{self.record.pk}"
        told = seams.once(key=key, actor=self.actor, at=at, act=acted)
        return HttpResponseRedirect(told["url"], status=303)

    def _view(self, look: VideoLook, looks: Sequence[VideoLook], player: PlayerView) -> WatchView:
        one = self.record
        return WatchView(
            round=one, look=look, player=player, lines=[look_line(each) for each in looks],
            tally=tally_of(looks), buttons=self._buttons(look), further=self._further(),
            camera_url=reverse("ground:camera-page", args=(look.camera_id,)),
            steer_url=self._steering(look) if one.footage == Footage.LIVE else "",
            position=f"{look.number} / {len(looks)}",
            crumbs=(
                Crumb(label=_("Video rounds"), url=reverse("cases:video-rounds")),
                Crumb(label=one.plan.title, url=reverse("cases:video-round", args=(one.pk,))),
                Crumb(label=look.camera.name),
            ),
        )  # fmt: skip

    def _steering(self, look: VideoLook) -> str:
        """Return where the camera is moved by who may; a recording stays as it was taken."""
        control = steering_of(look.camera.code)
        if control is None or not seams.may(
            self.actor, CommandAct.STEER, cast("seams.Subject", control.device)
        ):
            return ""
        return f"{reverse('sensing:device', args=(control.device_id,))}#x-ptz-{control.pk}"

    def _buttons(self, look: VideoLook) -> Sequence[Action]:
        found = reverse("cases:video-find", args=(self.record.pk, look.pk))
        return (
            self._outcome(look, LookState.LOOKED, _("Next camera"), "n", "player-skip-forward", "primary"),
            Action(
                name=VideoAct.FIND.value, label=_("Something is wrong"), url=found, icon="flag", shortcut="f"
            ),
            self._outcome(look, LookState.NO_PICTURE, _("No picture"), "x", "eye-off"),
            self._outcome(look, LookState.SKIPPED, _("Skip"), "s", "chevron-right"),
        )

    def _outcome(
        self, look: VideoLook, state: LookState, label: str, key: str, icon: str, kind: Any = "plain"
    ) -> Action:  # an ActionKind
        return Action(
            name=f"{VideoAct.LOOK.value}:{state.value}", label=label, shortcut=key, icon=icon, kind=kind,
            post_url=self.request.path,
            values={"look": str(look.pk), "outcome": state.value, ONCE: str(uuid7())},
        )  # fmt: skip

    def _further(self) -> Sequence[Action]:
        url = reverse("cases:video-end", args=(self.record.pk,))
        return (Action(name=VideoAct.END.value, label=_("End the round"), url=url, icon="circle-check"),)


class FindPage(FormPage[VideoRound, FindingForm]):
    """Reporting what a camera shows."""

    kind = "video_round"
    menu = "case"
    act = VideoAct.FIND.value
    form_class = FindingForm
    title = gettext_lazy("Report what the video shows")
    lead = gettext_lazy("A snapshot or a clip proves it; the case keeps the camera and the times.")
    verb = gettext_lazy("Report")
    verb_icon = "send"
    groups = (
        Group(title=gettext_lazy("What"), fields=("matter", "shop", "text")),
        Group(title=gettext_lazy("What proves it"), fields=("photo", "clip_since", "clip_until", "clip_ref")),
        Group(
            title=gettext_lazy("Where"),
            help=gettext_lazy("Left empty, it is at the shop, or else at the camera."),
            fields=("longitude", "latitude"),
            mapped=True,
        ),
    )

    def permit(self) -> None:
        """Load the round and its camera, and refuse whoever may report nothing from it."""
        super().permit()
        self.look = self._look()

    def load(self) -> VideoRound:
        """Return the round of the URL."""
        return round_get(self.kwargs["round_id"])

    def _look(self) -> VideoLook:
        for look in looks_of(self.record):
            if look.pk == self.kwargs["look_id"]:
                look.round = self.record
                return look
        raise Conflict(kind="video_round", key=self.record.pk)

    def initial(self) -> Mapping[str, object]:
        """Return the only shop that the camera sees, where it sees one only."""
        shops = self._shops()
        return {"shop": str(shops[0].pk)} if len(shops) == 1 else {}

    def prepare(self, form: FindingForm) -> None:
        """Offer matters, and the shops that the camera sees."""
        form.fields["matter"].widget.suggestions = matters_offered()
        told = [(str(shop.pk), f"{shop.name} · {shop.address}") for shop in self._shops()]
        form.fields["shop"].choices = [("", "—"), *told]  # type: ignore[attr-defined]  # a ChoiceField

    def _shops(self) -> list[Premises]:
        return [premises for _seen, premises in shops_seen(self.look.camera)]

    def map_view(self) -> MapView:
        """Return what the camera looks at, to click on."""
        camera = self.look.camera
        shape = camera.view or camera.mount.place
        layers = (MapLayer(name="areas", label=_("Areas")), MapLayer(name="premises", label=_("Premises")))
        return MapView(
            label=_("Where it is"), layers=layers, feature=shape.geojson, feature_label=camera.name
        )

    def submit(self, sent: Sent[FindingForm]) -> Done:
        """Report it; the form's own token is the report's id, so that sending twice is sending once."""
        typed: Mapping[str, Any] = sent.form.cleaned_data  # form values
        shop = next((one for one in self._shops() if str(one.pk) == typed["shop"]), None)
        made = services.video_finding_make(
            round_id=self.record.pk,
            look_id=self.look.pk,
            new=services.NewFinding(
                client_id=uuid_told(self.request.POST.get(ONCE, "")),
                item_id=item_called(typed["matter"]).pk,
                text=typed["text"],
                premises=shop,
                longitude=typed["longitude"],
                latitude=typed["latitude"],
                photos=self._photos(typed, shop, sent),
                clip_ref=typed["clip_ref"],
                clip_since=typed["clip_since"],
                clip_until=typed["clip_until"],
            ),
            actor=self.actor,
            at=sent.at,
        )
        told = f"{VideoAct.FIND.label(language())} · {made.case.number}"
        return Done(url=self.back_url(), message=told)

    def _photos(
        self, typed: Mapping[str, Any], shop: Premises | None, sent: Sent[FindingForm]
    ) -> tuple[StoredFile, ...]:  # form values
        if not typed["photo"]:
            return ()
        longitude, latitude = finding_place(self.look.camera, shop)
        if typed["longitude"] is not None and typed["latitude"] is not None:
            longitude, latitude = typed["longitude"], typed["latitude"]
        spot = spot_at(place_of(longitude, latitude), area_code="")
        area_code = spot.area_code if spot else self.look.area_code
        return photos_keep(typed, area_code=area_code, actor=self.actor, at=sent.at)

    def back_url(self) -> str:
        """Return the seat, still at the same camera."""
        return reverse("cases:video-watch", args=(self.record.pk,))

    def crumbs(self) -> Sequence[Crumb]:
        """Return the round and the camera."""
        return (
            Crumb(label=_("Video rounds"), url=reverse("cases:video-rounds")),
            Crumb(label=f"{self.record.plan.title} · {self.look.camera.name}", url=self.back_url()),
        )
