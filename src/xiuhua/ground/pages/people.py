"""People on the screen: list, one person, the grid members, and the acts on them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cached_property

from django import forms
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.timezone import localtime
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from xiuhua.access.terms import Role
from xiuhua.ground.forms.people import (
    HandOverForm,
    LinkForm,
    PersonCreateForm,
    PersonForm,
)
from xiuhua.ground.forms.phones import RevealForm
from xiuhua.ground.forms.units import ReasonForm
from xiuhua.ground.models import Absence, Area, Person, Post
from xiuhua.ground.pages.areas import area_choices
from xiuhua.ground.pages.lines import Line, lines_section
from xiuhua.ground.pages.phones import PhoneAskPage, PhoneShownPage, phone_cell
from xiuhua.ground.pages.units import UnitFilter, unit_options
from xiuhua.ground.queries.people import (
    StandIn,
    grid_members,
    in_post,
    people_all,
    people_serving,
    person_get,
    standing_in,
)
from xiuhua.ground.queries.posts import absences_of, posts_now, posts_of
from xiuhua.ground.services.people import (
    NewPerson,
    open_work_of,
    people_create_many,
    person_edit,
    person_leave,
    person_link,
    person_phone_reveal,
    post_hand_over,
)
from xiuhua.ground.terms.people import AbsenceAct, AbsenceKind, PersonAct, PersonState, PostAct
from xiuhua.shared.clock import now
from xiuhua.shared.ids import uuid7
from xiuhua.shared.terms import Term
from xiuhua.web import seams
from xiuhua.web.addresses import Held
from xiuhua.web.errors import language
from xiuhua.web.pages.base import Page
from xiuhua.web.pages.columns import ListColumn, code, moment, tag_of, term, text
from xiuhua.web.pages.filters import AreaFilter, DaysFilter, TermFilter
from xiuhua.web.pages.forms import Done, F, FormPage, Sent
from xiuhua.web.pages.lists import ListPage, Preset
from xiuhua.web.pages.objects import ObjectAct, ObjectPage
from xiuhua.web.parts import Action, Cell, Crumb, Figure, Option, Section, Tag

_SUGGESTED = 600
_SHOWN = 20


def person_suggestions(areas: Sequence[str]) -> tuple[Option, ...]:
    """Return the people who serve in some areas, for a field that takes a work number."""
    people = people_serving(areas, most=_SUGGESTED)
    return tuple(Option(value=one.work_number, label=f"{one.name} · {one.unit.name}") for one in people)


def role_said(post: Post) -> str:
    """Return what a post is called: the role, and the title it is printed with."""
    return " · ".join(filter(None, (Role(post.role).label(language()), post.title)))


def period_said(since: datetime | None, until: datetime | None) -> str:
    """Return a period in days; one that was taken back has none."""
    if since is None:
        return gettext("taken back before it began")
    first = localtime(since).date().isoformat()
    return (
        f"{first} – {localtime(until):%Y-%m-%d %H:%M}" if until else gettext("since %(day)s") % {"day": first}
    )


def _phone(person: Person) -> Cell:
    return phone_cell(person.phone)


def _phone_to_reveal(person: Person) -> Cell:
    return phone_cell(person.phone, url=reverse("ground:person-phone", args=(person.pk,)))


def _posts(person: Person) -> Cell:
    held: list[Post] = getattr(person, "posts_now", [])  # prefetched by people_all
    return Cell(text="、".join(f"{role_said(post)}（{post.area.name}）" for post in held))


def _unit_link(person: Person) -> Cell:
    return Cell(kind="link", text=person.unit.name, url=reverse("ground:unit-page", args=(person.unit_id,)))


def _left_said(person: Person) -> str:
    return "" if person.state == PersonState.SERVING else gettext("This person has left the service.")


@dataclass(frozen=True, kw_only=True)
class PostFilter(TermFilter):
    """The posts held now."""

    vocabulary: type[Term] = Role

    def condition(self, held: Held) -> Q:
        """Return that one of the posts is held now."""
        condition, at = Q(pk__in=()), now()
        for role in held[self.name]:
            condition |= in_post(role, at=at)
        return condition


@dataclass(frozen=True, kw_only=True)
class GridFilter(UnitFilter):
    """Member of one grid now, by its whole code."""

    def condition(self, held: Held) -> Q:
        """Return that a post of grid member is held there now."""
        return in_post(Role.GRID_MEMBER, at=now(), area_code=held[self.name][0])


class PersonListPage(ListPage[Person]):
    """Everybody who holds posts, or did."""

    key = "people"
    kind = "person"
    menu = "people"
    act = PersonAct.READ
    title = _("People")
    sort = "number"
    search_field = "search"
    search_label = _("Name or work number")
    columns = (
        code("number", _("Work number"), of="work_number", sort="work_number"),
        text("name", _("Full name"), sort="name", primary=True, locked=True),
        text("unit", _("Unit"), of="unit.name"),
        ListColumn(key="posts", label=_("Posts now"), cell=_posts),
        ListColumn(key="phone", label=_("Telephone"), kind="code", cell=_phone, drop=2),
        term("state", _("State"), PersonState),
        moment("updated", _("Changed"), of="updated_at", sort="updated_at", drop=1),
    )
    filters = (
        AreaFilter(name="area", label=_("Area"), choices=area_choices),
        PostFilter(name="role", label=_("Post")),
        GridFilter(name="grid", label=_("Member of the grid")),
        UnitFilter(name="unit", label=_("Unit code")),
        TermFilter(name="state", label=_("State"), vocabulary=PersonState),
        DaysFilter(name="changed", label=_("Changed"), field="updated_at"),
    )
    presets = (
        Preset(label=_("All")),
        Preset(label=_("Serving"), query={"state": ("serving",)}),
        Preset(label=_("Road chiefs"), query={"role": ("road_chief",)}),
        Preset(label=_("Grid members"), query={"role": ("grid_member",)}),
    )

    def records(self) -> QuerySet[Person]:
        """Return the people that the database scope lets through."""
        return people_all(at=now())

    def row_url(self, record: Person) -> str:
        """Return the page of the person."""
        return reverse("ground:person-page", args=(record.pk,))

    def row_note(self, record: Person) -> str:
        """Return unit and posts."""
        return " · ".join(filter(None, (record.unit.name, _posts(record).text)))

    def acts(self) -> Sequence[Action]:
        """Lead to the members per grid, and offer to record somebody."""
        found = [Action(label=gettext("Per grid"), icon="chart-bar", url=reverse("ground:grid-members"))]
        if seams.may(self.actor, PersonAct.CREATE):
            url = reverse("ground:person-create")
            found.append(
                Action(
                    name=PersonAct.CREATE, label=gettext("New person"), kind="primary", icon="plus", url=url
                )
            )
        return found


class PersonPage(ObjectPage[Person]):
    """One person."""

    kind = "person"
    menu = "people"
    act = PersonAct.READ
    list_url_name = "ground:people"
    change_labels = {"holder": _("Holder"), "account": _("Account"), "state": _("State")}
    acts = (
        ObjectAct(
            act=PersonAct.HAND_OVER, label=_("Hand over"), url_name="ground:person-hand-over", kind="primary",
            icon="send",
        ),
        ObjectAct(
            act=PersonAct.EDIT, label=_("Change"), url_name="ground:person-edit", icon="edit", shortcut="e"
        ),
        ObjectAct(
            act=PostAct.OPEN, label=_("Open a post"), url_name="ground:post-open", icon="plus",
            why_not=_left_said,
        ),
        ObjectAct(
            act=AbsenceAct.RECORD, label=_("Record an absence"), url_name="ground:absence-record",
            icon="clock",
        ),
        ObjectAct(act=PersonAct.LINK, label=_("Link an account"), url_name="ground:person-link", icon="link"),
        ObjectAct(
            act=PersonAct.LEAVE, label=_("Leave the service"), url_name="ground:person-leave", icon="logout",
            kind="danger",
        ),
    )  # fmt: skip
    facts = (
        text("name", _("Full name")),
        ListColumn(key="unit", label=_("Unit"), cell=_unit_link),
        ListColumn(key="phone", label=_("Telephone"), kind="code", cell=_phone_to_reveal),
        ListColumn(
            key="account",
            label=_("Account"),
            cell=lambda person: Cell(text=person.user.username if person.user else ""),
        ),
        moment("recorded", _("Recorded"), of="recorded_at"),
        moment("updated", _("Changed"), of="updated_at"),
    )

    def load(self) -> Person:
        """Return the person of the URL."""
        return person_get(self.kwargs["person_id"])

    def code(self) -> str:
        """Return the work number."""
        return self.record.work_number

    def state(self) -> Tag:
        """Return whether they serve."""
        return tag_of(PersonState(self.record.state))

    def place(self) -> str:
        """Return the unit."""
        return self.record.unit.name

    def _action(self, declared: ObjectAct[Person]) -> Action:
        """Offer one's own absence to everybody."""
        is_own = self.record.user_id is not None and self.record.user_id == self.actor.user_id
        if is_own and declared.act == AbsenceAct.RECORD:
            declared = replace(declared, act=AbsenceAct.RECORD_OWN)
        return super()._action(declared)

    def sections(self) -> Sequence[Section]:
        """Show the posts, with who answers in them now, and the absences."""
        at = now()
        posts = list(posts_of(self.record.pk)[:_SHOWN])
        answers = standing_in([post.pk for post in posts], at)
        absences = list(absences_of(self.record.pk)[:_SHOWN])
        return (
            lines_section(
                gettext("Posts"),
                tuple(post_line(post, answers.get(post.pk), at=at) for post in posts),
                empty=gettext("No post yet. Open one, so that duties can be given to it."),
            ),
            lines_section(
                gettext("Absences"),
                tuple(self._absence_line(absence, at=at) for absence in absences),
                empty=gettext("No absence is recorded."),
            ),
        )

    def _absence_line(self, absence: Absence, *, at: datetime) -> Line:
        since, until = absence.validity.lower, absence.validity.upper
        stands = gettext("%(name)s stands in") % {"name": absence.deputy.name} if absence.deputy else ""
        is_open = since is not None and until > at
        may_end = is_open and any(seams.may(self.actor, act, self.record) for act in self._absence_acts())
        url = reverse("ground:absence-end", args=(absence.pk,))
        return Line(
            text=AbsenceKind(absence.kind).label(language()),
            note=" · ".join(filter(None, (period_said(since, until), stands))),
            tag=Tag(text=gettext("Away now"), colour="soon") if is_open and since <= at else None,
            acts=(Action(label=gettext("End it"), url=url),) if may_end else (),
        )

    def _absence_acts(self) -> tuple[str, ...]:
        is_own = self.record.user_id is not None and self.record.user_id == self.actor.user_id
        return (AbsenceAct.END, AbsenceAct.RECORD_OWN) if is_own else (AbsenceAct.END,)


def post_line(post: Post, answer: StandIn | None, *, at: datetime) -> Line:
    """Return a post as a line: what, where, since when, and who answers now where it is not the holder."""
    since, until = post.validity.lower, post.validity.upper
    is_now = since <= at and (until is None or at < until)
    tag = None
    if is_now and answer and answer.person is None:
        tag = Tag(text=gettext("The unit answers now"), colour="soon")
    elif is_now and answer and answer.instead_of and answer.person:
        tag = Tag(text=gettext("%(name)s answers now") % {"name": answer.person.name}, colour="soon")
    elif not is_now:
        tag = Tag(text=gettext("Ended") if since <= at else gettext("Not begun"))
    deputy = gettext("deputy %(name)s") % {"name": post.deputy.name} if post.deputy else ""
    facts = (post.unit.name, post.area.name, deputy, period_said(since, until))
    return Line(
        text=role_said(post),
        note=" · ".join(filter(None, facts)),
        url=reverse("ground:post-page", args=(post.pk,)),
        tag=tag,
    )


class PersonCreatePage(FormPage[Person, PersonCreateForm]):
    """Record somebody."""

    kind = "person"
    menu = "people"
    act = PersonAct.CREATE
    form_class = PersonCreateForm
    title = _("New person")
    verb = _("Record the person")

    def permit(self) -> None:
        """Let in whoever may record people anywhere; where, the service asks."""
        self.record = self.load()
        seams.require(self.actor, self.act)

    def load(self) -> Person:
        """Return the person who is not there yet."""
        return Person()

    def initial(self) -> Mapping[str, object]:
        """Return the unit it was asked for."""
        return {"unit": self.request.GET.get("unit", "")}

    def prepare(self, form: PersonCreateForm) -> None:
        """Offer the units."""
        form.fields["unit"].choices = unit_options()  # type: ignore[attr-defined]  # a ChoiceField has them

    def submit(self, sent: Sent[PersonCreateForm]) -> Done:
        """Record them."""
        typed = sent.form.cleaned_data
        new = NewPerson(
            client_id=uuid7(),
            work_number=typed["work_number"],
            name=typed["name"],
            unit_code=typed["unit"],
            phone=typed["phone"],
        )
        (person,) = people_create_many(new=[new], actor=self.actor, at=sent.at)
        return Done(
            url=reverse("ground:person-page", args=(person.pk,)),
            message=gettext("Person recorded. They hold no post yet."),
        )

    def back_url(self) -> str:
        """Lead back to the list."""
        return reverse("ground:people")


class PersonForPage(FormPage[Person, F]):
    """An act on one person."""

    kind = "person"
    menu = "people"

    def load(self) -> Person:
        """Return the person of the URL."""
        return person_get(self.kwargs["person_id"])

    def back_url(self) -> str:
        """Lead back to the person."""
        return reverse("ground:person-page", args=(self.record.pk,))

    def crumbs(self) -> Sequence[Crumb]:
        """Return the list and the person."""
        return (
            Crumb(label=gettext("People"), url=reverse("ground:people")),
            Crumb(label=self.record.name, url=self.back_url()),
        )

    def people_suggested(self) -> tuple[Option, ...]:
        """Return whom a field for a work number may suggest."""
        return person_suggestions(seams.areas_for(self.actor, PersonAct.READ))


class PersonEditPage(PersonForPage[PersonForm]):
    """Change a person."""

    act = PersonAct.EDIT
    form_class = PersonForm
    title = _("Change the person")
    verb = _("Keep the change")
    lead = _("Posts stay as they are: they are ended or handed over by themselves.")

    def initial(self) -> Mapping[str, object]:
        """Return name and unit; the number is not shown, not even here."""
        return {"name": self.record.name, "unit": self.record.unit.code}

    def version(self) -> str:
        """Return when they last changed."""
        return self.record.updated_at.isoformat()

    def prepare(self, form: PersonForm) -> None:
        """Offer the units."""
        form.fields["unit"].choices = unit_options()  # type: ignore[attr-defined]  # a ChoiceField has them

    def submit(self, sent: Sent[PersonForm]) -> Done:
        """Change them."""
        typed = sent.form.cleaned_data
        person_edit(
            person_id=self.record.pk, name=typed["name"], unit_code=typed["unit"],
            phone=typed["phone"] or None, actor=self.actor, at=sent.at,
        )  # fmt: skip
        return Done(url=self.back_url(), message=gettext("Person changed"))


class PersonLinkPage(PersonForPage[LinkForm]):
    """Say which account is theirs."""

    act = PersonAct.LINK
    form_class = LinkForm
    title = _("Link an account")
    verb = _("Link")

    def initial(self) -> Mapping[str, object]:
        """Return the present account."""
        return {"username": self.record.user.username if self.record.user else ""}

    def submit(self, sent: Sent[LinkForm]) -> Done:
        """Link it."""
        username = sent.form.cleaned_data["username"]
        person_link(person_id=self.record.pk, username=username, actor=self.actor, at=sent.at)
        said = gettext("Account linked") if username else gettext("Account unlinked")
        return Done(url=self.back_url(), message=said)


class PersonLeavePage(PersonForPage[ReasonForm]):
    """Let them leave the service."""

    act = PersonAct.LEAVE
    form_class = ReasonForm
    title = _("Leave the service")
    verb = _("Leave the service")
    verb_kind = "danger"
    lead = _(
        "Posts are handed over or ended first. The person's history stays; their account is stopped apart."
    )

    def submit(self, sent: Sent[ReasonForm]) -> Done:
        """Let them leave."""
        person_leave(
            person_id=self.record.pk, reason=sent.form.cleaned_data["reason"], actor=self.actor, at=sent.at
        )
        return Done(url=self.back_url(), message=gettext("Left the service"))


class PersonPhonePage(PhoneAskPage[Person], PersonForPage[RevealForm]):
    """Ask why the whole number is needed."""

    act = PersonAct.PHONE_REVEAL
    shown_url_name = "ground:person-phone-shown"

    def reveal(self, reason: str, *, at: datetime) -> None:
        """Keep the reason."""
        person_phone_reveal(person_id=self.record.pk, reason=reason, actor=self.actor, at=at)


class PersonPhoneShownPage(PhoneShownPage[Person], PersonForPage[RevealForm]):
    """The whole number of a person, once."""

    act = PersonAct.PHONE_REVEAL
    ask_url_name = "ground:person-phone"

    def phone(self) -> str:
        """Return the number."""
        return self.record.phone

    def note(self) -> str:
        """Return the unit."""
        return self.record.unit.name


class PersonHandOverPage(PersonForPage[HandOverForm]):
    """Hand posts and the open work on them to somebody else, after seeing all that will move."""

    act = PersonAct.HAND_OVER
    form_class = HandOverForm
    title = _("Hand over posts and work")
    verb = _("Hand over")
    verb_icon = "send"

    @cached_property
    def _held(self) -> list[Post]:
        return list(posts_now(self.record.pk, at=now()))

    @property
    def lead(self) -> str:  # type: ignore[override]  # says what hangs on this one person
        """Return what will move, in one sentence."""
        work = [
            f"{count} {provider.zh if language().startswith('zh') else provider.en}"
            for provider, count in open_work_of(self.record, at=now()).values()
        ]
        posts = len(self._held)
        said = ngettext("%(posts)s post", "%(posts)s posts", posts) % {"posts": posts}
        parts = "、".join([said, *work]) if language().startswith("zh") else ", ".join([said, *work])
        return gettext(
            "%(name)s holds %(what)s. The ticked posts, and the open work on them, go to the receiver now."
        ) % {"name": self.record.name, "what": parts}

    def prepare(self, form: HandOverForm) -> None:
        """Add a box for each post, ticked, and suggest receivers."""
        for post in self._held:
            label = f"{role_said(post)} · {post.unit.name} · {post.area.name}"
            form.fields[f"post_{post.pk}"] = forms.BooleanField(label=label, required=False, initial=True)
        form.order_fields([name for name in form.fields if name.startswith("post_")])
        form.fields["to"].widget.suggestions = self.people_suggested()

    def submit(self, sent: Sent[HandOverForm]) -> Done:
        """Hand over, all of it or nothing."""
        typed = sent.form.cleaned_data
        chosen = [int(name[5:]) for name, ticked in typed.items() if name.startswith("post_") and ticked]
        moved = post_hand_over(
            from_person_id=self.record.pk, to_number=typed["to"], reason=typed["reason"], post_ids=chosen,
            actor=self.actor, at=sent.at,
        )  # fmt: skip
        posts, work = len(moved.posts), sum(moved.work.values())
        said = gettext("Handed over to %(name)s: %(posts)s posts, %(work)s pieces of open work")
        return Done(
            url=reverse("ground:person-page", args=(moved.posts[0].person_id,)),
            message=said % {"name": moved.posts[0].person.name, "posts": posts, "work": work},
        )


@dataclass(frozen=True, kw_only=True)
class GridLine:
    """A duty grid with its members."""

    name: str
    code: str
    parent: str
    members: int
    url: str


@dataclass(frozen=True, kw_only=True)
class GridMembersView:
    """The figures of the grid members."""

    crumbs: tuple[Crumb, ...]
    figures: tuple[Figure, ...]
    spread: tuple[GridLine, ...]


class GridMembersPage(Page):
    """How many grid members there are, and how many to a grid; every figure opens the people it counts."""

    act = PersonAct.READ
    menu = "people"
    template = fragment = "ground/grid_members.html"
    title = _("Grid members")

    def get(self, _request: HttpRequest, **_kept: object) -> HttpResponse:
        """Answer with the figures."""
        at = now()
        found = grid_members(seams.areas_for(self.actor, self.act), at=at)
        people_url = reverse("ground:people")
        everybody = f"{people_url}?role={Role.GRID_MEMBER}"
        view = GridMembersView(
            crumbs=(Crumb(label=gettext("People"), url=people_url), Crumb(label=str(self.title))),
            figures=(
                Figure(label=gettext("Grid members"), value=found.members, as_of=at, url=everybody),
                Figure(
                    label=gettext("Duty grids"), value=found.grids, as_of=at,
                    url=f"{reverse('ground:areas')}?level=duty_grid",
                ),
                Figure(
                    label=gettext("Members per grid"), value=found.per_grid, decimals=2, as_of=at,
                    numerator=found.members, denominator=found.grids, url=everybody,
                    why_none=gettext("No duty grid is recorded."),
                ),
                Figure(label=gettext("Members of no duty grid"), value=found.elsewhere, as_of=at),
            ),
            spread=tuple(_grid_line(grid, members, people_url) for grid, members in found.spread),
        )  # fmt: skip
        return self.answer(view, title=self.title)


def _grid_line(grid: Area, members: int, people_url: str) -> GridLine:
    return GridLine(
        name=grid.name,
        code=grid.code,
        parent=grid.parent.name if grid.parent else "",
        members=members,
        url=f"{people_url}?grid={grid.code}",
    )
