"""The two doors of the style guide: the index of components, and the shared pages filled with samples."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from xiuhua.shared.actor import NOBODY, Actor
from xiuhua.shared.errors import NotFound, NotSignedIn
from xiuhua.web.parts import Theme
from xiuhua.web.styleguide import samples

_THEMES: dict[str, Theme] = {"light": "light", "dark": "dark"}
Context = dict[str, object]

# slug: template, place in the rail, what the template is told
_SPECIMENS: dict[str, tuple[str, str, Callable[[], Context]]] = {
    "list": ("web/list.html", "list", lambda: {"view": samples.list_view()}),
    "list-empty": (
        "web/list.html",
        "list",
        lambda: {"view": samples.list_view(rows=False, state=samples.states()[0])},
    ),
    "list-filtered": (
        "web/list.html",
        "list",
        lambda: {"view": samples.list_view(rows=False, state=samples.filtered())},
    ),
    "list-failed": (
        "web/list.html",
        "list",
        lambda: {"view": samples.list_view(rows=False, state=samples.failed())},
    ),
    "list-stale": ("web/list.html", "list", lambda: {"view": samples.list_view(state=samples.notices()[0])}),
    "list-map": ("web/list.html", "map", lambda: {"view": samples.list_view(on_map=True)}),
    "object": ("web/object.html", "work", lambda: {"view": samples.object_view()}),
    "form": ("web/form.html", "figures", lambda: {"view": samples.form_view()}),
    "form-errors": ("web/form.html", "settings", lambda: {"view": samples.form_view(wrong=True)}),
    "preview": ("web/preview.html", "list", lambda: {"view": samples.preview_view()}),
    "error": ("web/error.html", "", lambda: {"state": samples.failed(), "title": samples.failed().title}),
    "forbidden": (
        "web/error.html",
        "",
        lambda: {"state": samples.forbidden(), "title": samples.forbidden().title},
    ),
    "sign-in": ("web/sign_in.html", "", lambda: {"form": samples.sign_in_view()}),
    "sign-in-wrong": ("web/sign_in.html", "", lambda: {"form": samples.sign_in_view(wrong=True)}),
}
SPECIMENS = tuple(_SPECIMENS)


def styleguide_page(request: HttpRequest) -> HttpResponse:
    """Show every component in every state.

    Raises:
        NotSignedIn: nobody is signed in.
    """
    _known(request)
    made = (
        "tags",
        "clocks",
        "stages",
        "side_exits",
        "alarms",
        "figures",
        "acts",
        "states",
        "notices",
        "toasts",
        "cells",
        "related",
        "story",
    )
    context = {name: getattr(samples, name)() for name in made}
    context["colours"] = [
        "bg",
        "surface",
        "line-2",
        "ink",
        "ink-2",
        "ink-3",
        "brand",
        "brand-bg",
        "late",
        "soon",
        "done",
        "hold",
    ]
    context |= {
        "specimens": SPECIMENS,
        "map": samples.map_view(),
        "now": samples.NOW,
        "shell": _shell(request, "guide"),
    }
    return render(request, "web/styleguide.html", context)


def specimen_page(request: HttpRequest, specimen: str) -> HttpResponse:
    """Show one shared page with samples.

    Raises:
        NotSignedIn: nobody is signed in.
        NotFound: the style guide has no such page.
    """
    _known(request)
    if specimen not in _SPECIMENS:
        raise NotFound(kind="specimen", key=specimen)
    template, place, context = _SPECIMENS[specimen]
    return render(request, template, {**context(), "shell": _shell(request, place)})


def _known(request: HttpRequest) -> None:
    actor: Actor = getattr(request, "actor", NOBODY)
    if actor.user_id is None:
        raise NotSignedIn


def _shell(request: HttpRequest, current: str) -> object:
    theme = _THEMES.get(request.COOKIES.get("xh_theme", ""), "auto")
    return samples.shell(theme=theme, current=current, path=request.path)
