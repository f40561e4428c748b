"""Changes to the duty table: drafted, looked at as a difference, published from a date."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import TypeVar

from django import forms
from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from xiuhua.files.services import file_store
from xiuhua.ground.forms.duties import DutyEndForm, DutyLineForm, PublishForm, RevisionForm, WithdrawForm
from xiuhua.ground.models import DutyDraftLine, DutyRevision
from xiuhua.ground.pages.areas import area_choices
from xiuhua.ground.pages.duties import ground_tag
from xiuhua.ground.queries import duties as duty_queries
from xiuhua.ground.queries import duty_revisions as queries
from xiuhua.ground.rules.duties import Violation
from xiuhua.ground.services import duty_revisions as services
from xiuhua.ground.services.duty_revisions import NewLine
from xiuhua.ground.terms.duties import ChiefLevel, DraftVerb, DutyAct, DutyGround, DutyHours, RevisionState
from xiuhua.shared.clock import now
from xiuhua.web import seams
from xiuhua.web.days import day_after, midnight
from xiuhua.web.errors import language
from xiuhua.web.pages.columns import area, code, moment, number, tag_of, term, text
from xiuhua.web.pages.filters import AreaFilter, TermFilter
from xiuhua.web.pages.forms import Done, FormPage, Sent
from xiuhua.web.pages.lists import ListPage, Preset
from xiuhua.web.pages.objects import ObjectAct, ObjectPage
from xiuhua.web.parts import Action, Crumb, Related, Section, Tag
from xiuhua.web.words import word

F = TypeVar("F", bound=forms.Form)


def _page(revision_id: int) -> str:
    return reverse("ground:duty-revision-page", args=(revision_id,))


class DutyRevisionListPage(ListPage[DutyRevision]):
    """Every change to the duty table."""

    key = "duty_revisions"
    kind = "duty_revision"
    menu = "duties"
    act = DutyAct.READ
    title = gettext_lazy("Changes of duties")
    sort = "-updated"
    columns = (
        text("title", gettext_lazy("Title"), primary=True, locked=True),
        code("area", gettext_lazy("Area code"), of="area_code", sort="area_code", drop=3),
        term("state", gettext_lazy("State"), RevisionState),
        number("lines", gettext_lazy("Lines"), of="line_count", drop=1),
        text("document", gettext_lazy("Document number"), of="document_number", drop=2),
        moment("effective", gettext_lazy("Holds from"), of="effective_at", drop=1),
        moment("updated", gettext_lazy("Changed"), of="updated_at", sort="updated_at", drop=2),
    )
    filters = (
        AreaFilter(name="area", label=gettext_lazy("Area"), choices=area_choices),
        TermFilter(name="state", label=gettext_lazy("State"), vocabulary=RevisionState),
    )
    presets = (
        Preset(label=gettext_lazy("All")),
        Preset(label=gettext_lazy("Drafts"), query={"state": ("draft",)}),
        Preset(label=gettext_lazy("Published"), query={"state": ("published",)}),
    )

    def records(self) -> QuerySet[DutyRevision]:
        """Return every change."""
        return queries.revisions_all()

    def row_url(self, record: DutyRevision) -> str:
        """Return its page."""
        return _page(record.pk)

    def acts(self) -> Sequence[Action]:
        """Offer to draft one."""
        if not seams.may(self.actor, DutyAct.DRAFT):
            return ()
        label = _("Draft a change")
        return (
            Action(name=DutyAct.DRAFT, label=label, kind="primary", icon="plus",
                   url=reverse("ground:duty-revision-new")),
        )  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class DiffLine:
    """A line of a change as it is printed: who had it, and who gets it."""

    verb: Tag
    ground: Tag
    area: str
    matter: str
    before: str
    after: str
    code: str
    remove_url: str = ""


@dataclass(frozen=True, kw_only=True)
class DiffView:
    """What a change does, leaves open and breaks."""

    lines: Sequence[DiffLine]
    gaps: Sequence[str]
    violations: Sequence[str]


def _named(person: str | None, unit: str) -> str:
    return f"{person} · {unit}" if person else unit


def _diff_line(line: DutyDraftLine, *, is_edited: bool = False) -> DiffLine:
    target = line.target
    item = f"{line.item.code} {line.item.zh}" if line.item else line.class_code
    return DiffLine(
        verb=tag_of(DraftVerb(line.verb)),
        ground=ground_tag(line.ground, line.level),
        area=line.area.name,
        matter=item,
        before=_named(line.before_name, target.unit.name) if target else "",  # type: ignore[attr-defined]  # annotated by draft_lines
        after="" if line.verb == DraftVerb.END.value else _named(line.person_name, line.unit.name),  # type: ignore[attr-defined]  # annotated by draft_lines
        code=line.code,
        remove_url=reverse("ground:duty-revision-line-remove", args=(line.revision_id, line.pk))
        if is_edited
        else "",
    )


def _violation(fault: Violation) -> str:
    where = f"{fault.road} · {fault.segment}" if fault.road else fault.segment
    levels = "、".join(word(level, language()) for level in fault.levels)
    sentences = {
        "segment_unbound": _("%(where)s: nobody is bound to it (three fixes, one contract)"),
        "segment_unnamed": _("%(where)s: a unit is bound to it, but no person with a post"),
        "segment_crowded": _("%(where)s: %(people)s persons are bound to it, one is needed"),
        "chief_missing": _("%(where)s: missing road chiefs: %(levels)s"),
    }
    return sentences[fault.code] % {"where": where, "people": fault.people, "levels": levels}


class DutyRevisionPage(ObjectPage[DutyRevision]):
    """One change, as a difference to the table in force on its day."""

    kind = "duty_revision"
    change_labels = {"title": gettext_lazy("Name")}
    menu = "duties"
    act = DutyAct.READ
    list_url_name = "ground:duty-revisions"
    facts = (
        area("area", gettext_lazy("Area")),
        text("document", gettext_lazy("Document number"), of="document_number"),
        moment("effective", gettext_lazy("Holds from"), of="effective_at"),
        moment("published", gettext_lazy("Published"), of="published_at"),
        text("basis", gettext_lazy("Paper it rests on"), of="basis"),
    )
    acts = (
        ObjectAct(act=DutyAct.PUBLISH, label=gettext_lazy("Publish"), icon="send", kind="primary",
                  url_name="ground:duty-revision-publish"),
        ObjectAct(act=DutyAct.CHANGE, label=gettext_lazy("Add a line"), icon="plus",
                  url_name="ground:duty-revision-line"),
        ObjectAct(act=DutyAct.CHANGE, label=gettext_lazy("End lines"), icon="minus",
                  url_name="ground:duty-revision-end"),
        ObjectAct(act=DutyAct.WITHDRAW, label=gettext_lazy("Withdraw"), icon="arrow-back-up", kind="danger",
                  url_name="ground:duty-revision-withdraw"),
    )  # fmt: skip

    def load(self) -> DutyRevision:
        """Return the change of the URL."""
        return queries.revision_get(self.kwargs["revision_id"])

    def state(self) -> Tag:
        """Return where it stands."""
        return tag_of(RevisionState(self.record.state))

    def sections(self) -> Sequence[Section]:
        """Return the difference; of a draft also what it would leave open and break."""
        if self.record.state == RevisionState.DRAFT.value:
            outcome = queries.draft_outcome(self.record, at=now())
            here = language()
            is_edited = seams.may(self.actor, DutyAct.CHANGE, self.record)
            view = DiffView(
                lines=[_diff_line(line, is_edited=is_edited) for line in outcome.lines],
                gaps=[f"{gap.area} · {DutyGround(gap.ground).label(here)}" for gap in outcome.gaps],
                violations=[_violation(fault) for fault in outcome.violations],
            )
        else:
            lines = [_diff_line(line) for line in queries.draft_lines(self.record)]
            view = DiffView(lines=lines, gaps=(), violations=())
        count = len(view.lines)
        note = ngettext("%(n)s line", "%(n)s lines", count) % {"n": count}
        return (Section(title=_("What changes"), template="ground/duty_diff.html", context=view, note=note),)

    def related(self) -> Sequence[Related]:
        """Lead to the table on the day it holds from."""
        day = f"?on={self.record.effective_at:%Y-%m-%d}" if self.record.effective_at else ""
        return (
            Related(label=_("The duty table then"), icon="table", url=f"{reverse('ground:duties')}{day}"),
        )


class _RevisionAct(FormPage[DutyRevision, F]):
    """An act on one change."""

    kind = "duty_revision"
    menu = "duties"

    def load(self) -> DutyRevision:
        """Return the change of the URL."""
        return queries.revision_get(self.kwargs["revision_id"])

    def back_url(self) -> str:
        """Return its page."""
        return _page(self.record.pk)

    def crumbs(self) -> Sequence[Crumb]:
        """Return the list and the change."""
        return (
            Crumb(label=_("Changes of duties"), url=reverse("ground:duty-revisions")),
            Crumb(label=self.record.title, url=self.back_url()),
        )


class DutyRevisionNewPage(FormPage[DutyRevision, RevisionForm]):
    """Begin a change."""

    kind = "duty_revision"
    menu = "duties"
    act = DutyAct.DRAFT
    form_class = RevisionForm
    title = gettext_lazy("Draft a change")
    lead = gettext_lazy("Nothing holds until the draft is published from a date.")
    verb = gettext_lazy("Begin the draft")

    def load(self) -> DutyRevision:
        """Return the change that is not there yet, where the actor may draft one."""
        areas = seams.areas_for(self.actor, DutyAct.DRAFT)
        return DutyRevision(area_code=areas[0] if areas else "")

    def initial(self) -> Mapping[str, object]:
        """Propose the actor's own area."""
        return {"area_code": self.record.area_code}

    def submit(self, sent: Sent[RevisionForm]) -> Done:
        """Begin it."""
        revision = services.revision_draft(**sent.form.cleaned_data, actor=self.actor, at=sent.at)
        return Done(url=_page(revision.pk), message=_("Draft begun"))

    def back_url(self) -> str:
        """Return the list."""
        return reverse("ground:duty-revisions")


class DutyRevisionLinePage(_RevisionAct[DutyLineForm]):
    """Put a line into a draft."""

    act = DutyAct.CHANGE
    form_class = DutyLineForm
    title = gettext_lazy("Add a line")
    verb = gettext_lazy("Add the line")
    verb_icon = "plus"

    def submit(self, sent: Sent[DutyLineForm]) -> Done:
        """Add it, or replace the line in force of the same code."""
        typed = sent.form.cleaned_data
        line = NewLine(
            code=typed["code"].strip(),
            area_code=typed["area_code"].strip(),
            ground=DutyGround(typed["ground"]),
            level=ChiefLevel(typed["level"]) if typed["level"] else None,
            unit_code=typed["unit_code"].strip(),
            work_number=typed["work_number"].strip(),
            role=typed["role"],
            matter=typed["matter"].strip(),
            class_code=typed["class_code"].strip(),
            hours=DutyHours(typed["hours"]),
            until=day_after(typed["until"]) if typed["until"] else None,
            note=typed["note"],
        )
        services.draft_lines_put(revision_id=self.record.pk, lines=[line], actor=self.actor, at=sent.at)
        return Done(url=self.back_url(), message=_("Line added"))


class DutyRevisionEndPage(_RevisionAct[DutyEndForm]):
    """Let a draft end lines of the table, many at once."""

    act = DutyAct.CHANGE
    form_class = DutyEndForm
    title = gettext_lazy("End lines")
    verb = gettext_lazy("Put them into the draft")
    verb_icon = "minus"

    def submit(self, sent: Sent[DutyEndForm]) -> Done:
        """End them when the draft takes effect."""
        codes = sent.form.cleaned_data["codes"].replace(",", " ").replace("，", " ").split()
        ended = services.draft_lines_end(
            revision_id=self.record.pk,
            duty_ids=duty_queries.duty_ids(codes),
            actor=self.actor,
            at=sent.at,
        )
        message = ngettext("%(n)s line will end", "%(n)s lines will end", ended) % {"n": ended}
        return Done(url=self.back_url(), message=message)


class DutyRevisionLineRemovePage(_RevisionAct[forms.Form]):
    """Take one line out of a draft again."""

    act = DutyAct.CHANGE
    form_class = forms.Form
    title = gettext_lazy("Take the line out")
    verb = gettext_lazy("Take out")
    verb_icon = "trash"
    verb_kind = "danger"

    def load(self) -> DutyRevision:
        """Return the change of the URL, and remember the line."""
        self._line = _diff_line(queries.draft_line_get(self.kwargs["revision_id"], self.kwargs["line_id"]))
        return super().load()

    @property
    def lead(self) -> str:  # type: ignore[override]  # names this one line
        """Return which line it is, and that the table in force stays as it is."""
        names = (self._line.verb.text, self._line.area, self._line.ground.text, self._line.matter)
        who = self._line.after or self._line.before
        words = {"line": " · ".join(filter(None, (*names, who, self._line.code)))}
        return _("%(line)s leaves this draft; the table in force stays as it is.") % words

    def submit(self, sent: Sent[forms.Form]) -> Done:
        """Take it out."""
        services.draft_lines_remove(
            revision_id=self.record.pk, line_ids=[self.kwargs["line_id"]], actor=self.actor, at=sent.at
        )
        return Done(url=self.back_url(), message=_("Line taken out"))


class DutyRevisionPublishPage(_RevisionAct[PublishForm]):
    """Publish a draft."""

    act = DutyAct.PUBLISH
    form_class = PublishForm
    title = gettext_lazy("Publish the change")
    lead = gettext_lazy("A published change never changes again; until its day it can be withdrawn.")
    verb = gettext_lazy("Publish")
    verb_icon = "send"

    def submit(self, sent: Sent[PublishForm]) -> Done:
        """Publish from the beginning of the day; today from now."""
        typed = sent.form.cleaned_data
        day = midnight(typed["effective_on"])
        today = day <= sent.at < day + timedelta(days=1)
        paper = typed["basis"]
        stored = paper and file_store(
            content=paper, name=paper.name, area_code=self.record.area_code, actor=self.actor, at=sent.at
        )
        revision = services.revision_publish(
            revision_id=self.record.pk,
            effective_at=sent.at if today else day,
            document_number=typed["document_number"],
            basis=stored or None,
            actor=self.actor,
            at=sent.at,
        )
        return Done(url=_page(revision.pk), message=_("Published"))


class DutyRevisionWithdrawPage(_RevisionAct[WithdrawForm]):
    """Give up a draft, or take a published change back before its day."""

    act = DutyAct.WITHDRAW
    form_class = WithdrawForm
    title = gettext_lazy("Withdraw the change")
    verb = gettext_lazy("Withdraw")
    verb_kind = "danger"

    def submit(self, sent: Sent[WithdrawForm]) -> Done:
        """Withdraw it."""
        services.revision_withdraw(
            revision_id=self.record.pk,
            reason=sent.form.cleaned_data["reason"],
            actor=self.actor,
            at=sent.at,
        )
        return Done(url=self.back_url(), message=_("Withdrawn"))
