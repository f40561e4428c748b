"""Reporting a spillage."""

from __future__ import annotations

from django.urls import reverse

from xiuhua.scenekit.words import said
from xiuhua.scenes.spoil.forms import SpillageForm
from xiuhua.scenes.spoil.pages.shared import MENU
from xiuhua.scenes.spoil.queries.rows import Case
from xiuhua.scenes.spoil.services import hauls as services
from xiuhua.scenes.spoil.services.hauls import NewSpillage
from xiuhua.scenes.spoil.terms import Act
from xiuhua.web.errors import language
from xiuhua.web.pages.forms import Done, Sent
from xiuhua.web.pages.making import NewPage


class SpillagePage(NewPage[Case, SpillageForm]):
    """Reporting a truck that spills."""

    kind = "case"
    menu = MENU
    row = Case
    act = Act.SPILL.value
    list_url_name = "spoil:records"
    form_class = SpillageForm
    title = said(zh="上报抛洒滴漏", en="Report a spillage")
    verb = said(zh="上报", en="Report")

    def submit(self, sent: Sent[SpillageForm]) -> Done:
        """Report it."""
        typed = sent.form.cleaned_data
        case = services.spillage_report(
            new=NewSpillage(
                plate=typed["plate"],
                longitude=typed["longitude"],
                latitude=typed["latitude"],
                occurred_at=sent.at,
                text=typed["text"],
            ),
            actor=self.actor,
            at=sent.at,
        )
        return Done(url=reverse("cases:case", args=(case.pk,)), message=Act.SPILL.label(language()))
