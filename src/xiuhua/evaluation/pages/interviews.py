"""Interviews and commendations on the screen."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, ClassVar, TypeVar

from django import forms
from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from xiuhua.evaluation.forms.contests import CloseForm, FollowForm, HoldForm
from xiuhua.evaluation.models import Commendation, Interview
from xiuhua.evaluation.pages.contest_parts import rule_words, yuan
from xiuhua.evaluation.pages.contest_rounds import round_choices
from xiuhua.evaluation.queries import interviews as interview_queries
from xiuhua.evaluation.queries.promises import outcome_of
from xiuhua.evaluation.services.following import Promise, interview_close, interview_follow, interview_hold
from xiuhua.evaluation.terms.contests import ContestAct, Grade, InterviewAct, InterviewState, Seat
from xiuhua.ground.queries.choices import area_choices
from xiuhua.scenekit.indicators import indicators
from xiuhua.scenekit.words import said
from xiuhua.shared.clock import now
from xiuhua.web.errors import language
from xiuhua.web.pages.columns import ListColumn, code, moment, number, tag_of, term, text
from xiuhua.web.pages.filters import AreaFilter, ChoiceFilter, Filter, TermFilter
from xiuhua.web.pages.forms import Done, FormPage, Sent
from xiuhua.web.pages.lists import ListPage, Preset
from xiuhua.web.pages.making import verb_later
from xiuhua.web.pages.objects import ObjectAct, ObjectPage
from xiuhua.web.parts import Cell, Crumb, Section, Stage, Tag

F = TypeVar("F", bound=forms.Form)
_ROUND = ChoiceFilter(
    name="round", label=gettext_lazy("Contest"), field="standing__round_id", by_id=True, choices=round_choices
)
_COURSE = (InterviewState.DRAFTED, InterviewState.HELD, InterviewState.CLOSED)


def _round_cell(one: Interview) -> Cell:
    held = one.standing.round
    return Cell(kind="link", text=held.name, url=reverse("evaluation:contest", args=(held.pk,)))


def _mean_cell(one: Interview) -> Cell:
    mean = None if one.mean is None else float(one.mean)
    return Cell(kind="number", number=mean, decimals=2)


def _result_cell(one: Interview) -> Cell:
    if one.result_round is None:
        return Cell()
    standing = interview_queries.standing_in(one.result_round, one.subject_code)
    rank = f" · {standing.rank}/{standing.ranked}" if standing and standing.rank else ""
    url = reverse("evaluation:contest", args=(one.result_round_id,))
    return Cell(kind="link", text=f"{one.result_round.name}{rank}", url=url)


def _grade_cell(one: Commendation) -> Cell:
    return Cell(text=Grade(one.grade).label(language()) if one.grade else "")


def promise_words(one: Interview) -> str:
    """Return the figure that was promised, its target, and what it came to; empty where none was."""
    outcome = outcome_of(one, at=now())
    if outcome is None:
        return ""
    shown = one.figure_value if one.closed_at is not None else outcome.value
    value = str(said(zh="无数据", en="no data")) if shown is None else f"{shown:g}"
    words = [
        f"{outcome.indicator.name(language())} {one.figure_period}",
        str(said(zh="目标 {target}", en="target {target}")).format(target=f"{one.figure_target:g}"),
        str(said(zh="实际 {value}", en="is {value}")).format(value=value),
    ]
    if not outcome.over:
        words.append(str(said(zh="未期满", en="period still runs")))
    elif outcome.kept is not None:
        words.append(
            str(said(zh="达到", en="reached") if outcome.kept else said(zh="未达到", en="not reached"))
        )
    return " · ".join(words)


_RULE: ListColumn[Any] = ListColumn(
    key="rule", label=gettext_lazy("Rule"), cell=lambda one: Cell(text=rule_words(one.rule))
)


class InterviewListPage(ListPage[Interview]):
    """Every interview of the reader's areas, the latest first."""

    key = "interviews"
    kind = "interview"
    menu = "interviews"
    act = InterviewAct.READ.value
    title = gettext_lazy("Interviews")
    sort = "-drafted"
    columns = (
        code("number", gettext_lazy("Number"), primary=True, locked=True),
        text("subject", gettext_lazy("Who is ranked"), of="subject_name"),
        _RULE,
        term("interviewer", gettext_lazy("Who interviews"), Seat, drop=1),
        term("interviewee", gettext_lazy("Who is interviewed"), Seat, drop=1),
        ListColumn(key="ranks", label=gettext_lazy("Ranks"), cell=lambda one: Cell(text=_ranks(one)), drop=2),
        term("state", gettext_lazy("State"), InterviewState),
        moment("drafted", gettext_lazy("Drafted at"), of="drafted_at", sort="drafted_at"),
    )
    filters: ClassVar[Sequence[Filter]] = (
        AreaFilter(name="area", label=gettext_lazy("Area"), choices=area_choices),
        TermFilter(name="state", label=gettext_lazy("State"), vocabulary=InterviewState),
        _ROUND,
    )
    presets = (
        Preset(label=gettext_lazy("All")),
        Preset(label=gettext_lazy("To be held"), query={"state": (InterviewState.DRAFTED.value,)}),
        Preset(label=gettext_lazy("Being put right"), query={"state": (InterviewState.HELD.value,)}),
    )
    comes_from = gettext_lazy("A published ranking drafts the interviews that its scheme calls for.")

    def records(self) -> QuerySet[Interview]:
        """Return the interviews that the database scope lets through."""
        return interview_queries.interviews_all()

    def row_url(self, record: Interview) -> str:
        """Return the page of the interview."""
        return reverse("evaluation:interview", args=(record.pk,))


def _ranks(one: Interview) -> str:
    return " · ".join(f"{row['period']} {row['rank']}/{row['of']}" for row in one.sequence)


class InterviewPage(ObjectPage[Interview]):
    """One interview: the ranks that called for it, what was said and promised, what came of it."""

    kind = "interview"
    menu = "interviews"
    act = InterviewAct.READ.value
    list_url_name = "evaluation:interviews"
    facts_beside = True
    spare = frozenset({"promise", "present", "due", "held", "result_round", "mean"})
    change_labels = {
        "minutes": gettext_lazy("Minutes"), "commitments": gettext_lazy("What was promised"),
        "followed": gettext_lazy("What was done since"), "result": gettext_lazy("Outcome of the interview"),
    }  # fmt: skip
    facts = (
        text("subject", gettext_lazy("Who is ranked"), of="subject_name"),
        _RULE,
        term("interviewer", gettext_lazy("Who interviews"), Seat),
        term("interviewee", gettext_lazy("Who is interviewed"), Seat),
        ListColumn(key="round", label=gettext_lazy("Ranking that called for it"), cell=_round_cell),
        ListColumn(key="mean", label=gettext_lazy("Mean that the score was below"), cell=_mean_cell),
        text("present", gettext_lazy("Who was there")),
        ListColumn(
            key="due", label=gettext_lazy("To be done by"),
            cell=lambda one: Cell(text=one.due_on.isoformat() if one.due_on else ""),
        ),
        ListColumn(
            key="promise", label=said(zh="承诺指标", en="Promised figure"),
            cell=lambda one: Cell(text=promise_words(one)),
        ),
        ListColumn(key="result_round", label=gettext_lazy("Ranking that shows it"), cell=_result_cell),
    )  # fmt: skip
    acts = (
        ObjectAct(
            act=InterviewAct.HOLD.value, label=verb_later(InterviewAct.HOLD, "Write the minutes"),
            kind="primary", url_name="evaluation:interview-hold", icon="pencil",
        ),
        ObjectAct(
            act=InterviewAct.FOLLOW.value, label=verb_later(InterviewAct.FOLLOW, "Say what was done"),
            url_name="evaluation:interview-follow",
        ),
        ObjectAct(
            act=InterviewAct.CLOSE.value, label=verb_later(InterviewAct.CLOSE, "Close"),
            url_name="evaluation:interview-close", icon="check",
        ),
    )  # fmt: skip

    def load(self) -> Interview:
        """Return the interview of the URL."""
        return interview_queries.interview_get(self.kwargs["interview_id"])

    def code(self) -> str:
        """Return its number."""
        return self.record.number

    def heading(self) -> str:
        """Return who is interviewed, and by which rule."""
        seat = Seat(self.record.interviewee).label(language())
        return f"{self.record.subject_name} · {seat} · {rule_words(self.record.rule)}"

    def state(self) -> Tag:
        """Return how far it is."""
        return tag_of(InterviewState(self.record.state))

    def stages(self) -> Sequence[Stage]:
        """Return its course."""
        one = self.record
        place = _COURSE.index(InterviewState(one.state))
        ends = (one.drafted_at, one.held_at, one.closed_at)
        return [
            Stage(label=state.label(language()), state="done" if nth <= place else "before", at=ends[nth])
            for nth, state in enumerate(_COURSE)
        ]

    def sections(self) -> Sequence[Section]:
        """Return the sequence of ranks, then what was said."""
        one = self.record
        parts = (
            (_("Minutes"), one.minutes),
            (_("What was promised"), one.commitments),
            (_("What was done since"), one.followed),
            (_("Outcome of the interview"), one.result),
        )
        ranks = Section(
            title=_("Why it was drafted"), template="evaluation/sequence.html", leads=True,
            context={"rows": one.sequence},
        )  # fmt: skip
        told = [
            Section(title=title, template="evaluation/words.html", context={"text": said})
            for title, said in parts
            if said
        ]
        return (ranks, *told)


class InterviewFormPage(FormPage[Interview, F]):
    """An act on an interview."""

    kind = "interview"
    menu = "interviews"

    def load(self) -> Interview:
        """Return the interview of the URL."""
        return interview_queries.interview_get(self.kwargs["interview_id"])

    def version(self) -> str:
        """Return how far it is."""
        return self.record.state

    def crumbs(self) -> Sequence[Crumb]:
        """Return the way down to the interview."""
        return (
            Crumb(label=_("Interviews"), url=reverse("evaluation:interviews")),
            Crumb(label=self.record.number, url=self.back_url()),
        )

    def back_url(self) -> str:
        """Return the interview."""
        return reverse("evaluation:interview", args=(self.record.pk,))

    def done(self) -> Done:
        """Return what an act leads to."""
        return Done(url=self.back_url(), message=InterviewAct(self.act).label(language()))


class HoldPage(InterviewFormPage[HoldForm]):
    """Writing down that it was held."""

    act = InterviewAct.HOLD.value
    form_class = HoldForm
    title = verb_later(InterviewAct.HOLD, "Write the minutes")
    verb = verb_later(InterviewAct.HOLD, "Write the minutes")

    def prepare(self, form: HoldForm) -> None:
        """Offer the figures that may be promised."""
        here = language()
        form.fields["figure"].choices = [  # type: ignore[attr-defined]  # a ChoiceField
            ("", "—"), *((one.key, one.name(here)) for one in indicators())
        ]  # fmt: skip

    def submit(self, sent: Sent[HoldForm]) -> Done:
        """Write it down."""
        typed = dict(sent.form.cleaned_data)
        figure, target, period = (typed.pop(key) for key in ("figure", "figure_target", "figure_period"))
        promise = Promise(figure=figure, target=target, period=period) if figure else None
        interview_hold(interview_id=self.record.pk, **typed, promise=promise, actor=self.actor, at=sent.at)
        return self.done()


class FollowPage(InterviewFormPage[FollowForm]):
    """Saying what was done since."""

    act = InterviewAct.FOLLOW.value
    form_class = FollowForm
    title = verb_later(InterviewAct.FOLLOW, "Say what was done")
    verb = verb_later(InterviewAct.FOLLOW, "Say it")

    def submit(self, sent: Sent[FollowForm]) -> Done:
        """Say it."""
        interview_follow(
            interview_id=self.record.pk, text=sent.form.cleaned_data["text"], actor=self.actor, at=sent.at
        )
        return self.done()


class ClosePage(InterviewFormPage[CloseForm]):
    """Closing it by what came of it."""

    act = InterviewAct.CLOSE.value
    form_class = CloseForm
    title = verb_later(InterviewAct.CLOSE, "Close the interview")
    verb = verb_later(InterviewAct.CLOSE, "Close")

    @property
    def lead(self) -> str:  # type: ignore[override]  # says what became of what was promised
        """What became of the figure that was promised."""
        return promise_words(self.record)

    def prepare(self, form: CloseForm) -> None:
        """Offer the rankings published since."""
        later = [(str(one.pk), one.name) for one in interview_queries.rounds_after(self.record)]
        form.fields["round"].choices = [("", _("none")), *later]  # type: ignore[attr-defined]  # a ChoiceField

    def submit(self, sent: Sent[CloseForm]) -> Done:
        """Close it."""
        typed = sent.form.cleaned_data
        interview_close(
            interview_id=self.record.pk, result=typed["result"],
            round_id=int(typed["round"]) if typed["round"] else None, actor=self.actor, at=sent.at,
        )  # fmt: skip
        return self.done()


class CommendationListPage(ListPage[Commendation]):
    """Every commendation of the reader's areas, the latest first."""

    key = "commendations"
    kind = "commendation"
    menu = "commendations"
    act = ContestAct.READ.value
    title = gettext_lazy("Commendations")
    sort = "-at"
    columns = (
        text("subject", gettext_lazy("Who is ranked"), of="subject_name", primary=True, locked=True),
        text("round", gettext_lazy("Contest"), of="standing.round.name"),
        _RULE,
        number("rank", gettext_lazy("Rank")),
        ListColumn(key="grade", label=gettext_lazy("Grade"), cell=_grade_cell),
        ListColumn(
            key="amount", label=gettext_lazy("Award"), cell=lambda one: Cell(text=yuan(one.amount_fen))
        ),
        moment("at", gettext_lazy("Given at"), sort="at"),
    )
    filters: ClassVar[Sequence[Filter]] = (
        AreaFilter(name="area", label=gettext_lazy("Area"), choices=area_choices),
        _ROUND,
    )
    comes_from = gettext_lazy("A published ranking gives the commendations that its scheme calls for.")

    def records(self) -> QuerySet[Commendation]:
        """Return the commendations that the database scope lets through."""
        return interview_queries.commendations_all()

    def row_url(self, record: Commendation) -> str:
        """Return the round."""
        return reverse("evaluation:contest", args=(record.standing.round_id,))
