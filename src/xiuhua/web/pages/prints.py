"""The shared print page: documents of a record on sheets, or with `.docx` behind its address a Word file."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar, Generic, Protocol, TypeVar

from django.db.models import Model
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _

from xiuhua.web import seams
from xiuhua.web.pages.base import Page
from xiuhua.web.parts import Crumb, PrintTab, PrintView

R = TypeVar("R", bound=Model)  # and a seams.Subject, see web.pages.objects


class Printed(Protocol):
    """A document, as `papers` builds it."""

    @property
    def title(self) -> str:
        """What it is called."""

    @property
    def number(self) -> str:
        """Its document number; empty where it has none."""


class PrintPage(Page, Generic[R]):
    """Documents of a record.

    Attributes:
        together: what several documents of one record are called, on the page and as a file.
    """

    template: ClassVar[str] = "papers/print.html"
    fragment: ClassVar[str] = "papers/print.html"
    together: ClassVar[str] = "表单"
    record: R

    def load(self) -> R:
        """Return the record of the URL."""
        raise NotImplementedError

    def documents(self) -> Sequence[Printed]:
        """Return what is printed."""
        raise NotImplementedError

    def crumbs(self) -> tuple[Crumb, ...]:
        """Return the way down."""
        raise NotImplementedError

    def others(self) -> tuple[PrintTab, ...]:
        """Return what else may be printed of the record."""
        return ()

    def permit(self) -> None:
        """Load the record, and refuse whoever may not see it."""
        self.record = self.load()
        seams.require(self.actor, self.act, self.record)  # type: ignore[arg-type]  # a Subject by the type's bound

    def get(self, request: HttpRequest, *, word: str = "", **_kept: object) -> HttpResponseBase:
        """Answer with the page, or with the Word file."""
        documents = self.documents()
        if word:
            return self._handed(documents)
        view = PrintView(
            title=documents[0].title if len(documents) == 1 else _("All forms"),
            documents=documents,
            crumbs=self.crumbs(),
            word_url=f"{request.path}.docx",
            others=self.others(),
        )
        return self.answer(view, title=f"{view.title} {documents[0].number}")

    def _handed(self, documents: Sequence[Printed]) -> HttpResponse:
        made, first = seams.word_file(documents), documents[0]
        answer = HttpResponse(made.content, content_type=made.media_type)
        title = first.title if len(documents) == 1 else self.together
        name = " ".join(part for part in (title, first.number) if part)
        answer["Content-Disposition"] = content_disposition_header(True, f"{name}.docx") or "attachment"
        answer["X-Content-Type-Options"] = "nosniff"
        return answer
