"""A published ranking as the press receives it: an announcement to copy, to print, or as a Word file."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from django.urls import reverse

from xiuhua.evaluation.forms.contests import PrintedForm
from xiuhua.evaluation.models import Round
from xiuhua.evaluation.pages.contest_parts import MENU, round_crumbs
from xiuhua.evaluation.pages.contest_rounds import is_announced
from xiuhua.evaluation.queries import contests as queries
from xiuhua.evaluation.queries.announcements import announced
from xiuhua.evaluation.rules.announcements import announcement
from xiuhua.evaluation.services.announcements import NewPrinting, printing_record
from xiuhua.evaluation.terms.contests import ContestAct
from xiuhua.papers.rules.documents import Document
from xiuhua.scenekit.words import said
from xiuhua.shared.errors import NotFound
from xiuhua.web.errors import language
from xiuhua.web.pages.forms import Done, FormPage, Sent
from xiuhua.web.pages.making import verb_later
from xiuhua.web.pages.prints import PrintPage
from xiuhua.web.parts import Crumb


class AnnouncementPage(PrintPage[Round]):
    """The announcement of a published ranking; of one that is not published there is none."""

    menu = MENU
    act = ContestAct.READ.value

    def load(self) -> Round:
        """Return the published round of the URL.

        Raises:
            NotFound: it is not published, or how each firm stood is not public.
        """
        one = queries.round_get(self.kwargs["round_id"])
        if not is_announced(one):
            raise NotFound(kind="contest_round", key=one.pk)
        return one

    def documents(self) -> Sequence[Document]:
        """Return the announcement."""
        return (announcement(announced(self.record)),)

    def crumbs(self) -> tuple[Crumb, ...]:
        """Return the way down to the round."""
        return (*round_crumbs(self.record), Crumb(label=str(said(zh="公告", en="Announcement"))))


class PrintedPage(FormPage[Round, PrintedForm]):
    """Noting where and when a ranking was printed."""

    kind = "contest_round"
    menu = MENU
    act = ContestAct.PRINTED.value
    form_class = PrintedForm
    title = verb_later(ContestAct.PRINTED, "Printed")
    verb = verb_later(ContestAct.PRINTED, "Note")

    def load(self) -> Round:
        """Return the round of the URL."""
        return queries.round_get(self.kwargs["round_id"])

    def version(self) -> str:
        """Return whether it is published: a ranking may be printed in several papers."""
        return self.record.state

    def initial(self) -> Mapping[str, object]:
        """Begin with today's front page."""
        return {"place": str(said(zh="头版", en="front page"))}

    def crumbs(self) -> Sequence[Crumb]:
        """Return the way down to the round."""
        return round_crumbs(self.record)

    def back_url(self) -> str:
        """Return the round."""
        return reverse("evaluation:contest", args=(self.record.pk,))

    def submit(self, sent: Sent[PrintedForm]) -> Done:
        """Note it."""
        new = NewPrinting(round_id=self.record.pk, **sent.form.cleaned_data)
        printing_record(new=new, actor=self.actor, at=sent.at)
        return Done(url=self.back_url(), message=ContestAct.PRINTED.label(language()))
