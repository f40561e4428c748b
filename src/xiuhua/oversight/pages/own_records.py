"""What pages of one record share in oversight: whom it is about, the way down to it, where an act leads.

Many records are kept by some and are about one unit, firm or person: whoever keeps them reads all of an area,
the other side its own alone, on lists and pages that otherwise are the same.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any, ClassVar, Generic, Protocol, cast

from django.db.models import QuerySet
from django.urls import reverse

from xiuhua.shared.clock import now
from xiuhua.shared.terms import Term
from xiuhua.web.errors import language
from xiuhua.web.pages.base import Page
from xiuhua.web.pages.forms import Done, F, FormPage, R
from xiuhua.web.pages.lists import ListPage, M
from xiuhua.web.parts import Action, Crumb


class Told(Protocol):
    """What the records of oversight say of themselves."""

    pk: int
    number: str
    state: str


class OwnRows(Protocol):
    """The query of what is about a user."""

    def __call__(self, user_id: int | None, *, at: datetime) -> QuerySet[Any]:  # of the list's rows
        """Return the rows."""


class OwnListPage(ListPage[M]):
    """The part of a list that is about the reader's unit; put before the whole list in the bases.

    Attributes:
        own_rows: the query of it.
    """

    menu = "case"
    own_rows: ClassVar[OwnRows]

    def records(self) -> QuerySet[M]:
        """Return what is about the reader, or the units that the reader serves in."""
        return type(self).own_rows(self.actor.user_id, at=now())

    def acts(self) -> Sequence[Action]:
        """Return none: whom it is about enters nothing."""
        return ()


class OwnRecordPage(Page, Generic[R]):
    """A page of a record that is about somebody; put before the kind of page in the bases."""

    record: R

    def seen(self) -> None:
        """Refuse those who neither keep it nor are whom it is about, by the service that decides."""
        raise NotImplementedError

    def permit(self) -> None:
        """Load the record, and refuse whoever may not see it."""
        super().permit()
        self.seen()


class RecordFormPage(FormPage[R, F]):
    """An act on a record.

    Attributes:
        words: the vocabulary of its acts, which says what was done.
        page_name: the address of its page, by name.
    """

    words: ClassVar[type[Term]]
    page_name: ClassVar[str]

    def list_page(self) -> type[ListPage[Any]]:  # of the records
        """Return the list from which the reader comes."""
        raise NotImplementedError

    def version(self) -> str:
        """Return where it stands."""
        return self.told.state

    def above(self) -> Crumb:
        """Return what stands above the record on the way down."""
        page = self.list_page()
        return Crumb(label=str(page.title), url=reverse(f"oversight:{page.key}"))

    def called(self) -> str:
        """Return what the record is called on the way down."""
        return self.told.number

    def crumbs(self) -> Sequence[Crumb]:
        """Return the way down to the record."""
        return (self.above(), Crumb(label=self.called(), url=self.back_url()))

    def back_url(self) -> str:
        """Return the page of the record."""
        return reverse(self.page_name, args=(self.record.pk,))

    def done(self) -> Done:
        """Return what an act leads to."""
        return Done(url=self.back_url(), message=self.words(self.act).label(language()))

    @property
    def told(self) -> Told:
        """The record as it names itself."""
        return cast("Told", self.record)
