"""A catering firm's own small pages: its readings, what is asked of it, the paper, its answer (P-34)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from functools import cached_property

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.http import content_disposition_header

from xiuhua.ground.queries.standing import parties_stood_for
from xiuhua.inspections.terms.findings import FindingState
from xiuhua.inspections.terms.inspections import InspectionAct
from xiuhua.papers.services import WORD, paper_document, word_file
from xiuhua.scenekit.words import said
from xiuhua.scenes.fumes import services
from xiuhua.scenes.fumes.forms import AnswerForm
from xiuhua.scenes.fumes.models import Ask, Kitchen
from xiuhua.scenes.fumes.pages.shared import latest_cell, state_tag, why_said
from xiuhua.scenes.fumes.queries import checks
from xiuhua.scenes.fumes.queries import kitchens as queries
from xiuhua.scenes.fumes.terms import Act, AskState, KitchenState, ReportState
from xiuhua.shared.actor import NOBODY, Actor
from xiuhua.shared.clock import now
from xiuhua.shared.errors import NotFound, NotSignedIn
from xiuhua.web import seams
from xiuhua.web.pages.columns import ListColumn, number, tag_of, term, text
from xiuhua.web.pages.forms import Done, FormPage, Sent
from xiuhua.web.pages.lists import ListPage
from xiuhua.web.pages.objects import ObjectPage
from xiuhua.web.parts import Action, Cell, Crumb, Section, State, Tag

_HERE = "fumes:own"


class _OwnPage:
    """A page for whoever stands for a firm."""

    actor: Actor

    @cached_property
    def parties(self) -> frozenset[int]:
        """The parties that the reader stands for."""
        return parties_stood_for(self.actor.user_id, at=now())


class OwnListPage(_OwnPage, ListPage[Kitchen]):
    """An account's own kitchens."""

    key = "fume_own"
    kind = "fume_kitchen"
    act = Act.OWN
    menu = "fumes-own"
    title = said(zh="我的店", en="My kitchens")
    sort = "name"
    area_field = ""  # whom the account stands for decides, not an area
    columns = (
        text("name", said(zh="餐饮店", en="Kitchen"), sort="name", primary=True, locked=True),
        term("state", said(zh="状态", en="State"), KitchenState),
        ListColumn(
            key="latest", label=said(zh="油烟", en="Fume"), kind="number", unit="mg/m³", cell=latest_cell
        ),
        number("exceeded", said(zh="30 天超标（次）", en="Above in 30 days"), of="exceeded_30d"),
        term("report", said(zh="检测报告", en="Report"), ReportState, of="report_state"),
    )

    def records(self) -> QuerySet[Kitchen]:
        """Return the account's own."""
        return queries.kitchens_for(self.parties)

    def acts(self) -> Sequence[Action]:
        """Lead to what checks ordered the reader's firm to put right, with how much of it waits."""
        if not seams.may(self.actor, InspectionAct.OWN.value):
            return ()
        number = checks.ordered_of(self.parties)
        url = f"{reverse('inspections:own-findings')}?state={FindingState.ORDERED.value}"
        label = str(said(zh=f"待整改 {number}", en=f"To be put right: {number}"))
        return (Action(name=InspectionAct.OWN.value, label=label, icon="alert-triangle", url=url),)

    def row_url(self, record: Kitchen) -> str:
        """Return its page."""
        return reverse("fumes:own-kitchen", args=(record.pk,))

    def empty(self) -> State:
        """Say how an account gets its kitchen: it stands for nobody, or for a firm without one."""
        if not self.parties:
            return State(
                kind="empty",
                title=str(said(zh="账号还不代表任何企业", en="This account stands for no firm yet")),
                text=str(
                    said(
                        zh="请辖区城管中队把你登记为本企业的人员：单位编号为企业的统一社会信用代码。",
                        en="Ask your squad to enter you as one of your firm's people: its unit has the "
                        "firm's credit code as its code.",
                    )
                ),
            )
        return State(
            kind="empty",
            title=str(said(zh="企业名下还没有餐饮店", en="Your firm runs no kitchen of the ledger yet")),
            text=str(
                said(
                    zh="请辖区城管中队在场所档案里写明经营主体，并把场所列入餐饮油烟台账。",
                    en="Ask your squad to say on the page of the premises who runs them, and to enter them "
                    "in the fume ledger.",
                )
            ),
        )


class OwnKitchenPage(_OwnPage, ObjectPage[Kitchen]):
    """One's own kitchen: what is asked, what the monitor says, when the report expires."""

    kind = "fume_kitchen"
    act = Act.OWN
    menu = "fumes-own"
    list_url_name = _HERE
    acts = ()
    facts = (
        ListColumn(
            key="latest",
            label=said(zh="最近十分钟油烟", en="Last mean of fume"),
            kind="number",
            unit="mg/m³",
            cell=latest_cell,
        ),
        number("exceeded", said(zh="30 天超标（次）", en="Above in 30 days"), of="exceeded_30d"),
        term("report", said(zh="检测报告", en="Report"), ReportState, of="report_state"),
        ListColumn(
            key="expires",
            label=said(zh="报告有效期至", en="Report valid through"),
            cell=lambda one: Cell(text=str(one.report_expires_on or "")),
        ),
        text("purifier", said(zh="净化设施", en="Purifier")),
    )

    def load(self) -> Kitchen:
        """Return one's own kitchen of the URL.

        Raises:
            NotFound: it is somebody else's, or there is none.
        """
        found = queries.kitchens_for(self.parties).filter(pk=self.kwargs["kitchen_id"]).first()
        if found is None:
            raise NotFound(kind="fume_kitchen", key=str(self.kwargs["kitchen_id"]))
        return found

    def offered(self) -> Sequence[object]:  # type: ignore[override]  # nothing is offered here
        """Offer nothing here: what is asked has its own button."""
        return ()

    def state(self) -> Tag:
        """Return how it stands."""
        return state_tag(self.record)

    def place(self) -> str:
        """Return where it is."""
        return self.record.premises.address

    def caution(self) -> State | None:
        """Say what is wrong with the monitor, so that its keeper may mend it."""
        if not why_said(self.record.why):
            return None
        return State(
            kind="stale",
            title=str(said(zh="监测数据存疑，请检修", en="Your monitor is in doubt: have it looked at")),
            text=why_said(self.record.why),
        )

    def story_subjects(self) -> Sequence[str]:
        """Tell nothing of what officers do."""
        return ()

    def sections(self) -> Sequence[Section]:
        """Return what is asked, then the last days."""
        at = now()
        asks = [
            {
                "ask": one,
                "state": tag_of(AskState(one.state)),
                "word_url": reverse("fumes:own-paper", args=(one.pk,)),
                "answer_url": reverse("fumes:answer", args=(one.pk,)) if one.state == AskState.SENT else "",
            }
            for one in queries.asks_for(self.parties).filter(kitchen=self.record).order_by("-pk")
        ]
        hours = list(
            queries.hours_of(self.record, since=at - timedelta(hours=24), until=at).order_by("-start")
        )
        return (
            Section(
                title=str(said(zh="请你处理", en="Asked of you")),
                template="fumes/own_asks.html",
                context=asks,
                leads=True,
            ),
            Section(
                title=str(said(zh="近 24 小时", en="Last 24 hours")),
                template="fumes/own_hours.html",
                context=hours,
            ),
        )


class AnswerPage(_OwnPage, FormPage[Ask, AnswerForm]):
    """Answering a paper."""

    kind = "fume_ask"
    menu = "fumes-own"
    act = Act.ANSWER
    form_class = AnswerForm
    title = said(zh="回复整改情况", en="Answer")
    verb = said(zh="回复", en="Send the answer")

    def load(self) -> Ask:
        """Return the account's own paper of the URL."""
        found = queries.asks_for(self.parties).filter(pk=self.kwargs["ask_id"]).first()
        if found is None:
            raise NotFound(kind="fume_ask", key=str(self.kwargs["ask_id"]))
        return found

    def version(self) -> str:
        """Return when it last changed."""
        return self.record.updated_at.isoformat()

    def submit(self, sent: Sent[AnswerForm]) -> Done:
        """Answer it."""
        answer = sent.form.cleaned_data["answer"]
        services.ask_answer(ask_id=self.record.pk, answer=answer, actor=self.actor, at=sent.at)
        return Done(url=self.back_url(), message=str(said(zh="已回复", en="Answered")))

    def back_url(self) -> str:
        """Return one's own kitchen."""
        return reverse("fumes:own-kitchen", args=(self.record.kitchen_id,))

    def crumbs(self) -> Sequence[Crumb]:
        """Return the way down."""
        return (Crumb(label=self.record.kitchen.name, url=self.back_url()),)


def own_paper(request: HttpRequest, ask_id: int) -> HttpResponse:
    """Answer with a paper that was handed to the account's own kitchen, as a Word file.

    Raises:
        NotSignedIn, NotPermitted: nobody asks, or no catering firm.
        NotFound: it is somebody else's.
    """
    actor = getattr(request, "actor", NOBODY)
    if actor.user_id is None:
        raise NotSignedIn
    seams.require(actor, Act.OWN)
    ask = queries.asks_for(parties_stood_for(actor.user_id, at=now())).filter(pk=ask_id).first()
    if ask is None:
        raise NotFound(kind="fume_ask", key=str(ask_id))
    answer = HttpResponse(word_file([paper_document(ask.paper, organ=ask.paper.issuer)]), content_type=WORD)
    name = f"{ask.paper.title} {ask.paper.number}.docx"
    answer["Content-Disposition"] = content_disposition_header(True, name) or "attachment"
    answer["X-Content-Type-Options"] = "nosniff"
    return answer
