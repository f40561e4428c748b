"""What a contractor or a firm sees of itself: scores, each deduction with its photo, places on lists."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, ClassVar

from django.db.models import QuerySet
from django.urls import reverse

from xiuhua.evaluation.forms.contests import ObjectForm
from xiuhua.evaluation.models import Mark, Standing
from xiuhua.evaluation.pages.contest_marks import MarkPage, ObjectionPage
from xiuhua.evaluation.pages.contest_parts import arithmetic
from xiuhua.evaluation.queries import contests as contest_queries
from xiuhua.evaluation.queries import listings as queries
from xiuhua.evaluation.services.concerning import concern_check
from xiuhua.evaluation.terms.contests import ContestAct, ListingAct, ListingState, MarkState, Outcome
from xiuhua.scenekit.words import said
from xiuhua.shared.clock import now
from xiuhua.web.errors import language
from xiuhua.web.pages.columns import ListColumn, moment, number, term, text
from xiuhua.web.pages.filters import Filter
from xiuhua.web.pages.forms import Done, Sent
from xiuhua.web.pages.lists import ListPage
from xiuhua.web.pages.making import verb_later
from xiuhua.web.pages.objects import ObjectAct, ObjectPage
from xiuhua.web.parts import Cell, Crumb, Related, Section
from xiuhua.web.parts.lines import Line, lines_section

MENU = "own-scores"


def _score(one: Standing) -> Cell:
    return Cell(kind="number", number=None if one.score is None else float(one.score), decimals=2)


class OwnScoreListPage(ListPage[Standing]):
    """How the reader's own firm stood, the latest first."""

    key = "own-scores"
    kind = "standing"
    menu = MENU
    act = ListingAct.OWN.value
    title = said(zh="我的评分", en="My scores")
    sort = "-published"
    area_field = ""
    columns = (
        text("round", said(zh="评比", en="Contest"), of="round.name", primary=True, locked=True),
        text("subject", said(zh="对象", en="Who is ranked"), of="subject_name"),
        ListColumn(key="score", label=said(zh="得分", en="Score"), kind="number", cell=_score),
        number("rank", said(zh="名次", en="Rank")),
        moment("published", said(zh="发布时间", en="Published at"), of="published_at", sort="published_at"),
    )
    filters: ClassVar[Sequence[Filter]] = ()
    comes_from = said(
        zh="你单位每期考核的得分、每一条扣分和照片，以及红黑榜情况在这里。",
        en="Your scores, each deduction with its photo, and your places on lists stand here.",
    )

    def records(self) -> QuerySet[Standing]:
        """Return the standings of whoever the reader stands for."""
        return queries.standings_of_codes(queries.codes_stood_for(self.actor.user_id, at=now()))

    def row_url(self, record: Standing) -> str:
        """Return the page of the score."""
        return reverse("evaluation:own-score", args=(record.pk,))


class OwnScorePage(ObjectPage[Standing]):
    """One score: its arithmetic, the sheets it rests on, and whether it is listed."""

    kind = "standing"
    menu = MENU
    act = ListingAct.OWN.value
    list_url_name = "evaluation:own-scores"
    facts_beside = True
    facts: ClassVar[Sequence[ListColumn[Any]]] = (
        text("subject", said(zh="对象", en="Who is ranked"), of="subject_name"),
        ListColumn(key="score", label=said(zh="得分", en="Score"), kind="number", cell=_score),
        number("rank", said(zh="名次", en="Rank")),
        number("ranked", said(zh="参评数", en="Ranked")),
        moment("published", said(zh="发布时间", en="Published at"), of="published_at"),
    )

    def load(self) -> Standing:
        """Return the standing of the URL."""
        return contest_queries.standing_get(self.kwargs["standing_id"])

    def permit(self) -> None:
        """Refuse every other firm."""
        super().permit()
        concern_check(self.record.subject_code, actor=self.actor, at=now())

    def heading(self) -> str:
        """Return the contest."""
        return self.record.round.name

    def sections(self) -> Sequence[Section]:
        """Return how the score came about, and its places on lists."""
        one = self.record
        body = contest_queries.body_of(one.round)
        sums = [f"{row.label}: {row.told} = {row.points}" for row in arithmetic(body, one.lines)]
        found = [Section(
            title=str(said(zh="得分怎么来的", en="How the score came about")),
            template="evaluation/called.html", context={"called": sums},
        )]  # fmt: skip
        listed = [
            Line(
                text=Outcome(row.kind).label(language()),
                url=reverse("evaluation:own-listing", args=(row.pk,)),
                note=ListingState(row.state).label(language()),
            )
            for row in queries.listings_of(frozenset({one.subject_code}))
            if row.standing_id == one.pk
        ]  # fmt: skip
        if listed:
            found.append(lines_section(str(said(zh="红黑榜", en="Lists")), tuple(listed), empty=""))
        return found

    def related(self) -> Sequence[Related]:
        """Return the sheets."""
        return (
            Related(
                label=str(said(zh="打分和扣分", en="Sheets and deductions")),
                url=reverse("evaluation:own-marks"), icon="clipboard-check",
            ),
        )  # fmt: skip


class OwnMarkListPage(ListPage[Mark]):
    """The sheets about the reader's own firm, before and after they are published."""

    key = "own-marks"
    kind = "mark"
    menu = MENU
    act = ListingAct.OWN.value
    title = said(zh="我的打分和扣分", en="My sheets and deductions")
    comes_from = said(
        zh="检查人员对你单位的每次打分和扣分在这里，公布前后都可查看；有异议可申诉。",
        en="Each sheet about your firm stands here, before and after it is published; you may object.",
    )
    sort = "-at"
    columns = (
        text("number", said(zh="编号", en="Number"), primary=True, locked=True),
        text("round", said(zh="评比", en="Contest"), of="round.name"),
        ListColumn(key="taken", label=said(zh="扣分", en="Taken"), cell=lambda one: Cell(text=_taken(one))),
        term("state", said(zh="状态", en="State"), MarkState),
        moment("at", said(zh="打分时间", en="Marked at"), sort="at"),
    )
    filters: ClassVar[Sequence[Filter]] = ()

    def records(self) -> QuerySet[Mark]:
        """Return the sheets about whoever the reader stands for."""
        return queries.marks_of_codes(queries.codes_stood_for(self.actor.user_id, at=now()))

    def row_url(self, record: Mark) -> str:
        """Return the firm's own page of the sheet."""
        return reverse("evaluation:own-mark", args=(record.pk,))


def _taken(one: Mark) -> str:
    marked = {item.key for item in contest_queries.body_of(one.round).items if item.weight}
    return " · ".join(value for key, value in one.points.items() if key not in marked)


class OwnMarkPage(MarkPage):
    """One sheet, as the contractor sees it that it is about: not who filled it in."""

    menu = MENU
    act = ListingAct.OWN.value
    list_url_name = "evaluation:own-marks"
    facts: ClassVar[Sequence[ListColumn[Any]]] = tuple(
        fact for fact in MarkPage.facts if fact.key not in {"by", "round"}
    )
    acts: ClassVar[Sequence[ObjectAct[Any]]] = (
        ObjectAct(
            act=ContestAct.OBJECT.value, label=verb_later(ContestAct.OBJECT, "Object"), kind="primary",
            url_name="evaluation:own-mark-object", icon="message-circle",
        ),
    )  # fmt: skip

    def permit(self) -> None:
        """Refuse every other contractor."""
        super().permit()
        concern_check(self.record.subject_code, actor=self.actor, at=now())

    def story_subjects(self) -> Sequence[str]:
        """Tell no story: whoever filled it in is no business of the contractor's."""
        return ()


class OwnObjectionPage(ObjectionPage):
    """Objecting to an item of a sheet about one's own firm."""

    menu = MENU

    def permit(self) -> None:
        """Refuse every other contractor."""
        super().permit()
        concern_check(self.record.subject_code, actor=self.actor, at=now())

    def crumbs(self) -> Sequence[Crumb]:
        """Return the way down to the sheet."""
        return (Crumb(label=self.record.number, url=self.back_url()),)

    def back_url(self) -> str:
        """Return the firm's own page of the sheet."""
        return reverse("evaluation:own-mark", args=(self.record.pk,))

    def submit(self, sent: Sent[ObjectForm]) -> Done:
        """Object, and go back to the own page."""
        super().submit(sent)
        return Done(url=self.back_url(), message=ContestAct.OBJECT.label(language()))
