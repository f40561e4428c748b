"""The shop's own page: who holds its link reads what to put right and answers, without an account."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from xiuhua.access.services import scope_opened
from xiuhua.communities.forms.grid_notices import FeedBackForm
from xiuhua.communities.models import GridNotice
from xiuhua.communities.queries import grid_notices as queries
from xiuhua.communities.services.grid_notices import notice_feed_back_by_link
from xiuhua.communities.terms.grid_notices import NoticeState
from xiuhua.shared.actor import EVERYWHERE
from xiuhua.shared.clock import now
from xiuhua.shared.errors import CityError, NotFound
from xiuhua.web.errors import language
from xiuhua.web.pages.forms import field_of
from xiuhua.web.sentences import error_sentence, field_sentences


@require_http_methods(["GET", "HEAD", "POST"])
def shop_notice_page(request: HttpRequest, link_key: str) -> HttpResponse:
    """Show what the shop has to put right, and take its answer once."""
    notice = _linked(link_key)
    if request.method != "POST":
        return _answer(request, notice, FeedBackForm())
    form = FeedBackForm(request.POST, request.FILES)
    if not form.is_valid():
        return _answer(request, notice, form, status=422)
    try:
        notice_feed_back_by_link(
            link_key=link_key, text=form.cleaned_data["text"], uploads=form.cleaned_data["photos"], at=now()
        )
    except NotFound:
        raise
    except CityError as refusal:
        said = field_sentences(refusal, language())
        for name, sentence in said.items():
            form.add_error(name if name in form.fields else None, sentence)
        if not said:
            form.add_error(None, error_sentence(refusal, language()))
        return _answer(request, notice, form, status=refusal.http_status)
    return _answer(request, _linked(link_key), FeedBackForm())


def _linked(link_key: str) -> GridNotice:
    with scope_opened((EVERYWHERE,)):
        return queries.notice_linked(link_key)


def _answer(
    request: HttpRequest, notice: GridNotice, form: FeedBackForm, *, status: int = 200
) -> HttpResponse:
    view = {
        "notice": notice,
        "name": notice.premises.name,
        "open": notice.state == NoticeState.TOLD,
        "fields": [field_of(form[name]) for name in form.fields],
        "errors": [str(error) for error in form.non_field_errors()],
        "state": NoticeState(notice.state).label(language()),
    }
    return render(
        request,
        "communities/shop_notice.html",
        {"view": view, "title": _("Notice to the shop")},
        status=status,
    )
