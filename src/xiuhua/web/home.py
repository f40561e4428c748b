"""The way in: `/` leads to where a person's role begins, or else to the first place they may go to.

And the page of the places that share one icon of the rail.
"""

from __future__ import annotations

from django.http import HttpRequest, HttpResponseRedirect
from django.http.response import HttpResponseBase

from xiuhua.shared.errors import NotPermitted, NotSignedIn
from xiuhua.web import seams
from xiuhua.web.errors import language
from xiuhua.web.menu import SCENES, gathered_for, menu_for, place_opened
from xiuhua.web.pages.base import Page


def home_page(request: HttpRequest) -> HttpResponseRedirect:
    """Go to where one's role begins, or else to the first place of one's menu.

    Raises:
        NotSignedIn: nobody is signed in.
        NotPermitted: no role gives any place.
    """
    actor = request.actor  # type: ignore[attr-defined]  # set by access.middleware
    if not actor.user_id:
        raise NotSignedIn
    if landing := seams.landing(actor):
        return HttpResponseRedirect(place_opened(landing))
    places = menu_for(actor, language=language(), current="", may=seams.may)
    if not places:
        raise NotPermitted(act="home")
    return HttpResponseRedirect(places[0].url)


class ScenesPage(Page):
    """The scenes that somebody may open, each with what it is for."""

    menu = SCENES.key
    template = fragment = "web/scenes.html"

    def permit(self) -> None:
        """Refuse whoever may open none of them."""
        if not gathered_for(self.actor, SCENES.key, may=seams.may):
            raise NotPermitted(act="scenes")

    def get(self, request: HttpRequest) -> HttpResponseBase:  # noqa: ARG002 - Django calls it so
        """Show them."""
        zh = language().startswith("zh")
        found = gathered_for(self.actor, SCENES.key, may=seams.may)
        return self.answer(
            [(one.icon, one.zh if zh else one.en, one.says[0 if zh else 1], one.url) for one in found],
            title=SCENES.zh if zh else SCENES.en,
        )
