"""What forms share that make a record: one that is not there yet, words of acts, and the offer of it."""

from __future__ import annotations

from typing import Any, ClassVar, cast

from django.urls import reverse
from django.utils.functional import lazy

from xiuhua.shared.actor import Actor
from xiuhua.shared.terms import Term
from xiuhua.web import seams
from xiuhua.web.errors import language
from xiuhua.web.pages.base import Words
from xiuhua.web.pages.forms import F, FormPage, R
from xiuhua.web.parts import Action


def verb_later(act: Term, en: str) -> Words:
    """Return an act as a button says it, when it is printed; Chinese has one word for doing and done."""
    return cast("Words", lazy(lambda: act.zh if language().startswith("zh") else en, str)())


def term_choices(*words: Term) -> list[tuple[str, str]]:
    """Return words of a vocabulary for a choice, in the reader's language."""
    return [(word.value, word.label(language())) for word in words]


def making_offered(
    actor: Actor, act: str, *, label: str, url: str, icon: str = "plus", kind: Any = "primary"
) -> tuple[Action, ...]:  # kind: as Action takes it
    """Return the act of making a record, for whoever may."""
    if not seams.may(actor, act):
        return ()
    return (Action(name=act, label=label, kind=kind, icon=icon, url=url),)


def act_offered(
    actor: Actor, act: Term, label: Words, url_name: str, *, icon: str = "plus"
) -> tuple[Action, ...]:
    """Return an act on a list, for whoever may do it anywhere."""
    return making_offered(actor, act.value, label=str(label), url=reverse(url_name), icon=icon)


class NewPage(FormPage[R, F]):
    """The act that makes a record: there is none yet, so whoever may make one anywhere may open the form.

    Attributes:
        row: the table of the record.
        list_url_name: where giving up leads.
    """

    row: ClassVar[type[Any]]  # a class attribute cannot name the record's type
    list_url_name: ClassVar[str]

    def permit(self) -> None:
        """Refuse whoever may make none."""
        self.record = self.load()
        seams.require(self.actor, self.act)

    def load(self) -> R:
        """Return the record that is not there yet."""
        return cast("R", self.row())

    def back_url(self) -> str:
        """Return the list."""
        return reverse(self.list_url_name)
