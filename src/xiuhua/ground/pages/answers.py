"""Who answers here: a card on the pages of objects, and a page for any place, matter and instant."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime

from django.contrib.gis.geos import Point
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.timezone import get_current_timezone, localtime
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from xiuhua.ground.models import Component, Premises
from xiuhua.ground.queries import premises_get
from xiuhua.ground.queries.answers import answer_sentence
from xiuhua.ground.queries.components import component_get
from xiuhua.ground.queries.duties import matter_found, matters, who_answers
from xiuhua.ground.rules.duties import Answer
from xiuhua.ground.terms import Act
from xiuhua.ground.terms.duties import DutyAct
from xiuhua.shared.clock import now
from xiuhua.shared.errors import NotFound
from xiuhua.shared.masks import phone_masked
from xiuhua.web.errors import language
from xiuhua.web.pages.base import Page
from xiuhua.web.parts import Crumb, Option, Section
from xiuhua.web.seams import require
from xiuhua.web.words import word

_MATTER, _AT = "matter", "at"
_IN_PANEL = 4


@dataclass(frozen=True, kw_only=True)
class AnswerLine:
    """One reason as it is printed. `title` is the post."""

    rank: int
    sentence: str
    ground: str
    title: str
    phone: str
    url: str
    is_nobody: bool


@dataclass(frozen=True, kw_only=True)
class AnswersView:
    """What the card prints: the answers as of an instant, and the chooser of the matter."""

    action_url: str
    lines: Sequence[AnswerLine]
    at: datetime
    matter: str = ""
    matters: Sequence[Option] = ()
    kept: Mapping[str, str] = field(default_factory=dict)
    notices: Sequence[str] = ()


def answers_section(
    request: HttpRequest,
    *,
    place: Point | None = None,
    area_code: str | None = None,
    component: Component | None = None,
    premises: Premises | None = None,
) -> Section:
    """Return the card "who answers here" of an object page; `matter` and `at` come from its URL."""
    at, matter, notices = _asked(request.GET)
    found = who_answers(
        place=place, area_code=area_code, component=component, premises=premises, matter=matter, at=at
    )
    view = _view(request, found, at=at, matter=matter, notices=notices)
    return Section(title=_("Who answers here"), template="ground/answers.html", context=view)


def _asked(query: Mapping[str, str]) -> tuple[datetime, str, list[str]]:
    """Return instant and matter of a URL, and a sentence for each that cannot be read."""
    notices = []
    typed = query.get(_MATTER, "").replace("\x00", "").strip()
    matter = matter_found(typed) if typed else ""
    if typed and not matter:
        notices.append(
            _("No matter is called “%(typed)s”: shown is who answers for everything.") % {"typed": typed}
        )
    wanted = query.get(_AT, "")
    at = _instant(wanted) if wanted else None
    if wanted and at is None:
        notices.append(_("The time “%(typed)s” cannot be read: shown is now.") % {"typed": wanted})
    return at or now(), matter or "", notices


def _instant(text: str) -> datetime | None:
    try:
        read = datetime.fromisoformat(text)
    except ValueError:
        return None
    return read if read.tzinfo else read.replace(tzinfo=get_current_timezone())


def _view(
    request: HttpRequest, found: Sequence[Answer], *, at: datetime, matter: str, notices: Sequence[str]
) -> AnswersView:
    return AnswersView(
        action_url=request.path,
        lines=[_line(answer, at=at) for answer in found],
        at=at,
        matter=matter,
        matters=_matter_options(),
        kept={name: request.GET[name] for name in request.GET if name not in {_MATTER, _AT}},
        notices=notices,
    )


def _matter_options() -> list[Option]:
    return [Option(value=item.code, label=item.zh) for item in matters()]


def _line(answer: Answer, *, at: datetime) -> AnswerLine:
    here = language()
    return AnswerLine(
        rank=answer.rank,
        sentence=answer_sentence(answer, at=at, language=here),
        ground=word(answer.ground, here),
        title=answer.title,
        phone=phone_masked(answer.phone) if answer.person_id else answer.phone,
        url=reverse("ground:duty-page", args=(answer.duty_id,)) if answer.duty_id else "",
        is_nobody=answer.is_nobody,
    )


@dataclass(frozen=True, kw_only=True)
class AskView:
    """The page: the question as typed, and the answers where there is a place."""

    title: str
    crumbs: Sequence[Crumb]
    longitude: str
    latitude: str
    area: str
    at_local: str
    matter: str
    matters: Sequence[Option]
    answers: AnswersView | None


class AnswersPage(Page):
    """Who answers at any place, for any matter, at any instant."""

    act = DutyAct.ANSWER
    menu = "duties"
    template = "ground/answers_page.html"
    fragment = "ground/answers_page.html"

    def get(self, request: HttpRequest, **_kept: object) -> HttpResponse:
        """Answer what the URL asks."""
        at, matter, notices = _asked(request.GET)
        place, wrong = _place(request.GET)
        typed = request.GET.get("area", "").strip()
        area = typed if typed.isascii() and typed.isalnum() else ""
        if typed and not area:
            notices.append(_("No area has the code “%(typed)s”.") % {"typed": typed})
        answers = None
        if place or area:
            found = who_answers(place=place, area_code=area, matter=matter, at=at)
            answers = _view(request, found, at=at, matter=matter, notices=[*notices, *wrong])
        elif notices or wrong:
            answers = _view(request, (), at=at, matter=matter, notices=[*notices, *wrong])
        title = gettext_lazy("Who answers here")
        view = AskView(
            title=str(title),
            crumbs=(Crumb(label=_("Duties"), url=reverse("ground:duties")), Crumb(label=str(title))),
            longitude=request.GET.get("longitude", ""),
            latitude=request.GET.get("latitude", ""),
            area=area,
            at_local=f"{localtime(at):%Y-%m-%dT%H:%M}",
            matter=matter,
            matters=answers.matters if answers else _matter_options(),
            answers=answers,
        )
        return self.answer(view, title=title)


@dataclass(frozen=True, kw_only=True)
class PanelView:
    """Whom to ask first, for a small panel; `more_url` opens the whole answer, any matter."""

    answers: AnswersView
    more_url: str


class AnswersFragment(Page):
    """Whom to ask first at a place, a component or premises: what the map's panel prints."""

    act = DutyAct.ANSWER
    menu = "map"
    template = "ground/answers_fragment.html"
    fragment = "ground/answers_fragment.html"

    def get(self, request: HttpRequest, **_kept: object) -> HttpResponse:
        """Answer with the first few."""
        place, wrong = _place(request.GET)
        component, premises = self._component(), self._premises()
        at = now()
        found: Sequence[Answer] = ()
        if place or component or premises:
            found = who_answers(place=place, component=component, premises=premises, at=at)
        lines = [_line(answer, at=at) for answer in found[:_IN_PANEL]]
        answers = AnswersView(action_url=request.path, lines=lines, at=at, notices=wrong)
        return self.answer(PanelView(answers=answers, more_url=self._more_url(component, premises)), title="")

    def _component(self) -> Component | None:
        key = self._key("component")
        with suppress(NotFound):  # the map draws components whose records only their district may read
            return component_get(key, actor=self.actor) if key else None
        return None

    def _premises(self) -> Premises | None:
        key = self._key("premises")
        found = premises_get(key) if key else None
        if found:
            require(self.actor, Act.PREMISES_READ, found)
        return found

    def _key(self, name: str) -> int:
        typed = self.request.GET.get(name, "")[:18]
        return int(typed) if typed.isascii() and typed.isdecimal() else 0

    def _more_url(self, component: Component | None, premises: Premises | None) -> str:
        if component:
            return reverse("ground:component-page", args=(component.pk,))
        if premises:
            return reverse("ground:premises-page", args=(premises.pk,))
        return f"{reverse('ground:answers')}?{self.request.GET.urlencode()}"


def _place(query: Mapping[str, str]) -> tuple[Point | None, list[str]]:
    longitude, latitude = query.get("longitude", "").strip(), query.get("latitude", "").strip()
    if not longitude and not latitude:
        return None, []
    try:
        x, y = float(longitude), float(latitude)
    except ValueError:
        x, y = float("nan"), float("nan")
    if -180 <= x <= 180 and -90 <= y <= 90:
        return Point(x, y, srid=4326), []
    return None, [_("Longitude and latitude must be degrees of WGS84, such as 120.105 and 30.255.")]
