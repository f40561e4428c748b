"""One version: what it is, what may be done with it, and who changed which line."""

from __future__ import annotations

from collections.abc import Sequence

from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from xiuhua.ground.models import Handbook
from xiuhua.ground.pages.book import standing_tag
from xiuhua.ground.pages.handbook.addresses import book_url, numbered
from xiuhua.ground.queries.handbook import (
    handbook_before,
    handbook_get,
)
from xiuhua.ground.terms.catalogue import (
    HandbookAct,
)
from xiuhua.shared.clock import now
from xiuhua.web.pages.columns import ListColumn, code, moment, number, text
from xiuhua.web.pages.objects import ObjectAct, ObjectPage
from xiuhua.web.parts import Cell, Count, Related, Tag


def _in_force_words(book: Handbook) -> str:
    is_over = book.effective_at is not None and book.effective_at <= now()
    return gettext("It is in force; draft a new version to take over.") if is_over else ""


def _first_words(book: Handbook) -> str:
    return "" if handbook_before(book) else gettext("There is no version before it.")


class HandbookPage(ObjectPage[Handbook]):
    """One version: what it is, what may be done with it, and who changed which line."""

    kind = menu = "handbook"
    act = HandbookAct.READ
    list_url_name = "ground:handbooks"
    acts = (
        ObjectAct(
            act=HandbookAct.PUBLISH,
            label=_("Publish"),
            url_name="ground:handbook-publish",
            kind="primary",
            icon="send",
        ),
        ObjectAct(
            act=HandbookAct.READ,
            label=_("Compare"),
            url_name="ground:handbook-compare",
            icon="arrows-diff",
            why_not=_first_words,
        ),
        ObjectAct(
            act=HandbookAct.EDIT, label=_("Name units"), url_name="ground:handbook-units", icon="users"
        ),
        ObjectAct(
            act=HandbookAct.WITHDRAW,
            label=_("Withdraw"),
            url_name="ground:handbook-withdraw",
            icon="arrow-back-up",
            why_not=_in_force_words,
        ),
    )
    facts = (
        text("title", _("Title")),
        ListColumn(
            key="area",
            label=_("Area"),
            kind="code",
            cell=lambda book: Cell(text=book.area_name or book.area_code),
        ),
        code("document_number", _("Document number")),
        moment("effective", _("Holds from"), of="effective_at"),
        moment("published", _("Published on"), of="published_at"),
        number("items", _("Items"), of="item_count"),
        number("lines", _("Lines"), of="line_count"),
        text("basis", _("Paper it rests on")),
    )
    change_labels = {
        "condition": _("Filing condition"),
        "limit": _("Limit"),
        "closing": _("Closing condition"),
        "item": _("Item"),
        "photo": _("Photo"),
        "steward": _("Steward"),
        "owner": _("Owner"),
        "keeper": _("Keeper"),
        "handler": _("Handled by"),
    }

    def load(self) -> Handbook:
        """Return the version of the URL."""
        return handbook_get(self.kwargs["handbook_id"])

    def heading(self) -> str:
        """Return title and number."""
        return f"{self.record.title} · {numbered(self.record)}"

    def state(self) -> Tag:
        """Return where it stands."""
        return standing_tag(self.record, at=now())

    def related(self) -> Sequence[Related]:
        """Return the book, and its lines as a table."""
        book = self.record
        items_in, lines_in = (Count(number=int(getattr(book, name))) for name in ("item_count", "line_count"))
        lines_url = f"{reverse('ground:handbook-lines')}?version={book.pk}"
        return [
            Related(label=gettext("The book"), icon="book-2", count=items_in, url=book_url(book.pk)),
            Related(label=gettext("Lines as a table"), icon="table", count=lines_in, url=lines_url),
        ]
