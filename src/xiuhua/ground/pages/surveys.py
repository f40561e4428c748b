"""普查 on the screen: ordered at the desk, walked on the phone, counted for both."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from django.db.models import QuerySet
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from xiuhua.ground.forms.surveys import AssignForm, ChangedForm, ShopForm, SurveyForm
from xiuhua.ground.models.surveys import Survey, SurveyGrid
from xiuhua.ground.pages.shared import Line, act_new, links
from xiuhua.ground.queries import premises_get
from xiuhua.ground.queries import surveys as queries
from xiuhua.ground.services import surveys as services
from xiuhua.ground.services.surveys import NewShop
from xiuhua.ground.terms.premises import PremisesKind
from xiuhua.ground.terms.surveys import FindingResult, SurveyAct, SurveyGridState, SurveyState
from xiuhua.shared.clock import now
from xiuhua.web import seams
from xiuhua.web.errors import language
from xiuhua.web.pages.columns import ListColumn, moment, number, tag_of, term, text
from xiuhua.web.pages.filters import TermFilter
from xiuhua.web.pages.forms import Done, F, FormPage, Sent
from xiuhua.web.pages.lists import ListPage
from xiuhua.web.pages.objects import ObjectAct, ObjectPage
from xiuhua.web.parts import Action, Cell, Count, Crumb, MapLayer, MapView, Related, Section, Tag


def _kinds(survey: Survey) -> str:
    return "、".join(PremisesKind(kind).label(language()) for kind in survey.premises_kinds)


def _progress(survey: Survey) -> Cell:
    counted: dict[str, int] = vars(survey)  # the query counts grids
    return Cell(kind="code", text=f"{counted['finished_count']} / {counted['grids_count']}")


class SurveyListPage(ListPage[Survey]):
    """Every survey, with how far each has come."""

    key = "surveys"
    kind = "survey"
    menu = "premises"
    act = SurveyAct.READ
    title = _("Surveys")
    sort = "-due"
    area_field = ""
    columns = (
        text("title", _("Title"), primary=True, locked=True),
        ListColumn(key="kinds", label=_("What is surveyed"), cell=lambda row: Cell(text=_kinds(row)), drop=3),
        ListColumn(key="progress", label=_("Grids completed"), kind="code", cell=_progress),
        number("found", pgettext_lazy("a survey", "Findings"), of="findings_count", drop=2),
        number("new", _("New"), of="new_count"),
        ListColumn(
            key="due", label=_("Due on"), cell=lambda row: Cell(text=row.due_on.isoformat()), sort="due_on"
        ),
        term("state", _("State"), SurveyState),
    )
    filters = (TermFilter(name="state", label=_("State"), vocabulary=SurveyState),)

    def records(self) -> QuerySet[Survey]:
        """Return every survey."""
        return queries.surveys_all()

    def row_url(self, record: Survey) -> str:
        """Return the page of the survey."""
        return reverse("ground:survey-page", args=(record.pk,))

    def acts(self) -> Sequence[Action]:
        """Offer to order one, and one's own walk."""
        offered = []
        if seams.may(self.actor, SurveyAct.ORDER):
            offered.append(act_new("ground:survey-new", _("Order a survey"), SurveyAct.ORDER))
        if seams.may(self.actor, SurveyAct.WALK):
            url = reverse("ground:survey-walks")
            offered.append(
                Action(name=SurveyAct.WALK, label=gettext("My grids"), icon="walk", kind="primary", url=url)
            )
        return offered


class SurveyPage(ObjectPage[Survey]):
    """One survey: its grids, what was found, and what is left."""

    kind = "survey"
    menu = "premises"
    act = SurveyAct.READ
    list_url_name = "ground:surveys"
    facts = (
        ListColumn(key="kinds", label=_("What is surveyed"), cell=lambda row: Cell(text=_kinds(row))),
        ListColumn(key="due", label=_("Due on"), cell=lambda row: Cell(text=row.due_on.isoformat())),
        ListColumn(key="progress", label=_("Grids completed"), kind="code", cell=_progress),
        number("found", pgettext_lazy("a survey", "Findings"), of="findings_count"),
        moment("recorded", _("Ordered"), of="recorded_at"),
    )

    def load(self) -> Survey:
        """Return the survey of the URL."""
        return queries.survey_get(self.kwargs["survey_id"])

    def heading(self) -> str:
        """Return its title."""
        return self.record.title

    def state(self) -> Tag:
        """Return where it stands."""
        return tag_of(SurveyState(self.record.state))

    def sections(self) -> Sequence[Section]:
        """Return the grids with their progress, and what was found."""
        grids = [
            Line(
                text=grid.area.name,
                note=_grid_note(grid),
                tag=tag_of(SurveyGridState(grid.state)),
                url=reverse("ground:survey-grid", args=(grid.pk,)),
            )
            for grid in queries.survey_grids(self.record.pk)
        ]
        wanted = self.request.GET.get("result", "")
        result = wanted if wanted in {word.value for word in FindingResult} else ""
        found = [
            Line(
                text=one.premises.name,
                note=f"{one.grid.area.name} · {one.premises.address}",
                tag=tag_of(FindingResult(one.result)),
                url=reverse("ground:premises-page", args=(one.premises_id,)),
            )
            for one in queries.findings(survey_id=self.record.pk, result=result)[:200]
        ]
        return (*links(_("Grids"), grids), *links(_("Found so far"), found))

    def related(self) -> Sequence[Related]:
        """Return how many of each result there are; each opens to exactly those."""
        totals = queries.finding_counts(self.record.pk)
        here = self.request.path
        return [
            Related(
                label=word.label(language()),
                icon="clipboard-check",
                url=f"{here}?result={word.value}",
                count=Count(number=totals.get(word.value, 0)),
            )
            for word in FindingResult
        ]


def _grid_note(grid: SurveyGrid) -> str:
    counted: dict[str, int] = vars(grid)  # the query counts findings
    who = grid.person.name if grid.person else gettext("nobody assigned")
    said = gettext("%(count)s findings, %(new)s new") % {
        "count": counted["findings_count"],
        "new": counted["new_count"],
    }
    return f"{who} · {said}"


class SurveyNewPage(FormPage[Survey, SurveyForm]):
    """Ordering a survey."""

    kind = "survey"
    menu = "premises"
    act = SurveyAct.ORDER
    form_class = SurveyForm
    title = _("Order a survey")
    lead = _("Every duty grid of the area becomes a line, given to the grid member who holds it.")
    verb = _("Order the survey")
    verb_icon = "clipboard-check"

    def permit(self) -> None:
        """Refuse whoever may order none."""
        self.record = self.load()
        seams.require(self.actor, self.act)

    def load(self) -> Survey:
        """Return the survey that is not there yet."""
        return Survey()

    def prepare(self, form: SurveyForm) -> None:
        """Offer the areas that the actor may order in."""
        held = seams.areas_for(self.actor, self.act)
        form.fields["area_code"].choices = queries.area_options(held)  # type: ignore[attr-defined]  # a choice field has them

    def submit(self, sent: Sent[SurveyForm]) -> Done:
        """Order it."""
        typed = sent.form.cleaned_data
        survey = services.survey_order(
            title=typed["title"],
            area_code=typed["area_code"],
            kinds=[PremisesKind(typed["kind"])],
            due_on=typed["due_on"],
            actor=self.actor,
            at=sent.at,
        )
        return Done(url=reverse("ground:survey-page", args=(survey.pk,)), message=gettext("Ordered"))

    def back_url(self) -> str:
        """Return the list."""
        return reverse("ground:surveys")


class WalkListPage(ListPage[SurveyGrid]):
    """The grids that somebody walks, on the phone."""

    key = "survey-walks"
    kind = "survey_grid"
    menu = "premises"
    act = SurveyAct.WALK
    title = _("My grids")
    sort = "grid"
    columns = (
        ListColumn(
            key="grid",
            label=_("Grid"),
            cell=lambda row: Cell(text=row.area.name),
            sort="area_code",
            primary=True,
            locked=True,
        ),
        ListColumn(key="survey", label=_("Survey"), cell=lambda row: Cell(text=row.survey.title)),
        term("state", _("State"), SurveyGridState),
        number("found", pgettext_lazy("a survey", "Findings"), of="findings_count"),
    )

    def records(self) -> QuerySet[SurveyGrid]:
        """Return the actor's own grids."""
        return queries.grids_of(self.actor.user_id)

    def row_url(self, record: SurveyGrid) -> str:
        """Return the page of the grid."""
        return reverse("ground:survey-grid", args=(record.pk,))


class SurveyGridPage(ObjectPage[SurveyGrid]):
    """One grid of a survey: what is still to be met, and what was found."""

    kind = "survey_grid"
    menu = "premises"
    act = SurveyAct.READ
    list_url_name = "ground:surveys"
    acts = (
        ObjectAct(
            act=SurveyAct.WALK,
            label=_("Record something new"),
            url_name="ground:survey-discover",
            kind="primary",
            icon="plus",
        ),
        ObjectAct(act=SurveyAct.ASSIGN, label=_("Assign"), url_name="ground:survey-assign", icon="user"),
    )
    facts = (
        ListColumn(key="survey", label=_("Survey"), cell=lambda row: Cell(text=row.survey.title)),
        ListColumn(
            key="person",
            label=_("Walked by"),
            cell=lambda row: Cell(text=row.person.name if row.person else ""),
        ),
        number("found", pgettext_lazy("a survey", "Findings"), of="findings_count"),
        number("new", _("New"), of="new_count"),
    )

    def load(self) -> SurveyGrid:
        """Return the grid of the URL."""
        return queries.grid_get(self.kwargs["grid_id"])

    def heading(self) -> str:
        """Return the grid's name."""
        return self.record.area.name

    def code(self) -> str:
        """Return the grid's code."""
        return self.record.area_code

    def state(self) -> Tag:
        """Return how far the walk has come."""
        return tag_of(SurveyGridState(self.record.state))

    def crumbs(self) -> Sequence[Crumb]:
        """Return the survey."""
        survey = self.record.survey
        return (Crumb(label=survey.title, url=reverse("ground:survey-page", args=(survey.pk,))),)

    def sections(self) -> Sequence[Section]:
        """Return what is to be met, with a button for each result, then what was found."""
        walk = self._walk_view()
        found = [
            Line(
                text=one.premises.name,
                note=one.premises.address,
                tag=tag_of(FindingResult(one.result)),
                url=reverse("ground:premises-page", args=(one.premises_id,)),
            )
            for one in queries.grid_findings(self.record)
        ]
        return (
            Section(title=gettext("Still to be met"), template="ground/walk.html", context=walk),
            *links(_("Found so far"), found),
        )

    def _walk_view(self) -> Mapping[str, object]:
        grid = self.record
        mine = grid.person is not None and grid.person.user_id == self.actor.user_id
        walks = mine and seams.may(self.actor, SurveyAct.WALK, self.standing)
        return {
            "premises": list(queries.premises_to_see(grid)),
            "walks": walks,
            "grid": grid,
            "is_finished": grid.state == SurveyGridState.FINISHED.value,
            "none_here": vars(grid)["findings_count"] == 0,
        }

    def map_view(self) -> MapView | None:
        """Return the grid's boundary."""
        shape = self.record.area.shape
        if shape is None:
            return None
        return MapView(
            label=self.heading(),
            layers=(MapLayer(name="premises", label=gettext("Premises")),),
            bounds=shape.extent,
            feature=shape.geojson,
            feature_label=self.heading(),
            subject=self.subject,
            open_url="/premises/{id}",
        )

    def post(self, request: HttpRequest, **_kept: object) -> HttpResponseBase:
        """Record "as known" or "gone" for one place, or complete the grid; then show what is left."""
        grid_id, verb = self.record.pk, request.POST.get("result", "")
        if verb == "finish":
            services.survey_finish(grid_id=grid_id, actor=self.actor, at=now())
        else:
            services.survey_confirm(
                grid_id=grid_id,
                premises_id=_number(request.POST.get("premises", "")),
                result=FindingResult.GONE if verb == FindingResult.GONE.value else FindingResult.AS_KNOWN,
                changes={},
                actor=self.actor,
                at=now(),
            )
        self.record = self.load()
        return self.answer(self.view(request), title=self.heading())


def _number(text: str) -> int:
    return int(text) if text.isdecimal() and len(text) < 19 else 0  # a bigint has 19 digits


class GridFormPage(FormPage[SurveyGrid, F]):
    """An act on one grid of a survey."""

    kind = "survey_grid"
    menu = "premises"

    def load(self) -> SurveyGrid:
        """Return the grid of the URL."""
        return queries.grid_get(self.kwargs["grid_id"])

    def back_url(self) -> str:
        """Return the page of the grid."""
        return reverse("ground:survey-grid", args=(self.record.pk,))


class SurveyDiscoverPage(GridFormPage[ShopForm]):
    """Recording premises that nobody knew, on the phone."""

    act = SurveyAct.WALK
    form_class = ShopForm
    title = _("Record something new")
    verb = _("Record it")
    verb_icon = "plus"

    def initial(self) -> Mapping[str, object]:
        """Propose the middle of the grid: the phone puts its own place there."""
        shape = self.record.area.shape
        if shape is None:
            return {}
        middle = shape.point_on_surface
        return {"longitude": round(middle.x, 6), "latitude": round(middle.y, 6)}

    def prepare(self, form: ShopForm) -> None:
        """Offer the kinds that are surveyed."""
        form.fields["kind"].choices = [  # type: ignore[attr-defined]  # a choice field has them
            (kind, PremisesKind(kind).label(language())) for kind in self.record.survey.premises_kinds
        ]

    def submit(self, sent: Sent[ShopForm]) -> Done:
        """Record it."""
        typed = dict(sent.form.cleaned_data)
        new = NewShop(kind=PremisesKind(typed.pop("kind")), **typed)
        services.survey_discover(grid_id=self.record.pk, new=new, actor=self.actor, at=sent.at)
        return Done(url=self.back_url(), message=gettext("Recorded"))


class SurveyChangedPage(GridFormPage[ChangedForm]):
    """Recording what is different at known premises."""

    act = SurveyAct.WALK
    form_class = ChangedForm
    title = _("Something has changed")
    verb = _("Record the change")
    verb_icon = "edit"

    def initial(self) -> Mapping[str, object]:
        """Return what is known."""
        known = premises_get(self.kwargs["premises_id"])
        return {"name": known.name, "address": known.address}

    def submit(self, sent: Sent[ChangedForm]) -> Done:
        """Record it."""
        services.survey_confirm(
            grid_id=self.record.pk,
            premises_id=self.kwargs["premises_id"],
            result=FindingResult.CHANGED,
            changes=sent.form.cleaned_data,
            actor=self.actor,
            at=sent.at,
        )
        return Done(url=self.back_url(), message=gettext("Recorded"))


class SurveyAssignPage(GridFormPage[AssignForm]):
    """Giving a grid to another person."""

    act = SurveyAct.ASSIGN
    form_class = AssignForm
    title = _("Assign the grid")
    verb = _("Assign")
    verb_icon = "user"

    def submit(self, sent: Sent[AssignForm]) -> Done:
        """Assign it."""
        services.survey_assign(
            grid_id=self.record.pk,
            work_number=sent.form.cleaned_data["work_number"],
            actor=self.actor,
            at=sent.at,
        )
        return Done(url=self.back_url(), message=gettext("Assigned"))
