"""A city's limits of orders on the screen: versions, what each says, publishing the next."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from xiuhua.ground.rules.limits import Limit, limit_read, limit_text
from xiuhua.orders.forms.orders import LIMIT_LABELS, NUMBER_LABELS, OrderLimitsForm
from xiuhua.orders.models import OrderVersion
from xiuhua.orders.queries.order_settings import (
    order_settings_for,
    order_version_get,
    order_version_latest,
    order_versions_all,
)
from xiuhua.orders.rules.order_settings import LIMITS, NUMBERS, OrderSettings, order_settings_read
from xiuhua.orders.services.orders import order_limits_publish
from xiuhua.orders.terms.orders import OrderVersionAct
from xiuhua.shared.clock import now
from xiuhua.shared.errors import Invalid
from xiuhua.web import seams
from xiuhua.web.errors import language
from xiuhua.web.pages.columns import ListColumn, moment, number, text
from xiuhua.web.pages.forms import Done, FormPage, Sent
from xiuhua.web.pages.lists import ListPage
from xiuhua.web.pages.objects import ObjectPage
from xiuhua.web.parts import Action, Cell, Fact, Section, State


class OrderVersionListPage(ListPage[OrderVersion]):
    """Every version that was published."""

    key = "order-settings"
    kind = "order_version"
    menu = "order"
    act = OrderVersionAct.READ.value
    title = gettext_lazy("Limits of orders")
    sort = "-published"
    columns = (
        number("number", gettext_lazy("Version")),
        ListColumn(
            key="area",
            label=gettext_lazy("Area"),
            kind="code",
            cell=lambda one: Cell(kind="code", text=one.area_code),
        ),
        text("reason", gettext_lazy("Why"), primary=True, locked=True),
        moment("published", gettext_lazy("Published"), of="published_at", sort="published_at"),
    )

    def records(self) -> QuerySet[OrderVersion]:
        """Return every version."""
        return order_versions_all()

    def row_url(self, record: OrderVersion) -> str:
        """Return the page of the version."""
        return reverse("orders:order-version", args=(record.pk,))

    def acts(self) -> Sequence[Action]:
        """Offer to publish the next one."""
        if not seams.may(self.actor, OrderVersionAct.PUBLISH.value):
            return ()
        label, url = _("Publish the limits of orders"), reverse("orders:order-publish")
        return (
            Action(name=OrderVersionAct.PUBLISH.value, label=label, kind="primary", icon="settings", url=url),
        )

    def empty(self) -> State:
        """Return what stands where everything is as it comes."""
        lines = " · ".join(f"{label} {said}" for label, said in told(OrderSettings()))
        return State(kind="empty", title=_("Everything is as it comes"), text=lines, acts=tuple(self.acts()))


def told(settings: OrderSettings) -> list[tuple[str, str]]:
    """Return settings in words."""
    limits = [(str(LIMIT_LABELS[name]), limit_text(getattr(settings, name), language())) for name in LIMITS]
    return limits + [(str(NUMBER_LABELS[name]), str(getattr(settings, name))) for name in NUMBERS]


class OrderVersionPage(ObjectPage[OrderVersion]):
    """One version: everything that holds by it."""

    kind = "order_version"
    menu = "order"
    act = OrderVersionAct.READ.value
    list_url_name = "orders:order-versions"
    facts = (
        text("reason", gettext_lazy("Why")),
        moment("published", gettext_lazy("Published"), of="published_at"),
    )

    def load(self) -> OrderVersion:
        """Return the version of the URL."""
        return order_version_get(self.kwargs["version_id"])

    def heading(self) -> str:
        """Return its number."""
        return _("Limits of orders, version %(number)s") % {"number": self.record.number}

    def sections(self) -> Sequence[Section]:
        """Return what holds."""
        facts = [
            Fact(label=label, value=Cell(text=said))
            for label, said in told(order_settings_read(self.record.chosen))
        ]
        return (Section(title=_("What holds"), template="ground/facts.html", context=facts),)


class OrderPublishPage(FormPage[OrderVersion, OrderLimitsForm]):
    """Publishing the next version for one's own area."""

    kind = "order_version"
    menu = "order"
    act = OrderVersionAct.PUBLISH.value
    form_class = OrderLimitsForm
    title = gettext_lazy("Publish the limits of orders")
    lead = gettext_lazy("Holds from now on for your whole area; orders keep the deadlines they came in with.")
    verb = gettext_lazy("Publish the limits of orders")
    verb_icon = "settings"

    def load(self) -> OrderVersion:
        """Return the version that is not there yet, after the one that holds."""
        areas = seams.areas_for(self.actor, self.act)
        area_code = areas[0] if areas else ""
        before = order_version_latest(area_code)
        return OrderVersion(area_code=area_code, number=before.number + 1 if before else 1)

    def initial(self) -> Mapping[str, object]:
        """Return what holds now."""
        held = order_settings_for(self.record.area_code, at=now()).settings
        return {
            **{name: limit_text(getattr(held, name), language()).replace("\u00a0", " ") for name in LIMITS},
            **{name: getattr(held, name) for name in NUMBERS},
        }

    def version(self) -> str:
        """Return which version comes next: whoever is slower is told."""
        return str(self.record.number)

    def back_url(self) -> str:
        """Return the list."""
        return reverse("orders:order-versions")

    def submit(self, sent: Sent[OrderLimitsForm]) -> Done:
        """Publish it."""
        typed = sent.form.cleaned_data
        chosen: dict[str, object] = {name: typed[name] for name in NUMBERS}
        for name in LIMITS:
            limit = _limit(name, typed[name])
            chosen[name] = [limit.amount, limit.unit.value]
        made = order_limits_publish(
            area_code=self.record.area_code, chosen=chosen, reason=typed["reason"],
            seen=self.record.number - 1, actor=self.actor, at=sent.at,
        )  # fmt: skip
        url = reverse("orders:order-version", args=(made.pk,))
        return Done(url=url, message=OrderVersionAct.PUBLISH.label(language()))


def _limit(name: str, typed: str) -> Limit:
    try:
        found = limit_read(typed)
    except ValueError:
        found = None
    if not isinstance(found, Limit):
        raise Invalid(fields={name: "order_setting_limit"})
    return found
