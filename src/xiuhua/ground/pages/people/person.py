"""One person: posts with who answers in them now, and absences."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from xiuhua.ground.models import Absence, Person, Post
from xiuhua.ground.pages.people.words import period_said, role_said
from xiuhua.ground.queries.people import (
    StandIn,
    person_get,
    standing_in,
)
from xiuhua.ground.queries.posts import absences_of, posts_of
from xiuhua.ground.terms.people import AbsenceAct, AbsenceKind, PersonAct, PersonState, PostAct
from xiuhua.shared.clock import now
from xiuhua.web import seams
from xiuhua.web.errors import language
from xiuhua.web.pages.columns import ListColumn, moment, tag_of, text
from xiuhua.web.pages.objects import ObjectAct, ObjectPage
from xiuhua.web.pages.phones import phone_cell
from xiuhua.web.parts import Action, Cell, Section, Tag
from xiuhua.web.parts.lines import Line, lines_section

_SHOWN = 20


def _phone_to_reveal(person: Person) -> Cell:
    return phone_cell(person.phone, url=reverse("ground:person-phone", args=(person.pk,)))


def _unit_link(person: Person) -> Cell:
    return Cell(kind="link", text=person.unit.name, url=reverse("ground:unit-page", args=(person.unit_id,)))


def _left_said(person: Person) -> str:
    return "" if person.state == PersonState.SERVING else gettext("This person has left the service.")


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
