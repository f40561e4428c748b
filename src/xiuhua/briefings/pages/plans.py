"""What recurs: which kinds are drafted by themselves for which areas, and after which template."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, ClassVar

from django.db.models import QuerySet
from django.urls import reverse

from xiuhua.briefings.forms.briefings import PlanForm
from xiuhua.briefings.models import BriefingPlan
from xiuhua.briefings.pages.briefings import LIST, MENU, BriefingListPage, areas_offered
from xiuhua.briefings.queries.briefings import plans_latest
from xiuhua.briefings.rules.scheduling import RHYTHMS
from xiuhua.briefings.rules.templates import TEMPLATES
from xiuhua.briefings.services.briefings import plan_set
from xiuhua.briefings.terms import BriefingAct, BriefingKind
from xiuhua.scenekit.words import said
from xiuhua.web.errors import language
from xiuhua.web.pages.columns import ListColumn, area, moment, term
from xiuhua.web.pages.filters import Filter, TermFilter
from xiuhua.web.pages.forms import Done, Sent
from xiuhua.web.pages.lists import ListPage
from xiuhua.web.pages.making import NewPage, making_offered
from xiuhua.web.parts import Action, Cell, State, Tag


def _enabled_cell(one: BriefingPlan) -> Cell:
    if one.enabled:
        return Cell(kind="tag", tag=Tag(text=str(said(zh="自动起草", en="On")), colour="done"))
    return Cell(kind="tag", tag=Tag(text=str(said(zh="停用", en="Off"))))


def _template_cell(one: BriefingPlan) -> Cell:
    found = TEMPLATES.get(one.template)
    return Cell(text=(found.zh if language().startswith("zh") else found.en) if found else one.template)


class PlanListPage(ListPage[BriefingPlan]):
    """What was set of each kind and area last."""

    key = "briefing-plans"
    kind = "briefing_plan"
    menu = MENU
    act = BriefingAct.PLAN.value
    title = said(zh="自动起草计划", en="What recurs")
    comes_from = said(
        zh="没有设置的区县，各种简报都按常用模板自动起草；在这里停用某一种，或换用另一个模板。",
        en="Where nothing was set, every kind is drafted after its usual template. Switch one off here, or "
        "choose another template.",
    )
    sort = "-set"
    columns: ClassVar[Sequence[ListColumn[Any]]] = (
        term("kind", said(zh="种类", en="Kind"), BriefingKind, primary=True, locked=True),
        area("area", said(zh="区域", en="Area")),
        ListColumn(key="template", label=said(zh="模板", en="Template"), cell=_template_cell),
        ListColumn(key="enabled", label=said(zh="计划", en="Plan"), kind="tag", cell=_enabled_cell),
        moment("set", said(zh="设定", en="Set"), of="set_at", sort="id"),
    )
    filters: ClassVar[Sequence[Filter]] = (
        TermFilter(name="kind", label=said(zh="种类", en="Kind"), vocabulary=BriefingKind),
    )

    def records(self) -> QuerySet[BriefingPlan]:
        """Return what was set last."""
        return plans_latest()

    def row_url(self, record: BriefingPlan) -> str:
        """Return the form that sets it anew."""
        return f"{reverse('briefings:plan-new')}?kind={record.kind}&area={record.area_code}"

    def acts(self) -> Sequence[Action]:
        """Return the way back to the briefings, and setting a plan."""
        back = Action(
            name="briefings", label=str(BriefingListPage.title), kind="plain", icon="arrow-left",
            url=reverse(LIST),
        )  # fmt: skip
        return (back, *making_offered(
            self.actor, BriefingAct.PLAN, label=str(said(zh="设定计划", en="Set a plan")),
            url=reverse("briefings:plan-new"), icon="edit",
        ))  # fmt: skip

    def empty(self) -> State:
        """Return what stands where nothing was set."""
        title = str(said(zh="没有单独设置", en="Nothing was set"))
        return State(kind="empty", title=title, text=str(self.comes_from), acts=tuple(self.acts()[1:]))


class PlanNewPage(NewPage[BriefingPlan, PlanForm]):
    """Setting whether a kind recurs, and after which template."""

    kind = "briefing_plan"
    menu = MENU
    row = BriefingPlan
    list_url_name = "briefings:plans"
    act = BriefingAct.PLAN.value
    form_class = PlanForm
    title = said(zh="设定自动起草计划", en="Set what recurs")
    verb = said(zh="设定", en="Set")

    def prepare(self, form: PlanForm) -> None:
        """Offer areas, kinds and templates."""
        chinese = language().startswith("zh")
        fields: Any = form.fields  # ChoiceFields
        fields["area"].choices = areas_offered(self)
        fields["kind"].choices = [(one.value, one.label(language())) for one in RHYTHMS]
        fields["template"].choices = [
            (one.key, f"{one.kind.label(language())} · {one.zh if chinese else one.en}")
            for one in TEMPLATES.values()
            if one.kind in RHYTHMS
        ]

    def initial(self) -> Mapping[str, object]:
        """Begin with what the address names."""
        asked = self.request.GET
        return {"kind": asked.get("kind", ""), "area": asked.get("area", ""), "enabled": True}

    def submit(self, sent: Sent[PlanForm]) -> Done:
        """Set it."""
        typed = sent.form.cleaned_data
        plan_set(
            area=typed["area"], kind=BriefingKind(typed["kind"]), template=typed["template"],
            enabled=typed["enabled"], actor=self.actor, at=sent.at,
        )  # fmt: skip
        return Done(url=reverse("briefings:plans"), message=BriefingAct.PLAN.label(language()))
