"""Briefings on the screen: the list, one of them with its figures beside the text, the acts, the page."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, ClassVar, TypeVar
from zoneinfo import ZoneInfo

from django import forms
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils.http import content_disposition_header
from django.utils.timezone import localtime

from xiuhua.briefings.forms.briefings import PlainForm, RequestForm, ReturnForm, SendForm, TextForm
from xiuhua.briefings.models import Briefing
from xiuhua.briefings.queries import briefings as queries
from xiuhua.briefings.queries.briefings import StandingBlock
from xiuhua.briefings.queries.documents import briefing_document, figure_address
from xiuhua.briefings.rules.templates import TEMPLATES
from xiuhua.briefings.rules.written import Part, WrittenFigure
from xiuhua.briefings.services import briefings as services
from xiuhua.briefings.services.drafting import Wish, briefing_request
from xiuhua.briefings.terms import BriefingAct, BriefingKind, BriefingState
from xiuhua.evaluation.rules.periods import Months, period_read
from xiuhua.evaluation.rules.wording import period_words
from xiuhua.evaluation.terms import FigureAct
from xiuhua.files.queries import file_address
from xiuhua.ground.queries.choices import area_choices
from xiuhua.scenekit.words import said
from xiuhua.shared.clock import now
from xiuhua.shared.errors import NotFound
from xiuhua.web import seams
from xiuhua.web.errors import language
from xiuhua.web.pages.base import Page
from xiuhua.web.pages.columns import ListColumn, area, code, moment, number, tag_of, term
from xiuhua.web.pages.filters import AreaFilter, Filter, TermFilter
from xiuhua.web.pages.forms import Done, FormPage, Sent
from xiuhua.web.pages.lists import ListPage, Preset
from xiuhua.web.pages.making import NewPage, making_offered, verb_later
from xiuhua.web.pages.objects import ObjectAct, ObjectPage
from xiuhua.web.parts import Action, Cell, Crumb, PrintView, Section, Stage, State, Tag

LIST, MENU = "briefings:briefings", "briefings"
_COURSE = (BriefingState.DRAFT, BriefingState.SUBMITTED, BriefingState.SIGNED, BriefingState.SENT)
F = TypeVar("F", bound=forms.Form)
_NUMBER = re.compile(r"[+−-]?\d[\d,.]*(?:\D{1,6}\d[\d,.]*)?\D{0,6}")  # 1,284 · 97.6% · 3 小时 20 分
_NOTHING = frozenset({"", "—", "-", "/"})


_CALENDAR = Months(zone=ZoneInfo("UTC"))  # a name needs no zone, and a row no question about its months


def _period_cell(one: Briefing) -> Cell:
    return Cell(text=period_words(period_read(one.period, _CALENDAR), language()))


class BriefingListPage(ListPage[Briefing]):
    """Every briefing that the reader may see, what changed last first."""

    key = "briefings"
    kind = "briefing"
    menu = MENU
    act = BriefingAct.READ.value
    title = said(zh="简报与报告", en="Briefings and reports")
    comes_from = said(
        zh="晨报、日报、周报、月度通报和年度总结按记录自动起草，由办公室核改、领导签发后印发。",
        en="Drafted from records on schedule, edited by the office, signed off by a leader, and sent.",
    )
    sort = "-changed"
    area_field = ""
    columns = (
        ListColumn(key="title", label=said(zh="标题", en="Title"), primary=True, locked=True,
                   cell=lambda one: Cell(text=one.title)),
        term("kind", said(zh="种类", en="Kind"), BriefingKind, drop=2),
        ListColumn(key="period", label=said(zh="时段", en="Period"), cell=_period_cell, drop=2),
        term("state", said(zh="状态", en="State"), BriefingState),
        number("gaps", said(zh="待补", en="Gaps"), drop=3),
        code("number", said(zh="文号", en="Number"), drop=1),
        area("area", said(zh="区域", en="Area"), drop=3),
        moment("changed", said(zh="更新", en="Changed"), of="changed_at", sort="changed_at", drop=3),
    )  # fmt: skip
    filters: ClassVar[Sequence[Filter]] = (
        AreaFilter(name="area", label=said(zh="区域", en="Area"), choices=area_choices),
        TermFilter(name="kind", label=said(zh="种类", en="Kind"), vocabulary=BriefingKind),
        TermFilter(name="state", label=said(zh="状态", en="State"), vocabulary=BriefingState),
    )
    presets = (
        Preset(label=said(zh="全部", en="All")),
        Preset(label=said(zh="在办", en="In hand"), query={
            "state": (BriefingState.DRAFT.value, BriefingState.SUBMITTED.value, BriefingState.RETURNED.value,
                      BriefingState.SIGNED.value)}),
        Preset(label=said(zh="已印发", en="Sent"), query={"state": (BriefingState.SENT.value,)}),
    )  # fmt: skip

    def records(self) -> QuerySet[Briefing]:
        """Return what the database scope lets through: to whoever only reads, what was sent."""
        if seams.may(self.actor, BriefingAct.FOLLOW):
            return queries.briefings_all()
        return queries.briefings_sent()

    def row_url(self, record: Briefing) -> str:
        """Return the page of the briefing."""
        return reverse("briefings:briefing", args=(record.pk,))

    def acts(self) -> Sequence[Action]:
        """Return asking for a briefing, and what recurs, for whoever may."""
        return (
            *making_offered(
                self.actor, BriefingAct.REQUEST, label=str(verb_later(BriefingAct.REQUEST, "New briefing")),
                url=reverse("briefings:briefing-new"),
            ),
            *making_offered(
                self.actor, BriefingAct.PLAN, label=str(said(zh="自动起草计划", en="What recurs")),
                url=reverse("briefings:plans"), icon="calendar", kind="plain",
            ),
        )  # fmt: skip

    def empty(self) -> State:
        """Return what stands where nothing was drafted."""
        if seams.may(self.actor, BriefingAct.REQUEST):
            text = said(
                zh="辖区有案件后，次日 7 时起按计划自动起草；也可以现在生成一份。",
                en="Once there are cases, the first is drafted at seven the next day. Or ask for one.",
            )
        else:
            text = said(zh="印发后会在这里出现，并通知你。", en="What is sent stands here, and you are told.")
        return State(kind="empty", title=str(said(zh="还没有简报", en="No briefing yet")), text=str(text))


class BriefingPage(ObjectPage[Briefing]):
    """One briefing: its text, beside it the figures that each sentence prints."""

    kind = "briefing"
    menu = MENU
    act = BriefingAct.READ.value
    list_url_name = LIST
    facts_beside = True
    spare = frozenset({"number", "issuer", "returned"})
    change_labels: ClassVar[Mapping[str, Any]] = {"text": said(zh="正文", en="Text")}
    acts = (
        ObjectAct(act=BriefingAct.SUBMIT.value, label=said(zh="送签", en="Submit"),
                  url_name="briefings:submit", kind="primary", icon="send"),
        ObjectAct(act=BriefingAct.SIGN.value, label=said(zh="签发", en="Sign off"),
                  url_name="briefings:sign", kind="primary", icon="file-check"),
        ObjectAct(act=BriefingAct.SEND.value, label=said(zh="印发", en="Send"), url_name="briefings:send",
                  kind="primary", icon="share"),
        ObjectAct(act=BriefingAct.RETURN.value, label=said(zh="退回", en="Send back"),
                  url_name="briefings:return", icon="arrow-back-up"),
        ObjectAct(act=BriefingAct.READ.value, label=said(zh="版式和 Word", en="Page and Word"),
                  url_name="briefings:print", icon="printer"),
        ObjectAct(act=BriefingAct.REDRAFT.value, label=said(zh="按最新记录重新起草", en="Draft anew"),
                  url_name="briefings:redraft", icon="refresh", aside=True),
    )  # fmt: skip
    facts: ClassVar[Sequence[ListColumn[Any]]] = (
        term("kind", said(zh="种类", en="Kind"), BriefingKind),
        ListColumn(key="period", label=said(zh="时段", en="Period"), cell=_period_cell),
        ListColumn(key="template", label=said(zh="模板", en="Template"),
                   cell=lambda one: Cell(text=_template_name(one.template))),
        moment("as_of", said(zh="数据截至", en="Figures as of"), of="as_of"),
        number("gaps", said(zh="待补", en="Gaps")),
        code("number", said(zh="文号", en="Number")),
        ListColumn(key="issuer", label=said(zh="签发单位", en="Issued by"),
                   cell=lambda one: Cell(text=one.issuer)),
        ListColumn(key="returned", label=said(zh="退回理由", en="Why sent back"),
                   cell=lambda one: Cell(text=one.returned_why)),
        area("area", said(zh="区域", en="Area")),
        moment("changed", said(zh="更新", en="Changed"), of="changed_at"),
    )  # fmt: skip

    def load(self) -> Briefing:
        """Return the briefing of the URL."""
        return queries.briefing_get(self.kwargs["briefing_id"])

    def code(self) -> str:
        """Return its number."""
        return self.record.number

    def heading(self) -> str:
        """Return its title."""
        return self.record.title

    def state(self) -> Tag:
        """Return how far it has come."""
        return tag_of(BriefingState(self.record.state))

    def caution(self) -> State | None:
        """Return that it could not be written, and when that is tried again."""
        one = self.record
        if one.state != BriefingState.REQUESTED.value or one.not_before is None:
            return None
        when = f"{localtime(one.not_before):%H:%M}"
        return State(
            kind="error",
            title=str(said(zh="起草失败，平台会再试", en="It could not be written; that is tried again")),
            text=str(said(
                zh=f"已失败 {one.tries} 次，{when} 再试。仍不成功请联系系统管理员查看日志。",
                en=f"It failed {one.tries} times and is tried again at {when}. "
                "If it keeps failing, ask the administrator to read the log.",
            )),
        )  # fmt: skip

    def stages(self) -> Sequence[Stage]:
        """Return its way from draft to sent."""
        standing = BriefingState(self.record.state)
        place = _COURSE.index(standing) if standing in _COURSE else 0
        return [
            Stage(label=state.label(language()), state="done" if nth <= place else "before")
            for nth, state in enumerate(_COURSE)
        ]

    def sections(self) -> Sequence[Section]:
        """Return its text with the figures beside it, and its file."""
        briefing = self.record
        if briefing.state == BriefingState.REQUESTED.value:
            text = said(
                zh="平台正在按记录起草，十几秒后刷新即可看到。",
                en="It is being drafted; reload in a few seconds.",
            )
            return (Section(title=str(said(zh="正文", en="Text")), template="web/parts/words.html",
                            context={"text": str(text), "photos": ()}),)  # fmt: skip
        context = {
            "rows": tuple(rows_shown(briefing, may_edit=seams.may(self.actor, BriefingAct.EDIT, briefing))),
            "file": briefing.file,
            "url": file_address(briefing.file, actor=self.actor, at=now()) if briefing.file else "",
        }
        title = str(said(zh="正文和数字来源", en="Text, and where its figures come from"))
        note = str(said(zh="{} 个数字", en="{} figures")).format(len(briefing.figures))
        return (Section(title=title, leads=True, template="briefings/text.html", context=context, note=note),)


def _template_name(key: str) -> str:
    found = TEMPLATES.get(key)
    return (found.zh if language().startswith("zh") else found.en) if found else key


def rows_shown(briefing: Briefing, *, may_edit: bool) -> Iterator[dict[str, Any]]:
    """Yield each block as the page prints it, with the figures in it and what a person changed."""
    figures = queries.figures_by_mark(briefing)
    standing = queries.blocks_standing(briefing)
    names = seams.actor_labels({one.edit.edited_by for one in standing if one.edit})
    for one in standing:
        counts = counting_columns(one.block.rows)
        yield {
            "headings": tuple(zip(one.block.headings, counts, strict=False)),
            "cells": tuple(tuple(zip(row, counts, strict=False)) for row in one.block.rows),
            "block": one.block, "kind": one.block.kind.value, "written": one.written, "edit": one.edit,
            "who": names.get(one.edit.edited_by, one.edit.edited_by) if one.edit else "",
            "left_out": one.is_left_out,
            "figures": [_figure_shown(figures[mark], briefing) for mark in one.block.marks],
            "chart": _chart_address(briefing, one) if one.written.chart else "",
            "edit_url": reverse("briefings:edit", args=(briefing.pk, one.written.key))
            if may_edit and one.written.parts else "",
        }  # fmt: skip


def counting_columns(rows: Sequence[Sequence[Part]]) -> tuple[bool, ...]:
    """Return of each column of a table whether numbers alone stand in it: those are set to the right.

    A cell that has nothing to say, `—`, says nothing of its column; the first column names its rows.
    """
    told = [[part.text.strip() for part in column] for column in zip(*rows, strict=False)]
    return tuple(
        place > 0
        and any(map(_NUMBER.fullmatch, column))
        and all(text in _NOTHING or _NUMBER.fullmatch(text) for text in column)
        for place, column in enumerate(told)
    )


def _figure_shown(figure: WrittenFigure, briefing: Briefing) -> dict[str, object]:
    return {"figure": figure, "url": figure_address(figure, briefing.as_of)}


def _chart_address(briefing: Briefing, one: StandingBlock) -> str:
    return reverse("briefings:chart", args=(briefing.pk, one.written.chart))


class _ActPage(FormPage[Briefing, F]):
    kind = "briefing"
    menu = MENU

    def load(self) -> Briefing:
        """Return the briefing of the URL."""
        return queries.briefing_get(self.kwargs["briefing_id"])

    def version(self) -> str:
        """Return how far it has come, and how often it was written in."""
        return f"{self.record.state} {self.record.version}"

    def crumbs(self) -> Sequence[Crumb]:
        """Return the way down to the briefing."""
        return (
            Crumb(label=str(BriefingListPage.title), url=reverse(LIST)),
            Crumb(label=self.record.title, url=self.back_url()),
        )

    def back_url(self) -> str:
        """Return the page of the briefing."""
        return reverse("briefings:briefing", args=(self.record.pk,))

    def done(self, act: BriefingAct) -> Done:
        """Return the way back to the briefing."""
        return Done(url=self.back_url(), message=act.label(language()))


class EditPage(_ActPage[TextForm]):
    """Writing something in the place of a paragraph."""

    act = BriefingAct.EDIT.value
    form_class = TextForm
    title = said(zh="修改一段", en="Edit a paragraph")
    verb = said(zh="保存", en="Save")
    verb_icon = "device-floppy"

    def _block(self) -> StandingBlock:
        for one in queries.blocks_standing(self.record):
            if one.written.key == self.kwargs["block"] and one.written.parts:
                return one
        raise NotFound(kind="briefing", key=self.kwargs["block"])

    def initial(self) -> Mapping[str, object]:
        """Begin with the text as it stands."""
        return {"text": self._block().block.text}

    def submit(self, sent: Sent[TextForm]) -> Done:
        """Keep it beside what the platform wrote."""
        services.briefing_edit(
            briefing_id=self.record.pk, block=self.kwargs["block"], text=sent.form.cleaned_data["text"],
            actor=self.actor, at=sent.at,
        )  # fmt: skip
        done = self.done(BriefingAct.EDIT)
        return Done(url=f"{done.url}#{self.kwargs['block']}", message=done.message)


class SubmitPage(_ActPage[PlainForm]):
    """Handing a draft to those who sign."""

    act = BriefingAct.SUBMIT.value
    form_class = PlainForm
    title = verb = verb_later(BriefingAct.SUBMIT, "Submit")

    def submit(self, sent: Sent[PlainForm]) -> Done:
        """Submit it."""
        services.briefing_submit(briefing_id=self.record.pk, actor=self.actor, at=sent.at)
        return self.done(BriefingAct.SUBMIT)


class SignPage(_ActPage[PlainForm]):
    """Signing off."""

    act = BriefingAct.SIGN.value
    form_class = PlainForm
    title = verb = verb_later(BriefingAct.SIGN, "Sign off")
    lead = said(
        zh="签发后取得本年度下一个文号，Word 文件按现在的内容存档，不能再改；印发时加版记。",
        en="It gets the next number of the year, and its Word file is kept. Nobody changes it then; when it "
        "is sent it gets its imprint.",
    )

    def submit(self, sent: Sent[PlainForm]) -> Done:
        """Sign it off."""
        services.briefing_sign(briefing_id=self.record.pk, actor=self.actor, at=sent.at)
        return self.done(BriefingAct.SIGN)


class ReturnPage(_ActPage[ReturnForm]):
    """Sending a draft back."""

    act = BriefingAct.RETURN.value
    form_class = ReturnForm
    title = verb = verb_later(BriefingAct.RETURN, "Send back")

    def submit(self, sent: Sent[ReturnForm]) -> Done:
        """Send it back."""
        services.briefing_return(
            briefing_id=self.record.pk, reason=sent.form.cleaned_data["reason"], actor=self.actor, at=sent.at
        )
        return self.done(BriefingAct.RETURN)


class SendPage(_ActPage[SendForm]):
    """Sending a signed briefing to its readers."""

    act = BriefingAct.SEND.value
    form_class = SendForm
    title = verb = verb_later(BriefingAct.SEND, "Send")
    lead = said(
        zh="本区域的领导和下属街道（镇）、单位会收到通知，并可以阅读、下载。Word 文件加上版记，重新存档。",
        en="Leaders of the area, and whoever answers for a part of it, are told and can read it. Its Word "
        "file is kept anew, with the imprint.",
    )

    def submit(self, sent: Sent[SendForm]) -> Done:
        """Send it."""
        services.briefing_send(
            briefing_id=self.record.pk, copied_to=sent.form.cleaned_data["copied_to"], actor=self.actor,
            at=sent.at,
        )  # fmt: skip
        return self.done(BriefingAct.SEND)


class RedraftPage(_ActPage[PlainForm]):
    """Asking for a new draft."""

    act = BriefingAct.REDRAFT.value
    form_class = PlainForm
    title = verb = verb_later(BriefingAct.REDRAFT, "Draft anew")
    lead = said(
        zh="按现在的记录重写全文。平台原文没有变化的段落，保留人工修改；其余人工修改留在历史里。",
        en="All is written anew from what is recorded now. What people wrote stays where the platform says "
        "the same as before; the rest is kept in the history.",
    )

    def submit(self, sent: Sent[PlainForm]) -> Done:
        """Ask for it."""
        services.briefing_redraft(briefing_id=self.record.pk, actor=self.actor, at=sent.at)
        return self.done(BriefingAct.REDRAFT)


class BriefingNewPage(NewPage[Briefing, RequestForm]):
    """Asking for a briefing: the annual report is one press of this button."""

    kind = "briefing"
    menu = MENU
    row = Briefing
    list_url_name = LIST
    act = BriefingAct.REQUEST.value
    form_class = RequestForm
    title = verb = verb_later(BriefingAct.REQUEST, "New briefing")

    def prepare(self, form: RequestForm) -> None:
        """Offer templates and areas."""
        chinese = language().startswith("zh")
        form.fields["template"].choices = [  # type: ignore[attr-defined]  # a ChoiceField
            (one.key, f"{one.kind.label(language())} · {one.zh if chinese else one.en}")
            for one in TEMPLATES.values()
        ]
        form.fields["area"].choices = areas_offered(self)  # type: ignore[attr-defined]  # as above

    def initial(self) -> Mapping[str, object]:
        """Begin with the template that the address names."""
        return {"template": self.request.GET.get("template", "annual_functions")}

    def submit(self, sent: Sent[RequestForm]) -> Done:
        """Ask for it."""
        typed = sent.form.cleaned_data
        wish = Wish(template=typed["template"], area=typed["area"], period=typed["period"].strip())
        briefing = briefing_request(wish=wish, actor=self.actor, at=sent.at)
        url = reverse("briefings:briefing", args=(briefing.pk,))
        return Done(url=url, message=BriefingAct.REQUEST.label(language()))


def areas_offered(page: Page) -> list[tuple[str, str]]:
    """Return the areas over which the reader may ask for briefings, for a choice."""
    held = seams.areas_for(page.actor, BriefingAct.REQUEST)
    return [(one.code, one.name) for one in area_choices() if one.code.startswith(held)]


class _ReadPage(Page):
    act = BriefingAct.READ.value
    menu = MENU

    def permit(self) -> None:
        """Load the briefing, and refuse whoever may not see it."""
        self.record = queries.briefing_get(self.kwargs["briefing_id"])
        seams.require(self.actor, self.act, self.record)


class ChartPage(_ReadPage):
    """A chart of a briefing as a picture."""

    def get(self, _request: HttpRequest, *, number: int, **_kept: object) -> HttpResponseBase:
        """Answer with the picture."""
        answer = HttpResponse(queries.chart_of(self.record, number), content_type="image/png")
        answer["Cache-Control"] = "private, max-age=300"
        answer["X-Content-Type-Options"] = "nosniff"
        return answer


class BriefingPrintPage(_ReadPage):
    """A briefing as it is printed, or as a Word file; a signed one links to the file that was kept."""

    template = fragment = "papers/print.html"

    def get(self, request: HttpRequest, *, word: str = "", **_kept: object) -> HttpResponseBase:
        """Answer with the page, or with the Word file."""
        briefing = self.record
        if word:
            return self._word(briefing)
        document = briefing_document(
            briefing,
            chart_address=lambda nth: reverse("briefings:chart", args=(briefing.pk, nth)),
            address=(lambda one: figure_address(one, briefing.as_of))
            if seams.may(self.actor, FigureAct.READ) else (lambda _one: ""),
        )  # fmt: skip
        crumbs = (
            Crumb(label=str(BriefingListPage.title), url=reverse(LIST)),
            Crumb(label=briefing.title, url=reverse("briefings:briefing", args=(briefing.pk,))),
            Crumb(label=str(said(zh="版式", en="Print"))),
        )
        view = PrintView(
            title=briefing.title, documents=(document,), crumbs=crumbs,
            word_url=file_address(briefing.file, actor=self.actor, at=now())
            if briefing.file else f"{request.path}.docx",
        )  # fmt: skip
        return self.answer(view, title=briefing.title)

    def _word(self, briefing: Briefing) -> HttpResponseBase:
        written = seams.word_file([briefing_document(briefing)])
        answer = HttpResponse(written.content, content_type=written.media_type)
        day = localtime(briefing.changed_at).date().isoformat()
        name = f"{briefing.number or day} {briefing.title}.docx"
        answer["Content-Disposition"] = content_disposition_header(True, name) or "attachment"
        answer["X-Content-Type-Options"] = "nosniff"
        return answer
