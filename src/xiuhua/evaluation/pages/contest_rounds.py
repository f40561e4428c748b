"""Rounds of contests on the screen: the list, the league table, opening and publishing."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from functools import cached_property
from typing import ClassVar

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from xiuhua.evaluation.forms.contests import PublishForm, RoundOpenForm
from xiuhua.evaluation.models import Round, Standing
from xiuhua.evaluation.pages.contest_parts import (
    MENU,
    BeneathRounds,
    fired_words,
    league_now,
    league_published,
    round_crumbs,
    scheme_name,
    sureness_sections,
)
from xiuhua.evaluation.queries import contests as queries
from xiuhua.evaluation.queries import standings as standing_queries
from xiuhua.evaluation.queries.announcements import printings_of
from xiuhua.evaluation.queries.listings import listings_waiting
from xiuhua.evaluation.queries.standings import Ranking
from xiuhua.evaluation.rules.schemes import source_words
from xiuhua.evaluation.services.rounds import round_open, round_publish
from xiuhua.evaluation.terms.contests import (
    Cadence,
    ContestAct,
    Grade,
    InterviewAct,
    ListingAct,
    RoundState,
    SubjectLevel,
    Unranked,
)
from xiuhua.scenekit.words import said
from xiuhua.shared.actor import Actor
from xiuhua.shared.clock import now
from xiuhua.web import seams
from xiuhua.web.errors import language
from xiuhua.web.pages.columns import ListColumn, moment, number, tag_cell, tag_of, term, text
from xiuhua.web.pages.filters import ChoiceFilter, Filter, TermFilter
from xiuhua.web.pages.forms import Done, FormPage, Sent
from xiuhua.web.pages.lists import ListPage, Preset
from xiuhua.web.pages.making import NewPage, making_offered, verb_later
from xiuhua.web.pages.objects import ObjectAct, ObjectPage
from xiuhua.web.parts import Action, Cell, Crumb, Option, Related, Section, State, Tag


def scheme_choices() -> list[tuple[str, str]]:
    """Return the contests that rounds may be narrowed to."""
    return list(dict.fromkeys((one.key, scheme_name(one)) for one in queries.schemes_in_force(("",))))


def round_choices() -> list[tuple[str, str]]:
    """Return the latest rounds."""
    return [(str(one.pk), one.name) for one in queries.rounds_all().order_by("-since", "-pk")[:100]]


def _scheme_cell(one: Round) -> Cell:
    said = f"{scheme_name(one.scheme)} · " + _("version %(number)s") % {"number": one.scheme.number}
    return Cell(kind="link", text=said, url=reverse("evaluation:scheme", args=(one.scheme_id,)))


def _beside_cell(one: Round) -> Cell:
    other = queries.round_beside(one) or queries.round_led(one)
    if other is None:
        return Cell()
    return Cell(kind="link", text=other.name, url=reverse("evaluation:contest", args=(other.pk,)))


def _printed_cell(one: Round) -> Cell:
    told = [f"{row.paper} {row.on.isoformat()} {row.place}".strip() for row in printings_of(one)]
    return Cell(text=" · ".join(told))


def _no_sheets(one: Round) -> str:
    if one.state == RoundState.PUBLISHED:
        return _("It is published.")
    if not queries.body_of(one).marked:
        return str(said(zh="这项评比不在现场打分。", en="Nothing is marked on the spot here."))
    return ""


def _nothing_waits(one: Round) -> str:
    if listings_waiting(one):
        return ""
    return str(said(zh="没有待公布的。", en="Nothing waits to be published."))


def premises_hidden(actor: Actor, one: Round) -> bool:
    """Return whether a round ranks firms, and the reader may not see how each of them stood."""
    of_firms = one.scheme.level == SubjectLevel.PREMISES
    return of_firms and not seams.may(actor, ListingAct.READ, one)


def is_announced(one: Round) -> bool:
    """Return whether a round may be announced: it is published, and how each stood is public."""
    return one.state == RoundState.PUBLISHED and one.scheme.level != SubjectLevel.PREMISES


def _not_yet(one: Round) -> str:
    if one.state == RoundState.PUBLISHED:
        return _("It is published.")
    led = queries.round_led(one)
    if led is not None:
        return _("It is published together with %(round)s, from there.") % {"round": led.name}
    return _("Its period still runs.") if now() < one.until else ""


def _score_cell(one: Standing) -> Cell:
    score = None if one.score is None else float(one.score)
    return Cell(kind="number", number=score, decimals=2)


def _unranked_cell(one: Standing) -> Cell:
    return Cell(text=Unranked(one.unranked).label(language()) if one.unranked else "")


def _grade_cell(one: Standing) -> Cell:
    return tag_cell(Grade(one.grade)) if one.grade else Cell()


class RoundListPage(ListPage[Round]):
    """Every round, the latest first."""

    key = "contest-rounds"
    kind = "contest_round"
    menu = MENU
    act = ContestAct.READ.value
    title = gettext_lazy("Contests")
    sort = "-since"
    area_field = ""
    columns = (
        text("name", gettext_lazy("Contest"), primary=True, locked=True),
        term("level", gettext_lazy("What is ranked"), SubjectLevel, of="scheme.level"),
        term("cadence", gettext_lazy("How often"), Cadence, of="scheme.cadence", drop=2),
        term("state", gettext_lazy("State"), RoundState),
        ListColumn(
            key="since",
            label=gettext_lazy("From"),
            sort="since",
            newest_first=True,
            drop=1,
            cell=lambda one: Cell(text=localtime(one.since).date().isoformat()),
        ),
        moment("published", gettext_lazy("Published at"), of="published_at"),
    )
    filters: ClassVar[Sequence[Filter]] = (
        ChoiceFilter(name="contest", label=gettext_lazy("Contest"), field="key", choices=scheme_choices),
        TermFilter(name="state", label=gettext_lazy("State"), vocabulary=RoundState),
    )
    presets = (
        Preset(label=gettext_lazy("All")),
        Preset(label=gettext_lazy("Being scored"), query={"state": (RoundState.OPEN.value,)}),
        Preset(label=gettext_lazy("Already published"), query={"state": (RoundState.PUBLISHED.value,)}),
    )
    comes_from = gettext_lazy("A round is opened under a scheme; publish a ready scheme first.")

    def records(self) -> QuerySet[Round]:
        """Return the rounds; to whoever reads no sheets, those that are published."""
        rows = queries.rounds_all()
        if seams.areas_for(self.actor, ContestAct.SHEETS.value):
            return rows
        return rows.filter(state=RoundState.PUBLISHED.value)

    def row_url(self, record: Round) -> str:
        """Return the page of the round."""
        return reverse("evaluation:contest", args=(record.pk,))

    def acts(self) -> Sequence[Action]:
        """Return opening a round, for whoever may."""
        return making_offered(
            self.actor, ContestAct.OPEN.value, label=_("Open a round"), url=reverse("evaluation:contest-open")
        )

    def empty(self) -> State:
        """Return what stands where there is no round, to whoever waits for its result too."""
        if seams.areas_for(self.actor, ContestAct.SHEETS.value):
            return super().empty()
        text = said(
            zh="排名公布后会在这里出现，并附公告。",
            en="A ranking stands here once it is published, with its text.",
        )
        return State(
            kind="empty", title=str(said(zh="还没有公布的排名", en="No ranking yet")), text=str(text)
        )


class RoundPage(ObjectPage[Round]):
    """One round: the league table, where everybody stood before, and what it calls for."""

    kind = "contest_round"
    menu = MENU
    act = ContestAct.READ.value
    list_url_name = "evaluation:contests"
    facts_beside = True
    spare = frozenset({"beside", "printed"})
    facts = (
        term("level", gettext_lazy("What is ranked"), SubjectLevel, of="scheme.level"),
        ListColumn(key="scheme", label=gettext_lazy("Scheme"), cell=_scheme_cell),
        text("period", gettext_lazy("Time span")),
        moment("published", gettext_lazy("Published at"), of="published_at"),
        ListColumn(key="beside", label=gettext_lazy("Published together with"), cell=_beside_cell),
        ListColumn(key="printed", label=said(zh="刊发", en="Printed in"), cell=_printed_cell),
        ListColumn(
            key="source",
            label=gettext_lazy("Whose items"),
            cell=lambda one: Cell(text=source_words(queries.body_of(one).source, language())),
        ),
    )
    acts = (
        ObjectAct(
            act=ContestAct.MARK.value, label=verb_later(ContestAct.MARK, "Mark"), kind="primary",
            url_name="evaluation:contest-mark", icon="clipboard-check",
            why_not=_no_sheets,
        ),
        ObjectAct(
            act=ContestAct.PUBLISH.value, label=verb_later(ContestAct.PUBLISH, "Publish the ranking"),
            url_name="evaluation:contest-publish", icon="send", why_not=_not_yet,
        ),
        ObjectAct(
            act=ContestAct.READ.value, label=said(zh="公告和 Word", en="Announcement and Word"),
            url_name="evaluation:contest-announcement", icon="printer",
        ),
        ObjectAct(
            act=ContestAct.PRINTED.value, label=verb_later(ContestAct.PRINTED, "Printed"),
            url_name="evaluation:contest-printed", icon="note",
        ),
        ObjectAct(
            act=ListingAct.PUBLISH.value, label=verb_later(ListingAct.PUBLISH, "Publish the lists"),
            url_name="evaluation:lists-publish", icon="list", why_not=_nothing_waits,
        ),
    )  # fmt: skip

    def load(self) -> Round:
        """Return the round of the URL."""
        return queries.round_get(self.kwargs["round_id"])

    def offered(self) -> Sequence[ObjectAct[Round]]:
        """Return what may come of the round: lists where its scheme makes any, what it says once it may."""
        away = set()
        if not queries.body_of(self.record).lists:
            away.add(ListingAct.PUBLISH.value)
        if not is_announced(self.record):
            away.add(ContestAct.READ.value)
        return [one for one in self.acts if one.act not in away]

    def state(self) -> Tag:
        """Return whether it is published."""
        return tag_of(RoundState(self.record.state))

    @property
    def _marks_url(self) -> str:
        """Where the sheets stand, for whoever may read any."""
        if not seams.areas_for(self.actor, ContestAct.SHEETS.value):
            return ""
        return f"{reverse('evaluation:marks')}?round={self.record.pk}"

    def sections(self) -> Sequence[Section]:
        """Return the league table; of an open round, to whoever runs it, how it would be."""
        one = self.record
        if one.state == RoundState.PUBLISHED:
            if premises_hidden(self.actor, one):
                return (Section(
                    title=_("Ranking"), template="evaluation/unpublished.html",
                    context={"state": State(
                        kind="empty", title=str(said(zh="只公布红黑榜", en="Only the lists are public")),
                        text=str(said(zh="各单位得分只给管理部门看。", en="Scores are for the office.")),
                    )},
                ),)  # fmt: skip
            standings = standing_queries.standings_of(one)
            rows = league_published(one, standings, self._marks_url)
            league = Section(
                title=_("Ranking"), template="evaluation/league.html", leads=True, context={"rows": rows}
            )
            return (league, *self._sure({row.subject_code: row.score for row in standings}))
        if not seams.may(self.actor, ContestAct.SCHEME, one):
            waits = State(
                kind="empty",
                title=_("Not published yet"),
                text=_("The ranking stands here once it is published."),
            )
            return (
                Section(title=_("Ranking"), template="evaluation/unpublished.html", context={"state": waits}),
            )
        ranking = standing_queries.ranking_of(one, at=now())
        called = called_words(ranking)
        return (
            Section(
                title=_("If it were published now"), template="evaluation/called.html", leads=True,
                context={"called": called}, note=_("%(ranked)s ranked") % {"ranked": ranking.ranked},
            ),
            Section(
                title=_("Ranking so far"), template="evaluation/league.html", leads=True,
                context={"rows": league_now(ranking, self._marks_url)},
            ),
            *self._sure({stand.subject.code: stand.result.score for stand in ranking.stands}),
        )  # fmt: skip

    def _sure(self, scores: Mapping[str, Decimal | None]) -> Sequence[Section]:
        """Return how sure the order is, to whoever may read the sheets that say so."""
        if not seams.may(self.actor, ContestAct.SCHEME, self.record):
            return ()
        return sureness_sections(self.record, scores)

    def related(self) -> Sequence[Related]:
        """Return the sheets, the table as a list to export, and what followed."""
        one = self.record
        found: list[Related] = []
        if self._marks_url:
            found.append(Related(label=_("Sheets of marks"), url=self._marks_url, icon="clipboard-check"))
        if one.state == RoundState.PUBLISHED and queries.body_of(one).lists:
            found.append(
                Related(
                    label=str(said(zh="红黑榜", en="Lists")),
                    url=f"{reverse('evaluation:listings')}?round={one.pk}",
                    icon="list",
                )
            )
        if one.state == RoundState.PUBLISHED:
            found += [
                Related(
                    label=_("Table to export"),
                    url=f"{reverse('evaluation:standings')}?round={one.pk}",
                    icon="list",
                ),
                *self._interviews(),
                Related(
                    label=_("Commendations"),
                    url=f"{reverse('evaluation:commendations')}?round={one.pk}",
                    icon="list",
                ),
            ]
        return tuple(found)

    def _interviews(self) -> Sequence[Related]:
        """Return the interviews, for whoever may read any."""
        if not seams.areas_for(self.actor, InterviewAct.READ.value):
            return ()
        url = f"{reverse('evaluation:interviews')}?round={self.record.pk}"
        return (Related(label=_("Interviews"), url=url, icon="list"),)


def called_words(ranking: Ranking) -> list[str]:
    """Return what a ranking calls for, one sentence each."""
    names = {stand.subject.code: stand.subject.name for stand in ranking.stands}
    return [fired_words(found, names) for found in ranking.fired]


class RoundOpenPage(NewPage[Round, RoundOpenForm]):
    """Opening a round."""

    kind = "contest_round"
    menu = MENU
    row = Round
    list_url_name = "evaluation:contests"
    act = ContestAct.OPEN.value
    form_class = RoundOpenForm
    title = gettext_lazy("Open a round")
    lead = gettext_lazy("It keeps the version of the scheme that holds now.")
    verb = verb_later(ContestAct.OPEN, "Open")

    def prepare(self, form: RoundOpenForm) -> None:
        """Offer the schemes of the actor's areas, and the periods that run."""
        schemes = queries.schemes_in_force(seams.areas_for(self.actor, self.act))
        form.fields["scheme"].choices = [(str(one.pk), scheme_name(one)) for one in schemes]  # type: ignore[attr-defined]  # a ChoiceField
        periods = dict.fromkeys(
            queries.period_now(Cadence(one.cadence), one.area_code, at=now()).key for one in schemes
        )
        form.fields["period"].widget.suggestions = tuple(Option(value=key, label="") for key in periods)

    def submit(self, sent: Sent[RoundOpenForm]) -> Done:
        """Open it."""
        typed = sent.form.cleaned_data
        scheme = queries.scheme_get(int(typed["scheme"]))
        made = round_open(
            key=scheme.key, area_code=scheme.area_code, period=typed["period"].strip(), actor=self.actor,
            at=sent.at,
        )  # fmt: skip
        return Done(
            url=reverse("evaluation:contest", args=(made.pk,)),
            message=f"{ContestAct.OPEN.label(language())} · {made.name}",
        )


class PublishPage(FormPage[Round, PublishForm]):
    """Publishing a round, after reading what it will call for."""

    kind = "contest_round"
    menu = MENU
    act = ContestAct.PUBLISH.value
    form_class = PublishForm
    title = verb_later(ContestAct.PUBLISH, "Publish the ranking")
    verb = verb_later(ContestAct.PUBLISH, "Publish the ranking")
    verb_icon = "send"

    def load(self) -> Round:
        """Return the round of the URL."""
        return queries.round_get(self.kwargs["round_id"])

    def version(self) -> str:
        """Return which sheets have come in: whoever is overtaken looks again."""
        return queries.marks_version(self.record)

    @cached_property
    def _called(self) -> list[str]:
        one, at = self.record, now()
        rounds = [one, *([beside] if (beside := queries.round_beside(one)) else [])]
        return [said for each in rounds for said in called_words(standing_queries.ranking_of(each, at=at))]

    @property
    def lead(self) -> str:  # type: ignore[override]  # says what follows from this ranking
        """What will be drafted, and why."""
        if self.record.state == RoundState.PUBLISHED:
            return ""
        if not self._called:
            return _(
                "It calls for no interview and no commendation. Everybody ranked is told how they stood."
            )
        return _("It will draft: ") + _("; ").join(self._called)

    def crumbs(self) -> Sequence[Crumb]:
        """Return the way down to the round."""
        return round_crumbs(self.record)

    def back_url(self) -> str:
        """Return the round."""
        return reverse("evaluation:contest", args=(self.record.pk,))

    def submit(self, sent: Sent[PublishForm]) -> Done:
        """Publish it."""
        round_publish(round_id=self.record.pk, seen=sent.seen, actor=self.actor, at=sent.at)
        return Done(url=self.back_url(), message=ContestAct.PUBLISH.label(language()))


class StandingListPage(BeneathRounds[Standing]):
    """Standings of published rounds as a list, to sort, narrow and export."""

    key = "contest-standings"
    kind = "standing"
    menu = MENU
    act = ContestAct.READ.value
    title = gettext_lazy("Standings")
    sort = "-published"
    area_field = ""
    columns = (
        text("subject", gettext_lazy("Who is ranked"), of="subject_name", primary=True, locked=True),
        text("round", gettext_lazy("Contest"), of="round.name"),
        number("rank", gettext_lazy("Rank")),
        ListColumn(key="score", label=gettext_lazy("Score"), kind="number", cell=_score_cell),
        number("samples", gettext_lazy("Sampled points"), drop=2),
        ListColumn(key="unranked", label=gettext_lazy("Why not ranked"), cell=_unranked_cell, drop=1),
        ListColumn(key="grade", label=gettext_lazy("Grade"), kind="tag", cell=_grade_cell, drop=1),
        moment("published", gettext_lazy("Published at"), of="published_at", sort="published_at"),
    )
    filters: ClassVar[Sequence[Filter]] = (
        ChoiceFilter(
            name="round", label=gettext_lazy("Contest"), field="round_id", by_id=True, choices=round_choices
        ),
    )

    def records(self) -> QuerySet[Standing]:
        """Return the standings; those of premises within the areas alone where the reader may read lists."""
        areas = seams.areas_for(self.actor, ListingAct.READ.value)
        return standing_queries.standings_all(premises_in=tuple(areas))

    def row_url(self, record: Standing) -> str:
        """Return the round."""
        return reverse("evaluation:contest", args=(record.round_id,))
