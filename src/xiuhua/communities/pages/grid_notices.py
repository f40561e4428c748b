"""网格闭环 on the screen: what was found, whom it was told, what became of it, and the month's figures."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from functools import cached_property
from typing import Any, ClassVar, TypeVar, cast

from django.db.models import CharField, Model, QuerySet, Value
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.timezone import get_current_timezone, localtime
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from xiuhua.communities.forms.grid_notices import FeedBackForm, FindingForm, JudgeForm, TellForm
from xiuhua.communities.models import GridNotice
from xiuhua.communities.pages.community_parts import (
    MonthFilter,
    area_choices,
    limit_shown,
    limit_typed,
    month_asked,
    offered,
    opens,
    photos_keep,
    pictures,
    term_choices,
)
from xiuhua.communities.queries import communities
from xiuhua.communities.queries import grid_notices as queries
from xiuhua.communities.queries.community_rows import Area, Premises, StoredFile
from xiuhua.communities.rules.grid_notices import COURSE, USUAL_LIMIT
from xiuhua.communities.rules.months import month_span
from xiuhua.communities.services import grid_notices as services
from xiuhua.communities.terms.grid_notices import NoticeAct, NoticeSource, NoticeState, NoticeVerdict
from xiuhua.ground.queries.duties import matters
from xiuhua.ground.rules.limits import Limit, limit_text
from xiuhua.ground.terms.calendars import TimeUnit
from xiuhua.shared.clock import now
from xiuhua.shared.ids import uuid_told
from xiuhua.web import seams
from xiuhua.web.areas import within
from xiuhua.web.errors import language
from xiuhua.web.pages.asking import Asked
from xiuhua.web.pages.clocks import clock_running
from xiuhua.web.pages.columns import ListColumn, code, moment, number, tag_cell, tag_of, term, text
from xiuhua.web.pages.filters import AreaFilter, ChoiceFilter, DaysFilter, Filter, TermFilter
from xiuhua.web.pages.forms import ONCE, Done, F, FormPage, Group, Sent
from xiuhua.web.pages.lists import ListPage, Preset
from xiuhua.web.pages.making import NewPage, verb_later
from xiuhua.web.pages.objects import ObjectAct, ObjectPage
from xiuhua.web.parts import Action, Cell, Clock, Crumb, MapLayer, MapView, Option, Section, Stage, State, Tag

_WAITING = (NoticeState.FOUND, NoticeState.TOLD, NoticeState.FED_BACK)
M = TypeVar("M", bound=Model)


def _verdict(notice: GridNotice) -> Cell:
    return tag_cell(NoticeVerdict(notice.verdict)) if notice.verdict else Cell(kind="tag")


class NoticeListPage(ListPage[GridNotice]):
    """Every notice of the reader's areas, the latest first."""

    key = "grid-notices"
    kind = "grid_notice"
    menu = "community"
    act = NoticeAct.READ.value
    title = gettext_lazy("Grid notices")
    sort = "-found"
    columns = (
        code("number", gettext_lazy("Number"), drop=1),
        text("premises", gettext_lazy("Premises"), of="premises.name", primary=True, locked=True),
        text("text", gettext_lazy("What was found")),
        term("state", gettext_lazy("State"), NoticeState),
        term("source", gettext_lazy("Found by"), NoticeSource, drop=2),
        text("grid", gettext_lazy("Duty grid"), of="grid.name", drop=1),
        ListColumn(key="verdict", label=gettext_lazy("Result"), kind="tag", cell=_verdict),
        moment("found", gettext_lazy("Found at"), of="found_at", sort="found_at"),
    )
    filters: ClassVar[Sequence[Filter]] = (
        AreaFilter(name="area", label=gettext_lazy("Area"), choices=area_choices),
        TermFilter(name="state", label=gettext_lazy("State"), vocabulary=NoticeState),
        TermFilter(name="verdict", label=gettext_lazy("Result"), vocabulary=NoticeVerdict),
        TermFilter(name="source", label=gettext_lazy("Found by"), vocabulary=NoticeSource),
        ChoiceFilter(
            name="grid", label=gettext_lazy("Duty grid"), field="grid_id", by_id=True,
            choices=lambda: queries.grid_choices(),  # noqa: PLW0108 - asked each time
        ),
        ChoiceFilter(
            name="premises", label=gettext_lazy("Premises"), field="premises_id", by_id=True,
            choices=lambda: queries.premises_choices(),  # noqa: PLW0108 - as above
        ),
        DaysFilter(name="counted", label=gettext_lazy("Counted"), field="counted_at"),
    )  # fmt: skip
    presets = (
        Preset(
            label=gettext_lazy("Open"),
            query={"state": tuple(state.value for state in _WAITING)},
            counted=True,
        ),
        Preset(label=gettext_lazy("To be told"), query={"state": (NoticeState.FOUND.value,)}, counted=True),
        Preset(
            label=gettext_lazy("To be judged"), query={"state": (NoticeState.FED_BACK.value,)}, counted=True
        ),
        Preset(label=gettext_lazy("All")),
    )

    def records(self) -> QuerySet[GridNotice]:
        """Return the notices that the database scope lets through."""
        return queries.notices_all()

    def row_url(self, record: GridNotice) -> str:
        """Return the page of the notice."""
        return reverse("communities:grid-notice", args=(record.pk,))

    def row_clock(self, record: GridNotice) -> Clock | None:
        """Return the clock of a shop that has not answered."""
        if record.state != NoticeState.TOLD or record.due_at is None:
            return None
        return clock_running(record.due_at, None, now())

    def acts(self) -> Sequence[Action]:
        """Return entering a finding, for whoever may."""
        return offered(
            self.actor, NoticeAct.FIND, en="Enter a finding", url_name="communities:grid-notice-new"
        )

    def empty(self) -> State:
        """Return what stands where nothing was ever found."""
        return State(
            kind="empty",
            title=_("Nothing was found yet"),
            text=_("What cameras and patrols find about a shop in a duty grid stands here."),
        )


def _link_cell(notice: GridNotice) -> Cell:
    """Return the shop's own link, where the page has put it for whoever hands it over."""
    url = vars(notice).get("shop_url", "")
    return Cell(kind="link", text=_("Open the shop's page"), url=url) if url else Cell()


class NoticePage(ObjectPage[GridNotice]):
    """One notice on its way through the five states."""

    kind = "grid_notice"
    change_labels = {"text": gettext_lazy("What was found"), "feedback": gettext_lazy("What was done")}
    menu = "community"
    act = NoticeAct.READ.value
    list_url_name = "communities:grid-notices"
    facts_beside = True
    spare = frozenset({"limit", "score", "case", "found_case", "link", "told", "matter"})
    acts = (
        ObjectAct(
            act=NoticeAct.TELL.value, label=verb_later(NoticeAct.TELL, "Tell the shop"),
            url_name="communities:grid-notice-tell", kind="primary", icon="send",
        ),
        ObjectAct(
            act=NoticeAct.FEED_BACK.value, label=verb_later(NoticeAct.FEED_BACK, "Feed back for the shop"),
            url_name="communities:grid-notice-feed-back", icon="pencil",
        ),
        ObjectAct(
            act=NoticeAct.JUDGE.value, label=verb_later(NoticeAct.JUDGE, "Judge"),
            url_name="communities:grid-notice-judge", kind="primary", icon="clipboard-check",
        ),
    )  # fmt: skip
    facts = (
        ListColumn(
            key="premises",
            label=gettext_lazy("Premises"),
            cell=lambda one: Cell(
                kind="link",
                text=one.premises.name,
                url=reverse("ground:premises-page", args=(one.premises_id,)),
            ),
        ),
        text("grid", gettext_lazy("Duty grid"), of="grid.name"),
        ListColumn(
            key="source", label=gettext_lazy("Found by"), cell=lambda one: tag_cell(NoticeSource(one.source))
        ),
        ListColumn(
            key="matter",
            label=gettext_lazy("Matter"),
            cell=lambda one: Cell(text=one.item.zh if one.item else ""),
        ),
        ListColumn(
            key="limit",
            label=gettext_lazy("Limit"),
            cell=lambda one: Cell(
                text=limit_text(Limit(one.limit_amount, TimeUnit(one.limit_unit)), language())
                if one.limit_amount
                else ""
            ),
        ),
        text("told", gettext_lazy("What the shop has to do"), of="told_words"),
        ListColumn(key="link", label=gettext_lazy("Shop's own link"), cell=_link_cell),
        ListColumn(
            key="score",
            label=gettext_lazy("Score"),
            cell=lambda one: Cell(text="" if one.score is None else f"{one.score} / 100"),
        ),
        ListColumn(
            key="case",
            label=gettext_lazy("Case that follows"),
            cell=lambda one: (
                Cell(
                    kind="link",
                    text=one.follow_case.number,
                    url=reverse("cases:case", args=(one.follow_case_id,)),
                )
                if one.follow_case
                else Cell()
            ),
        ),
        ListColumn(
            key="found_case",
            label=gettext_lazy("Found with"),
            cell=lambda one: (
                Cell(
                    kind="link",
                    text=one.found_case.number,
                    url=reverse("cases:case", args=(one.found_case_id,)),
                )
                if one.found_case
                else Cell()
            ),
        ),
    )

    def load(self) -> GridNotice:
        """Return the notice of the URL, with the shop's link for whoever may hand it over."""
        notice = queries.notice_get(self.kwargs["notice_id"])
        if notice.state == NoticeState.TOLD and seams.may(self.actor, NoticeAct.FEED_BACK.value, notice):
            url = reverse("communities:shop-notice", args=(notice.link_key,))
            notice.shop_url = url  # type: ignore[attr-defined]  # what the fact prints
        return notice

    def code(self) -> str:
        """Return its number."""
        return self.record.number

    def heading(self) -> str:
        """Return the shop."""
        return self.record.premises.name

    def state(self) -> Tag:
        """Return where it stands."""
        return tag_of(NoticeState(self.record.state))

    def place(self) -> str:
        """Return where the shop is."""
        return f"{self.record.premises.address} · {self.record.grid.name}"

    @cached_property
    def _at(self) -> datetime:
        return now()

    def stages(self) -> Sequence[Stage]:
        """Return the five states, as far as it has come."""
        notice = self.record
        place = COURSE.index(NoticeState(notice.state))
        ends = (notice.found_at, notice.told_at, notice.fed_back_at, notice.judged_at, notice.counted_at)
        return [
            Stage(label=state.label(language()), state="done" if nth <= place else "before", at=ends[nth])
            for nth, state in enumerate(COURSE)
        ]

    def clocks(self) -> Sequence[Clock]:
        """Return how long the shop has."""
        if self.record.state != NoticeState.TOLD or self.record.due_at is None:
            return ()
        return (clock_running(self.record.due_at, None, self._at, label=_("Shop")),)

    def sections(self) -> Sequence[Section]:
        """Return what was found, what the shop says, and what was found when somebody looked again."""
        notice, shown = self.record, list(self.record.photos.select_related("file"))
        nothing: list[StoredFile] = []
        parts = (
            (_("What was found"), notice.text, [one.file for one in shown if not one.after]),
            (_("What was put right"), notice.feedback, [one.file for one in shown if one.after]),
            (_("Judged"), notice.opinion, nothing),
        )
        return [
            Section(
                title=title, template="communities/words.html",
                context={
                    "text": said,
                    "photos": pictures(files, label=title, actor=self.actor, at=self._at),
                },
            )
            for title, said, files in parts
            if said or files
        ]  # fmt: skip

    def map_view(self) -> MapView:
        """Return where the shop is."""
        premises = self.record.premises
        return MapView(
            label=premises.name,
            layers=(MapLayer(name="areas", label=_("Areas")),),
            feature=premises.place.geojson,
            feature_label=premises.name,
        )


class FindingPage(NewPage[GridNotice, FindingForm]):
    """Entering a finding."""

    kind = "grid_notice"
    menu = "community"
    row = GridNotice
    list_url_name = "communities:grid-notices"
    act = NoticeAct.FIND.value
    form_class = FindingForm
    title = gettext_lazy("Enter a finding")
    lead = gettext_lazy("It belongs to the duty grid that the premises lie in.")
    verb = verb_later(NoticeAct.FIND, "Enter")
    groups = (Group(fields=("premises", "matter", "text", "photos")),)

    def prepare(self, form: FindingForm) -> None:
        """Offer premises and matters."""
        form.fields["premises"].widget.suggestions = tuple(
            Option(value=f"{one.code} {one.name}", label="") for one in queries.premises_offered()
        )
        form.fields["matter"].widget.suggestions = tuple(
            Option(value=f"{item.code} {item.zh}", label=item.en) for item in matters()
        )

    def submit(self, sent: Sent[FindingForm]) -> Done:
        """Enter it."""
        typed = sent.form.cleaned_data
        premises = queries.premises_typed(typed["premises"])
        matter = communities.item_typed(typed["matter"]) if typed["matter"].strip() else None
        notice = services.notice_find(
            new=services.Finding(
                client_id=uuid_told(self.request.POST.get(ONCE, "")),
                premises_id=premises.pk,
                source=NoticeSource.PATROL,
                text=typed["text"],
                item_id=matter.pk if matter else None,
                photos=photos_keep(
                    typed["photos"], area_code=premises.area_code, actor=self.actor, at=sent.at
                ),
            ),
            actor=self.actor,
            at=sent.at,
        )
        return Done(
            url=reverse("communities:grid-notice", args=(notice.pk,)),
            message=f"{NoticeAct.FIND.label(language())} · {notice.number}",
        )


class NoticeFormPage(FormPage[GridNotice, F]):
    """An act on a notice."""

    kind = "grid_notice"
    menu = "community"

    def load(self) -> GridNotice:
        """Return the notice of the URL."""
        return queries.notice_get(self.kwargs["notice_id"])

    def version(self) -> str:
        """Return where it stands."""
        return self.record.state

    def crumbs(self) -> list[Crumb]:
        """Return the way down to the notice."""
        return [
            Crumb(label=_("Grid notices"), url=reverse("communities:grid-notices")),
            Crumb(label=f"{self.record.number} {self.record.premises.name}", url=self.back_url()),
        ]

    def back_url(self) -> str:
        """Return the page of the notice."""
        return reverse("communities:grid-notice", args=(self.record.pk,))

    def done(self) -> Done:
        """Return what an act leads to."""
        return Done(url=self.back_url(), message=NoticeAct(self.act).label(language()))


class TellPage(NoticeFormPage[TellForm]):
    """Telling the shop."""

    act = NoticeAct.TELL.value
    form_class = TellForm
    title = verb_later(NoticeAct.TELL, "Tell the shop")
    lead = gettext_lazy("The shop gets a link of its own, on which it answers.")
    verb = verb_later(NoticeAct.TELL, "Tell the shop")
    verb_icon = "send"

    def initial(self) -> Mapping[str, object]:
        """Begin with the usual limit and with what was found."""
        return {"words": self.record.text, "limit": limit_shown(USUAL_LIMIT)}

    def submit(self, sent: Sent[TellForm]) -> Done:
        """Tell it."""
        typed = sent.form.cleaned_data
        services.notice_tell(
            notice_id=self.record.pk,
            words=typed["words"],
            limit=limit_typed(typed["limit"], field="limit"),
            actor=self.actor,
            at=sent.at,
        )
        return self.done()


class FeedBackPage(NoticeFormPage[FeedBackForm]):
    """Saying for a shop what it has put right."""

    act = NoticeAct.FEED_BACK.value
    form_class = FeedBackForm
    title = verb_later(NoticeAct.FEED_BACK, "Feed back for the shop")
    lead = gettext_lazy("Somebody else judges it then.")
    verb = verb_later(NoticeAct.FEED_BACK, "Feed back")

    def submit(self, sent: Sent[FeedBackForm]) -> Done:
        """Say it."""
        typed = sent.form.cleaned_data
        photos = photos_keep(typed["photos"], area_code=self.record.area_code, actor=self.actor, at=sent.at)
        services.notice_feed_back(
            notice_id=self.record.pk, text=typed["text"], photos=photos, actor=self.actor, at=sent.at
        )
        return self.done()


class JudgePage(NoticeFormPage[JudgeForm]):
    """Judging what was put right."""

    act = NoticeAct.JUDGE.value
    form_class = JudgeForm
    title = verb_later(NoticeAct.JUDGE, "Judge")
    lead = gettext_lazy("What was not put right becomes a case.")
    verb = verb_later(NoticeAct.JUDGE, "Judge")
    verb_icon = "clipboard-check"

    def prepare(self, form: JudgeForm) -> None:
        """Offer the results."""
        form.fields["verdict"].choices = term_choices(NoticeVerdict)  # type: ignore[attr-defined]  # a ChoiceField

    def submit(self, sent: Sent[JudgeForm]) -> Done:
        """Judge it."""
        typed = sent.form.cleaned_data
        services.notice_judge(
            notice_id=self.record.pk,
            judgement=services.Judgement(
                verdict=NoticeVerdict(typed["verdict"]), score=typed["score"], opinion=typed["opinion"]
            ),
            actor=self.actor,
            at=sent.at,
        )
        return self.done()


# --- the month ----------------------------------------------------------------------------------------------

_COUNTS: Mapping[str, tuple[Any, tuple[tuple[str, str], ...]]] = {  # texts that gettext says later
    "counted": (gettext_lazy("Notices passed on"), ()),
    "passed": (gettext_lazy("Put right"), (("verdict", NoticeVerdict.PASSED.value),)),
    "failed": (gettext_lazy("Not put right"), (("verdict", NoticeVerdict.FAILED.value),)),
}


def _opened(key: str, by: str) -> ListColumn[Any]:  # grids or premises
    label, asked = _COUNTS[key]

    def cell(row: Any) -> Cell:  # as above
        told: dict[str, Any] = vars(row)  # what the query counts
        query = urlencode([(by, str(row.pk)), ("state", NoticeState.COUNTED.value), *asked])
        return opens(told[key], f"{reverse('communities:grid-notices')}?{query}&{told['days']}")

    return ListColumn(key=key, label=label, kind="number", cell=cell)


class TallyPage(ListPage[M]):
    """What was counted in a month, by something; every count opens to its notices."""

    menu = "community"
    act = NoticeAct.READ.value
    area_field = ""  # what is counted is bounded below
    filters: ClassVar[Sequence[Filter]] = (MonthFilter(name="month", label=gettext_lazy("Month")),)

    def tallied(self, notices: QuerySet[GridNotice]) -> QuerySet[M]:
        """Return the rows of some notices, with their counts."""
        raise NotImplementedError

    def records(self) -> QuerySet[M]:
        """Return the rows of this month."""
        return self._month(f"{localtime(now()):%Y-%m}")

    def filtered(self, asked: Asked) -> QuerySet[M]:
        """Return the rows of the month asked for."""
        return self._month(month_asked(asked.held.get("month", {}), today=localtime(now()).date()))

    def _month(self, month: str) -> QuerySet[M]:
        since, until = month_span(month, zone=get_current_timezone())
        bounds = within("area_code", seams.areas_for(self.actor, self.act))
        first, last = since.date(), (until.date().toordinal() - 1)
        days = urlencode([("counted_from", f"{first}"), ("counted_to", f"{first.fromordinal(last)}")])
        rows = self.tallied(queries.counted_between(since, until).filter(bounds))
        return cast("QuerySet[M]", rows.annotate(days=Value(days, output_field=CharField())))


class GridTallyPage(TallyPage[Area]):
    """By duty grid."""

    key = "grid-tallies"
    kind = "area"
    title = gettext_lazy("Notices by duty grid")
    sort = "code"
    columns = (
        text("name", gettext_lazy("Duty grid"), sort="name", primary=True, locked=True),
        code("code", gettext_lazy("Code"), sort="code", drop=1),
        *(_opened(key, "grid") for key in _COUNTS),
        number("in_time", gettext_lazy("Answered in time")),
        number("mean_score", gettext_lazy("Mean score"), decimals=1),
    )

    def tallied(self, notices: QuerySet[GridNotice]) -> QuerySet[Area]:
        """Return the duty grids."""
        return queries.grids_tallied(notices)

    def row_url(self, record: Area) -> str:
        """Return the page of the grid."""
        return reverse("ground:grid-page", args=(record.pk,))


class ShopTallyPage(TallyPage[Premises]):
    """By premises."""

    key = "shop-tallies"
    kind = "premises"
    title = gettext_lazy("Notices by premises")
    sort = "name"
    columns = (
        text("name", gettext_lazy("Premises"), sort="name", primary=True, locked=True),
        text("address", gettext_lazy("Address"), drop=1),
        *(_opened(key, "premises") for key in _COUNTS),
        number("in_time", gettext_lazy("Answered in time")),
        number("mean_score", gettext_lazy("Mean score"), decimals=1),
    )

    def tallied(self, notices: QuerySet[GridNotice]) -> QuerySet[Premises]:
        """Return the premises."""
        return queries.shops_tallied(notices)

    def row_url(self, record: Premises) -> str:
        """Return the page of the premises."""
        return reverse("ground:premises-page", args=(record.pk,))
