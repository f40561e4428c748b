"""Posts and absences on the screen."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils.timezone import localtime
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from xiuhua.access.terms import Role
from xiuhua.ground.forms.people import AbsenceForm, ConfirmForm, DeputyForm, PostEndForm, PostForm
from xiuhua.ground.models import Absence, Person, Post
from xiuhua.ground.pages.areas import area_choices
from xiuhua.ground.pages.people import PersonForPage, period_said, person_suggestions, role_said
from xiuhua.ground.pages.units import UnitFilter, area_suggestions, unit_options
from xiuhua.ground.queries.people import standing_in
from xiuhua.ground.queries.posts import absence_get, post_get, posts_all
from xiuhua.ground.services.posts import (
    NewAbsence,
    NewPost,
    absence_end,
    absence_permit,
    absence_record,
    post_deputy_change,
    post_end,
    post_open,
)
from xiuhua.ground.terms.people import AbsenceAct, AbsenceKind, PersonAct, PostAct
from xiuhua.shared.clock import now
from xiuhua.web import seams
from xiuhua.web.addresses import Held
from xiuhua.web.days import day_after, midnight
from xiuhua.web.pages.columns import ListColumn, term, text
from xiuhua.web.pages.filters import AreaFilter, TermFilter, YesFilter
from xiuhua.web.pages.forms import Done, F, FormPage, Sent
from xiuhua.web.pages.lists import ListPage, Preset
from xiuhua.web.pages.objects import ObjectAct, ObjectPage
from xiuhua.web.parts import Cell, Crumb, Related, Tag


def _deputy(post: Post) -> Cell:
    return Cell(text=post.deputy.name if post.deputy else "")


def _period(post: Post) -> Cell:
    return Cell(text=period_said(post.validity.lower, post.validity.upper))


def _answers(post: Post) -> Cell:
    answer = standing_in([post.pk], now())[post.pk]
    if answer.person is None:
        return Cell(text=post.unit.name)
    return Cell(
        kind="link", text=answer.person.name, url=reverse("ground:person-page", args=(answer.person.pk,))
    )


def _holder(post: Post) -> Cell:
    return Cell(kind="link", text=post.person.name, url=reverse("ground:person-page", args=(post.person_id,)))


def _unit(post: Post) -> Cell:
    return Cell(kind="link", text=post.unit.name, url=reverse("ground:unit-page", args=(post.unit_id,)))


def _ended_said(post: Post) -> str:
    until = post.validity.upper
    return gettext("This post has ended already.") if until is not None and until <= now() else ""


@dataclass(frozen=True, kw_only=True)
class NowFilter(YesFilter):
    """Held now, or not."""

    def condition(self, held: Held) -> Q:
        """Return that the period holds this instant, or that it does not."""
        holds = Q(validity__contains=now())
        return holds if held[self.name][0] == "1" else ~holds


class PostListPage(ListPage[Post]):
    """Who holds which post over which area."""

    key = "posts"
    kind = "post"
    menu = "people"
    act = PersonAct.READ
    title = _("Posts")
    sort = "area"
    columns = (
        ListColumn(
            key="post",
            label=_("Post"),
            cell=lambda post: Cell(text=role_said(post)),
            primary=True,
            locked=True,
        ),
        ListColumn(key="holder", label=_("Holder (A post)"), cell=lambda post: Cell(text=post.person.name)),
        ListColumn(key="deputy", label=_("Deputy (B post)"), cell=_deputy, drop=2),
        text("unit", _("Unit"), of="unit.name", drop=1),
        ListColumn(
            key="area", label=_("Area"), cell=lambda post: Cell(text=post.area.name), sort="area_code"
        ),
        ListColumn(key="period", label=_("Period"), cell=_period, drop=1),
    )
    filters = (
        AreaFilter(name="area", label=_("Area"), choices=area_choices),
        TermFilter(name="role", label=_("Post"), vocabulary=Role),
        UnitFilter(name="unit", label=_("Unit code")),
        NowFilter(name="now", label=_("Held now")),
    )
    presets = (
        Preset(label=_("All")),
        Preset(label=_("Held now"), query={"now": ("1",)}),
        Preset(label=_("Road chiefs"), query={"role": ("road_chief",), "now": ("1",)}),
        Preset(label=_("Grid members"), query={"role": ("grid_member",), "now": ("1",)}),
    )

    def records(self) -> QuerySet[Post]:
        """Return the posts of the people whom the database scope lets through."""
        return posts_all().select_related("deputy")

    def row_url(self, record: Post) -> str:
        """Return the page of the post."""
        return reverse("ground:post-page", args=(record.pk,))

    def row_note(self, record: Post) -> str:
        """Return who, where."""
        return f"{record.person.name} · {record.area.name}"


class PostPage(ObjectPage[Post]):
    """One post."""

    kind = "post"
    menu = "people"
    act = PersonAct.READ
    list_url_name = "ground:posts"
    change_labels = {"holder": _("Holder (A post)"), "role": _("Post")}
    acts = (
        ObjectAct(
            act=PostAct.DEPUTY, label=_("Change the deputy"), url_name="ground:post-deputy", kind="primary",
            icon="user-edit", why_not=_ended_said,
        ),
        ObjectAct(
            act=PostAct.END, label=_("End the post"), url_name="ground:post-end", kind="danger", icon="ban",
            why_not=_ended_said,
        ),
    )  # fmt: skip
    facts = (
        term("role", _("Role"), Role),
        ListColumn(key="unit", label=_("Unit"), cell=_unit),
        ListColumn(key="holder", label=_("Holder (A post)"), cell=_holder),
        ListColumn(key="deputy", label=_("Deputy (B post)"), cell=_deputy),
        ListColumn(key="answers", label=_("Answers now"), cell=_answers),
        ListColumn(
            key="area", label=_("Area"), cell=lambda post: Cell(text=f"{post.area.name} {post.area_code}")
        ),
        ListColumn(key="period", label=_("Period"), cell=_period),
    )

    def load(self) -> Post:
        """Return the post of the URL."""
        return post_get(self.kwargs["post_id"])

    def heading(self) -> str:
        """Return what it is and who holds it."""
        return f"{role_said(self.record)} · {self.record.person.name}"

    def state(self) -> Tag | None:
        """Return whether it has ended."""
        return Tag(text=gettext("Ended")) if _ended_said(self.record) else None

    def place(self) -> str:
        """Return the area answered for."""
        return self.record.area.name

    def related(self) -> Sequence[Related]:
        """Return the holder."""
        url = reverse("ground:person-page", args=(self.record.person_id,))
        return (Related(label=self.record.person.name, icon="user", url=url),)


class PostOpenPage(PersonForPage[PostForm]):
    """Open a post for a person."""

    act = PostAct.OPEN
    form_class = PostForm
    title = _("Open a post")
    verb = _("Open the post")

    def initial(self) -> Mapping[str, object]:
        """Return the person's own unit and area, from today."""
        return {
            "unit": self.record.unit.code,
            "area": self.record.area_code,
            "since": localtime(now()).date(),
        }

    def prepare(self, form: PostForm) -> None:
        """Offer units, areas and deputies."""
        form.fields["unit"].choices = unit_options()  # type: ignore[attr-defined]  # a ChoiceField has them
        form.fields["area"].widget.suggestions = area_suggestions()
        form.fields["deputy"].widget.suggestions = self.people_suggested()

    def submit(self, sent: Sent[PostForm]) -> Done:
        """Open it."""
        typed = sent.form.cleaned_data
        new = NewPost(
            work_number=self.record.work_number,
            unit_code=typed["unit"],
            role=Role(typed["role"]),
            area_code=typed["area"],
            title=typed["title"],
            deputy_number=typed["deputy"],
            since=midnight(typed["since"]),
            until=day_after(typed["until"]) if typed["until"] else None,
        )
        post_open(new=new, actor=self.actor, at=sent.at)
        return Done(url=self.back_url(), message=gettext("Post opened"))


class _PostAct(FormPage[Post, F]):
    """An act on one post."""

    kind = "post"
    menu = "people"

    def load(self) -> Post:
        """Return the post of the URL."""
        return post_get(self.kwargs["post_id"])

    def back_url(self) -> str:
        """Lead back to the post."""
        return reverse("ground:post-page", args=(self.record.pk,))

    def crumbs(self) -> Sequence[Crumb]:
        """Return the list and the post."""
        label = f"{role_said(self.record)} · {self.record.person.name}"
        return (
            Crumb(label=gettext("Posts"), url=reverse("ground:posts")),
            Crumb(label=label, url=self.back_url()),
        )


class PostEndPage(_PostAct[PostEndForm]):
    """End a post."""

    act = PostAct.END
    form_class = PostEndForm
    title = _("End the post")
    verb = _("End the post")
    verb_kind = "danger"
    lead = _("The unit answers for what hangs on it until somebody takes it over. To pass it on, hand over.")

    def submit(self, sent: Sent[PostEndForm]) -> Done:
        """End it."""
        typed = sent.form.cleaned_data
        until = day_after(typed["until"]) if typed["until"] else sent.at
        post_end(post_id=self.record.pk, until=until, reason=typed["reason"], actor=self.actor, at=sent.at)
        return Done(url=self.back_url(), message=gettext("Post ended"))


class PostDeputyPage(_PostAct[DeputyForm]):
    """Change who stands in."""

    act = PostAct.DEPUTY
    form_class = DeputyForm
    title = _("Change the deputy")
    verb = _("Keep the change")

    def initial(self) -> Mapping[str, object]:
        """Return the present deputy."""
        return {"deputy": self.record.deputy.work_number if self.record.deputy else ""}

    def prepare(self, form: DeputyForm) -> None:
        """Suggest deputies."""
        areas = seams.areas_for(self.actor, PersonAct.READ)
        form.fields["deputy"].widget.suggestions = person_suggestions(areas)

    def submit(self, sent: Sent[DeputyForm]) -> Done:
        """Change it."""
        number = sent.form.cleaned_data["deputy"]
        post_deputy_change(post_id=self.record.pk, deputy_number=number, actor=self.actor, at=sent.at)
        return Done(url=self.back_url(), message=gettext("Deputy changed"))


class AbsenceRecordPage(PersonForPage[AbsenceForm]):
    """Record that somebody is away."""

    act = AbsenceAct.RECORD
    form_class = AbsenceForm
    title = _("Record an absence")
    verb = _("Record the absence")
    lead = _("Whoever stands in answers for the person's posts meanwhile; work dispatched then goes to them.")

    def permit(self) -> None:
        """Let in the office of the unit, and the person themselves."""
        self.record = self.load()
        absence_permit(actor=self.actor, act=self.act, person=self.record)

    def initial(self) -> Mapping[str, object]:
        """Begin today."""
        today = localtime(now()).date()
        return {"since": today, "until": today}

    def prepare(self, form: AbsenceForm) -> None:
        """Suggest who may stand in."""
        form.fields["deputy"].widget.suggestions = self.people_suggested()

    def submit(self, sent: Sent[AbsenceForm]) -> Done:
        """Record it."""
        typed = sent.form.cleaned_data
        new = NewAbsence(
            kind=AbsenceKind(typed["kind"]),
            since=midnight(typed["since"]),
            until=day_after(typed["until"]),
            deputy_number=typed["deputy"],
        )
        absence_record(person_id=self.record.pk, new=new, actor=self.actor, at=sent.at)
        return Done(url=self.back_url(), message=gettext("Absence recorded"))


class AbsenceEndPage(FormPage[Absence, ConfirmForm]):
    """End an absence now."""

    kind = "absence"
    menu = "people"
    act = AbsenceAct.END
    form_class = ConfirmForm
    title = _("End the absence")
    verb = _("Back now")

    def load(self) -> Absence:
        """Return the absence of the URL."""
        return absence_get(self.kwargs["absence_id"])

    def permit(self) -> None:
        """Let in the office of the unit, and the person themselves."""
        self.record = self.load()
        absence_permit(actor=self.actor, act=self.act, person=self.record.person)

    @property
    def lead(self) -> str:  # type: ignore[override]  # says whose it is
        """Say who is back."""
        said = gettext("%(name)s answers for their own posts again from now on.")
        return said % {"name": self.record.person.name}

    def submit(self, sent: Sent[ConfirmForm]) -> Done:
        """End it."""
        absence_end(absence_id=self.record.pk, actor=self.actor, at=sent.at)
        return Done(url=self.back_url(), message=gettext("Absence ended"))

    def back_url(self) -> str:
        """Lead back to the person."""
        return reverse("ground:person-page", args=(self.record.person_id,))

    def crumbs(self) -> Sequence[Crumb]:
        """Return the person."""
        person: Person = self.record.person
        return (Crumb(label=person.name, url=self.back_url()),)
