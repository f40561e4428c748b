"""The shared object page: one record, what may be done with it, what hangs on it, and what happened to it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, ClassVar, Generic, TypeVar, cast

from django.db.models import Model
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils.translation import gettext as _

from xiuhua.web import seams
from xiuhua.web.errors import language
from xiuhua.web.pages.base import Page, Words
from xiuhua.web.pages.beside import beside, list_query, opened_from
from xiuhua.web.pages.columns import ListColumn
from xiuhua.web.parts import (
    Action,
    ActionKind,
    Change,
    Clock,
    Crumb,
    Fact,
    MapView,
    ObjectView,
    Related,
    Section,
    Stage,
    State,
    Story,
    StoryEntry,
    Tag,
)
from xiuhua.web.sentences import error_sentence
from xiuhua.web.words import word

_PROVE = "ledger.prove"
_STORY_LINES = 20
_BEFORE, _AFTER, _REASON = ".before", ".after", "reason"


# Each record is a seams.Subject too. The bound cannot say so: mypy weighs type arguments before it knows the
# types of Django's fields.
R = TypeVar("R", bound=Model)


@dataclass(frozen=True, kw_only=True)
class ObjectAct(Generic[R]):
    """An act that the page offers.

    Args:
        act: its name in the act table, which decides whether it may be done, and why not.
        url_name: the page that asks what the act needs; its path takes the record's key.
        aside: whether it is too rare for a button of its own.
        why_not: what a rule of the domain has against it, in the reader's words; empty for nothing.
    """

    act: str
    label: Words
    url_name: str
    kind: ActionKind = "plain"
    icon: str = ""
    shortcut: str = ""
    aside: bool = False
    why_not: Callable[[R], str] = lambda _record: ""


_FURTHER_ACTS: dict[str, list[ObjectAct[Any]]] = {}  # by kind; the record's type does not matter here
_FURTHER_RELATED: dict[str, list[tuple[Callable[[Any], Sequence[Related]], str]]] = {}  # as above


def further_acts_register(kind: str, *acts: ObjectAct[Any]) -> None:  # as above
    """Offer acts of a higher app on the pages of a lower one's kind."""
    known = _FURTHER_ACTS.setdefault(kind, [])
    known += [act for act in acts if act.act not in {one.act for one in known}]


def further_related_register(
    kind: str,
    provider: Callable[[Any], Sequence[Related]],  # as above
    act: str = "",
) -> None:
    """Show what a higher app hangs on a lower one's records: the cases of a lamp.

    Args:
        kind: of the records.
        provider: returns what hangs on one.
        act: shown to those alone who may do it to the record; empty for everybody who sees that.
    """
    _FURTHER_RELATED[kind] = [*_FURTHER_RELATED.get(kind, ()), (provider, act)]


class ObjectPage(Page, Generic[R]):
    """A record.

    Attributes:
        kind: its subject kind, `premises`; `word` says it.
        list_url_name: the list it belongs to.
        own_list: the act that opens that list, and the list of those who may not do it: their own records.
        facts: label and value, declared like the columns of a list.
        acts: what may be done; what may not be done now is shown with the reason.
        facts_beside: whether the facts stand beside the cards, where the page is wide enough.
        spare: the facts that are left out where they say nothing.
        edits: per fact, the act by which it is changed.
        change_labels: how the story line calls a changed word, where no fact is called so.
    """

    template: ClassVar[str] = "web/object.html"
    fragment: ClassVar[str] = "web/fragments/object.html"
    kind: ClassVar[str]
    list_url_name: ClassVar[str]
    own_list: ClassVar[tuple[str, str]] = ("", "")
    facts: ClassVar[Sequence[ListColumn[Any]]]  # a class attribute cannot name the record's type
    acts: ClassVar[Sequence[ObjectAct[Any]]] = ()  # as above
    facts_beside: ClassVar[bool] = False
    spare: ClassVar[frozenset[str]] = frozenset()
    edits: ClassVar[Mapping[str, str]] = {}
    change_labels: ClassVar[Mapping[str, Words]] = {}
    record: R

    # --- what a concrete page says -------------------------------------------------------------------------

    def load(self) -> R:
        """Return the record that the URL names (`self.kwargs`), or raise NotFound."""
        raise NotImplementedError

    def code(self) -> str:
        """Return the record's code."""
        return ""

    def heading(self) -> str:
        """Return the record's name."""
        return str(self.record)

    def state(self) -> Tag | None:
        """Return the record's state as a tag."""
        return None

    def place(self) -> str:
        """Return the place line."""
        return ""

    def crumbs(self) -> Sequence[Crumb]:
        """Return the way down, without the list and the record itself."""
        return ()

    def map_view(self) -> MapView | None:
        """Return the record on the map."""
        return None

    def related(self) -> Sequence[Related]:
        """Return what hangs on the record, with counts."""
        return ()

    def caution(self) -> State | None:
        """Return what must be known before anything else, above all that the page says."""
        return None

    def stages(self) -> Sequence[Stage]:
        """Return the course that the record runs, where it has one."""
        return ()

    def story_subjects(self) -> Sequence[str]:
        """Return whose acts the story tells: the record's own, and those of what hangs on it."""
        return (self.subject,)

    def clocks(self) -> Sequence[Clock]:
        """Return the clocks that run on the record."""
        return ()

    def sections(self) -> Sequence[Section]:
        """Return cards that only this kind has."""
        return ()

    def offered(self) -> Sequence[ObjectAct[R]]:
        """Return the acts that make sense now; a kind with many says which."""
        return (*self.acts, *_FURTHER_ACTS.get(self.kind, ()))

    # --- how a request is answered -------------------------------------------------------------------------

    def permit(self) -> None:
        """Load the record, and refuse whoever may not see it."""
        self.record = self.load()
        seams.require(self.actor, self.act, self.standing)

    def get(self, request: HttpRequest, **_kept: object) -> HttpResponseBase:
        """Answer with the record, or the part of it that a live event asks for again."""
        return self.answer(self.view(request), title=self.heading())

    @property
    def standing(self) -> seams.Subject:
        """The record as the act table sees it: its area and its state."""
        return cast("seams.Subject", self.record)

    @property
    def subject(self) -> str:
        """The record as ledger and live events name it."""
        return f"{self.kind}:{self.record.pk}"

    def view(self, request: HttpRequest) -> ObjectView:
        """Return the record as its template prints it."""
        wide, own = self.own_list
        list_url = reverse(own if wide and not seams.may(self.actor, wide) else self.list_url_name)
        query = list_query(request, list_url)
        near = beside(self.record, list_url=list_url, query=query, actor=self.actor)
        back_url = f"{list_url}?{query}" if query else list_url
        label = word(self.kind, language())
        return ObjectView(
            subject=self.subject,
            kind_label=label,
            code=self.code(),
            title=self.heading(),
            url=request.path,
            state=self.state(),
            place=self.place(),
            crumbs=(Crumb(label=label, url=back_url), *self.crumbs(), Crumb(label=self.heading())),
            acts=tuple(self._actions()),
            notice=self.caution(),
            stages=tuple(self.stages()),
            clocks=tuple(self.clocks()),
            facts=tuple(self._facts()),
            facts_beside=self.facts_beside,
            sections=tuple(self.sections()),
            map=self.map_view(),
            related=(*self.related(), *self._further()),
            story=self._story(request),
            back_url=back_url,
            back_label=label,
            previous_url=near.previous_url,
            next_url=near.next_url,
            live_url=opened_from(request.path, query),
        )

    def _further(self) -> Iterator[Related]:
        for provider, act in _FURTHER_RELATED.get(self.kind, ()):
            if not act or seams.may(self.actor, act, self.standing):
                yield from provider(self.record)

    # --- acts and facts ------------------------------------------------------------------------------------

    def _actions(self) -> Iterator[Action]:
        """Yield the allowed acts first, then the others with the reason; one act alone is what to do next."""
        actions = [self._action(declared) for declared in self.offered()]
        led = False
        for action in sorted(actions, key=lambda action: not action.enabled):
            yield replace(action, kind="plain") if led and action.kind == "primary" else action
            led = led or action.kind == "primary"

    def _action(self, declared: ObjectAct[R]) -> Action:
        refused = seams.refused(self.actor, declared.act, self.standing)
        why_not = error_sentence(refused, language()) if refused else declared.why_not(self.record)
        return Action(
            name=declared.act,
            label=str(declared.label),
            kind=declared.kind,
            icon=declared.icon,
            shortcut=declared.shortcut,
            aside=declared.aside,
            why_not=why_not,
            url="" if why_not else self.act_url(declared),
        )

    def act_url(self, declared: ObjectAct[R]) -> str:
        """Return the page that asks what an act needs."""
        return reverse(declared.url_name, args=(self.record.pk,))

    def _facts(self) -> Iterator[Fact]:
        offered = {one.act: one for one in self.offered()} if self.edits else {}
        for declared in self.facts:
            cell = declared.cell(self.record)
            if declared.key in self.spare and not (cell.text or cell.number):
                continue
            edit = offered.get(self.edits.get(declared.key, ""))
            editable = (
                edit is not None
                and seams.may(self.actor, edit.act, self.standing)
                and not edit.why_not(self.record)
            )
            yield Fact(
                name=declared.key,
                label=str(declared.label),
                value=replace(cell, unit=declared.unit or cell.unit),
                edit_url=self.act_url(edit) if edit and editable else "",
            )

    # --- the story line ------------------------------------------------------------------------------------

    def _story(self, request: HttpRequest) -> Story:
        before = request.GET.get("before", "")
        asked = int(before) if before.isdecimal() and len(before) < 19 else None  # a bigint has 19 digits
        heard = (
            line
            for subject in self.story_subjects()
            for line in seams.story(subject, _STORY_LINES + 1, before=asked)
        )
        told = sorted(heard, key=lambda line: -line.entry_id)[: _STORY_LINES + 1]
        lines, more = told[:_STORY_LINES], len(told) > _STORY_LINES
        labels = seams.actor_labels({line.actor for line in lines})
        return Story(
            entries=tuple(self._story_entry(line, labels) for line in lines),
            older_url=f"{request.path}?before={lines[-1].entry_id}" if more else "",
        )

    def _story_entry(self, line: seams.StoryFact, labels: Mapping[str, str]) -> StoryEntry:
        provable = line.leaf is not None and seams.may(self.actor, _PROVE)
        return StoryEntry(
            at=line.at,
            actor=labels.get(line.actor) or (_("System") if line.actor.startswith("system:") else line.actor),
            sentence=word(line.act, language()),
            changes=tuple(self._changes(line.words)),
            reason=line.words.get(_REASON, ""),
            leaf=line.leaf,
            proof_url=f"/ledger/proofs/{line.entry_id}.json" if provable else "",
            erased=line.withheld,
        )

    def _changes(self, words: Mapping[str, str]) -> Iterator[Change]:
        names = dict.fromkeys(key.removesuffix(_BEFORE).removesuffix(_AFTER) for key in words if "." in key)
        for name in names:
            label = self.change_labels.get(name) or next(
                (fact.label for fact in self.facts if fact.key == name), name
            )
            before, after = (word(words.get(name + side, ""), language()) for side in (_BEFORE, _AFTER))
            yield Change(label=str(label), before=before, after=after)
