"""Red and black lists on the screen: for the office, and for whoever is listed."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, ClassVar, TypeVar

from django import forms
from django.db.models import QuerySet
from django.urls import reverse
from django.utils.timezone import localtime

from xiuhua.evaluation.forms.listings import (
    ListingClaimForm,
    ListingDecideForm,
    ListingObjectForm,
    ListingRepairForm,
    ListsPublishForm,
)
from xiuhua.evaluation.models import Listing, Round
from xiuhua.evaluation.pages.contest_parts import round_crumbs
from xiuhua.evaluation.pages.contest_rounds import round_choices
from xiuhua.evaluation.queries import contests as contest_queries
from xiuhua.evaluation.queries import listings as queries
from xiuhua.evaluation.services import listings as services
from xiuhua.evaluation.services.concerning import concern_check
from xiuhua.evaluation.terms.contests import ListingAct, ListingState, Outcome
from xiuhua.ground.queries.choices import area_choices
from xiuhua.scenekit.words import said
from xiuhua.shared.clock import now
from xiuhua.web import seams
from xiuhua.web.errors import language
from xiuhua.web.pages.columns import ListColumn, code, moment, tag_of, term, text
from xiuhua.web.pages.filters import AreaFilter, ChoiceFilter, Filter, TermFilter
from xiuhua.web.pages.forms import Done, FormPage, Sent
from xiuhua.web.pages.lists import ListPage, Preset
from xiuhua.web.pages.making import verb_later
from xiuhua.web.pages.objects import ObjectAct, ObjectPage
from xiuhua.web.parts import Cell, Crumb, Section, Tag

MENU = "listings"
F = TypeVar("F", bound=forms.Form)
_SUBJECT, _LIST = said(zh="对象", en="Who is listed"), said(zh="榜单", en="List")
_STATE = said(zh="状态", en="State")


def _score(one: Listing) -> Cell:
    return Cell(kind="number", number=float(one.score), decimals=2)


def _line(one: Listing) -> Cell:
    sign = "≥" if one.kind == Outcome.RED else "<"
    return Cell(text=f"{sign} {one.line}")


def _until(one: Listing) -> Cell:
    if one.until is None:
        return Cell()
    ended = one.until <= now() and one.state in queries.SHOWN
    day = localtime(one.until).date().isoformat()
    return Cell(text=day + (str(said(zh="（已期满）", en=" (over)")) if ended else ""))


def _round(one: Listing) -> Cell:
    held = one.standing.round
    return Cell(kind="link", text=held.name, url=reverse("evaluation:contest", args=(held.pk,)))


class ListingListPage(ListPage[Listing]):
    """Every place on the red and black lists of the reader's areas, the latest first."""

    key = "listings"
    kind = "listing"
    menu = MENU
    act = ListingAct.READ.value
    title = said(zh="红黑榜", en="Red and black lists")
    sort = "-told"
    columns = (
        code("number", said(zh="编号", en="Number"), drop=2),
        text("subject", _SUBJECT, of="subject_name", primary=True, locked=True),
        term("kind", _LIST, Outcome),
        ListColumn(key="score", label=said(zh="得分", en="Score"), kind="number", cell=_score),
        ListColumn(key="line", label=said(zh="界线", en="Line"), cell=_line, drop=2),
        term("state", _STATE, ListingState),
        ListColumn(key="until", label=said(zh="公布至", en="Published until"), cell=_until, drop=1),
        moment("told", said(zh="告知时间", en="Told at"), of="told_at", sort="told_at"),
    )
    filters: ClassVar[Sequence[Filter]] = (
        AreaFilter(name="area", label=said(zh="区域", en="Area"), choices=area_choices),
        ChoiceFilter(
            name="round", label=said(zh="评比", en="Contest"), field="standing__round_id", by_id=True,
            choices=round_choices,
        ),
        ChoiceFilter(
            name="kind", label=_LIST, field="kind",
            choices=lambda: [(one.value, one.label(language())) for one in (Outcome.RED, Outcome.BLACK)],
        ),
        TermFilter(name="state", label=_STATE, vocabulary=ListingState),
    )  # fmt: skip
    presets = (
        Preset(label=said(zh="全部", en="All")),
        Preset(label=said(zh="待复核", en="Objections"), query={"state": (ListingState.OBJECTED.value,)}),
        Preset(
            label=said(zh="申请修复", en="Ask to be taken off"),
            query={"state": (ListingState.CLAIMED.value,)},
        ),
        Preset(label=said(zh="公布中", en="Published"), query={"state": queries.SHOWN}),
    )
    comes_from = said(
        zh="评比发布后，达到红榜分数或低于黑榜分数的对象列在这里：先告知，异议期满后公布。",
        en="A published ranking puts those here who reach a line of its scheme: told first, published later.",
    )

    def row_note(self, record: Listing) -> str:
        """Return on which list it stands and with which score: a phone shows one tag alone, the state."""
        return f"{Outcome(record.kind).label(language())} · {record.score} · {record.number}"

    def records(self) -> QuerySet[Listing]:
        """Return the places that the database scope lets through."""
        return queries.listings_all()

    def row_url(self, record: Listing) -> str:
        """Return the page of the place."""
        return reverse("evaluation:listing", args=(record.pk,))


class ListingPage(ObjectPage[Listing]):
    """One place: why, what was objected and answered, until when, and how it was taken off."""

    kind = "listing"
    menu = MENU
    act = ListingAct.READ.value
    list_url_name = "evaluation:listings"
    facts_beside = True
    spare = frozenset({"until"})
    change_labels: ClassVar[dict[str, Any]] = {
        "objection": said(zh="异议", en="Objection"), "answer": said(zh="答复", en="Answer"),
        "claim": said(zh="整改情况", en="What was put right"),
        "repair": said(zh="核实情况", en="What was seen"),
    }  # fmt: skip
    facts: ClassVar[Sequence[ListColumn[Any]]] = (
        term("kind", _LIST, Outcome),
        ListColumn(key="score", label=said(zh="得分", en="Score"), kind="number", cell=_score),
        ListColumn(key="line", label=said(zh="列入界线", en="Line"), cell=_line),
        ListColumn(key="round", label=said(zh="依据的评比", en="Ranking"), cell=_round),
        moment("object_until", said(zh="异议截止", en="May object until")),
        moment("published", said(zh="公布时间", en="Published at"), of="published_at"),
        ListColumn(key="until", label=said(zh="公布至", en="Published until"), cell=_until),
    )
    acts: ClassVar[Sequence[ObjectAct[Listing]]] = (
        ObjectAct(
            act=ListingAct.DECIDE.value, label=verb_later(ListingAct.DECIDE, "Answer the objection"),
            kind="primary", url_name="evaluation:listing-decide", icon="message-circle",
        ),
        ObjectAct(
            act=ListingAct.REPAIR.value, label=verb_later(ListingAct.REPAIR, "Look again"), kind="primary",
            url_name="evaluation:listing-repair", icon="circle-check",
        ),
        ObjectAct(
            act=ListingAct.OBJECT.value, label=verb_later(ListingAct.OBJECT, "Object"),
            url_name="evaluation:listing-object",
        ),
        ObjectAct(
            act=ListingAct.CLAIM.value, label=verb_later(ListingAct.CLAIM, "Ask to be taken off"),
            url_name="evaluation:listing-claim",
        ),
    )  # fmt: skip

    def load(self) -> Listing:
        """Return the place of the URL."""
        return queries.listing_get(self.kwargs["listing_id"])

    def offered(self) -> Sequence[ObjectAct[Listing]]:
        """Return what the reader's post does in some state."""
        return [one for one in self.acts if seams.may(self.actor, one.act, self.record)]

    def code(self) -> str:
        """Return its number."""
        return self.record.number

    def heading(self) -> str:
        """Return who is listed."""
        return self.record.subject_name

    def state(self) -> Tag:
        """Return how far it is."""
        return tag_of(ListingState(self.record.state))

    def sections(self) -> Sequence[Section]:
        """Return what was said."""
        one = self.record
        parts = (
            (said(zh="异议", en="Objection"), one.objection),
            (said(zh="答复", en="Answer"), one.answer),
            (said(zh="整改情况", en="What was put right"), one.claim),
            (said(zh="核实情况", en="What was seen"), one.repair),
        )
        return [
            Section(title=str(title), template="evaluation/words.html", context={"text": words})
            for title, words in parts
            if words
        ]


class OwnListingPage(ListingPage):
    """One place, as the firm comes to it that it concerns."""

    act = ListingAct.OWN.value
    list_url_name = "evaluation:own-scores"
    facts = tuple(fact for fact in ListingPage.facts if fact.key != "round")
    acts: ClassVar[Sequence[ObjectAct[Listing]]] = (
        ObjectAct(
            act=ListingAct.OBJECT.value, label=verb_later(ListingAct.OBJECT, "Object"), kind="primary",
            url_name="evaluation:listing-object",
        ),
        ObjectAct(
            act=ListingAct.CLAIM.value, label=verb_later(ListingAct.CLAIM, "Ask to be taken off"),
            kind="primary", url_name="evaluation:listing-claim",
        ),
    )  # fmt: skip

    def permit(self) -> None:
        """Refuse every other firm."""
        super().permit()
        concern_check(self.record.subject_code, actor=self.actor, at=now())


class ListingFormPage(FormPage[Listing, F]):
    """An act on a place."""

    kind = "listing"
    menu = MENU

    def load(self) -> Listing:
        """Return the place of the URL."""
        return queries.listing_get(self.kwargs["listing_id"])

    def permit(self) -> None:
        """Refuse other firms."""
        super().permit()
        if not seams.may(self.actor, ListingAct.READ, self.record):
            concern_check(self.record.subject_code, actor=self.actor, at=now())

    def version(self) -> str:
        """Return how far it is."""
        return self.record.state

    def crumbs(self) -> Sequence[Crumb]:
        """Return the way down to the place."""
        return (Crumb(label=self.record.number, url=self.back_url()),)

    def back_url(self) -> str:
        """Return the place, as the reader comes to it."""
        own = not seams.may(self.actor, ListingAct.READ, self.record)
        return reverse("evaluation:own-listing" if own else "evaluation:listing", args=(self.record.pk,))

    def done(self) -> Done:
        """Return what an act leads to."""
        return Done(url=self.back_url(), message=ListingAct(self.act).label(language()))


class ListingObjectPage(ListingFormPage[ListingObjectForm]):
    """Objecting before it is published."""

    act = ListingAct.OBJECT.value
    form_class = ListingObjectForm
    title = verb = verb_later(ListingAct.OBJECT, "Object")
    lead = said(zh="答复之前不公布。", en="It is not published before it is answered.")

    def submit(self, sent: Sent[ListingObjectForm]) -> Done:
        """Object."""
        services.listing_object(
            listing_id=self.record.pk, text=sent.form.cleaned_data["text"], actor=self.actor, at=sent.at
        )
        return self.done()


class ListingDecidePage(ListingFormPage[ListingDecideForm]):
    """Answering an objection."""

    act = ListingAct.DECIDE.value
    form_class = ListingDecideForm
    title = verb = verb_later(ListingAct.DECIDE, "Answer the objection")

    @property
    def lead(self) -> str:  # type: ignore[override]  # what was said against it
        """What was said against it."""
        return self.record.objection

    def submit(self, sent: Sent[ListingDecideForm]) -> Done:
        """Answer it."""
        typed = sent.form.cleaned_data
        services.listing_decide(
            listing_id=self.record.pk, upheld=typed["upheld"] == "yes", answer=typed["answer"],
            actor=self.actor, at=sent.at,
        )  # fmt: skip
        return self.done()


class ListingClaimPage(ListingFormPage[ListingClaimForm]):
    """Saying what was put right."""

    act = ListingAct.CLAIM.value
    form_class = ListingClaimForm
    title = verb = verb_later(ListingAct.CLAIM, "Ask to be taken off")
    lead = said(zh="核实整改到位后移出黑榜。", en="It is taken off once somebody has seen that it is right.")

    def submit(self, sent: Sent[ListingClaimForm]) -> Done:
        """Say it."""
        services.listing_claim(
            listing_id=self.record.pk, text=sent.form.cleaned_data["text"], actor=self.actor, at=sent.at
        )
        return self.done()


class ListingRepairPage(ListingFormPage[ListingRepairForm]):
    """Saying what was seen on the spot."""

    act = ListingAct.REPAIR.value
    form_class = ListingRepairForm
    title = verb = verb_later(ListingAct.REPAIR, "Look again")

    @property
    def lead(self) -> str:  # type: ignore[override]  # what was said to be put right
        """What is said to be put right."""
        return self.record.claim

    def submit(self, sent: Sent[ListingRepairForm]) -> Done:
        """Take it off, or not."""
        typed = sent.form.cleaned_data
        services.listing_repair(
            listing_id=self.record.pk, passed=typed["passed"] == "yes", text=typed["text"], actor=self.actor,
            at=sent.at,
        )  # fmt: skip
        return self.done()


class ListsPublishPage(FormPage[Round, ListsPublishForm]):
    """Publishing what is due of the lists of a round."""

    kind = "contest_round"
    menu = "contests"
    act = ListingAct.PUBLISH.value
    form_class = ListsPublishForm
    title = verb = verb_later(ListingAct.PUBLISH, "Publish the lists")
    verb_icon = "send"
    lead = said(
        zh="公布异议期已满或异议已答复的对象。红榜对象同时嘉奖，黑榜对象同时拟定约谈，到期或整改到位后移出。",
        en="Publishes whoever may not object any more. A red place is commended, a black one is called in; "
        "it ends with its days, or once it is put right.",
    )

    def load(self) -> Round:
        """Return the round of the URL."""
        return contest_queries.round_get(self.kwargs["round_id"])

    def crumbs(self) -> Sequence[Crumb]:
        """Return the way down to the round."""
        return round_crumbs(self.record)

    def back_url(self) -> str:
        """Return the lists of the round."""
        return f"{reverse('evaluation:listings')}?round={self.record.pk}"

    def submit(self, sent: Sent[ListsPublishForm]) -> Done:
        """Publish them."""
        made = services.listings_publish(round_id=self.record.pk, actor=self.actor, at=sent.at)
        return Done(url=self.back_url(), message=f"{ListingAct.PUBLISH.label(language())} · {len(made)}")
