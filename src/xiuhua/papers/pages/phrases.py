"""The phrase book on the screen: the list, adding, changing, sharing, many at once."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import ClassVar, cast
from urllib.parse import urlencode

from django import forms
from django.db.models import QuerySet
from django.urls import reverse
from django.utils.functional import lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from xiuhua.papers import services
from xiuhua.papers.forms.phrases import EndForm, PhraseChangeForm, PhraseForm, PhraseImportForm
from xiuhua.papers.models import Phrase
from xiuhua.papers.queries.phrases import phrase_get, phrases_visible
from xiuhua.papers.rules.phrases import lines_read
from xiuhua.papers.services import NewPhrase
from xiuhua.papers.terms import PhraseAct, PhraseScope
from xiuhua.web import seams
from xiuhua.web.errors import language
from xiuhua.web.pages.base import Words
from xiuhua.web.pages.columns import ListColumn, code, moment, number, term
from xiuhua.web.pages.filters import Filter, TermFilter
from xiuhua.web.pages.forms import Done, F, FormPage, Sent
from xiuhua.web.pages.lists import ListPage, Preset
from xiuhua.web.parts import Action, Cell, Crumb, State
from xiuhua.web.words import word

LIST = "papers:phrases"
_ACTS: list[str] = []  # which acts a phrase may be for, in the order of a menu


def phrase_acts_register(*acts: str) -> None:
    """Enter acts that have a field for words: a phrase may be for one of them alone."""
    _ACTS.extend(act for act in acts if act not in _ACTS)


def _later(scope: PhraseScope) -> Words:
    """Return whose a phrase is, said in the reader's language when it is printed."""
    return cast("Words", lazy(lambda: scope.label(language()), str)())


class PhraseListPage(ListPage[Phrase]):
    """One's own phrases, the unit's and everybody's."""

    key = "phrases"
    kind = "phrase"
    menu = "case"
    act = PhraseAct.READ.value
    title = gettext_lazy("Phrases")
    sort = "-updated"
    area_field = ""
    columns = (
        code("key", gettext_lazy("Key"), sort="key", locked=True),
        ListColumn(
            key="words", label=gettext_lazy("Words"), primary=True, locked=True,
            cell=lambda one: Cell(text=one.wording),
        ),
        term("scope", gettext_lazy("Whose"), PhraseScope),
        ListColumn(
            key="act", label=gettext_lazy("For"), drop=2,
            cell=lambda one: Cell(text=word(one.act, language()) if one.act else ""),
        ),
        number("used", gettext_lazy("Picked"), drop=1),
        moment("updated", gettext_lazy("Changed"), of="updated_at", sort="updated_at", drop=3),
    )  # fmt: skip
    filters: ClassVar[Sequence[Filter]] = (
        TermFilter(name="scope", label=gettext_lazy("Whose"), vocabulary=PhraseScope),
    )
    presets = (
        Preset(label=gettext_lazy("All")),
        *(Preset(label=_later(scope), query={"scope": (scope.value,)}) for scope in PhraseScope),
    )  # fmt: skip

    def records(self) -> QuerySet[Phrase]:
        """Return what the reader may pick from."""
        seat = services.seat_of(actor=self.actor)
        return phrases_visible(user_id=self.actor.user_id, unit_code=seat.unit_code if seat else "")

    def row_url(self, record: Phrase) -> str:
        """Return the form of the phrase; where it is others' to change, that of a copy in one's own book."""
        if seams.may(self.actor, PhraseAct.CHANGE.value, record):
            return reverse("papers:phrase", args=(record.pk,))
        copied = urlencode({"words": record.wording, "key": record.key, "act": record.act})
        return f"{reverse('papers:phrase-new')}?{copied}"

    def row_note(self, record: Phrase) -> str:
        """Return its key and whose it is."""
        return f"{record.key} · {PhraseScope(record.scope).label(language())}"

    def acts(self) -> Sequence[Action]:
        """Offer to add one, or many."""
        add = PhraseAct.ADD
        return (
            Action(name=add.value, label=_("Add a phrase"), kind="primary", icon="plus",
                   url=reverse("papers:phrase-new")),
            Action(label=_("Paste many"), icon="upload", url=reverse("papers:phrases-import")),
        )  # fmt: skip

    def empty(self) -> State:
        """Return what stands where nobody has kept a phrase."""
        return State(
            kind="empty",
            title=_("No phrase yet"),
            text=_(
                "Keep what you write again and again; in a field type its key and Tab, or ; for the menu."
            ),
            acts=(Action(label=_("Add a phrase"), kind="primary", url=reverse("papers:phrase-new")),),
        )


class _PhraseFormPage(FormPage[Phrase, F]):
    kind = "phrase"
    menu = "case"

    def permit(self) -> None:
        """Let in whoever has a phrase book; whose book may be changed, the service says."""
        self.record = self.load()
        seams.require(self.actor, PhraseAct.READ.value)
        if self.record.pk and self.request.method == "GET":
            seams.require(self.actor, self.act, self.record)

    def load(self) -> Phrase:
        """Return the phrase of the URL, or one that is not there yet."""
        if "phrase_id" not in self.kwargs:
            return Phrase(scope=PhraseScope.MINE.value)
        seat = services.seat_of(actor=self.actor)
        return phrase_get(
            self.kwargs["phrase_id"], user_id=self.actor.user_id, unit_code=seat.unit_code if seat else ""
        )

    def back_url(self) -> str:
        """Return the phrase book."""
        return reverse(LIST)

    def crumbs(self) -> Sequence[Crumb]:
        """Return the way down."""
        return (Crumb(label=_("Phrases"), url=reverse(LIST)),)


class PhraseNewPage(_PhraseFormPage[PhraseForm]):
    """Keeping a new phrase."""

    act = PhraseAct.ADD.value
    form_class = PhraseForm
    title = gettext_lazy("Add a phrase")
    verb = gettext_lazy("Keep")
    verb_icon = "check"

    def initial(self) -> Mapping[str, object]:
        """Begin with one's own book, and with the words that somebody brings along."""
        brought = {name: self.request.GET.get(name, "")[:500] for name in ("words", "key", "act")}
        return {"scope": PhraseScope.MINE.value, **brought}

    def prepare(self, form: PhraseForm) -> None:
        """Offer the books that the actor may change, and the acts."""
        _books(form, self)
        offered = [(act, word(act, language())) for act in _ACTS]
        form.fields["act"].choices = [("", _("Any")), *offered]  # type: ignore[attr-defined]  # a ChoiceField

    def submit(self, sent: Sent[PhraseForm]) -> Done:
        """Keep it."""
        services.phrase_add(new=_typed(sent.form), actor=self.actor, at=sent.at)
        return Done(url=reverse(LIST), message=PhraseAct.ADD.label(language()))


class PhrasePage(PhraseNewPage):
    """Changing a phrase, or sharing it."""

    act = PhraseAct.CHANGE.value
    form_class = PhraseChangeForm
    title = gettext_lazy("Phrase")

    def initial(self) -> Mapping[str, object]:
        """Return what it says now."""
        one = self.record
        return {
            "words": one.wording,
            "key": one.key,
            "scope": one.scope,
            "act": one.act,
            "rank": one.rank or None,
        }

    def version(self) -> str:
        """Return when it was last changed."""
        return self.record.updated_at.isoformat()

    def submit(self, sent: Sent[PhraseForm]) -> Done:
        """Change it, or let it be offered no more."""
        if sent.form.cleaned_data.get("ended"):
            services.phrase_end(phrase_id=self.record.pk, actor=self.actor, at=sent.at)
            return Done(url=reverse(LIST), message=PhraseAct.END.label(language()))
        services.phrase_change(phrase_id=self.record.pk, new=_typed(sent.form), actor=self.actor, at=sent.at)
        return Done(url=reverse(LIST), message=PhraseAct.CHANGE.label(language()))


class PhraseEndPage(_PhraseFormPage[EndForm]):
    """Letting a phrase be offered no more."""

    act = PhraseAct.END.value
    form_class = EndForm
    title = gettext_lazy("End the phrase")
    verb = gettext_lazy("End")
    verb_kind = "danger"

    @property
    def lead(self) -> str:  # type: ignore[override]  # each phrase has its own
        """Its words."""
        return self.record.wording

    def submit(self, sent: Sent[EndForm]) -> Done:
        """End it."""
        services.phrase_end(phrase_id=self.record.pk, actor=self.actor, at=sent.at)
        return Done(url=reverse(LIST), message=PhraseAct.END.label(language()))


class PhrasesImportPage(_PhraseFormPage[PhraseImportForm]):
    """Keeping many phrases that somebody pastes from a list or a sheet."""

    act = PhraseAct.ADD.value
    form_class = PhraseImportForm
    title = gettext_lazy("Paste many phrases")
    verb = gettext_lazy("Keep")
    verb_icon = "upload"

    def prepare(self, form: PhraseImportForm) -> None:
        """Offer the books that the actor may change."""
        _books(form, self)

    def submit(self, sent: Sent[PhraseImportForm]) -> Done:
        """Keep them."""
        scope = PhraseScope(sent.form.cleaned_data["scope"])
        many = [
            NewPhrase(key=key, words=words, scope=scope)
            for key, words in lines_read(sent.form.cleaned_data["lines"])
        ]
        fresh, known = services.phrases_put(many=many, actor=self.actor, at=sent.at)
        said = _("%(fresh)s phrases were kept; %(known)s stood there already.")
        return Done(url=reverse(LIST), message=said % {"fresh": fresh, "known": known})


def _books(form: forms.Form, page: _PhraseFormPage[F]) -> None:
    """Offer the books that the actor may change."""
    seat = services.seat_of(actor=page.actor)
    offered = [
        (scope.value, f"{scope.label(language())} · {seat.unit_name}" if scope is PhraseScope.UNIT and seat
         else scope.label(language()))
        for scope in PhraseScope
        if (scope is not PhraseScope.UNIT or seat)
        and seams.may(page.actor, PhraseAct.ADD.value,
                      Phrase(scope=scope.value, area_code=seat.area_code if seat else ""))
    ]  # fmt: skip
    form.fields["scope"].choices = offered  # type: ignore[attr-defined]  # a ChoiceField


def _typed(form: PhraseForm) -> NewPhrase:
    typed = form.cleaned_data
    return NewPhrase(
        words=typed["words"], key=typed["key"], scope=PhraseScope(typed["scope"]), act=typed["act"],
        rank=typed["rank"] or 0,
    )  # fmt: skip
