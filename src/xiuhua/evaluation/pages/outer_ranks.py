"""Rankings that somebody else publishes, on the screen: the list, one month, entering and correcting it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import ClassVar

from django import forms
from django.db.models import QuerySet
from django.urls import reverse
from django.utils.timezone import localtime

from xiuhua.evaluation.forms.outer_ranks import OuterRankCorrectForm, OuterRankForm
from xiuhua.evaluation.models import OuterRank
from xiuhua.evaluation.pages.targets import areas_offered
from xiuhua.evaluation.queries import outer_ranks as queries
from xiuhua.evaluation.services.outer_ranks import NewOuterRank, outer_rank_enter
from xiuhua.evaluation.terms.outer_ranks import OuterAct, OuterRanking
from xiuhua.ground.queries.areas import area_names
from xiuhua.ground.queries.choices import area_choices
from xiuhua.scenekit.words import said
from xiuhua.shared.actor import Actor
from xiuhua.web import seams
from xiuhua.web.errors import language
from xiuhua.web.pages.columns import ListColumn, code, moment, number, term, text
from xiuhua.web.pages.filters import AreaFilter, Filter, TermFilter
from xiuhua.web.pages.forms import Done, FormPage, Sent
from xiuhua.web.pages.lists import ListPage
from xiuhua.web.pages.making import NewPage, making_offered, verb_later
from xiuhua.web.pages.objects import ObjectAct, ObjectPage
from xiuhua.web.parts import Action, Cell, Crumb, Section

MENU = "outer-ranks"
_TITLE, _AREA, _RANK = (
    said(zh="上级排名", en="Outer ranks"),
    said(zh="区域", en="Area"),
    said(zh="名次", en="Rank"),
)
_RANKING, _MONTH = said(zh="排名", en="Ranking"), said(zh="月份", en="Month")
_SOURCE = said(zh="依据文件", en="Document")


def _area(one: OuterRank) -> Cell:
    return Cell(text=area_names([one.area_code]).get(one.area_code, one.area_code))


def _rank(one: OuterRank) -> Cell:
    if one.rank is None:
        return Cell(text=str(said(zh="已撤销", en="Taken back")))
    return Cell(text=f"{one.rank} / {one.ranked}")


class OuterRankListPage(ListPage[OuterRank]):
    """Every month's rank of the reader's areas, the latest month first."""

    key = "outer-ranks"
    kind = "outer_rank"
    menu = MENU
    act = OuterAct.READ.value
    title = _TITLE
    sort = "-month"
    columns = (
        code("month", _MONTH, sort="at", primary=True, locked=True),
        term("ranking", _RANKING, OuterRanking),
        ListColumn(key="area", label=_AREA, cell=_area),
        ListColumn(key="rank", label=_RANK, cell=_rank),
        text("source", _SOURCE, drop=1),
        moment("entered", said(zh="录入时间", en="Entered at"), of="entered_at", drop=2),
    )
    filters: ClassVar[Sequence[Filter]] = (
        AreaFilter(name="area", label=_AREA, choices=area_choices),
        TermFilter(name="ranking", label=_RANKING, vocabulary=OuterRanking),
    )
    comes_from = said(
        zh="上级每月公布的排名在这里录入，或从表格导入；连续第一月数由此算出。",
        en="What the city publishes each month is entered here, or imported from a sheet; the months running "
        "in first place are counted from it.",
    )

    def records(self) -> QuerySet[OuterRank]:
        """Return what holds, within the database scope."""
        return queries.outer_ranks_all()

    def row_url(self, record: OuterRank) -> str:
        """Return the page of the month."""
        return reverse("evaluation:outer-rank", args=(record.pk,))

    def acts(self) -> Sequence[Action]:
        """Return entering one, for whoever may."""
        return making_offered(
            self.actor, OuterAct.ENTER.value, label=str(said(zh="录入排名", en="Enter a rank")),
            url=reverse("evaluation:outer-rank-new"),
        )  # fmt: skip


class OuterRankPage(ObjectPage[OuterRank]):
    """One month's rank, its versions, and the run of first ranks it stands in."""

    kind = "outer_rank"
    menu = MENU
    act = OuterAct.READ.value
    list_url_name = "evaluation:outer-ranks"
    facts_beside = True
    spare = frozenset({"reason"})
    facts = (
        term("ranking", _RANKING, OuterRanking),
        ListColumn(key="area", label=_AREA, cell=_area),
        text("month", _MONTH),
        ListColumn(key="rank", label=_RANK, cell=_rank),
        text("source", _SOURCE),
        number("number", said(zh="版本", en="Version")),
        text("reason", said(zh="更正原因", en="Why it was corrected")),
        moment("entered", said(zh="录入时间", en="Entered at"), of="entered_at"),
    )
    acts = (
        ObjectAct(
            act=OuterAct.ENTER.value, label=said(zh="更正", en="Correct"),
            url_name="evaluation:outer-rank-correct", icon="pencil",
        ),
    )  # fmt: skip

    def load(self) -> OuterRank:
        """Return the version of the URL."""
        return queries.outer_rank_get(self.kwargs["rank_id"])

    def heading(self) -> str:
        """Return which ranking, whose, and of which month."""
        one = self.record
        return f"{OuterRanking(one.ranking).label(language())} · {_area(one).text} · {one.month}"

    def sections(self) -> Sequence[Section]:
        """Return the months running in first place, and the versions."""
        one = self.record
        run = queries.outer_run(one.ranking, one.area_code)
        words = said(
            zh="到最近一月为止连续 {count} 个月第一：{first} 至 {last}",
            en="{count} months running in first place up to the latest: {first} to {last}",
        )
        none = said(zh="最近一月不是第一。", en="Not first in the latest month.")
        told = str(words).format(count=len(run), first=run[0], last=run[-1]) if run else str(none)
        versions = [
            " · ".join(
                part
                for part in (
                    f"{row.number}", f"{localtime(row.entered_at):%Y-%m-%d %H:%M}", _rank(row).text or "",
                    row.source, row.reason,
                )
                if part
            )
            for row in queries.outer_rank_versions(one.ranking, one.area_code, one.month)
        ]  # fmt: skip
        return (
            Section(
                title=str(said(zh="连续第一", en="Months running in first place")),
                template="evaluation/called.html", context={"called": [told]},
            ),
            Section(
                title=str(said(zh="版本", en="Versions")), template="evaluation/called.html",
                context={"called": versions},
            ),
        )  # fmt: skip


def _entered(actor: Actor, sent: Sent[OuterRankForm], seen: int | None) -> Done:
    typed = sent.form.cleaned_data
    new = NewOuterRank(
        ranking=OuterRanking(typed["ranking"]), area_code=typed["area_code"], month=typed["month"].strip(),
        rank=typed["rank"], ranked=typed["ranked"], source=typed["source"], reason=typed.get("reason", ""),
    )  # fmt: skip
    made = outer_rank_enter(new=new, seen=seen, actor=actor, at=sent.at)
    return Done(
        url=reverse("evaluation:outer-rank", args=(made.pk,)), message=OuterAct.ENTER.label(language())
    )


class OuterRankNewPage(NewPage[OuterRank, OuterRankForm]):
    """Entering a month's rank."""

    kind = "outer_rank"
    menu = MENU
    row = OuterRank
    list_url_name = "evaluation:outer-ranks"
    act = OuterAct.ENTER.value
    form_class = OuterRankForm
    title = said(zh="录入上级排名", en="Enter an outer rank")
    verb = verb_later(OuterAct.ENTER, "Enter")

    def prepare(self, form: OuterRankForm) -> None:
        """Offer the areas where the actor may enter one."""
        areas = seams.areas_for(self.actor, self.act)
        form.fields["area_code"].choices = areas_offered(areas)  # type: ignore[attr-defined]  # a ChoiceField

    def submit(self, sent: Sent[OuterRankForm]) -> Done:
        """Enter it."""
        return _entered(self.actor, sent, 1)


class OuterRankCorrectPage(FormPage[OuterRank, OuterRankCorrectForm]):
    """Correcting a month's rank: the next version, and why."""

    kind = "outer_rank"
    menu = MENU
    act = OuterAct.ENTER.value
    form_class = OuterRankCorrectForm
    title = said(zh="更正上级排名", en="Correct the outer rank")
    verb = said(zh="更正", en="Correct")

    def load(self) -> OuterRank:
        """Return the latest version of what the URL names."""
        named = queries.outer_rank_get(self.kwargs["rank_id"])
        return queries.outer_rank_latest(named.ranking, named.area_code, named.month) or named

    def prepare(self, form: OuterRankCorrectForm) -> None:
        """Offer nothing but the same ranking, area and month."""
        one = self.record
        kept = {
            "ranking": (one.ranking, OuterRanking(one.ranking).label(language())),
            "area_code": (one.area_code, _area(one).text or ""),
        }
        for name, choice in kept.items():
            form.fields[name].choices = [choice]  # type: ignore[attr-defined]  # a ChoiceField
        form.fields["month"].widget = forms.TextInput(attrs={"readonly": True})

    def version(self) -> str:
        """Return which version comes next: whoever is slower is told."""
        return str(self.record.number + 1)

    def initial(self) -> Mapping[str, object]:
        """Return what holds now."""
        one = self.record
        return {
            "ranking": one.ranking, "area_code": one.area_code, "month": one.month, "rank": one.rank,
            "ranked": one.ranked, "source": one.source,
        }  # fmt: skip

    def back_url(self) -> str:
        """Return the version that holds now."""
        return reverse("evaluation:outer-rank", args=(self.record.pk,))

    def crumbs(self) -> Sequence[Crumb]:
        """Return the way down to the month."""
        return (
            Crumb(label=str(_TITLE), url=reverse("evaluation:outer-ranks")),
            Crumb(label=self.record.month, url=self.back_url()),
        )

    def submit(self, sent: Sent[OuterRankCorrectForm]) -> Done:
        """Correct it."""
        return _entered(self.actor, sent, int(sent.seen))  # type: ignore[arg-type]  # a form of the same fields and one more
