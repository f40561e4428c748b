"""比学赶超 of people on the screen: for whoever answers for them, once their grades are final."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cached_property
from typing import ClassVar

from django.db.models import QuerySet
from django.urls import reverse

from xiuhua.evaluation.models import Assessment
from xiuhua.evaluation.queries import boards as queries
from xiuhua.evaluation.queries.boards import Board, Competitor
from xiuhua.evaluation.terms.assessments import AssessedPost, AssessmentAct, PersonGrade
from xiuhua.scenekit.words import said
from xiuhua.web import seams
from xiuhua.web.errors import language
from xiuhua.web.pages.columns import ListColumn, moment, tag_of, term, text
from xiuhua.web.pages.filters import Filter, TermFilter
from xiuhua.web.pages.lists import ListPage
from xiuhua.web.pages.objects import ObjectPage
from xiuhua.web.parts import Cell, Fact, Section

MENU = "boards"
_POST, _PERIOD = said(zh="岗位", en="Post"), said(zh="周期", en="Period")


class BoardListPage(ListPage[Assessment]):
    """The final assessments that a board is made of, the latest first."""

    key = "boards"
    kind = "assessment"
    menu = MENU
    act = AssessmentAct.PEOPLE.value
    title = said(zh="比学赶超", en="Boards of people")
    sort = "-since"
    area_field = ""
    columns = (
        term("post", _POST, AssessedPost, primary=True, locked=True),
        text("period", _PERIOD),
        moment("since", said(zh="起", en="From"), sort="since", drop=1),
        moment("final", said(zh="定档", en="Final"), of="final_at"),
    )
    filters: ClassVar[Sequence[Filter]] = (TermFilter(name="post", label=_POST, vocabulary=AssessedPost),)
    comes_from = said(
        zh="岗位考核定档后，同岗位人员的排名列在这里，只给负责的人看。",
        en="Once grades are final, the people of a post stand beside each other here, for whoever answers "
        "for them.",
    )

    def records(self) -> QuerySet[Assessment]:
        """Return the final assessments of the reader's areas."""
        return queries.boards_all(self.actor.areas)

    def row_url(self, record: Assessment) -> str:
        """Return the board."""
        return reverse("evaluation:board", args=(record.pk,))


class BoardPage(ObjectPage[Assessment]):
    """The people of one assessment: rank, score, grade, and where they stood before."""

    kind = "assessment"
    menu = MENU
    act = AssessmentAct.PEOPLE.value
    list_url_name = "evaluation:boards"
    facts_beside = True

    facts: ClassVar[Sequence[ListColumn[Assessment]]] = (
        term("post", _POST, AssessedPost),
        text("period", _PERIOD),
        moment("final", said(zh="定档", en="Final"), of="final_at"),
    )

    def _facts(self) -> Iterator[Fact]:
        yield from super()._facts()
        board = self._board
        ranked = Cell(kind="number", number=board.ranked)
        yield Fact(name="ranked", label=str(said(zh="参评人数", en="People ranked")), value=ranked)
        before = Cell(text=board.before.period if board.before else "")
        yield Fact(name="before", label=str(said(zh="对比", en="Against")), value=before)

    def permit(self) -> None:
        """Refuse whoever answers for nobody: whom they see, the board itself bounds."""
        seams.require(self.actor, self.act)
        self.record = self.load()

    @cached_property
    def _board(self) -> Board:
        return queries.board_of(self.record, areas=seams.areas_for(self.actor, self.act))

    def load(self) -> Assessment:
        """Return the final assessment of the URL."""
        return queries.board_get(self.kwargs["assessment_id"], areas=self.actor.areas)

    def heading(self) -> str:
        """Return which post, and which period."""
        return f"{AssessedPost(self.record.post).label(language())} · {self.record.period}"

    def sections(self) -> Sequence[Section]:
        """Return the people whom the reader answers for."""
        return (
            Section(
                title=str(said(zh="排名", en="Ranking")), leads=True, template="evaluation/board.html",
                context={"rows": [_row(one) for one in self._board.people]},
            ),
        )  # fmt: skip


def _row(one: Competitor) -> dict[str, object]:
    result = one.result
    turn = ""
    if one.rank is not None and one.before is not None and one.rank != one.before:
        turn = "up" if one.rank < one.before else "down"
    return {
        "name": result.name, "unit": result.unit_name, "rank": one.rank, "before": one.before, "turn": turn,
        "score": result.score, "grade": tag_of(PersonGrade(result.grade)), "sample": result.sample,
        "url": reverse("evaluation:person-result", args=(result.pk,)),
    }  # fmt: skip
