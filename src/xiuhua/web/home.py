"""The way in: `/` leads to where a person's role begins, or else to the first place they may go to."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponseRedirect
from django.urls import reverse

from xiuhua.shared.errors import NotPermitted, NotSignedIn
from xiuhua.web import seams
from xiuhua.web.errors import language
from xiuhua.web.menu import menu_for


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
        return HttpResponseRedirect(reverse(landing))
    places = menu_for(actor, language=language(), current="", may=seams.may)
    if not places:
        raise NotPermitted(act="home")
    return HttpResponseRedirect(places[0].url)
