"""Trying a changed duty table on last month, before it is published."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from xiuhua.cases.queries.trying import Trial, duty_change_tried
from xiuhua.ground.queries.duty_revisions import revision_get
from xiuhua.ground.terms.duties import DutyAct
from xiuhua.shared.clock import now
from xiuhua.web.pages.base import Page
from xiuhua.web.parts import Crumb


@dataclass(frozen=True, kw_only=True)
class TrialView:
    """What the page prints."""

    title: str
    trial: Trial
    crumbs: tuple[Crumb, ...]
    most: int


class DutyTrialPage(Page):
    """Who would have got more cases, and who fewer, had a drafted change been in force."""

    act = DutyAct.READ.value
    menu = "duties"
    template = "cases/trial.html"
    fragment = "cases/trial.html"

    def get(self, _request: HttpRequest, **kept: int) -> HttpResponse:
        """Answer with the trial on the last thirty days."""
        revision = revision_get(kept["revision_id"])
        trial = duty_change_tried(revision, at=now())
        title = _("“%(title)s”, tried on the last 30 days") % {"title": revision.title}
        back = reverse("ground:duty-revision-page", args=(revision.pk,))
        view = TrialView(
            title=title,
            trial=trial,
            crumbs=(Crumb(label=revision.title, url=back), Crumb(label=_("Trial"))),
            most=max((max(shift.before, shift.after) for shift in trial.shifts), default=1),
        )
        return self.answer(view, title=title)
