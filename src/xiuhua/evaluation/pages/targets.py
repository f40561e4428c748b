"""Targets on the screen: the plan of a year with its progress, one target with its versions, setting one."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from django import forms
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from xiuhua.evaluation.forms.plans import ReasonForm, TargetForm
from xiuhua.evaluation.models import Target
from xiuhua.evaluation.queries import plans as queries
from xiuhua.evaluation.queries.asking import FigureQuestion, Wording, question_read
from xiuhua.evaluation.queries.figures import CountedFigure
from xiuhua.evaluation.queries.values import Aimed, aims_counted
from xiuhua.evaluation.rules.periods import PeriodKind, period_after, period_at, period_before
from xiuhua.evaluation.rules.targets import kind_usual
from xiuhua.evaluation.serializers import figure_part, target_words
from xiuhua.evaluation.services.targets import NewTarget, target_set, target_withdraw
from xiuhua.evaluation.terms import FigureAct
from xiuhua.evaluation.terms.plans import PlanAct, TargetKind, TargetState
from xiuhua.ground.queries import areas_wide
from xiuhua.ground.queries.areas import area_names
from xiuhua.scenekit.indicators import FigureGroup, Indicator, indicator_named, indicators
from xiuhua.shared.actor import Actor
from xiuhua.shared.clock import now
from xiuhua.web import seams
from xiuhua.web.addresses import Address
from xiuhua.web.areas import overlap
from xiuhua.web.errors import language
from xiuhua.web.pages.base import Page
from xiuhua.web.pages.columns import ListColumn, moment, number, term, text
from xiuhua.web.pages.forms import Done, FormPage, Sent
from xiuhua.web.pages.making import NewPage, making_offered, verb_later
from xiuhua.web.pages.objects import ObjectAct, ObjectPage
from xiuhua.web.parts import Action, Cell, Crumb, Figure, Section


@dataclass(frozen=True, kw_only=True)
class TargetRow:
    """A target that holds: the figure with it, where, and which paper says so."""

    figure: Figure
    area: str
    source: str
    url: str


@dataclass(frozen=True, kw_only=True)
class TargetsView:
    """The plan of a year."""

    year: str
    earlier_url: str
    later_url: str
    rows: tuple[TargetRow, ...]
    acts: tuple[Action, ...]


class TargetsPage(Page):
    """The targets of a year, each with how far it has come."""

    act = FigureAct.READ
    menu = "targets"
    title = gettext_lazy("Targets")
    template = fragment = "evaluation/targets.html"

    def get(self, request: HttpRequest, **_kept: object) -> HttpResponseBase:
        """Answer with them."""
        areas = seams.areas_for(self.actor, self.act)
        at = now()
        question = question_read(Wording(period=request.GET.get("year", "")), areas=areas, at=at)
        year = period_at(PeriodKind.YEAR, min(question.period.since, at), question.months)
        question = replace(question, period=year)
        aims = aims_counted(queries.targets_under(areas, year=year.key), question)
        names = area_names({one.target.area_code for one in aims})
        here = Address(request.path)
        view = TargetsView(
            year=year.key,
            earlier_url=str(here.put(year=period_before(year, question.months).key)),
            later_url=str(here.put(year=period_after(year, question.months).key)),
            rows=tuple(_row(one, question, names) for one in aims),
            acts=making_offered(
                self.actor, PlanAct.TARGET_SET.value, label=_("Set a target"),
                url=reverse("evaluation:target-set"),
            ),
        )  # fmt: skip
        return self.answer(view, title=self.title)


def _row(one: Aimed, question: FigureQuestion, names: Mapping[str, str]) -> TargetRow:
    return TargetRow(
        figure=_figure(one, question), area=names.get(one.target.area_code, one.target.area_code),
        source=one.target.source, url=reverse("evaluation:target", args=(one.target.pk,)),
    )  # fmt: skip


def _figure(one: Aimed, question: FigureQuestion) -> Figure:
    counted = CountedFigure(
        indicator=one.indicator, group="", group_label="", period=one.period, value=one.value
    )
    there = replace(question, area=one.target.area_code, period=one.period, indicators=(one.indicator,))
    return figure_part(counted, there, language(), aimed=one)


def _figure_name(target: Target) -> str:
    one = indicator_named(target.figure)
    return one.title(language()) if one else target.figure


class TargetPage(ObjectPage[Target]):
    """One target: what it asks for, how far it has come, and the versions before it."""

    kind = "target"
    menu = "targets"
    act = FigureAct.READ.value
    list_url_name = "evaluation:targets"
    facts_beside = True
    facts = (
        ListColumn(
            key="area", label=gettext_lazy("Area"),
            cell=lambda one: Cell(text=area_names([one.area_code]).get(one.area_code, one.area_code)),
        ),
        text("period", gettext_lazy("Year or month")),
        term("kind", gettext_lazy("Aimed at"), TargetKind),
        ListColumn(
            key="amount", label=gettext_lazy("How much"),
            cell=lambda one: Cell(kind="number", number=float(one.amount), decimals=2),
        ),
        term("state", gettext_lazy("State"), TargetState),
        text("source", gettext_lazy("Document and row")),
        number("number", gettext_lazy("Version")),
        moment("set", gettext_lazy("Set at"), of="set_at"),
    )  # fmt: skip
    acts = (
        ObjectAct(
            act=PlanAct.TARGET_SET.value, label=gettext_lazy("Next version"), kind="primary",
            url_name="evaluation:target-next", icon="pencil",
        ),
        ObjectAct(
            act=PlanAct.TARGET_WITHDRAW.value, label=gettext_lazy("Withdraw"), kind="danger",
            url_name="evaluation:target-withdraw", icon="arrow-back-up",
        ),
    )  # fmt: skip

    def load(self) -> Target:
        """Return the version of the URL."""
        return queries.target_get(self.kwargs["target_id"])

    def heading(self) -> str:
        """Return which figure it is about."""
        return f"{_figure_name(self.record)} · {self.record.period}"

    def sections(self) -> Sequence[Section]:
        """Return how far it has come, and every version."""
        areas = seams.areas_for(self.actor, self.act)
        question = question_read(Wording(area=self.record.area_code), areas=areas, at=now())
        aims = aims_counted([self.record], question)
        here = language()
        versions = [
            {
                "number": one.number, "url": reverse("evaluation:target", args=(one.pk,)),
                "kind": TargetKind(one.kind), "amount": float(one.amount), "state": TargetState(one.state),
                "source": one.source, "reason": one.reason, "at": one.set_at,
                "current": one.pk == self.record.pk,
            }
            for one in queries.target_versions(self.record)
        ]  # fmt: skip
        figures = [_figure(one, question) for one in aims]
        said = target_words(aims[0], here) if aims else ""
        return (
            Section(
                title=_("How far it has come"), template="evaluation/progress.html", context=figures,
                note=said,
            ),
            Section(title=_("Versions"), template="evaluation/versions.html", context=versions),
        )  # fmt: skip


def areas_offered(areas: Sequence[str]) -> list[tuple[str, str]]:
    """Return the areas down to streets that lie under some prefixes, for a choice."""
    return [(one.code, one.name) for one in areas_wide() if overlap(areas, (one.code,)) == (one.code,)]


def _choices() -> list[tuple[str, list[tuple[str, str]]]]:
    here = language()
    groups: dict[FigureGroup, list[Indicator]] = {}
    for one in indicators():
        groups.setdefault(one.group, []).append(one)
    return [
        (group.label(here), [(one.key, one.title(here)) for one in groups[group]])
        for group in FigureGroup
        if group in groups
    ]


class TargetSetPage(NewPage[Target, TargetForm]):
    """Setting a target."""

    kind = "target"
    menu = "targets"
    row = Target
    list_url_name = "evaluation:targets"
    act = PlanAct.TARGET_SET.value
    form_class = TargetForm
    title = gettext_lazy("Set a target")
    lead = gettext_lazy("It stands beside the figure from now on, with how far it has come.")
    verb = verb_later(PlanAct.TARGET_SET, "Set")

    def prepare(self, form: TargetForm) -> None:
        """Offer every figure, and the areas where the actor may set one."""
        areas = seams.areas_for(self.actor, self.act)
        form.fields["figure"].choices = _choices()  # type: ignore[attr-defined]  # a ChoiceField
        form.fields["area"].choices = areas_offered(areas)  # type: ignore[attr-defined]  # as above

    def initial(self) -> Mapping[str, object]:
        """Return the figure that the address names, and how its targets are usually written."""
        key = self.request.GET.get("figure", "")
        one = indicator_named(key)
        return {
            "figure": key, "period": str(now().year), "area": self.request.GET.get("area", ""),
            "kind": kind_usual(one.direction).value if one else TargetKind.AT_LEAST.value,
        }  # fmt: skip

    def submit(self, sent: Sent[TargetForm]) -> Done:
        """Set it."""
        return _set(self.actor, sent, None)


def _set(actor: Actor, sent: Sent[TargetForm], seen: int | None) -> Done:
    typed = sent.form.cleaned_data
    new = NewTarget(
        figure=typed["figure"], area_code=typed["area"], period=typed["period"].strip(),
        kind=TargetKind(typed["kind"]), amount=typed["amount"], source=typed["source"],
    )  # fmt: skip
    made = target_set(new=new, seen=seen, actor=actor, at=sent.at)
    return Done(
        url=reverse("evaluation:target", args=(made.pk,)), message=PlanAct.TARGET_SET.label(language())
    )


class TargetNextPage(FormPage[Target, TargetForm]):
    """The next version of a target."""

    kind = "target"
    menu = "targets"
    act = PlanAct.TARGET_SET.value
    form_class = TargetForm
    title = gettext_lazy("Next version")
    verb = verb_later(PlanAct.TARGET_SET, "Set")

    def load(self) -> Target:
        """Return the latest version of what the URL names."""
        named = queries.target_get(self.kwargs["target_id"])
        return queries.target_latest(named.figure, named.area_code, named.period) or named

    def prepare(self, form: TargetForm) -> None:
        """Offer nothing but the same figure, area and period."""
        one = self.record
        name = area_names([one.area_code]).get(one.area_code, one.area_code)
        form.fields["figure"].choices = [(one.figure, _figure_name(one))]  # type: ignore[attr-defined]  # a ChoiceField
        form.fields["area"].choices = [(one.area_code, name)]  # type: ignore[attr-defined]  # as above
        form.fields["period"].widget = forms.TextInput(attrs={"readonly": True})

    def version(self) -> str:
        """Return which version comes next: whoever is slower is told."""
        return str(self.record.number + 1)

    def initial(self) -> Mapping[str, object]:
        """Return what holds now."""
        one = self.record
        return {
            "figure": one.figure, "area": one.area_code, "period": one.period, "kind": one.kind,
            "amount": one.amount, "source": one.source,
        }  # fmt: skip

    def back_url(self) -> str:
        """Return the version that holds now."""
        return reverse("evaluation:target", args=(self.record.pk,))

    def crumbs(self) -> Sequence[Crumb]:
        """Return the way down to the target."""
        return (
            Crumb(label=_("Targets"), url=reverse("evaluation:targets")),
            Crumb(label=_figure_name(self.record), url=self.back_url()),
        )

    def submit(self, sent: Sent[TargetForm]) -> Done:
        """Set it."""
        return _set(self.actor, sent, int(sent.seen))


class TargetWithdrawPage(FormPage[Target, ReasonForm]):
    """Taking a target back."""

    kind = "target"
    menu = "targets"
    act = PlanAct.TARGET_WITHDRAW.value
    form_class = ReasonForm
    title = gettext_lazy("Withdraw the target")
    verb = verb_later(PlanAct.TARGET_WITHDRAW, "Withdraw")
    verb_kind = "danger"

    def load(self) -> Target:
        """Return the version of the URL."""
        return queries.target_get(self.kwargs["target_id"])

    def back_url(self) -> str:
        """Return the target."""
        return reverse("evaluation:target", args=(self.record.pk,))

    def crumbs(self) -> Sequence[Crumb]:
        """Return the way down to the target."""
        return (
            Crumb(label=_("Targets"), url=reverse("evaluation:targets")),
            Crumb(label=_figure_name(self.record), url=self.back_url()),
        )

    def submit(self, sent: Sent[ReasonForm]) -> Done:
        """Withdraw it."""
        made = target_withdraw(
            target_id=self.record.pk, reason=sent.form.cleaned_data["reason"], actor=self.actor, at=sent.at
        )
        return Done(
            url=reverse("evaluation:target", args=(made.pk,)),
            message=PlanAct.TARGET_WITHDRAW.label(language()),
        )
