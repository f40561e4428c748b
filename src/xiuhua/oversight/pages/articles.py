"""新闻宣传 on the screen: the plan, the articles, and where they stood."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils.timezone import localtime

from xiuhua.ground.queries.choices import area_choices
from xiuhua.oversight.forms.publicity import PlainForm, PlanForm, PublishForm, SendBackForm, WriteForm
from xiuhua.oversight.models import Article, Publication
from xiuhua.oversight.pages.oversight_parts import (
    by_whom,
    day_column,
    unit_choices,
    unit_column,
    way,
    way_back,
    words_section,
)
from xiuhua.oversight.pages.own_records import RecordFormPage
from xiuhua.oversight.queries import publicity as queries
from xiuhua.oversight.queries.oversight_rows import units_offered
from xiuhua.oversight.services import publicity as services
from xiuhua.oversight.terms.publicity import ArticleAct, ArticleState, MediaChannel
from xiuhua.scenekit.words import said
from xiuhua.shared.clock import now
from xiuhua.shared.ids import uuid_told
from xiuhua.web.addresses import Held
from xiuhua.web.days import today
from xiuhua.web.errors import language
from xiuhua.web.pages.columns import ListColumn, area, code, tag_of, term, text
from xiuhua.web.pages.filters import AreaFilter, ChoiceFilter, DaysFilter, Filter, TermFilter, YesFilter
from xiuhua.web.pages.forms import ONCE, Done, F, Sent
from xiuhua.web.pages.lists import ListPage, Preset
from xiuhua.web.pages.making import NewPage, act_offered, term_choices, verb_later
from xiuhua.web.pages.objects import ObjectAct, ObjectPage
from xiuhua.web.parts import Action, Cell, Section, Tag
from xiuhua.web.parts.lines import Line, lines_section

MENU = "contests"
_LATE = said(zh="逾期未发布", en="Late")


@dataclass(frozen=True, kw_only=True)
class LateFilter(YesFilter):
    """Whether it should stand somewhere by now and does not."""

    def condition(self, held: Held) -> Q:
        """Return that the planned day is over, or that it is not."""
        late = Q(published_at__isnull=True, due_on__lt=today())
        return late if held[self.name][0] == "1" else ~late


class ArticleListPage(ListPage[Article]):
    """The plan and what became of it, the latest day first."""

    key = "articles"
    kind = "article"
    menu = MENU
    act = ArticleAct.READ.value
    title = said(zh="宣传稿件", en="Articles")
    comes_from = said(
        zh="宣传办列计划，单位供稿，审核后在各渠道发布；按渠道、单位、月份计数。",
        en="The office plans, units write, and what is approved is published; counted by channel and unit.",
    )
    sort = "-due"
    columns = (
        code("number", said(zh="编号", en="Number"), drop=1),
        text("title", said(zh="选题", en="Subject"), primary=True, locked=True),
        unit_column(said(zh="供稿单位", en="Unit")),
        term("state", said(zh="状态", en="State"), ArticleState),
        day_column("due", said(zh="计划发布", en="To be published by"), of="due_on", sort="due_at"),
        ListColumn(
            key="published", label=said(zh="首次发布", en="First published"),
            cell=lambda one: Cell(
                text=localtime(one.published_at).date().isoformat() if one.published_at else ""
            ),
        ),
    )  # fmt: skip
    filters: ClassVar[Sequence[Filter]] = (
        AreaFilter(name="area", label=said(zh="区域", en="Area"), choices=area_choices),
        TermFilter(name="state", label=said(zh="状态", en="State"), vocabulary=ArticleState),
        LateFilter(name="late", label=_LATE),
        ChoiceFilter(
            name="unit", label=said(zh="供稿单位", en="Unit"), field="unit_id", by_id=True,
            choices=units_offered,
        ),
        DaysFilter(name="on", label=said(zh="计划发布", en="To be published"), field="due_at"),
    )  # fmt: skip
    presets: ClassVar[Sequence[Preset]] = (
        Preset(
            label=said(zh="未发布", en="Open"), counted=True,
            query={"state": tuple(one.value for one in ArticleState if one is not ArticleState.PUBLISHED)},
        ),
        Preset(label=_LATE, query={"late": ("1",)}, counted=True),
        Preset(label=said(zh="全部", en="All")),
    )  # fmt: skip

    def records(self) -> QuerySet[Article]:
        """Return the articles that the database scope lets through."""
        return queries.articles_all()

    def row_url(self, record: Article) -> str:
        """Return the page of the article."""
        return reverse("oversight:article", args=(record.pk,))

    def acts(self) -> Sequence[Action]:
        """Return the way to what was published, and planning an article for whoever may."""
        label = verb_later(ArticleAct.PLAN, "Plan an article")
        plan = act_offered(self.actor, ArticleAct.PLAN, label, "oversight:article-new")
        return (way("publications", said(zh="发布记录", en="Publications")), *plan)


class PublicationListPage(ListPage[Publication]):
    """Where and when articles stood, the latest first."""

    key = "publications"
    kind = "publication"
    menu = MENU
    act = ArticleAct.READ.value
    title = said(zh="发布记录", en="Publications")
    comes_from = said(
        zh="稿件审核通过后登记发布，每个渠道一条。",
        en="What is approved is published and recorded here, one line for each channel.",
    )
    sort = "-at"
    columns = (
        text("article", said(zh="稿件", en="Article"), of="article.title", primary=True, locked=True),
        text("unit", said(zh="供稿单位", en="Unit"), of="article.unit.name"),
        term("channel", said(zh="渠道", en="Channel"), MediaChannel),
        text("media", said(zh="账号或媒体", en="Account or medium"), drop=2),
        day_column("at", said(zh="发布日期", en="Published"), of="on", sort="at"),
        text("link", said(zh="链接", en="Address"), drop=1),
    )
    filters: ClassVar[Sequence[Filter]] = (
        AreaFilter(name="area", label=said(zh="区域", en="Area"), choices=area_choices),
        TermFilter(name="channel", label=said(zh="渠道", en="Channel"), vocabulary=MediaChannel),
        ChoiceFilter(
            name="unit", label=said(zh="供稿单位", en="Unit"), field="article__unit_id", by_id=True,
            choices=units_offered,
        ),
        DaysFilter(name="on", label=said(zh="发布", en="Published"), field="at"),
    )  # fmt: skip

    def records(self) -> QuerySet[Publication]:
        """Return what the database scope lets through."""
        return queries.publications_all()

    def row_url(self, record: Publication) -> str:
        """Return the page of the article."""
        return reverse("oversight:article", args=(record.article_id,))

    def acts(self) -> Sequence[Action]:
        """Return the way back to the articles."""
        return (way_back(ArticleListPage),)


class ArticlePage(ObjectPage[Article]):
    """One article: its words, and where it stood."""

    kind = "article"
    menu = MENU
    act = ArticleAct.READ.value
    list_url_name = "oversight:articles"
    facts_beside = True
    spare = frozenset({"written", "approved"})
    acts: ClassVar[Sequence[ObjectAct[Any]]] = (
        ObjectAct(
            act=ArticleAct.WRITE.value, label=verb_later(ArticleAct.WRITE, "Hand it in"),
            url_name="oversight:article-write", kind="primary", icon="pencil",
        ),
        ObjectAct(
            act=ArticleAct.APPROVE.value, label=verb_later(ArticleAct.APPROVE, "Approve"),
            url_name="oversight:article-approve", kind="primary", icon="circle-check",
        ),
        ObjectAct(
            act=ArticleAct.PUBLISH.value, label=verb_later(ArticleAct.PUBLISH, "Record a publication"),
            url_name="oversight:article-publish", kind="primary", icon="send",
        ),
        ObjectAct(
            act=ArticleAct.SEND_BACK.value, label=verb_later(ArticleAct.SEND_BACK, "Send back"),
            url_name="oversight:article-send-back", icon="arrow-back-up",
        ),
    )  # fmt: skip
    facts: ClassVar[Sequence[ListColumn[Any]]] = (
        unit_column(said(zh="供稿单位", en="Unit")),
        ListColumn(
            key="due", label=said(zh="计划发布日期", en="To be published by"),
            cell=lambda one: Cell(text=one.due_on.isoformat()),
        ),
        ListColumn(
            key="written", label=said(zh="提交人", en="Handed in by"),
            cell=lambda one: Cell(text=by_whom(one.written_by, None) if one.written_by else ""),
        ),
        ListColumn(
            key="approved", label=said(zh="审核人", en="Approved by"),
            cell=lambda one: Cell(text=by_whom(one.approved_by, None) if one.approved_by else ""),
        ),
        area("area", said(zh="区域", en="Area")),
    )  # fmt: skip

    def load(self) -> Article:
        """Return the article of the URL."""
        return queries.article_get(self.kwargs["article_id"])

    def code(self) -> str:
        """Return its number."""
        return self.record.number

    def heading(self) -> str:
        """Return its subject."""
        return self.record.title

    def state(self) -> Tag:
        """Return where it stands."""
        return tag_of(ArticleState(self.record.state))

    def offered(self) -> Sequence[ObjectAct[Any]]:
        """Return what the reader's side does: its unit alone hands it in."""
        writes = queries.writes_it(self.record, user_id=self.actor.user_id, at=now())
        return [one for one in self.acts if writes or one.act != ArticleAct.WRITE.value]

    def sections(self) -> Sequence[Section]:
        """Return where it stood, what is asked for, and its words."""
        lines = tuple(
            Line(
                text=" · ".join(filter(None, (MediaChannel(one.channel).label(language()), one.media))),
                note=one.on.isoformat(), url=one.link,
            )
            for one in queries.publications_of(self.record)
        )  # fmt: skip
        parts = (
            (said(zh="要求与修改意见", en="What is asked for"), self.record.note),
            (said(zh="稿件正文", en="The article"), self.record.text),
        )
        words = [words_section(str(title), told, actor=self.actor, at=now()) for title, told in parts if told]
        published = str(said(zh="发布", en="Published"))
        return [*([lines_section(published, lines, empty="")] if lines else []), *words]


class ArticleNewPage(NewPage[Article, PlanForm]):
    """Putting an article on the plan."""

    kind = "article"
    menu = MENU
    row = Article
    list_url_name = "oversight:articles"
    act = ArticleAct.PLAN.value
    form_class = PlanForm
    title = verb = verb_later(ArticleAct.PLAN, "Plan an article")

    def prepare(self, form: PlanForm) -> None:
        """Offer the units."""
        form.fields["unit"].choices = unit_choices()  # type: ignore[attr-defined]  # a ChoiceField

    def submit(self, sent: Sent[PlanForm]) -> Done:
        """Plan it."""
        typed = sent.form.cleaned_data
        row = services.article_plan(
            new=services.NewArticle(
                client_id=uuid_told(self.request.POST.get(ONCE, "")), title=typed["title"],
                unit_id=int(typed["unit"]), due_on=typed["due_on"], note=typed["note"],
            ),
            actor=self.actor, at=sent.at,
        )  # fmt: skip
        url = reverse("oversight:article", args=(row.pk,))
        return Done(url=url, message=f"{ArticleAct.PLAN.label(language())} · {row.number}")


class ArticleFormPage(RecordFormPage[Article, F]):
    """An act on an article."""

    kind = "article"
    menu = MENU
    words = ArticleAct
    page_name = "oversight:article"

    def load(self) -> Article:
        """Return the article of the URL."""
        return queries.article_get(self.kwargs["article_id"])

    def list_page(self) -> type[ListPage[Article]]:
        """Return the list."""
        return ArticleListPage

    def version(self) -> str:
        """Return where it stands, and since when."""
        return f"{self.record.state} {self.record.updated_at.isoformat()}"


class ArticleWritePage(ArticleFormPage[WriteForm]):
    """Handing it in."""

    act = ArticleAct.WRITE.value
    form_class = WriteForm
    title = verb = verb_later(ArticleAct.WRITE, "Hand it in")

    def initial(self) -> Mapping[str, object]:
        """Begin with what was handed in."""
        return {"text": self.record.text}

    def submit(self, sent: Sent[WriteForm]) -> Done:
        """Hand it in."""
        text_told = sent.form.cleaned_data["text"]
        services.article_write(article_id=self.record.pk, text=text_told, actor=self.actor, at=sent.at)
        return self.done()


class ArticleApprovePage(ArticleFormPage[PlainForm]):
    """Approving it."""

    act = ArticleAct.APPROVE.value
    form_class = PlainForm
    title = verb = verb_later(ArticleAct.APPROVE, "Approve")

    def submit(self, sent: Sent[PlainForm]) -> Done:
        """Approve it."""
        services.article_approve(article_id=self.record.pk, actor=self.actor, at=sent.at)
        return self.done()


class ArticleSendBackPage(ArticleFormPage[SendBackForm]):
    """Sending it back."""

    act = ArticleAct.SEND_BACK.value
    form_class = SendBackForm
    title = verb = verb_later(ArticleAct.SEND_BACK, "Send back")

    def submit(self, sent: Sent[SendBackForm]) -> Done:
        """Send it back."""
        note = sent.form.cleaned_data["note"]
        services.article_send_back(article_id=self.record.pk, note=note, actor=self.actor, at=sent.at)
        return self.done()


class ArticlePublishPage(ArticleFormPage[PublishForm]):
    """Recording where it stood."""

    act = ArticleAct.PUBLISH.value
    form_class = PublishForm
    title = verb = verb_later(ArticleAct.PUBLISH, "Record a publication")

    def prepare(self, form: PublishForm) -> None:
        """Offer the channels."""
        form.fields["channel"].choices = term_choices(*MediaChannel)  # type: ignore[attr-defined]  # a ChoiceField

    def initial(self) -> Mapping[str, object]:
        """Begin with today."""
        return {"on": today()}

    def submit(self, sent: Sent[PublishForm]) -> Done:
        """Record it."""
        typed = sent.form.cleaned_data
        services.article_publish(
            article_id=self.record.pk, channel=MediaChannel(typed["channel"]), on=typed["on"],
            media=typed["outlet"], link=typed["link"], actor=self.actor, at=sent.at,
        )  # fmt: skip
        return self.done()
