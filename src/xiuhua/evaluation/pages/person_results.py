"""Results of people on the screen: the list of those answered for, one with its arithmetic, its use."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import ClassVar
from urllib.parse import urlencode

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext, pgettext_lazy

from xiuhua.access.queries import names_of
from xiuhua.cases.terms import CaseAct
from xiuhua.evaluation.forms.assessments import UseForm
from xiuhua.evaluation.models import PersonResult
from xiuhua.evaluation.pages.closings import MENU
from xiuhua.evaluation.queries import posts as queries
from xiuhua.evaluation.rules.assessing import body_read
from xiuhua.evaluation.rules.evaluation_forms import FORMS
from xiuhua.evaluation.services.assessments import result_use
from xiuhua.evaluation.terms.assessments import (
    AssessedPost,
    AssessmentAct,
    AssessmentState,
    ItemSource,
    PersonGrade,
)
from xiuhua.evaluation.terms.closings import LineState
from xiuhua.shared.actor import Actor
from xiuhua.shared.clock import now
from xiuhua.shared.errors import NotFound
from xiuhua.web import seams
from xiuhua.web.errors import language
from xiuhua.web.pages.clocks import clock_running
from xiuhua.web.pages.columns import ListColumn, area, moment, number, tag_of, term, text
from xiuhua.web.pages.filters import ChoiceFilter, Filter, TermFilter
from xiuhua.web.pages.forms import Done, FormPage, Sent
from xiuhua.web.pages.lists import ListPage
from xiuhua.web.pages.making import verb_later
from xiuhua.web.pages.objects import ObjectAct, ObjectPage
from xiuhua.web.parts import Action, Cell, Clock, Crumb, Section, Tag

_LONGEST_ID = 19  # digits of a bigint


def may_see(actor: Actor, result: PersonResult) -> bool:
    """Return whether a result is the actor's own, or of somebody they answer for."""
    return result.actor in names_of(actor.user_id) or seams.may(actor, AssessmentAct.PEOPLE.value, result)


def assessment_choices() -> list[tuple[str, str]]:
    """Return the latest assessments, to narrow a list to."""
    rows = queries.assessments_all().order_by("-since", "-pk")[:100]
    return [(str(one.pk), f"{AssessedPost(one.post).label(language())} {one.period}") for one in rows]


def _score_cell(one: PersonResult) -> Cell:
    return Cell(kind="number", number=None if one.score is None else float(one.score), decimals=2)


def _raw_cell(one: PersonResult) -> Cell:
    return Cell(kind="number", number=None if one.raw_score is None else float(one.raw_score), decimals=2)


class ResultListPage(ListPage[PersonResult]):
    """The people that somebody answers for, with score and grade."""

    key = "person-results"
    kind = "person_result"
    menu = MENU
    act = AssessmentAct.PEOPLE.value
    title = gettext_lazy("Results of people")
    sort = "-updated"
    columns = (
        text("name", pgettext_lazy("a person", "Name"), primary=True, locked=True),
        text("unit", pgettext_lazy("a person", "Unit"), of="unit_name", drop=1),
        term("post", gettext_lazy("Post"), AssessedPost, of="assessment.post"),
        text("period", pgettext_lazy("an assessment", "Period"), of="assessment.period"),
        number("sample", gettext_lazy("Records"), drop=1),
        ListColumn(key="raw", label=gettext_lazy("Raw"), kind="number", cell=_raw_cell, drop=1),
        ListColumn(
            key="score", label=pgettext_lazy("an assessment", "Score"), kind="number", cell=_score_cell
        ),
        term("grade", pgettext_lazy("an assessment", "Grade"), PersonGrade),
        text("used", gettext_lazy("Used for"), drop=2),
        moment("updated", gettext_lazy("Updated"), of="updated_at", sort="updated_at", drop=2),
    )
    filters: ClassVar[Sequence[Filter]] = (
        ChoiceFilter(
            name="assessment",
            label=gettext_lazy("Assessment"),
            field="assessment_id",
            by_id=True,
            choices=assessment_choices,
        ),
        TermFilter(name="grade", label=pgettext_lazy("an assessment", "Grade"), vocabulary=PersonGrade),
    )

    def records(self) -> QuerySet[PersonResult]:
        """Return the results that the database scope lets through."""
        return queries.results_all()

    def acts(self) -> Sequence[Action]:
        """Return making the grades of the one assessment that is looked at final, for whoever may."""
        chosen = self.request.GET.get("assessment", "")
        if not (chosen.isdecimal() and len(chosen) < _LONGEST_ID):
            return ()
        one = queries.assessment_get(int(chosen))
        if not seams.may(self.actor, AssessmentAct.FINALISE.value, one):
            return ()
        return (
            Action(
                name=AssessmentAct.FINALISE.value, label=_("Make the grades final"),
                icon="check", url=reverse("evaluation:assessment-finalise", args=(one.pk,)),
            ),
        )  # fmt: skip

    def row_url(self, record: PersonResult) -> str:
        """Return the page of the result."""
        return reverse("evaluation:person-result", args=(record.pk,))


@dataclass(frozen=True, kw_only=True)
class ItemRow:
    """A line of the arithmetic."""

    label: str
    told: str
    points: str
    raw: str
    differs: bool


@dataclass(frozen=True, kw_only=True)
class DeedRow:
    """An act that is held against the person."""

    number: str
    url: str
    act: str
    about: str
    at: object
    state: Tag | None
    objection_url: str
    object_url: str


def item_rows(result: PersonResult) -> tuple[ItemRow, ...]:
    """Return each item with how its points came about."""
    return tuple(_item_row(line) for line in result.lines)


def _item_row(line: Mapping[str, object]) -> ItemRow:
    source = ItemSource(str(line["source"]))
    label = f"{source.label(language())} · {line['of_weight']}"
    days, away = int(str(line.get("days", 0))), int(str(line.get("away", 0)))
    if line["points"] is None:
        why = _("no such records: its weight is spread over the other items")
        if away:
            why = _("on approved leave on all %(days)s working days: its weight is spread") % {"days": days}
        return ItemRow(label=label, told=why, points="—", raw="—", differs=False)
    weight, good, exempt = line["weight"], line["good"], int(str(line["exempt"]))
    if source in {ItemSource.VOLUME, ItemSource.PRESENCE}:
        told = f"{weight} × min(1, {good} ÷ {_wanted(line, days, away)})"
        if away:
            told += " · " + _(
                "on approved leave on %(away)s of %(days)s working days: nothing is wanted of these"
            ) % {"away": away, "days": days}
    else:
        of = f"({line['of']} − {exempt})" if exempt else f"{line['of']}"
        told = f"{weight} × {good} ÷ {of}"
        if line["threshold"]:
            told = _(
                "%(good)s ÷ %(of)s: %(weight)s from %(threshold)s%% on, one less for each point below"
            ) % {"good": good, "of": of, "weight": weight, "threshold": line["threshold"]}
    return ItemRow(
        label=label, told=told, points=str(line["points"]), raw=str(line["raw_points"] or "—"),
        differs=line["points"] != line["raw_points"],
    )  # fmt: skip


def _wanted(line: Mapping[str, object], days: int, away: int) -> str:
    """Return how many were wanted, as arithmetic."""
    months = int(str(line.get("months", 1)))
    wanted = f"{line['target']} × {months}" if months > 1 else f"{line['target']}"
    if away:
        wanted += f" × {days - away} ÷ {days}"
    return f"({wanted})" if " " in wanted else wanted


class ResultPage(ObjectPage[PersonResult]):
    """One result: each item with its arithmetic, the records held against the person, each to object to."""

    kind = "person_result"
    menu = MENU
    act = AssessmentAct.READ.value
    spare = frozenset({"used"})
    facts_beside = True
    facts = (
        term("post", gettext_lazy("Post"), AssessedPost, of="assessment.post"),
        text("unit", pgettext_lazy("a person", "Unit"), of="unit_name"),
        area("area", gettext_lazy("Area")),
        number("sample", gettext_lazy("Records")),
        ListColumn(key="raw", label=gettext_lazy("Raw score"), kind="number", cell=_raw_cell),
        ListColumn(
            key="score", label=pgettext_lazy("an assessment", "Score"), kind="number", cell=_score_cell
        ),
        text("used", gettext_lazy("Used for")),
    )
    acts = (
        ObjectAct(
            act=AssessmentAct.USE.value, label=verb_later(AssessmentAct.USE, "Record the use"),
            kind="primary", url_name="evaluation:result-use", icon="check",
        ),
    )  # fmt: skip

    @property
    def list_url_name(self) -> str:  # type: ignore[override]  # one's own list, or that of those answered for
        """The list that the reader came from."""
        own = self.record.actor in names_of(self.actor.user_id)
        return "evaluation:my-results" if own else "evaluation:person-results"

    def load(self) -> PersonResult:
        """Return the result of the URL, where it is one's own or of somebody answered for."""
        found = queries.result_get(self.kwargs["result_id"])
        if not may_see(self.actor, found):
            raise NotFound(kind="person_result", key=found.pk)
        return found

    def heading(self) -> str:
        """Return who, and which period."""
        return f"{self.record.name} · {self.record.assessment.period}"

    def state(self) -> Tag:
        """Return the grade."""
        return tag_of(PersonGrade(self.record.grade))

    def offered(self) -> Sequence[ObjectAct[PersonResult]]:
        """Return recording the use, for whoever may."""
        return self.acts if seams.may(self.actor, AssessmentAct.USE.value, self.record) else ()

    def clocks(self) -> Sequence[Clock]:
        """Return what is left of the days to object."""
        one = self.record.assessment
        if one.state != AssessmentState.OPEN:
            return ()
        label = _("Objections until")
        return (clock_running(one.objections_until, None, now(), label=label),)

    def sections(self) -> Sequence[Section]:
        """Return the arithmetic and the records behind it."""
        result = self.record
        body = body_read(result.assessment.scheme.body)
        rule = _("Graded from %(minimum)s records on; the weight of items without data is spread.") % {
            "minimum": body.minimum
        }
        total = " + ".join(row.points for row in item_rows(result) if row.points != "—")
        return (
            Section(
                title=pgettext("an assessment", "How the score came about"),
                template="evaluation/person_items.html",
                context={
                    "rows": item_rows(result),
                    "total": f"{total} = {result.score}" if result.score is not None else "",
                    "rule": rule, "deeds_url": self._deeds_url,
                },
            ),
            Section(
                title=_("What is held"), template="evaluation/person_deeds.html",
                context=[self._deed(one) for one in queries.held_deeds(result)],
            ),
        )  # fmt: skip

    @property
    def _deeds_url(self) -> str:
        one = self.record.assessment
        form = next(form for form in FORMS if form.post == AssessedPost(one.post))
        held = urlencode({"period": one.period, "as_of": one.as_of.isoformat()})
        return f"{reverse('evaluation:evaluation-form', args=(form.key,))}?{held}"

    def _deed(self, one: queries.HeldDeed) -> DeedRow:
        result, here = self.record, language()
        may = (
            one.objection is None
            and result.actor in names_of(self.actor.user_id)
            and result.assessment.state == AssessmentState.OPEN
            and now() <= result.assessment.objections_until
        )
        return DeedRow(
            number=one.move.case.number, url=reverse("cases:case", args=(one.move.case_id,)),
            act=CaseAct(one.move.act).label(here),
            about=one.about.label(here), at=one.move.at,
            state=tag_of(LineState(one.objection.state)) if one.objection else None,
            objection_url=reverse("evaluation:line-objection", args=(one.objection.pk,))
            if one.objection
            else "",
            object_url=reverse("evaluation:result-object", args=(result.pk, one.move.pk, one.about.value))
            if may
            else "",
        )  # fmt: skip


class ResultUsePage(FormPage[PersonResult, UseForm]):
    """Recording what a final result is used for."""

    kind = "person_result"
    menu = MENU
    act = AssessmentAct.USE.value
    form_class = UseForm
    title = gettext_lazy("What the result is used for")
    verb = verb_later(AssessmentAct.USE, "Record")

    def load(self) -> PersonResult:
        """Return the result of the URL."""
        return queries.result_get(self.kwargs["result_id"])

    def initial(self) -> Mapping[str, object]:
        """Return what is recorded."""
        return {"used": self.record.used}

    def version(self) -> str:
        """Return when it was changed last."""
        return self.record.updated_at.isoformat()

    def crumbs(self) -> Sequence[Crumb]:
        """Return the way down to the result."""
        return (Crumb(label=self.record.name, url=self.back_url()),)

    def back_url(self) -> str:
        """Return the result."""
        return reverse("evaluation:person-result", args=(self.record.pk,))

    def submit(self, sent: Sent[UseForm]) -> Done:
        """Record it."""
        result_use(
            result_id=self.record.pk, used=sent.form.cleaned_data["used"], actor=self.actor, at=sent.at
        )
        return Done(url=self.back_url(), message=AssessmentAct.USE.label(language()))
