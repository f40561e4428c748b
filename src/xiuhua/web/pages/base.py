"""What every page is: an act that opens it, a place in the menu, one URL for page and fragment."""

from __future__ import annotations

from typing import ClassVar

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils.cache import patch_vary_headers
from django.utils.functional import Promise
from django.views import View

from xiuhua.shared.actor import NOBODY, Actor
from xiuhua.shared.errors import NotSignedIn
from xiuhua.web import seams

Words = str | Promise  # a text, or one that gettext says in the reader's language when printed


def asks_fragment(request: HttpRequest) -> bool:
    """Return whether htmx asks for a part of the page it already shows."""
    headers = request.headers
    return headers.get("HX-Request") == "true" and headers.get("HX-Request-Type") == "partial"


class Page(View):
    """A page of the desk.

    Attributes:
        act: what the actor must be allowed to do to open it.
        menu: the key of its place in the rail.
        template: the whole page; `fragment` is the part that htmx swaps. Both read `view`.
    """

    act: ClassVar[str]
    menu: ClassVar[str] = ""
    template: ClassVar[str]
    fragment: ClassVar[str]
    actor: Actor

    def setup(self, request: HttpRequest, *args: object, **kwargs: object) -> None:
        """Remember who asks."""
        super().setup(request, *args, **kwargs)
        self.actor = getattr(request, "actor", NOBODY)

    def dispatch(self, request: HttpRequest, *args: object, **kwargs: object) -> HttpResponseBase:
        """Let in whoever may open the page.

        Raises:
            NotSignedIn: nobody asks.
            NotPermitted, NotAllowedNow: the act table says no.
        """
        if self.actor.user_id is None:
            raise NotSignedIn
        self.permit()
        response = super().dispatch(request, *args, **kwargs)
        patch_vary_headers(response, ("HX-Request", "HX-Request-Type"))
        return response

    def permit(self) -> None:
        """Refuse whoever may not open the page."""
        seams.require(self.actor, self.act)

    def answer(self, view: object, *, title: Words, status: int = 200) -> HttpResponse:
        """Return the page, or its fragment where htmx asks for that."""
        template = self.fragment if asks_fragment(self.request) else self.template
        return render(self.request, template, {"view": view, "title": title}, status=status)
