"""A second look at what a sheet of marks found, on the screen."""

from __future__ import annotations

from collections.abc import Sequence

from django.urls import reverse
from django.utils.translation import gettext as _

from xiuhua.evaluation.forms.contests import RecheckForm
from xiuhua.evaluation.models import Mark
from xiuhua.evaluation.pages.contest_parts import MENU
from xiuhua.evaluation.queries import contests as queries
from xiuhua.evaluation.services.rechecks import NewRecheck, mark_recheck
from xiuhua.evaluation.terms.contests import ContestAct
from xiuhua.files.services import photos_store
from xiuhua.scenekit.words import said
from xiuhua.shared.ids import uuid_told
from xiuhua.web.errors import language
from xiuhua.web.pages.forms import ONCE, Done, FormPage, Sent
from xiuhua.web.pages.making import verb_later
from xiuhua.web.parts import Crumb


class RecheckPage(FormPage[Mark, RecheckForm]):
    """Saying how many more problems of a sheet are put right, with photos."""

    kind = "mark"
    menu = MENU
    act = ContestAct.RECHECK.value
    form_class = RecheckForm
    title = verb_later(ContestAct.RECHECK, "Look again")
    verb = verb_later(ContestAct.RECHECK, "Put right")

    @property
    def lead(self) -> str:  # type: ignore[override]  # each sheet has its own count
        """How many are left."""
        left = self.record.problems - queries.rectified_of(self.record)
        words = said(
            zh="发现 {found} 个，还有 {left} 个未整改。", en="{found} were found, {left} are not put right."
        )
        return str(words).format(found=self.record.problems, left=left)

    def load(self) -> Mark:
        """Return the sheet of the URL."""
        return queries.mark_get(self.kwargs["mark_id"])

    def version(self) -> str:
        """Return how many are put right, and whether the sheet counts."""
        return f"{self.record.state}.{queries.rectified_of(self.record)}"

    def crumbs(self) -> Sequence[Crumb]:
        """Return the way down to the sheet."""
        return (
            Crumb(label=_("Sheets of marks"), url=reverse("evaluation:marks")),
            Crumb(label=self.record.number, url=self.back_url()),
        )

    def back_url(self) -> str:
        """Return the sheet."""
        return reverse("evaluation:mark", args=(self.record.pk,))

    def submit(self, sent: Sent[RecheckForm]) -> Done:
        """Record it."""
        typed = sent.form.cleaned_data
        mark_recheck(
            new=NewRecheck(
                mark_id=self.record.pk, rectified=typed["rectified"], note=typed["note"],
                photos=photos_store(
                    uploads=typed["photos"], area_code=self.record.area_code, actor=self.actor, at=sent.at
                ),
                client_id=uuid_told(self.request.POST.get(ONCE, "")),
            ),
            actor=self.actor, at=sent.at,
        )  # fmt: skip
        return Done(url=self.back_url(), message=ContestAct.RECHECK.label(language()))
