"""Schemes on the screen: published ready-made, looked at by version, changed by a next version."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from typing import Any, ClassVar

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from xiuhua.evaluation.forms.contests import SchemeForm, SchemeReadyForm
from xiuhua.evaluation.models import Scheme
from xiuhua.evaluation.pages.contest_parts import scheme_name, yuan
from xiuhua.evaluation.queries import contests as queries
from xiuhua.evaluation.rules.ranking import Item
from xiuhua.evaluation.rules.schemes import (
    READY,
    ItemsUnread,
    SchemeBody,
    body_read,
    items_read,
    items_text,
    ready_named,
    source_words,
)
from xiuhua.evaluation.rules.triggers import PRINTED, Trigger
from xiuhua.evaluation.services.schemes import scheme_publish
from xiuhua.evaluation.terms.contests import (
    Cadence,
    ContestAct,
    Grade,
    Outcome,
    Party,
    Position,
    Seat,
    SubjectLevel,
)
from xiuhua.scenekit.words import said
from xiuhua.shared.errors import Invalid
from xiuhua.web import seams
from xiuhua.web.errors import language
from xiuhua.web.pages.base import Words
from xiuhua.web.pages.columns import ListColumn, moment, number, term, text
from xiuhua.web.pages.filters import Filter, TermFilter
from xiuhua.web.pages.forms import Done, FormPage, Group, Sent
from xiuhua.web.pages.lists import ListPage
from xiuhua.web.pages.making import NewPage, making_offered, verb_later
from xiuhua.web.pages.objects import ObjectAct, ObjectPage
from xiuhua.web.parts import Action, Cell, Crumb, Section

_FEN = 100


class SchemeListPage(ListPage[Scheme]):
    """Every version of every scheme, the latest first."""

    key = "contest-schemes"
    kind = "scheme"
    menu = "schemes"
    act = ContestAct.READ.value
    title = gettext_lazy("Schemes of contests")
    sort = "-published"
    area_field = ""
    columns = (
        text("zh", gettext_lazy("Scheme"), primary=True, locked=True),
        number("number", gettext_lazy("Version")),
        text("area", gettext_lazy("Area code"), of="area_code", drop=1),
        term("level", gettext_lazy("What is ranked"), SubjectLevel),
        term("cadence", gettext_lazy("How often"), Cadence),
        text("reason", gettext_lazy("By which paper"), drop=2),
        moment("published", gettext_lazy("Published at"), of="published_at", sort="published_at"),
    )
    filters: ClassVar[Sequence[Filter]] = (
        TermFilter(name="level", label=gettext_lazy("What is ranked"), vocabulary=SubjectLevel),
    )
    comes_from = gettext_lazy("Publish a ready scheme, then change its items by a next version.")

    def records(self) -> QuerySet[Scheme]:
        """Return the versions."""
        return queries.schemes_all()

    def row_url(self, record: Scheme) -> str:
        """Return the page of the version."""
        return reverse("evaluation:scheme", args=(record.pk,))

    def acts(self) -> Sequence[Action]:
        """Return publishing a ready scheme, for whoever may."""
        return making_offered(
            self.actor, ContestAct.SCHEME.value, label=_("Publish a ready scheme"),
            url=reverse("evaluation:scheme-ready"),
        )  # fmt: skip


class SchemePage(ObjectPage[Scheme]):
    """One version: items with their weights, and what its rankings call for."""

    kind = "scheme"
    menu = "schemes"
    act = ContestAct.READ.value
    list_url_name = "evaluation:schemes"
    facts_beside = True
    facts = (
        number("number", gettext_lazy("Version")),
        term("level", gettext_lazy("What is ranked"), SubjectLevel),
        term("cadence", gettext_lazy("How often"), Cadence),
        ListColumn(
            key="sample", label=gettext_lazy("Minimum sample, each month"),
            cell=lambda one: Cell(kind="number", number=body_read(one.body).minimum_sample),
        ),
        ListColumn(
            key="source", label=gettext_lazy("Whose items"),
            cell=lambda one: Cell(text=source_words(body_read(one.body).source, language())),
        ),
        text("reason", gettext_lazy("By which paper")),
        moment("published", gettext_lazy("Published at"), of="published_at"),
    )  # fmt: skip
    acts = (
        ObjectAct(
            act=ContestAct.SCHEME.value, label=gettext_lazy("Next version"), kind="primary",
            url_name="evaluation:scheme-next", icon="pencil",
        ),
        ObjectAct(
            act=ContestAct.TRY.value, label=verb_later(ContestAct.TRY, "Try on past rounds"),
            url_name="evaluation:scheme-try",
        ),
    )  # fmt: skip

    def load(self) -> Scheme:
        """Return the version of the URL."""
        return queries.scheme_get(self.kwargs["scheme_id"])

    def heading(self) -> str:
        """Return what it is called."""
        return scheme_name(self.record)

    def sections(self) -> Sequence[Section]:
        """Return the items and the triggers."""
        body, here = body_read(self.record.body), language()
        items = [(item.label(here), item.kind.label(here), _amount(item)) for item in body.items]
        triggers = [_trigger_words(one, body) for one in body.triggers]
        here = language()
        parties = [f"{party.label(here)} · {weight} / 100" for party, weight in body.parties]
        joint = Section(
            title=str(said(zh="联合打分各方", en="Parties that score together")),
            template="evaluation/called.html", context={"called": parties},
        )  # fmt: skip
        return (
            Section(
                title=_("Items and weights"), template="evaluation/items.html", context={"items_told": items}
            ),
            Section(
                title=_("What a ranking calls for"),
                template="evaluation/called.html",
                context={"called": triggers},
            ),
            *((joint,) if parties else ()),
        )


def _amount(item: Item) -> str:
    if item.weight:
        each = str(said(zh="每个问题扣 {each} 分", en="{each} points each")).format(each=item.each)
        more = item.figure or (each if item.each else "")
        return f"{item.weight} / 100" + (f" · {more}" if more else "")
    return _("no cap") if item.cap is None else _("at most %(cap)s points") % {"cap": item.cap}


def _trigger_words(one: Trigger, body: SchemeBody) -> str:
    here = language()
    where = {
        Position.LAST: _("last %(places)s, %(periods)s periods one after the other"),
        Position.FIRST: _("rank up to %(places)s"),
        Position.BELOW_MEAN: _("below the mean of its own street")
        if one.among_siblings
        else _("below the mean of all"),
        Position.GRADE: _("grade reached"),
        Position.AT_LEAST: f"≥ {one.line}" if one.line is not None else "—",
        Position.BELOW: f"< {one.line}" if one.line is not None else "—",
    }[one.position] % {"places": one.places, "periods": one.periods}
    who = ""
    if one.outcome in {Outcome.INTERVIEW, Outcome.BLACK} and one.interviewer and one.interviewee:
        who = f"{one.interviewer.label(here)} → {one.interviewee.label(here)}"
    elif one.grade is not None:
        limit = body.excellent if one.grade is Grade.EXCELLENT else body.good
        who = " ".join(part for part in (one.grade.label(here), f"≥ {limit}", yuan(one.amount_fen)) if part)
    return " · ".join(part for part in (one.outcome.label(here), where, who) if part)


class SchemeReadyPage(NewPage[Scheme, SchemeReadyForm]):
    """Publishing a scheme that comes ready, for one's own area."""

    kind = "scheme"
    menu = "schemes"
    row = Scheme
    list_url_name = "evaluation:schemes"
    act = ContestAct.SCHEME.value
    form_class = SchemeReadyForm
    title = gettext_lazy("Publish a ready scheme")
    lead = gettext_lazy(
        "Cadence, triggers and posts are the printed ones. Items and weights are printed nowhere: they are "
        "ours, and you change them by a next version."
    )
    verb = verb_later(ContestAct.SCHEME, "Publish")

    def prepare(self, form: SchemeReadyForm) -> None:
        """Offer the ready schemes."""
        here = language()
        form.fields["key"].choices = [(one.key, one.label(here)) for one in READY]  # type: ignore[attr-defined]  # a ChoiceField

    def submit(self, sent: Sent[SchemeReadyForm]) -> Done:
        """Publish it, and the one that it is published together with."""
        typed = sent.form.cleaned_data
        body = ready_named(typed["key"])
        area_code = next(iter(seams.areas_for(self.actor, self.act)), "")
        if body is None:
            raise Invalid(fields={"key": "contest_name_missing"})
        made = scheme_publish(
            body=body, area_code=area_code, reason=typed["reason"], actor=self.actor, at=sent.at
        )
        beside = ready_named(body.beside)
        if beside is not None and queries.scheme_latest(beside.key, area_code) is None:
            scheme_publish(
                body=beside, area_code=area_code, reason=typed["reason"], actor=self.actor, at=sent.at
            )
        return Done(
            url=reverse("evaluation:scheme", args=(made.pk,)), message=ContestAct.SCHEME.label(language())
        )


class SchemeNextPage(FormPage[Scheme, SchemeForm]):
    """The next version of a scheme."""

    kind = "scheme"
    menu = "schemes"
    act = ContestAct.SCHEME.value
    form_class = SchemeForm
    title: ClassVar[Words] = gettext_lazy("Next version")
    lead: ClassVar[Words] = gettext_lazy("Rounds that are open keep the version they were opened with.")
    verb: ClassVar[Words] = verb_later(ContestAct.SCHEME, "Publish")
    groups = (
        Group(fields=("zh", "en", "items")),
        Group(fields=("minimum_sample", "top", "interviewer")),
        Group(
            fields=("excellent", "good", "excellent_yuan", "good_yuan"),
            title=gettext_lazy("Grades and awards"),
            folded=True,
        ),
        Group(
            fields=("red_from", "black_below", "objection_days", "black_days"),
            title=said(zh="红黑榜", en="Red and black lists"),
            folded=True,
        ),
        Group(
            fields=("party_district", "party_town", "party_third"),
            title=said(zh="多方联合打分", en="Parties that score together"),
            folded=True,
        ),
        Group(
            fields=("successors",),
            title=gettext_lazy("Areas that were merged, renamed or divided"),
            folded=True,
        ),
        Group(fields=("reason",)),
    )

    def load(self) -> Scheme:
        """Return the latest version of what the URL names."""
        named = queries.scheme_get(self.kwargs["scheme_id"])
        return queries.scheme_latest(named.key, named.area_code) or named

    def version(self) -> str:
        """Return which version comes next: whoever is slower is told."""
        return str(self.record.number + 1)

    def initial(self) -> Mapping[str, object]:
        """Return what holds now."""
        body = body_read(self.record.body)
        amounts = {one.grade: one.amount_fen for one in body.triggers if one.grade is not None}
        seats = [one.interviewer.value for one in body.triggers if one.interviewer is not None]
        return {
            "zh": body.zh, "en": body.en, "items": items_text(body.items), "excellent": body.excellent,
            "minimum_sample": body.minimum_sample, "top": body.top, "good": body.good,
            "interviewer": seats[0] if seats else Seat.OFFICE_DIRECTOR.value,
            "excellent_yuan": _yuan(amounts.get(Grade.EXCELLENT)),
            "good_yuan": _yuan(amounts.get(Grade.GOOD)),
            **_lists_typed(body),
            "successors": "\n".join(f"{old} > {', '.join(new)}" for old, new in body.successors.items()),
        }  # fmt: skip

    def crumbs(self) -> Sequence[Crumb]:
        """Return the way down to the scheme."""
        return (
            Crumb(label=_("Schemes of contests"), url=reverse("evaluation:schemes")),
            Crumb(label=scheme_name(self.record), url=self.back_url()),
        )

    def back_url(self) -> str:
        """Return the version that holds now."""
        return reverse("evaluation:scheme", args=(self.record.pk,))

    def submit(self, sent: Sent[SchemeForm]) -> Done:
        """Publish it."""
        typed = sent.form.cleaned_data
        body = scheme_changed(body_read(self.record.body), typed)
        made = scheme_publish(
            body=body, area_code=self.record.area_code, reason=typed["reason"], seen=int(sent.seen),
            actor=self.actor, at=sent.at,
        )  # fmt: skip
        return Done(
            url=reverse("evaluation:scheme", args=(made.pk,)), message=ContestAct.SCHEME.label(language())
        )


def _yuan(fen: int | None) -> Decimal | None:
    return None if fen is None else Decimal(fen) / _FEN


_OWN_SEATS = {one.key: one.interviewer for one in PRINTED if one.key in {"R-04", "R-05"}}


def scheme_changed(body: SchemeBody, typed: Mapping[str, Any]) -> SchemeBody:  # values of a form
    """Return a scheme with what was typed; who interviews by R-04 and R-05 is printed and stays."""
    try:
        items = items_read(typed["items"])
    except ItemsUnread as error:
        raise Invalid(fields={"items": "contest_items_unread"}) from error
    amounts = {
        Grade.EXCELLENT: _fen(typed["excellent_yuan"]),
        Grade.GOOD: _fen(typed["good_yuan"]),
    }
    triggers = tuple(
        replace(
            one,
            interviewer=_OWN_SEATS.get(one.key) or (Seat(typed["interviewer"]) if one.interviewer else None),
            amount_fen=amounts[one.grade] if one.grade is not None else None,
            line=typed[_LINES[one.outcome]] if one.outcome in _LINES else None,
        )
        for one in body.triggers
    )  # fmt: skip
    parties = tuple((party, typed[party.value]) for party in Party if typed[party.value] is not None)
    return replace(
        body, zh=typed["zh"].strip(), en=typed["en"].strip(), items=items, triggers=triggers,
        minimum_sample=typed["minimum_sample"], top=typed["top"], excellent=typed["excellent"],
        good=typed["good"], parties=parties, objection_days=typed["objection_days"] or body.objection_days,
        black_days=typed["black_days"] or body.black_days, successors=_successors(typed["successors"]),
        source=body.source if items == body.items else "",
    )  # fmt: skip


_LINES = {Outcome.RED: "red_from", Outcome.BLACK: "black_below"}


def _lists_typed(body: SchemeBody) -> dict[str, object]:
    lines = {_LINES[one.outcome]: one.line for one in body.triggers if one.outcome in _LINES}
    parties = {party.value: weight for party, weight in body.parties}
    return {
        "red_from": None, "black_below": None, **lines, "objection_days": body.objection_days,
        "black_days": body.black_days, **{party.value: parties.get(party.value) for party in Party},
    }  # fmt: skip


def _fen(yuan_typed: Decimal | None) -> int | None:
    return None if yuan_typed is None else int(yuan_typed * _FEN)


_BETWEEN = re.compile("[,，、]")


def _successors(text_typed: str) -> dict[str, tuple[str, ...]]:
    found: dict[str, tuple[str, ...]] = {}
    for line in text_typed.splitlines():
        if not line.strip():
            continue
        old, sign, new = (part.strip() for part in line.replace("＞", ">").partition(">"))
        codes = tuple(code.strip() for code in _BETWEEN.split(new) if code.strip())
        if not (old and sign and codes):
            raise Invalid(fields={"successors": "contest_successors_unread"})
        found[old] = codes
    return found
