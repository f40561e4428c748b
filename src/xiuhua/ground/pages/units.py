"""Units on the screen: list, one unit, the tree, and the acts on them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import urlencode

from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from xiuhua.access.terms import Role
from xiuhua.ground.forms.units import ReasonForm, UnitCreateForm, UnitForm, UnitMoveForm
from xiuhua.ground.models import Unit
from xiuhua.ground.pages.areas import area_choices
from xiuhua.ground.queries.posts import posts_in
from xiuhua.ground.queries.units import (
    UnitNode,
    unheard_sentence,
    unit_choices,
    unit_get,
    unit_path,
    unit_ties,
    unit_tree,
    units_all,
    units_unheard,
)
from xiuhua.ground.services.units import (
    NewUnit,
    UnitWords,
    unit_edit,
    unit_move,
    unit_retire,
    units_create_many,
)
from xiuhua.ground.terms.people import PersonAct, UnitKind, UnitState
from xiuhua.ground.terms.units import UnitAct
from xiuhua.shared.clock import now
from xiuhua.shared.errors import Invalid
from xiuhua.web import seams
from xiuhua.web.addresses import Held
from xiuhua.web.errors import language
from xiuhua.web.pages.base import Page
from xiuhua.web.pages.columns import ListColumn, code, moment, number, tag_of, term, text
from xiuhua.web.pages.filters import AreaFilter, Mark, PrefixFilter, TermFilter, YesFilter
from xiuhua.web.pages.forms import Done, F, FormPage, Sent
from xiuhua.web.pages.lists import ListPage, Preset
from xiuhua.web.pages.objects import ObjectAct, ObjectPage
from xiuhua.web.parts import Action, Cell, Count, Crumb, Option, Related, Section, State, Tag
from xiuhua.web.parts.lines import Line, lines_section

_POSTS_SHOWN = 30


def unit_options() -> list[tuple[str, str]]:
    """Return the units for a choice, lower ones set in."""
    return [(unit.code, "\u3000" * depth + unit.name) for unit, depth in unit_choices()]


def area_suggestions() -> tuple[Option, ...]:
    """Return the areas down to streets, for a field to suggest."""
    return tuple(Option(value=area.code, label=area.name) for area in area_choices())


def _area(unit: Unit) -> Cell:
    return Cell(text=unit.area.name)


@dataclass(frozen=True, kw_only=True)
class UnitFilter(PrefixFilter):
    """Of one unit, by its whole code."""

    field: str = "unit__code"

    def condition(self, held: Held) -> Q:
        """Return that it is this unit."""
        return Q(**{self.column: held[self.name][0]})

    def marks(self, held: Held) -> tuple[Mark, ...]:
        """Return one chip."""
        return tuple(Mark(self.name, value, value) for value in held.get(self.name, ())[:1])


@dataclass(frozen=True, kw_only=True)
class HeardFilter(YesFilter):
    """Whether anybody of the unit has an account and can be told."""

    def condition(self, held: Held) -> Q:
        """Return that somebody can be told, or that nobody can."""
        nobody = Q(pk__in=units_unheard(at=now()))
        return ~nobody if held[self.name][0] == "1" else nobody


class UnitListPage(ListPage[Unit]):
    """Every bureau, squad, office, department, contractor and firm."""

    key = "units"
    kind = "unit"
    menu = "people"
    act = UnitAct.READ
    title = _("Units")
    sort = "code"
    area_field = ""  # an organisation chart hangs on the wall of every office
    search_field = "search"
    search_label = _("Name or code")
    columns = (
        code("code", _("Code"), sort="code", drop=2),
        text("name", _("Name"), sort="name", primary=True, locked=True),
        term("kind", _("Kind"), UnitKind),
        text("parent", _("Belongs to"), of="parent_name", drop=1),
        ListColumn(key="area", label=_("Area"), cell=_area, sort="area_code"),
        number("people", _("People"), of="people_count"),
        code("duty_phone", _("Duty telephone"), drop=2),
        term("state", _("State"), UnitState),
    )
    filters = (
        AreaFilter(name="area", label=_("Area"), choices=area_choices),
        TermFilter(name="kind", label=_("Kind"), vocabulary=UnitKind),
        TermFilter(name="state", label=_("State"), vocabulary=UnitState),
        HeardFilter(name="heard", label=_("Can be told")),
    )
    presets = (
        Preset(label=_("All")),
        Preset(label=_("Bureaus"), query={"kind": ("bureau",), "state": ("active",)}),
        Preset(label=_("Departments"), query={"kind": ("department",), "state": ("active",)}),
        Preset(label=_("Contractors"), query={"kind": ("contractor",), "state": ("active",)}),
        Preset(label=_("Nobody hears"), query={"heard": ("0",), "state": ("active",)}),
    )

    def records(self) -> QuerySet[Unit]:
        """Return every unit."""
        return units_all()

    def row_url(self, record: Unit) -> str:
        """Return the page of the unit."""
        return reverse("ground:unit-page", args=(record.pk,))

    def row_note(self, record: Unit) -> str:
        """Return its kind and area."""
        return f"{UnitKind(record.kind).label(language())} · {record.area.name}"

    def acts(self) -> Sequence[Action]:
        """Lead to the tree, and offer to record a unit."""
        found = [Action(label=gettext("Tree"), icon="sitemap", url=reverse("ground:unit-tree"))]
        if seams.may(self.actor, UnitAct.CREATE):
            url = reverse("ground:unit-create")
            found.append(
                Action(name=UnitAct.CREATE, label=gettext("New unit"), kind="primary", icon="plus", url=url)
            )
        return found


class UnitPage(ObjectPage[Unit]):
    """One unit."""

    kind = "unit"
    menu = "people"
    act = UnitAct.READ
    list_url_name = "ground:units"
    change_labels = {"parent": _("Belongs to"), "state": _("State")}
    acts = (
        ObjectAct(
            act=UnitAct.EDIT, label=_("Change"), url_name="ground:unit-edit", kind="primary", icon="edit",
            shortcut="e",
        ),
        ObjectAct(act=UnitAct.MOVE, label=_("Move"), url_name="ground:unit-move", icon="sitemap"),
        ObjectAct(
            act=UnitAct.RETIRE, label=_("Retire"), url_name="ground:unit-retire", icon="ban", kind="danger"
        ),
    )  # fmt: skip
    facts = (
        text("name", _("Name")),
        text("short_name", _("Short name")),
        term("kind", _("Kind"), UnitKind),
        code("duty_phone", _("Duty telephone")),
        ListColumn(key="area", label=_("Area"), cell=_area),
        moment("recorded", _("Recorded"), of="recorded_at"),
        moment("updated", _("Changed"), of="updated_at"),
    )

    def load(self) -> Unit:
        """Return the unit of the URL."""
        return unit_get(self.kwargs["unit_id"])

    def code(self) -> str:
        """Return its code."""
        return self.record.code

    def state(self) -> Tag:
        """Return whether it still answers for anything."""
        return tag_of(UnitState(self.record.state))

    def place(self) -> str:
        """Return its area."""
        return self.record.area.name

    def crumbs(self) -> Sequence[Crumb]:
        """Return what it belongs to, the widest first."""
        return [
            Crumb(label=unit.short_name or unit.name, url=reverse("ground:unit-page", args=(unit.pk,)))
            for unit in unit_path(self.record)
        ]

    def caution(self) -> State | None:
        """Say where nobody of it can be told."""
        words = unheard_sentence(self.record, at=now(), language=language())
        return State(kind="stale", title=words) if words and self.record.state == UnitState.ACTIVE else None

    def sections(self) -> Sequence[Section]:
        """Show the posts held in it, to whoever may see people."""
        if not seams.may(self.actor, PersonAct.READ, self.record):
            return ()
        here = language()
        held = list(posts_in(self.record.pk, at=now())[: _POSTS_SHOWN + 1])
        lines = tuple(
            Line(
                text=f"{post.person.name} · {post.title or Role(post.role).label(here)}",
                note=f"{Role(post.role).label(here)} · {post.area.name}",
                url=reverse("ground:post-page", args=(post.pk,)),
            )
            for post in held[:_POSTS_SHOWN]
        )
        more = f"{reverse('ground:posts')}?unit={self.record.code}" if len(held) > _POSTS_SHOWN else ""
        return (
            lines_section(
                gettext("Posts held now"), lines, empty=gettext("Nobody holds a post here."), more_url=more
            ),
        )

    def related(self) -> Sequence[Related]:
        """Return what hangs on it."""
        ties = unit_ties(self.record.pk, at=now())
        found = [
            Related(label=gettext("Units beneath"), icon="sitemap", count=Count(number=ties.units),
                    url=reverse("ground:unit-tree")),
        ]  # fmt: skip
        if seams.may(self.actor, PersonAct.READ, self.record):
            people = f"{reverse('ground:people')}?unit={self.record.code}"
            posts = f"{reverse('ground:posts')}?unit={self.record.code}"
            found += [
                Related(label=gettext("People"), icon="users", count=Count(number=ties.people), url=people),
                Related(label=gettext("Posts"), icon="id", count=Count(number=ties.posts), url=posts),
            ]
        found += [
            Related(
                label=gettext("Duties"), icon="clipboard-check", count=Count(number=ties.duties),
                url=f"{reverse('ground:duties')}?{urlencode({'unit': self.record.name})}",
            ),
            Related(
                label=gettext("Components kept"), icon="stack-2", count=Count(number=ties.components),
                url=f"{reverse('ground:components')}?keeper={self.record.pk}",
            ),
        ]  # fmt: skip
        return found


@dataclass(frozen=True, kw_only=True)
class UnitTreeView:
    """The whole organisation."""

    crumbs: tuple[Crumb, ...]
    acts: tuple[Action, ...]
    nodes: tuple[UnitNode, ...]
    total: int
    open: bool
    empty: State


class UnitTreePage(Page):
    """The whole organisation, set in and foldable; `?open=1` unfolds all of it."""

    act = UnitAct.READ
    menu = "people"
    template = fragment = "ground/unit_tree.html"
    title = _("Organisation")

    def get(self, request: HttpRequest, **_kept: object) -> HttpResponse:
        """Answer with the tree."""
        nodes, is_open = unit_tree(), request.GET.get("open") == "1"
        url, label = (".", gettext("Fold")) if is_open else ("?open=1", gettext("Unfold all"))
        list_url = reverse("ground:units")
        view = UnitTreeView(
            crumbs=(Crumb(label=gettext("Units"), url=list_url), Crumb(label=str(self.title))),
            acts=(
                Action(label=label, url=reverse("ground:unit-tree") if is_open else url),
                Action(label=gettext("List"), url=list_url),
            ),
            nodes=nodes,
            total=sum(map(_size, nodes)),
            open=is_open,
            empty=State(
                kind="empty",
                title=gettext("No unit yet"),
                text=gettext("Record the bureau first, then what belongs to it, or import a sheet of units."),
            ),
        )
        return self.answer(view, title=self.title)


def _size(node: UnitNode) -> int:
    return 1 + sum(map(_size, node.nodes))


class UnitCreatePage(FormPage[Unit, UnitCreateForm]):
    """Record a unit."""

    kind = "unit"
    menu = "people"
    act = UnitAct.CREATE
    form_class = UnitCreateForm
    title = _("New unit")
    verb = _("Record the unit")

    def permit(self) -> None:
        """Let in whoever may record units anywhere; where, the service asks."""
        self.record = self.load()
        seams.require(self.actor, self.act)

    def load(self) -> Unit:
        """Return the unit that is not there yet."""
        return Unit()

    def initial(self) -> Mapping[str, object]:
        """Return the unit it was asked to hang under."""
        return {"parent_code": self.request.GET.get("parent", "")}

    def prepare(self, form: UnitCreateForm) -> None:
        """Offer the units above and the areas."""
        form.fields["parent_code"].choices = [("", gettext("Nothing: it stands at the top")), *unit_options()]  # type: ignore[attr-defined]  # a ChoiceField has them
        form.fields["area_code"].widget.suggestions = area_suggestions()

    def submit(self, sent: Sent[UnitCreateForm]) -> Done:
        """Record it."""
        typed = dict(sent.form.cleaned_data)
        new = NewUnit(**(typed | {"kind": UnitKind(typed["kind"])}))
        units = units_create_many(new=[new], actor=self.actor, at=sent.at)
        if not units:
            raise Invalid(fields={"code": "unit_known"}, code=new.code)
        return Done(url=reverse("ground:unit-page", args=(units[0].pk,)), message=gettext("Unit recorded"))

    def back_url(self) -> str:
        """Lead back to the list."""
        return reverse("ground:units")


class _UnitAct(FormPage[Unit, F]):
    """An act on one unit."""

    kind = "unit"
    menu = "people"

    def load(self) -> Unit:
        """Return the unit of the URL."""
        return unit_get(self.kwargs["unit_id"])

    def version(self) -> str:
        """Return when it last changed."""
        return self.record.updated_at.isoformat()

    def back_url(self) -> str:
        """Lead back to the unit."""
        return reverse("ground:unit-page", args=(self.record.pk,))

    def crumbs(self) -> Sequence[Crumb]:
        """Return the list and the unit."""
        return (
            Crumb(label=gettext("Units"), url=reverse("ground:units")),
            Crumb(label=self.record.name, url=self.back_url()),
        )


class UnitEditPage(_UnitAct[UnitForm]):
    """Change what a unit is called."""

    act = UnitAct.EDIT
    form_class = UnitForm
    title = _("Change the unit")
    verb = _("Keep the change")
    lead = _("The code stays; what it was called remains in the history.")

    def initial(self) -> Mapping[str, object]:
        """Return what it is called now."""
        return {name: getattr(self.record, name) for name in ("name", "short_name", "kind", "duty_phone")}

    def submit(self, sent: Sent[UnitForm]) -> Done:
        """Change it."""
        typed = dict(sent.form.cleaned_data)
        words = UnitWords(**(typed | {"kind": UnitKind(typed["kind"])}))
        unit_edit(unit_id=self.record.pk, words=words, actor=self.actor, at=sent.at)
        return Done(url=self.back_url(), message=gettext("Unit changed"))


class UnitMovePage(_UnitAct[UnitMoveForm]):
    """Hang a unit under another."""

    act = UnitAct.MOVE
    form_class = UnitMoveForm
    title = _("Move the unit")
    verb = _("Move")
    lead = _("Everything beneath it moves along.")

    def initial(self) -> Mapping[str, object]:
        """Return where it hangs now."""
        return {"parent": self.record.parent.code if self.record.parent else ""}

    def prepare(self, form: UnitMoveForm) -> None:
        """Offer the units above."""
        form.fields["parent"].choices = [("", gettext("Nothing: it stands at the top")), *unit_options()]  # type: ignore[attr-defined]  # a ChoiceField has them

    def submit(self, sent: Sent[UnitMoveForm]) -> Done:
        """Move it."""
        typed = sent.form.cleaned_data
        unit_move(
            unit_id=self.record.pk, parent_code=typed["parent"], reason=typed["reason"], actor=self.actor,
            at=sent.at,
        )  # fmt: skip
        return Done(url=self.back_url(), message=gettext("Unit moved"))


class UnitRetirePage(_UnitAct[ReasonForm]):
    """Retire a unit."""

    act = UnitAct.RETIRE
    form_class = ReasonForm
    title = _("Retire the unit")
    verb = _("Retire")
    verb_kind = "danger"
    lead = _(
        "Only a unit without people, posts, duties and units beneath it can be retired. Its history stays."
    )

    def submit(self, sent: Sent[ReasonForm]) -> Done:
        """Retire it."""
        unit_retire(
            unit_id=self.record.pk, reason=sent.form.cleaned_data["reason"], actor=self.actor, at=sent.at
        )
        return Done(url=self.back_url(), message=gettext("Unit retired"))
