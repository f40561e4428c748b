"""The search box of the top bar: everything on the ground that a question meets."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import urlencode

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext as _

from xiuhua.ground.pages.shared import Line
from xiuhua.ground.queries.search import Found, ground_search
from xiuhua.ground.terms import Act
from xiuhua.web.errors import language
from xiuhua.web.pages.base import Page
from xiuhua.web.words import word

_LISTS = {"premises": "ground:premises", "component": "ground:components", "area": "ground:areas"}


@dataclass(frozen=True, kw_only=True)
class Group:
    """What was found of one kind, and the list that holds the rest."""

    label: str
    lines: tuple[Line, ...]
    list_url: str


@dataclass(frozen=True, kw_only=True)
class SearchView:
    """What the page prints."""

    question: str
    groups: tuple[Group, ...]


class SearchPage(Page):
    """Whatever a question meets, in groups."""

    act = Act.AREA_READ
    template = fragment = "ground/search.html"

    def get(self, request: HttpRequest, **_kept: object) -> HttpResponseBase:
        """Answer with the groups."""
        question = request.GET.get("q", "")[:80].strip()
        found = ground_search(question, self.actor) if question else {}
        groups = tuple(_group(kind, lines, question) for kind, lines in found.items())
        return self.answer(SearchView(question=question, groups=groups), title=_("Search"))


def _group(kind: str, found: list[Found], question: str) -> Group:
    lines = tuple(Line(text=one.name, note=f"{one.where} · {one.code}", url=page_url(one)) for one in found)
    asked = urlencode({"q": question})
    list_url = f"{reverse(_LISTS[kind])}?{asked}" if kind in {"premises", "component"} else ""
    return Group(label=word(kind, language()), lines=lines, list_url=list_url)


def page_url(found: Found) -> str:
    """Return the page of what was found; empty where its kind has none yet."""
    try:
        return reverse(found.url_name, args=(found.id,))
    except NoReverseMatch:
        return ""
