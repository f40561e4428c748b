"""Sheets of marks on the screen: filled in on the spot, listed, looked at and struck."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cached_property
from typing import Any, ClassVar

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.timezone import is_naive, localtime, make_aware
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from xiuhua.evaluation.forms.contests import (
    POINTS,
    DecideForm,
    MarkForm,
    ObjectForm,
    StrikeForm,
    points_added,
)
from xiuhua.evaluation.models import Mark, Objection, Round
from xiuhua.evaluation.pages.contest_parts import MENU, BeneathRounds, round_crumbs
from xiuhua.evaluation.pages.contest_rounds import round_choices
from xiuhua.evaluation.queries import contests as queries
from xiuhua.evaluation.services.rounds import (
    NewMark,
    mark_record,
    mark_strike,
    objection_decide,
    objection_raise,
    party_check,
)
from xiuhua.evaluation.terms.contests import ContestAct, MarkState, ObjectionState, Party, RoundState
from xiuhua.files.queries import pictures_shown
from xiuhua.files.services import photos_store
from xiuhua.scenekit.words import said
from xiuhua.shared.clock import now
from xiuhua.shared.ids import uuid_told
from xiuhua.web import seams
from xiuhua.web.errors import language
from xiuhua.web.pages.columns import ListColumn, code, moment, number, tag_of, term, text
from xiuhua.web.pages.filters import ChoiceFilter, Filter, TermFilter
from xiuhua.web.pages.forms import ONCE, Done, FormPage, Group, Sent
from xiuhua.web.pages.making import NewPage, verb_later
from xiuhua.web.pages.objects import ObjectAct, ObjectPage
from xiuhua.web.parts import Cell, Crumb, Section, Tag
from xiuhua.web.seams import actor_labels

_RECTIFIED = said(zh="已整改", en="Put right")


class MarkListPage(BeneathRounds[Mark]):
    """Every sheet of the reader's areas, the latest first."""

    key = "contest-marks"
    kind = "mark"
    menu = MENU
    act = ContestAct.SHEETS.value
    title = gettext_lazy("Sheets of marks")
    sort = "-at"
    columns = (
        code("number", gettext_lazy("Number"), primary=True, locked=True),
        text("subject", gettext_lazy("Who is ranked"), of="subject_name"),
        text("round", gettext_lazy("Contest"), of="round.name", drop=1),
        text("spot", gettext_lazy("Sampled point"), drop=2),
        number("samples", gettext_lazy("Sampled points"), drop=2),
        number("problems", gettext_lazy("Problems found")),
        number("rectified", _RECTIFIED),
        term("state", gettext_lazy("State"), MarkState),
        moment("at", gettext_lazy("Marked at"), sort="at"),
    )
    filters: ClassVar[Sequence[Filter]] = (
        ChoiceFilter(
            name="round", label=gettext_lazy("Contest"), field="round_id", by_id=True, choices=round_choices
        ),
        ChoiceFilter(name="subject", label=gettext_lazy("Who is ranked"), field="subject_code", choices=list),
        TermFilter(name="state", label=gettext_lazy("State"), vocabulary=MarkState),
    )

    def records(self) -> QuerySet[Mark]:
        """Return the sheets that the database scope lets through."""
        return queries.marks_rechecked()

    def row_url(self, record: Mark) -> str:
        """Return the page of the sheet."""
        return reverse("evaluation:mark", args=(record.pk,))


def _closed(one: Mark) -> str:
    return _("It is published.") if one.round.state == RoundState.PUBLISHED else ""


def _nothing_left(one: Mark) -> str:
    if one.problems > queries.rectified_of(one):
        return ""
    return str(said(zh="没有待整改的问题。", en="No problem is left to be put right."))


class MarkPage(ObjectPage[Mark]):
    """One sheet: who marked what, by which item, with photos."""

    kind = "mark"
    menu = MENU
    act = ContestAct.SHEETS.value
    list_url_name = "evaluation:marks"
    change_labels = {"note": gettext_lazy("Note"), "spot": gettext_lazy("Sampled point")}
    spare = frozenset({"spot", "note"})
    facts: ClassVar[Sequence[ListColumn[Any]]] = (
        text("subject", gettext_lazy("Who is ranked"), of="subject_name"),
        ListColumn(
            key="round", label=gettext_lazy("Contest"),
            cell=lambda one: Cell(
                kind="link", text=one.round.name, url=reverse("evaluation:contest", args=(one.round_id,))
            ),
        ),
        ListColumn(key="points", label=gettext_lazy("Points"), cell=lambda one: Cell(text=_points(one))),
        term("party", said(zh="打分方", en="Scored for"), Party),
        text("spot", gettext_lazy("Sampled point")),
        number("samples", gettext_lazy("Sampled points")),
        number("problems", gettext_lazy("Problems found")),
        ListColumn(
            key="rectified", label=_RECTIFIED, kind="number",
            cell=lambda one: Cell(kind="number", number=queries.rectified_of(one) if one.problems else None),
        ),
        text("note", gettext_lazy("Note")),
        ListColumn(key="by", label=gettext_lazy("Marked by"), cell=lambda one: Cell(text=_who(one))),
        moment("at", gettext_lazy("Marked at")),
    )  # fmt: skip
    acts: ClassVar[Sequence[ObjectAct[Any]]] = (
        ObjectAct(
            act=ContestAct.OBJECT.value, label=verb_later(ContestAct.OBJECT, "Object"),
            url_name="evaluation:mark-object", icon="message-circle", why_not=_closed,
        ),
        ObjectAct(
            act=ContestAct.RECHECK.value, label=verb_later(ContestAct.RECHECK, "Look again"),
            url_name="evaluation:mark-recheck", icon="clipboard-check", why_not=_nothing_left,
        ),
        ObjectAct(
            act=ContestAct.STRIKE.value, label=verb_later(ContestAct.STRIKE, "Strike"), kind="danger",
            url_name="evaluation:mark-strike", aside=True,
        ),
    )  # fmt: skip

    def load(self) -> Mark:
        """Return the sheet of the URL."""
        return queries.mark_get(self.kwargs["mark_id"])

    def code(self) -> str:
        """Return its number."""
        return self.record.number

    def heading(self) -> str:
        """Return who was marked, and when."""
        return f"{self.record.subject_name} · {self.record.month}"

    def state(self) -> Tag:
        """Return whether it counts."""
        return tag_of(MarkState(self.record.state))

    def sections(self) -> Sequence[Section]:
        """Return the photos."""
        shown = pictures_shown(
            queries.photos_of(self.record), label=self.heading(), actor=self.actor, at=now()
        )
        photos = Section(title=_("Photos"), template="web/parts/words.html", context={"photos": shown})
        again = _rechecks(self.record)
        rows = [
            {
                "item": items_named(self.record).get(one.item, one.item), "one": one,
                "state": tag_of(ObjectionState(one.state)),
                "url": reverse("evaluation:objection-decide", args=(one.pk,))
                if seams.may(self.actor, ContestAct.DECIDE, one)
                else "",
            }
            for one in queries.objections_of(self.record)
        ]  # fmt: skip
        against = Section(
            title=_("Objections"), template="evaluation/objections.html", context={"rows": rows}
        )
        return (
            *((against,) if rows else ()),
            *((again,) if again else ()),
            *((photos,) if shown else ()),
            *self._put_right(),
        )

    def _put_right(self) -> Sequence[Section]:
        files = queries.recheck_photos(self.record)
        shown = pictures_shown(files, label=str(_RECTIFIED), actor=self.actor, at=now()) if files else ()
        title = str(said(zh="整改后照片", en="Photos of what was put right"))
        return (
            (Section(title=title, template="web/parts/words.html", context={"photos": shown}),)
            if shown
            else ()
        )


def _rechecks(one: Mark) -> Section | None:
    """Return who looked again and what was put right; None where nobody did."""
    rows = queries.rechecks_of(one)
    names = actor_labels({row.checked_by for row in rows})
    words = said(zh="整改 {count} 个", en="{count} put right")
    told = [
        " · ".join(
            part
            for part in (
                f"{localtime(row.at):%Y-%m-%d %H:%M}", str(words).format(count=row.rectified),
                names.get(row.checked_by, row.checked_by), row.note,
            )
            if part
        )
        for row in rows
    ]  # fmt: skip
    title = str(said(zh="复查整改", en="Looked at again"))
    return Section(title=title, template="evaluation/called.html", context={"called": told}) if told else None


def items_named(one: Mark) -> dict[str, str]:
    """Return the items of a sheet's scheme by key, in the reader's language."""
    return {item.key: item.label(language()) for item in queries.body_of(one.round).items}


def _points(one: Mark) -> str:
    items = items_named(one)
    return " · ".join(f"{items.get(key, key)} {value}" for key, value in one.points.items())


def _who(one: Mark) -> str:
    return actor_labels({one.marked_by}).get(one.marked_by, one.marked_by)


class MarkNewPage(NewPage[Mark, MarkForm]):
    """Filling in a sheet where somebody stands: photos, who, a number for each item."""

    kind = "mark"
    menu = MENU
    row = Mark
    list_url_name = "evaluation:contests"
    act = ContestAct.MARK.value
    form_class = MarkForm
    verb = verb_later(ContestAct.MARK, "Record the marks")
    verb_icon = "clipboard-check"

    @cached_property
    def round(self) -> Round:
        """The round of the URL."""
        return queries.round_get(self.kwargs["round_id"])

    @property
    def title(self) -> str:  # type: ignore[override]  # each round has its own
        """Which round is marked."""
        return _("Mark: %(round)s") % {"round": self.round.name}

    def prepare(self, form: MarkForm) -> None:
        """Offer those that the actor may mark, and ask for each item."""
        areas = seams.areas_for(self.actor, self.act)
        counted = queries.marks_counted(self.round)
        offered = [
            (
                one.code,
                _("%(name)s (%(samples)s so far)")
                % {"name": one.name, "samples": counted.get(one.code, (0, 0))[0]},
            )
            for one in queries.subjects_of(self.round)
            if any(one.area_code.startswith(area) or area.startswith(one.area_code) for area in areas)
        ]
        form.fields["subject"].choices = offered  # type: ignore[attr-defined]  # a ChoiceField
        points_added(form, queries.body_of(self.round), language())

    def permit(self) -> None:
        """Refuse whoever belongs to no party that scores here."""
        super().permit()
        party_check(self.round, actor=self.actor)

    def initial(self) -> Mapping[str, object]:
        """Begin with one sampled point and no problem, and with whom the address names."""
        return {"samples": 1, "problems": 0, "subject": self.request.GET.get("subject", "")}

    def form_groups(self) -> Sequence[Group]:
        """Return photos first, then who and where, the items, and the rest folded."""
        points = tuple(POINTS.format(item.key) for item in queries.body_of(self.round).marked)
        return (
            Group(fields=("photos",)),
            Group(fields=("subject", "spot", "samples")),
            Group(fields=points, title=gettext_lazy("Points")),
            Group(fields=("problems", "note")),
            Group(fields=("marked_at",), title=gettext_lazy("Marked earlier"), folded=True),
        )

    def crumbs(self) -> Sequence[Crumb]:
        """Return the way down to the round."""
        return round_crumbs(self.round)

    def back_url(self) -> str:
        """Return the round."""
        return reverse("evaluation:contest", args=(self.round.pk,))

    def submit(self, sent: Sent[MarkForm]) -> Done:
        """Record it."""
        typed = sent.form.cleaned_data
        subject = queries.subject_of(self.round, typed["subject"])
        when = typed["marked_at"]
        new = NewMark(
            round_id=self.round.pk, subject_code=subject.code, samples=typed["samples"],
            problems=typed["problems"], spot=typed["spot"], note=typed["note"],
            points={item.key: typed[POINTS.format(item.key)] for item in queries.body_of(self.round).marked},
            marked_at=make_aware(when) if when is not None and is_naive(when) else when,
            photos=photos_store(
                uploads=typed["photos"], area_code=subject.area_code, actor=self.actor, at=sent.at
            ),
            client_id=uuid_told(self.request.POST.get(ONCE, "")),
        )  # fmt: skip
        made = mark_record(new=new, actor=self.actor, at=sent.at)
        return Done(url=self.back_url(), message=f"{ContestAct.MARK.label(language())} · {made.subject_name}")


class StrikePage(FormPage[Mark, StrikeForm]):
    """Striking a sheet."""

    kind = "mark"
    menu = MENU
    act = ContestAct.STRIKE.value
    form_class = StrikeForm
    title = verb_later(ContestAct.STRIKE, "Strike the sheet")
    lead = gettext_lazy("It does not count any more, and stays to be seen.")
    verb = verb_later(ContestAct.STRIKE, "Strike")
    verb_kind = "danger"

    def load(self) -> Mark:
        """Return the sheet of the URL."""
        return queries.mark_get(self.kwargs["mark_id"])

    def version(self) -> str:
        """Return whether it counts."""
        return self.record.state

    def crumbs(self) -> Sequence[Crumb]:
        """Return the way down to the sheet."""
        return (
            Crumb(label=_("Sheets of marks"), url=reverse("evaluation:marks")),
            Crumb(label=self.record.number, url=self.back_url()),
        )

    def back_url(self) -> str:
        """Return the sheet."""
        return reverse("evaluation:mark", args=(self.record.pk,))

    def submit(self, sent: Sent[StrikeForm]) -> Done:
        """Strike it."""
        mark_strike(
            mark_id=self.record.pk, reason=sent.form.cleaned_data["reason"], actor=self.actor, at=sent.at
        )
        return Done(url=self.back_url(), message=ContestAct.STRIKE.label(language()))


class ObjectionPage(FormPage[Mark, ObjectForm]):
    """Objecting to an item of a sheet."""

    kind = "mark"
    menu = MENU
    act = ContestAct.OBJECT.value
    form_class = ObjectForm
    title = verb_later(ContestAct.OBJECT, "Object to the sheet")
    lead = gettext_lazy("It is answered before the ranking is published.")
    verb = verb_later(ContestAct.OBJECT, "Object")

    def load(self) -> Mark:
        """Return the sheet of the URL."""
        return queries.mark_get(self.kwargs["mark_id"])

    def version(self) -> str:
        """Return whether it counts."""
        return self.record.state

    def prepare(self, form: ObjectForm) -> None:
        """Offer the items of the sheet, each with its points."""
        names = items_named(self.record)
        form.fields["item"].choices = [  # type: ignore[attr-defined]  # a ChoiceField
            (key, f"{names.get(key, key)} {points}") for key, points in self.record.points.items()
        ]

    def crumbs(self) -> Sequence[Crumb]:
        """Return the way down to the sheet."""
        return (
            Crumb(label=_("Sheets of marks"), url=reverse("evaluation:marks")),
            Crumb(label=self.record.number, url=self.back_url()),
        )

    def back_url(self) -> str:
        """Return the sheet."""
        return reverse("evaluation:mark", args=(self.record.pk,))

    def submit(self, sent: Sent[ObjectForm]) -> Done:
        """Object."""
        objection_raise(mark_id=self.record.pk, **sent.form.cleaned_data, actor=self.actor, at=sent.at)
        return Done(url=self.back_url(), message=ContestAct.OBJECT.label(language()))


class DecidePage(FormPage[Objection, DecideForm]):
    """Answering an objection."""

    kind = "objection"
    menu = MENU
    act = ContestAct.DECIDE.value
    form_class = DecideForm
    title = verb_later(ContestAct.DECIDE, "Answer the objection")
    verb = verb_later(ContestAct.DECIDE, "Answer")

    @property
    def lead(self) -> str:  # type: ignore[override]  # what was said against it
        """What was said."""
        return self.record.text

    def load(self) -> Objection:
        """Return the objection of the URL."""
        return queries.objection_get(self.kwargs["objection_id"])

    def version(self) -> str:
        """Return what became of it."""
        return self.record.state

    def crumbs(self) -> Sequence[Crumb]:
        """Return the way down to the sheet."""
        return (
            Crumb(label=_("Sheets of marks"), url=reverse("evaluation:marks")),
            Crumb(label=self.record.mark.number, url=self.back_url()),
        )

    def back_url(self) -> str:
        """Return the sheet."""
        return reverse("evaluation:mark", args=(self.record.mark_id,))

    def submit(self, sent: Sent[DecideForm]) -> Done:
        """Answer it."""
        typed = sent.form.cleaned_data
        objection_decide(
            objection_id=self.record.pk, upheld=typed["upheld"] == ObjectionState.UPHELD,
            answer=typed["answer"], actor=self.actor, at=sent.at,
        )  # fmt: skip
        return Done(url=self.back_url(), message=ContestAct.DECIDE.label(language()))
