"""Where a version stands, and what it is called."""

from __future__ import annotations

from django.urls import reverse
from django.utils.translation import gettext

from xiuhua.ground.models import Handbook


def book_url(handbook_id: int, item_id: int | None = None) -> str:
    """Return the page of a version as a book, at an entry."""
    return reverse("ground:handbook-book", args=(handbook_id,)) + (f"#i{item_id}" if item_id else "")


def numbered(book: Handbook) -> str:
    """Return what a version is called beside its title."""
    return gettext("Version %(number)s") % {"number": book.number}
