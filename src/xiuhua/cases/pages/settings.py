"""A city's settings of the loop on the screen: versions, what each says, publishing the next."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from xiuhua.cases import queries, services
from xiuhua.cases.forms.settings import LoopForm, settings_groups
from xiuhua.cases.models import LoopVersion
from xiuhua.cases.pages.shared import verb_later
from xiuhua.cases.queries.ground import item_coded
from xiuhua.cases.queries.settings import version_get, version_latest, versions_all
from xiuhua.cases.rules.choosing import chosen, typed
from xiuhua.cases.rules.settings import BadSettings, KeyLimit, LoopSettings, settings_read
from xiuhua.cases.terms import Channel, Desk, LoopAct
from xiuhua.ground.rules.limits import limit_text
from xiuhua.shared.clock import now
from xiuhua.shared.errors import Invalid
from xiuhua.web import seams
from xiuhua.web.errors import language
from xiuhua.web.pages.columns import ListColumn, moment, number, text
from xiuhua.web.pages.forms import Done, FormPage, Group, Sent
from xiuhua.web.pages.lists import ListPage
from xiuhua.web.pages.objects import ObjectPage
from xiuhua.web.parts import Action, Cell, Fact, Section, State

_AMONG = {"zh": "、", "en": ", "}


class LoopVersionListPage(ListPage[LoopVersion]):
    """Every version that was published."""

    key = "loop-settings"
    kind = "loop_version"
    menu = "case"
    act = LoopAct.READ.value
    title = gettext_lazy("Settings of the loop")
    sort = "-published"
    columns = (
        number("number", gettext_lazy("Version")),
        ListColumn(key="area", label=gettext_lazy("Area"), kind="code",
                   cell=lambda one: Cell(kind="code", text=one.area_code)),
        text("reason", gettext_lazy("Why"), primary=True, locked=True),
        moment("published", gettext_lazy("Published"), of="published_at", sort="published_at"),
    )  # fmt: skip

    def records(self) -> QuerySet[LoopVersion]:
        """Return every version."""
        return versions_all()

    def row_url(self, record: LoopVersion) -> str:
        """Return the page of the version."""
        return reverse("cases:loop-version", args=(record.pk,))

    def acts(self) -> Sequence[Action]:
        """Offer to publish the next one."""
        return (_publish(),) if seams.may(self.actor, LoopAct.PUBLISH.value) else ()

    def empty(self) -> State:
        """Return what stands where everything is as it comes."""
        acts = (_publish(),) if seams.may(self.actor, LoopAct.PUBLISH.value) else ()
        return State(
            kind="empty",
            title=_("Everything is as it comes"),
            text=_("Stage limits, key-area limits, merged posts and windows can be chosen for your city."),
            acts=acts,
        )


def _publish() -> Action:
    label = str(verb_later(LoopAct.PUBLISH))
    return Action(
        name=LoopAct.PUBLISH.value,
        label=label,
        kind="primary",
        icon="settings",
        url=reverse("cases:loop-publish"),
    )


class LoopVersionPage(ObjectPage[LoopVersion]):
    """One version: everything that holds by it."""

    kind = "loop_version"
    menu = "case"
    act = LoopAct.READ.value
    list_url_name = "cases:loop-versions"
    facts = (
        text("reason", gettext_lazy("Why")),
        moment("published", gettext_lazy("Published"), of="published_at"),
    )

    def load(self) -> LoopVersion:
        """Return the version of the URL."""
        return version_get(self.kwargs["version_id"])

    def heading(self) -> str:
        """Return its number."""
        return _("Settings of the loop, version %(number)s") % {"number": self.record.number}

    def sections(self) -> Sequence[Section]:
        """Return what holds: limits, quick limits, key areas, merged posts."""
        said = settings_read(self.record.chosen)
        limits = {
            stage.label(language()): limit_text(limit, language())
            for stage, limit in said.stage_limits.items()
        }
        quick = {
            stage.label(language()): limit_text(limit, language())
            for stage, limit in said.quick_limits.items()
        }
        keys = {_matter_called(one.matter): _key_said(one) for one in said.key_limits}
        merged = {
            Desk(desk).label(language()): Desk(into).label(language()) for desk, into in said.merged.items()
        }
        waiting = [one.label(language()) for one in Channel if one in said.verified_channels]
        verified = {
            str(_("Not accepted before a collector has looked")): _AMONG[language()[:2]].join(waiting)
        }
        told = (
            (_("Limits of the desks"), limits), (_("Limits of the quick response"), quick),
            (_("Limits in key areas"), keys),
            (_("Merged posts"), merged),
            (_("What is the same, what comes back"), _sameness(said)),
            (_("Verified before filing"), verified if waiting else {}),
        )  # fmt: skip
        return [
            Section(title=title, template="ground/facts.html",
                    context=[Fact(label=name, value=Cell(text=value)) for name, value in rows.items()])
            for title, rows in told if rows
        ]  # fmt: skip


def _matter_called(code: str) -> str:
    """Return a matter's name and code; the code alone where no catalogue has it."""
    item = item_coded(code)
    if item is None:
        return code
    return f"{item.zh if language().startswith('zh') or not item.en else item.en} {code}"


def _key_said(one: KeyLimit) -> str:
    return _("%(key)s there, %(other)s elsewhere, %(counted)s") % {
        "key": limit_text(one.key, language()), "other": limit_text(one.other, language()),
        "counted": one.counts_from.label(language()),
    }  # fmt: skip


def _sameness(said: LoopSettings) -> dict[str, str]:
    """Return how near and how soon the same matter is the same, or comes back, and what follows from it."""
    apart = _("within %(metres)s m and %(hours)s h") % {
        "metres": said.duplicate_m, "hours": said.duplicate_hours
    }  # fmt: skip
    back = _("within %(metres)s m and %(days)s days") % {
        "metres": said.rebound_m, "days": said.rebound_days
    }  # fmt: skip
    return {
        str(_("May be the same")): apart,
        str(_("Came back")): back,
        str(_("What came back is checked by another person")): _("yes") if said.rebound_raised else _("no"),
    }


class LoopPublishPage(FormPage[LoopVersion, LoopForm]):
    """Publishing the next version for one's own area."""

    kind = "loop_version"
    menu = "case"
    act = LoopAct.PUBLISH.value
    form_class = LoopForm
    title = verb_later(LoopAct.PUBLISH)
    lead = gettext_lazy("Holds from now on for your whole area; cases keep the limits they were given.")
    verb = verb_later(LoopAct.PUBLISH)
    verb_icon = "settings"

    def form_groups(self) -> Sequence[Group]:
        """Return the settings under headings."""
        return settings_groups()

    def load(self) -> LoopVersion:
        """Return the version that is not there yet, after the one that holds."""
        areas = seams.areas_for(self.actor, self.act)
        area_code = areas[0] if areas else ""
        before = version_latest(area_code)
        return LoopVersion(area_code=area_code, number=before.number + 1 if before else 1)

    def initial(self) -> Mapping[str, object]:
        """Return what holds now."""
        return typed(queries.settings_for(self.record.area_code, at=now()).settings, language())

    def version(self) -> str:
        """Return which version comes next: whoever is slower is told."""
        return str(self.record.number)

    def back_url(self) -> str:
        """Return the list."""
        return reverse("cases:loop-versions")

    def submit(self, sent: Sent[LoopForm]) -> Done:
        """Publish it."""
        try:
            wanted = chosen(sent.form.cleaned_data)
        except BadSettings as fault:
            raise Invalid(fields={fault.field: fault.code}) from fault
        made = services.loop_publish(
            area_code=self.record.area_code, chosen=wanted, reason=sent.form.cleaned_data["reason"],
            seen=self.record.number - 1, actor=self.actor, at=sent.at,
        )  # fmt: skip
        return Done(
            url=reverse("cases:loop-version", args=(made.pk,)), message=LoopAct.PUBLISH.label(language())
        )
