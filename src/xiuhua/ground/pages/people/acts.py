"""The acts on a person, up to handing over posts and work."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from functools import cached_property

from django import forms
from django.urls import reverse
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from xiuhua.ground.forms.people import (
    HandOverForm,
    LinkForm,
    PersonCreateForm,
    PersonForm,
)
from xiuhua.ground.forms.units import ReasonForm
from xiuhua.ground.models import Person, Post
from xiuhua.ground.pages.people.words import person_suggestions, role_said
from xiuhua.ground.pages.units import unit_options
from xiuhua.ground.queries.people import (
    person_get,
)
from xiuhua.ground.queries.posts import posts_now
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
from xiuhua.ground.terms.people import PersonAct
from xiuhua.shared.clock import now
from xiuhua.shared.ids import uuid7
from xiuhua.web import seams
from xiuhua.web.errors import language
from xiuhua.web.pages.forms import Done, F, FormPage, Sent
from xiuhua.web.pages.phones import PhoneAskPage, PhoneShownPage, RevealForm
from xiuhua.web.parts import Crumb, Option


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
