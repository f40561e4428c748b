"""Warnings on the screen: what a rule found, with its evidence, and what the check of it came to."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from datetime import datetime
from typing import Any, ClassVar

from django.db.models import QuerySet
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils.timezone import localtime

from xiuhua.ground.queries.choices import area_choices
from xiuhua.oversight.forms.warnings import (
    CheckForm,
    CloseForm,
    OrderForm,
    PlainForm,
    RuleForm,
    parameter_field,
)
from xiuhua.oversight.models import IntegrityWarning, RuleVersion
from xiuhua.oversight.pages.oversight_parts import (
    MENU,
    SealedPage,
    by_whom,
    switched,
    unit_choices,
    words_section,
)
from xiuhua.oversight.pages.own_records import RecordFormPage
from xiuhua.oversight.queries import warnings as queries
from xiuhua.oversight.queries.rectifications import orders_of
from xiuhua.oversight.queries.sealing import seal_opened
from xiuhua.oversight.rules.warnings import OPEN, RULE_OF, RULES
from xiuhua.oversight.services import warnings as services
from xiuhua.oversight.terms.rectifications import RectifyState
from xiuhua.oversight.terms.warnings import RuleAct, WarningAct, WarningResult, WarningState
from xiuhua.scenekit.words import said
from xiuhua.shared.clock import now
from xiuhua.shared.errors import NotSignedIn
from xiuhua.shared.ids import uuid_told
from xiuhua.web import seams
from xiuhua.web.errors import language
from xiuhua.web.pages.columns import ListColumn, area, code, moment, tag_cell, tag_of, term
from xiuhua.web.pages.filters import AreaFilter, ChoiceFilter, DaysFilter, Filter, TermFilter
from xiuhua.web.pages.forms import ONCE, Done, F, FormPage, Group, Sent
from xiuhua.web.pages.lists import ListPage, Preset
from xiuhua.web.pages.making import term_choices, verb_later
from xiuhua.web.pages.objects import ObjectAct, ObjectPage
from xiuhua.web.parts import Action, Cell, Crumb, Section, Tag
from xiuhua.web.parts.lines import Line, lines_section
from xiuhua.web.words import word


def rule_name(key: str) -> str:
    """Return what a rule is called."""
    return RULE_OF[key].name(language()) if key in RULE_OF else key


def sentence_of(warning: IntegrityWarning) -> str:
    """Return what the rule says of a warning, with the numbers that held when it was raised."""
    rule = RULE_OF.get(warning.rule)
    if rule is None:
        return warning.subject
    return rule.sentence(language(), {**warning.parameters, **warning.arguments})


def about_of(warning: IntegrityWarning) -> str:
    """Return whom a warning of the list is about, and the unit that has its case."""
    people = str(said(zh="、", en=", ")).join(getattr(warning, "about_names", ()))
    unit = warning.case.unit if warning.case else None
    return " · ".join(filter(None, (people, unit.name if unit else "")))


def rule_choices() -> list[tuple[str, str]]:
    """Return the rules for a filter."""
    return [(rule.key, rule.name(language())) for rule in RULES]


class WarningListPage(SealedPage, ListPage[IntegrityWarning]):
    """Every warning that the reader may see, the latest first."""

    key = "warnings"
    kind = "warning"
    menu = MENU
    act = WarningAct.READ.value
    title = said(zh="廉情预警", en="Integrity warnings")
    comes_from = said(
        zh="规则在案件办理记录中发现异常时自动出现在这里；规则和参数见“预警规则”。",
        en="Rules put a warning here when the story of a case looks odd; see “Rules” for what they look for.",
    )
    sort = "-raised"
    columns = (
        code("number", said(zh="编号", en="Number"), drop=1),
        ListColumn(
            key="rule", label=said(zh="规则", en="Rule"), cell=lambda one: Cell(text=rule_name(one.rule))
        ),
        ListColumn(
            key="what", label=said(zh="发现", en="What was found"), primary=True, locked=True,
            cell=lambda one: Cell(text=sentence_of(one)),
        ),
        ListColumn(
            key="about", label=said(zh="涉及", en="About"), cell=lambda one: Cell(text=about_of(one)), drop=2,
        ),
        term("state", said(zh="状态", en="State"), WarningState),
        ListColumn(
            key="result", label=said(zh="核查结果", en="Result"), kind="tag",
            cell=lambda one: tag_cell(WarningResult(one.result)) if one.result else Cell(),
        ),
        moment("raised", said(zh="发出时间", en="Raised"), of="raised_at", sort="raised_at"),
    )  # fmt: skip
    filters: ClassVar[Sequence[Filter]] = (
        AreaFilter(name="area", label=said(zh="区域", en="Area"), choices=area_choices),
        TermFilter(name="state", label=said(zh="状态", en="State"), vocabulary=WarningState),
        TermFilter(name="result", label=said(zh="核查结果", en="Result"), vocabulary=WarningResult),
        ChoiceFilter(name="rule", label=said(zh="规则", en="Rule"), choices=rule_choices),
        DaysFilter(name="on", label=said(zh="发出", en="Raised"), field="raised_at"),
    )
    presets: ClassVar[Sequence[Preset]] = (
        Preset(
            label=said(zh="未办结", en="Open"), query={"state": tuple(one.value for one in OPEN)},
            counted=True,
        ),
        Preset(
            label=said(zh="待接办", en="To be taken up"), query={"state": (WarningState.RAISED.value,)},
            counted=True,
        ),
        Preset(
            label=said(zh="办理中", en="Being worked"),
            query={"state": (WarningState.TAKEN.value, WarningState.CHECKED.value)}, counted=True,
        ),
        Preset(label=said(zh="全部", en="All")),
    )  # fmt: skip

    def reading(self) -> AbstractContextManager[None]:
        """Open the seal for whoever asked for a sheet: a job makes it, and reads as they do.

        Raises:
            NotSignedIn, NotPermitted: nobody asked, or somebody who may not read warnings.
        """
        if self.actor.user_id is None:
            raise NotSignedIn
        seams.require(self.actor, WarningAct.READ.value)
        return seal_opened(self.actor.user_id)

    def records(self) -> QuerySet[IntegrityWarning]:
        """Return the warnings that scope and seal let through."""
        return queries.warnings_listed()

    def row_note(self, record: IntegrityWarning) -> str:
        """Return the rule and whom it is about: many sentences differ in nothing else."""
        return " · ".join(filter(None, (rule_name(record.rule), about_of(record))))

    def row_url(self, record: IntegrityWarning) -> str:
        """Return the page of the warning."""
        return reverse("oversight:warning", args=(record.pk,))

    def acts(self) -> Sequence[Action]:
        """Return the way to the rules."""
        return (
            Action(
                name="rules", label=str(said(zh="预警规则", en="Rules")), kind="plain", icon="settings",
                url=reverse("oversight:rules"),
            ),
        )  # fmt: skip


class WarningPage(SealedPage, ObjectPage[IntegrityWarning]):
    """One warning: what was found, by which rule, and what became of it."""

    kind = "warning"
    menu = MENU
    act = WarningAct.READ.value
    list_url_name = "oversight:warnings"
    facts_beside = True
    spare = frozenset({"case", "result"})
    acts: ClassVar[Sequence[ObjectAct[Any]]] = (
        ObjectAct(
            act=WarningAct.TAKE.value, label=verb_later(WarningAct.TAKE, "Take up"),
            url_name="oversight:warning-take", kind="primary", icon="hand-stop",
        ),
        ObjectAct(
            act=WarningAct.CHECK.value, label=verb_later(WarningAct.CHECK, "Say what it came to"),
            url_name="oversight:warning-check", kind="primary", icon="clipboard-check",
        ),
        ObjectAct(
            act=WarningAct.ORDER.value, label=verb_later(WarningAct.ORDER, "Order it to be put right"),
            url_name="oversight:warning-order", icon="send",
        ),
        ObjectAct(
            act=WarningAct.CLOSE.value, label=verb_later(WarningAct.CLOSE, "Close"),
            url_name="oversight:warning-close", kind="primary", icon="circle-check",
        ),
    )  # fmt: skip
    facts: ClassVar[Sequence[ListColumn[Any]]] = (
        ListColumn(
            key="rule", label=said(zh="规则", en="Rule"),
            cell=lambda one: Cell(
                kind="link", text=rule_name(one.rule), url=reverse("oversight:rule", args=(one.rule,))
            ),
        ),
        ListColumn(
            key="case", label=said(zh="案件", en="Case"),
            cell=lambda one: (
                Cell(kind="link", text=one.case.number, url=reverse("cases:case", args=(one.case_id,)))
                if one.case
                else Cell()
            ),
        ),
        ListColumn(
            key="about", label=said(zh="涉及人员", en="About"), cell=lambda one: Cell(text=_people(one.about))
        ),
        ListColumn(
            key="result", label=said(zh="核查结果", en="Result"),
            cell=lambda one: Cell(text=WarningResult(one.result).label(language()) if one.result else ""),
        ),
        area("area", said(zh="区域", en="Area")),
        moment("raised", said(zh="发出时间", en="Raised"), of="raised_at"),
    )  # fmt: skip

    def load(self) -> IntegrityWarning:
        """Return the warning of the URL."""
        return queries.warning_get(self.kwargs["warning_id"])

    def code(self) -> str:
        """Return its number."""
        return self.record.number

    def heading(self) -> str:
        """Return what was found."""
        return sentence_of(self.record)

    def state(self) -> Tag:
        """Return where it stands."""
        return tag_of(WarningState(self.record.state))

    def sections(self) -> Sequence[Section]:
        """Return the evidence, then what was said of it."""
        return [_evidence(self.record), *self._said(), *_orders(self.record)]

    def _said(self) -> Iterator[Section]:
        one, at = self.record, now()
        told: tuple[tuple[WarningAct, str, datetime | None, str], ...] = (
            (WarningAct.TAKE, one.taken_by, one.taken_at, ""),
            (WarningAct.CHECK, one.checked_by, one.checked_at, one.checked_words),
            (WarningAct.CLOSE, one.closed_by, one.closed_at, one.closed_words),
        )
        for act, name, when, text in told:
            if when is not None:
                yield words_section(
                    act.label(language()), text, note=by_whom(name, when), actor=self.actor, at=at
                )


def _orders(warning: IntegrityWarning) -> Iterator[Section]:
    lines = tuple(
        Line(
            text=f"{one.number} {one.title}", tag=tag_of(RectifyState(one.state)),
            note=" · ".join(filter(None, (one.unit.name if one.unit else "", str(one.due_on or "")))),
            url=reverse("oversight:rectification", args=(one.pk,)),
        )
        for one in orders_of(warning.pk)
    )  # fmt: skip
    if lines:
        yield lines_section(WarningAct.ORDER.label(language()), lines, empty="")


def _people(user_ids: Sequence[int]) -> str:
    names = [f"user:{one}" for one in user_ids]
    labels = seams.actor_labels(names)
    return str(said(zh="、", en=", ")).join(labels.get(name, name) for name in names)


def _evidence(warning: IntegrityWarning) -> Section:
    labels = seams.actor_labels({str(one["actor"]) for one in warning.evidence if "actor" in one})
    lines = tuple(_line(one, labels) for one in warning.evidence)
    return lines_section(str(said(zh="证据", en="Evidence")), lines, empty="")


def _line(one: Mapping[str, Any], labels: Mapping[str, str]) -> Line:  # plain JSON
    when = localtime(datetime.fromisoformat(str(one["at"])))
    if "work" in one:
        return Line(
            text=str(one["number"]), note=f"{when:%Y-%m-%d}",
            url=reverse("oversight:small-work", args=(one["work"],)),
        )  # fmt: skip
    who = labels.get(str(one["actor"]), str(one["actor"]))
    return Line(
        text=f"{one['number']} · {word(str(one['act']), language())}",
        note=f"{when:%Y-%m-%d %H:%M:%S} · {who}",
        url=reverse("cases:case", args=(one["case"],)),
    )  # fmt: skip


class WarningFormPage(SealedPage, RecordFormPage[IntegrityWarning, F]):
    """An act on a warning."""

    kind = "warning"
    menu = MENU
    words = WarningAct
    page_name = "oversight:warning"

    def load(self) -> IntegrityWarning:
        """Return the warning of the URL."""
        return queries.warning_get(self.kwargs["warning_id"])

    def list_page(self) -> type[ListPage[IntegrityWarning]]:
        """Return the list."""
        return WarningListPage


class WarningTakePage(WarningFormPage[PlainForm]):
    """Taking a warning up."""

    act = WarningAct.TAKE.value
    form_class = PlainForm
    title = verb = verb_later(WarningAct.TAKE, "Take up")
    lead = said(zh="接办后由你核查。", en="You check it then.")

    def submit(self, sent: Sent[PlainForm]) -> Done:
        """Take it up."""
        services.warning_take(warning_id=self.record.pk, actor=self.actor, at=sent.at)
        return self.done()


class WarningCheckPage(WarningFormPage[CheckForm]):
    """Saying what the check came to."""

    act = WarningAct.CHECK.value
    form_class = CheckForm
    title = verb = verb_later(WarningAct.CHECK, "Say what it came to")
    lead = said(
        zh="结果计入规则的准确率：属实的占已核查的比例。",
        en="The result counts towards the precision of the rule: the share that proved true.",
    )

    def prepare(self, form: CheckForm) -> None:
        """Offer the results."""
        form.fields["result"].choices = term_choices(*WarningResult)  # type: ignore[attr-defined]  # a ChoiceField

    def submit(self, sent: Sent[CheckForm]) -> Done:
        """Record it."""
        typed = sent.form.cleaned_data
        services.warning_check(
            warning_id=self.record.pk, result=WarningResult(typed["result"]), words=typed["words"],
            actor=self.actor, at=sent.at,
        )  # fmt: skip
        return self.done()


class WarningOrderPage(WarningFormPage[OrderForm]):
    """Ordering a unit to put right what the warning proved to be."""

    act = WarningAct.ORDER.value
    form_class = OrderForm
    title = verb = verb_later(WarningAct.ORDER, "Order it to be put right")
    lead = said(
        zh="列入督查整改清单：单位报方案、报整改情况，由法制员或督查人员核查销号。单位看不到预警本身。",
        en="It goes on the rectification list: the unit answers with evidence, somebody else checks. "
        "The unit does not see the warning.",
    )
    verb_icon = "send"

    def prepare(self, form: OrderForm) -> None:
        """Offer the units."""
        form.fields["unit"].choices = unit_choices()  # type: ignore[attr-defined]  # a ChoiceField

    def initial(self) -> Mapping[str, object]:
        """Begin with the unit of the case."""
        case = self.record.case
        return {"unit": case.unit_id if case else None}

    def submit(self, sent: Sent[OrderForm]) -> Done:
        """Order it."""
        typed = sent.form.cleaned_data
        new = services.NewOrder(
            client_id=uuid_told(self.request.POST.get(ONCE, "")), unit_id=int(typed["unit"]),
            due_on=typed["due_on"], title=typed["title"], text=typed["text"],
        )  # fmt: skip
        services.warning_order(warning_id=self.record.pk, new=new, actor=self.actor, at=sent.at)
        return self.done()


class WarningClosePage(WarningFormPage[CloseForm]):
    """Closing a warning."""

    act = WarningAct.CLOSE.value
    form_class = CloseForm
    title = verb = verb_later(WarningAct.CLOSE, "Close")
    lead = said(
        zh="办结后再发生的同类情形会重新预警。", en="What happens after it is closed is warned of anew."
    )

    def submit(self, sent: Sent[CloseForm]) -> Done:
        """Close it."""
        words = sent.form.cleaned_data["words"]
        services.warning_close(warning_id=self.record.pk, words=words, actor=self.actor, at=sent.at)
        return self.done()


# --- rules -----------------------------------------------------------------------------------------------


class RulesPage(SealedPage):
    """Every rule: what it looks for, with which numbers, and how often it was right."""

    act = WarningAct.READ.value
    menu = MENU
    template = fragment = "oversight/rules.html"

    def get(self, _request: HttpRequest, **_kept: object) -> HttpResponseBase:
        """Answer with the rules as they hold now."""
        view = {"rules": [_rule_row(one) for one in queries.rules_standing()]}
        return self.answer(view, title=said(zh="预警规则", en="Rules of warnings"))


def _rule_row(one: queries.RuleStanding) -> dict[str, object]:
    here = language()
    judged, none = f"{one.true}/{one.judged}", str(said(zh="尚无核查", en="none was judged yet"))
    words = str(said(zh="{:.1f}%（{}）", en="{:.1f}% ({})"))
    precision = none if one.precision is None else words.format(one.precision * 100, judged)
    return {
        "name": one.rule.name(here), "looks_for": one.rule.looks_for(here), "state": switched(one.enabled),
        "url": reverse("oversight:rule", args=(one.rule.key,)),
        "warnings_url": f"{reverse('oversight:warnings')}?rule={one.rule.key}",
        "warnings_label": str(said(zh="查看预警 {}", en="Its warnings: {}")).format(one.raised),
        "parameters": [(found.label(here), one.parameters[found.key]) for found in one.rule.parameters],
        "standing": (
            (str(said(zh="准确率", en="Precision")), precision),
            (str(said(zh="版本", en="Version")), one.version.number if one.version else "—"),
        ),
    }  # fmt: skip


class RulePage(SealedPage, FormPage[RuleVersion, RuleForm]):
    """Switching a rule on or off, and changing its numbers, in a new version."""

    kind = "warning_rule"
    menu = MENU
    act = RuleAct.PUBLISH.value
    form_class = RuleForm
    title = said(zh="修改预警规则", en="Change a rule of warnings")
    verb = said(zh="发布新版本", en="Publish a new version")

    def load(self) -> RuleVersion:
        """Return the version that would be published, as the rule holds now.

        Raises:
            NotFound: no rule has this key.
        """
        self.standing_rule = queries.rule_standing(self.kwargs["rule"])
        known = self.standing_rule
        return RuleVersion(rule=known.rule.key, number=known.version.number if known.version else 0)

    def form_groups(self) -> Sequence[Group]:
        """Return one group under what the rule looks for."""
        rule = self.standing_rule.rule
        fields = ("enabled", *(one.key for one in rule.parameters), "reason")
        return (Group(fields=fields, title=rule.name(language()), help=rule.looks_for(language())),)

    def initial(self) -> Mapping[str, object]:
        """Return the rule as it holds now."""
        return {"enabled": self.standing_rule.enabled, **self.standing_rule.parameters}

    def version(self) -> str:
        """Return which version holds."""
        return str(self.record.number)

    def prepare(self, form: RuleForm) -> None:
        """Ask for each number of this rule, the reason last."""
        reason = form.fields.pop("reason")
        for one in self.standing_rule.rule.parameters:
            form.fields[one.key] = parameter_field(one.label(language()), least=one.least, most=one.most)
        form.fields["reason"] = reason

    def submit(self, sent: Sent[RuleForm]) -> Done:
        """Publish it."""
        typed = sent.form.cleaned_data
        rule = self.standing_rule.rule
        version = services.rule_publish(
            rule=rule.key, enabled=typed["enabled"], reason=typed["reason"], actor=self.actor, at=sent.at,
            parameters={one.key: typed[one.key] for one in rule.parameters},
        )  # fmt: skip
        return Done(url=self.back_url(), message=f"{rule.name(language())} · {version.number}")

    def crumbs(self) -> list[Crumb]:
        """Return the way down to the rules."""
        return [Crumb(label=str(said(zh="预警规则", en="Rules of warnings")), url=self.back_url())]

    def back_url(self) -> str:
        """Return the rules."""
        return reverse("oversight:rules")
