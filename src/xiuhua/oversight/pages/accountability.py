"""责任追究 on the screen: the written rule, what it proposed with its records, the hearing, the decision."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, ClassVar

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.timezone import localtime

from xiuhua.ground.queries.choices import area_choices
from xiuhua.oversight.forms.accountability import DecideForm, DropForm, HearForm, RuleForm, StateForm
from xiuhua.oversight.forms.warnings import parameter_field
from xiuhua.oversight.models import Accountability, AccountRule
from xiuhua.oversight.pages.oversight_parts import (
    MENU,
    by_whom,
    person_choices,
    switched,
    unit_column,
    way,
    way_back,
    words_section,
)
from xiuhua.oversight.pages.own_records import OwnListPage, OwnRecordPage, RecordFormPage
from xiuhua.oversight.queries import accountability as queries
from xiuhua.oversight.queries.oversight_rows import people_of_unit, units_offered
from xiuhua.oversight.rules.accountability import MEASURES, OPEN
from xiuhua.oversight.services import accountability as services
from xiuhua.oversight.terms.accountability import (
    AccountAct,
    AccountForm,
    AccountRuleAct,
    AccountState,
    FaultKind,
)
from xiuhua.scenekit.words import said
from xiuhua.shared.clock import now
from xiuhua.web import seams
from xiuhua.web.errors import language
from xiuhua.web.pages.columns import ListColumn, area, code, moment, number, tag_cell, tag_of, term, text
from xiuhua.web.pages.filters import AreaFilter, ChoiceFilter, DaysFilter, Filter, TermFilter
from xiuhua.web.pages.forms import Done, F, Group, Sent
from xiuhua.web.pages.lists import ListPage, Preset
from xiuhua.web.pages.making import NewPage, act_offered, term_choices, verb_later
from xiuhua.web.pages.objects import ObjectAct, ObjectPage
from xiuhua.web.parts import Action, Cell, Section, Tag
from xiuhua.web.parts.lines import Line, lines_section


def _measure_label(key: str) -> str:
    """Return what a number of the rule means."""
    if key == "days":
        return str(said(zh="观察天数", en="Days looked at"))
    if key == "hear_days":
        return str(said(zh="陈述申辩天数", en="Days to state the case"))
    words = said(zh="{fault}：次数（0 为不计）", en="{fault}: times (0: not counted)")
    return str(words).format(fault=FaultKind(key).label(language()))


def _measure(key: str, value: int) -> str:
    """Return a number of the rule with what it counts."""
    words = {
        "days": said(zh="观察天数：{} 天", en="Days looked at: {}"),
        "hear_days": said(zh="陈述申辩：{} 天内", en="To state the case: within {} days"),
    }
    if key in words:
        return str(words[key]).format(value)
    told = said(zh="{fault}：{value} 次", en="{fault}: {value} times")
    none = said(zh="{fault}：不计", en="{fault}: not counted")
    return str(told if value else none).format(fault=FaultKind(key).label(language()), value=value)


def _person(row: Accountability) -> Cell:
    return Cell(text=row.person.name if row.person else "")


class AccountabilityListPage(ListPage[Accountability]):
    """Everything that the rule proposed in the reader's areas, the latest first."""

    key = "accountabilities"
    kind = "accountability"
    menu = MENU
    act = AccountAct.READ.value
    title = said(zh="责任追究", en="Accountability")
    comes_from = said(
        zh="发布责任追究办法后，同一单位同类问题反复发生时按办法自动提出；是否追责由人决定。",
        en="Once the rule is published, it proposes where a unit fails again in like matters; people decide.",
    )
    sort = "-proposed"
    columns = (
        code("number", said(zh="编号", en="Number"), drop=1),
        ListColumn(
            key="unit", label=said(zh="责任单位", en="Unit"), primary=True, locked=True,
            cell=lambda one: Cell(text=one.unit.name),
        ),
        term("fault", said(zh="情形", en="Failure"), FaultKind),
        text("matter_name", said(zh="事项类别", en="Matters"), drop=2),
        number("count", said(zh="次数", en="Times")),
        term("state", said(zh="状态", en="State"), AccountState),
        ListColumn(
            key="form", label=said(zh="追责方式", en="What follows"), kind="tag",
            cell=lambda one: tag_cell(AccountForm(one.form)) if one.form else Cell(),
        ),
        moment("proposed", said(zh="提出时间", en="Proposed"), of="proposed_at", sort="proposed_at"),
    )  # fmt: skip
    filters: ClassVar[Sequence[Filter]] = (
        AreaFilter(name="area", label=said(zh="区域", en="Area"), choices=area_choices),
        TermFilter(name="state", label=said(zh="状态", en="State"), vocabulary=AccountState),
        TermFilter(name="fault", label=said(zh="情形", en="Failure"), vocabulary=FaultKind),
        TermFilter(name="form", label=said(zh="追责方式", en="What follows"), vocabulary=AccountForm),
        ChoiceFilter(
            name="unit",
            label=said(zh="责任单位", en="Unit"),
            field="unit_id",
            by_id=True,
            choices=units_offered,
        ),
        DaysFilter(name="on", label=said(zh="提出", en="Proposed"), field="proposed_at"),
    )
    presets: ClassVar[Sequence[Preset]] = (
        Preset(
            label=said(zh="待办", en="Open"), counted=True,
            query={"state": tuple(state.value for state in OPEN)},
        ),
        Preset(label=said(zh="已追责", en="Decided"), query={"state": (AccountState.DECIDED.value,)}),
        Preset(label=said(zh="全部", en="All")),
    )  # fmt: skip

    def records(self) -> QuerySet[Accountability]:
        """Return what the database scope lets through."""
        return queries.accountabilities_all()

    def row_url(self, record: Accountability) -> str:
        """Return the page of it."""
        return reverse("oversight:accountability", args=(record.pk,))

    def acts(self) -> Sequence[Action]:
        """Return the way to the rule."""
        return (way("accountability-rules", said(zh="责任追究办法", en="The rule")),)


class OwnAccountabilityListPage(OwnListPage[Accountability], AccountabilityListPage):
    """What is held against the reader or the reader's unit."""

    key = "own-accountabilities"
    own_rows = staticmethod(queries.accountabilities_own)
    act = AccountAct.OWN.value
    title = said(zh="涉及本单位的追责", en="Held against us")
    comes_from = said(
        zh="按责任追究办法对你或你单位提出的事项在这里，可以陈述申辩。",
        en="What the rule holds against you or your unit stands here; you may state your case.",
    )

    def records(self) -> QuerySet[Accountability]:
        """Return what is about the reader or the reader's units."""
        return queries.accountabilities_own(self.actor.user_id, at=now())


class OfAccountability(OwnRecordPage[Accountability]):
    """A page of one proposal."""

    kind = "accountability"
    menu = MENU

    def load(self) -> Accountability:
        """Return the proposal of the URL."""
        return queries.accountability_get(self.kwargs["accountability_id"])

    def seen(self) -> None:
        """Refuse other units."""
        services.accountability_seen(self.record, actor=self.actor, at=now())


class AccountabilityPage(OfAccountability, ObjectPage[Accountability]):
    """One proposal: the records that triggered it, what was said, what was decided."""

    act = AccountAct.OWN.value
    list_url_name = "oversight:accountabilities"
    own_list = (AccountAct.READ.value, "oversight:own-accountabilities")
    facts_beside = True
    spare = frozenset({"person", "hear_until", "form"})
    acts: ClassVar[Sequence[ObjectAct[Any]]] = (
        ObjectAct(
            act=AccountAct.HEAR.value, label=verb_later(AccountAct.HEAR, "Have it heard"),
            url_name="oversight:accountability-hear", kind="primary", icon="send",
        ),
        ObjectAct(
            act=AccountAct.STATE.value, label=verb_later(AccountAct.STATE, "State the case"),
            url_name="oversight:accountability-state", kind="primary", icon="pencil",
        ),
        ObjectAct(
            act=AccountAct.DECIDE.value, label=verb_later(AccountAct.DECIDE, "Decide"),
            url_name="oversight:accountability-decide", kind="primary", icon="gavel",
        ),
        ObjectAct(
            act=AccountAct.DROP.value, label=verb_later(AccountAct.DROP, "Drop"),
            url_name="oversight:accountability-drop", icon="x",
        ),
    )  # fmt: skip
    facts: ClassVar[Sequence[ListColumn[Any]]] = (
        unit_column(said(zh="责任单位", en="Unit")),
        ListColumn(key="person", label=said(zh="责任人", en="Person"), cell=_person),
        term("fault", said(zh="情形", en="Failure"), FaultKind),
        text("matter_name", said(zh="事项类别", en="Matters")),
        number("count", said(zh="次数", en="Times")),
        ListColumn(
            key="rule", label=said(zh="依据", en="By the rule"),
            cell=lambda one: Cell(
                kind="link", text=one.rule.paper,
                url=reverse("oversight:accountability-rule", args=(one.rule_id,)),
            ),
        ),
        ListColumn(
            key="hear_until", label=said(zh="申辩截止", en="To be stated until"),
            cell=lambda one: Cell(text=one.hear_until.isoformat() if one.hear_until else ""),
        ),
        ListColumn(
            key="form", label=said(zh="追责方式", en="What follows"),
            cell=lambda one: Cell(text=AccountForm(one.form).label(language()) if one.form else ""),
        ),
        area("area", said(zh="区域", en="Area")),
        moment("proposed", said(zh="提出时间", en="Proposed"), of="proposed_at"),
    )  # fmt: skip

    def code(self) -> str:
        """Return its number."""
        return self.record.number

    def heading(self) -> str:
        """Return what was repeated."""
        row, days = self.record, self.record.rule.parameters["days"]
        return str(
            said(
                zh="{unit}：{days} 天内{fault} {count} 次", en="{unit}: {fault}, {count} times in {days} days"
            )
        ).format(unit=row.unit.name, days=days, count=row.count, fault=FaultKind(row.fault).label(language()))

    def state(self) -> Tag:
        """Return where it stands."""
        return tag_of(AccountState(self.record.state))

    def offered(self) -> Sequence[ObjectAct[Any]]:
        """Return what the reader's side does: whom it is about states the case, the others decide."""
        against = queries.is_against(self.record, user_id=self.actor.user_id, at=now())
        return [one for one in self.acts if (one.act == AccountAct.STATE.value) == against]

    def sections(self) -> Sequence[Section]:
        """Return the records that triggered it, then what was said, step by step."""
        at = now()
        said_by = [
            words_section(
                AccountAct(one.act).label(language()), one.text, note=by_whom(one.by, one.at),
                actor=self.actor, at=at,
            )
            for one in queries.steps_of(self.record)
            if one.text
        ]  # fmt: skip
        return [_evidence(self.record), *said_by]


def _evidence(row: Accountability) -> Section:
    fault = FaultKind(row.fault).label(language())
    lines = tuple(
        Line(
            text=f"{one['number']} · {fault}", url=reverse("cases:case", args=(one["case"],)),
            note=f"{localtime(datetime.fromisoformat(str(one['at']))):%Y-%m-%d %H:%M}",
        )
        for one in row.evidence
    )  # fmt: skip
    return lines_section(str(said(zh="触发记录", en="The records that triggered it")), lines, empty="")


class AccountabilityFormPage(OfAccountability, RecordFormPage[Accountability, F]):
    """An act on a proposal."""

    words = AccountAct
    page_name = "oversight:accountability"

    def list_page(self) -> type[ListPage[Accountability]]:
        """Return the whole list, or the reader's own."""
        keeps = seams.may(self.actor, AccountAct.READ.value)
        return AccountabilityListPage if keeps else OwnAccountabilityListPage


class HearPage(AccountabilityFormPage[HearForm]):
    """Naming who answers for it, and telling them."""

    act = AccountAct.HEAR.value
    form_class = HearForm
    title = verb = verb_later(AccountAct.HEAR, "Have it heard")
    lead = said(
        zh="责任人由你指定，办法不点名；本人和单位会收到通知，可以陈述申辩。",
        en="You name the person, the rule does not. They and their unit are told and may state the case.",
    )
    verb_icon = "send"

    def prepare(self, form: HearForm) -> None:
        """Offer the people of the unit."""
        form.fields["person"].choices = person_choices(people_of_unit(self.record.unit_id))  # type: ignore[attr-defined]  # a ChoiceField

    def submit(self, sent: Sent[HearForm]) -> Done:
        """Have it heard."""
        typed = sent.form.cleaned_data
        services.accountability_hear(
            accountability_id=self.record.pk, person_id=int(typed["person"]), text=typed["text"],
            actor=self.actor, at=sent.at,
        )  # fmt: skip
        return self.done()


class StatePage(AccountabilityFormPage[StateForm]):
    """Stating the case."""

    act = AccountAct.STATE.value
    form_class = StateForm
    title = verb = verb_later(AccountAct.STATE, "State the case")

    def submit(self, sent: Sent[StateForm]) -> Done:
        """State it."""
        services.accountability_state_case(
            accountability_id=self.record.pk, text=sent.form.cleaned_data["text"], actor=self.actor,
            at=sent.at,
        )  # fmt: skip
        return self.done()


class DecidePage(AccountabilityFormPage[DecideForm]):
    """Deciding what follows."""

    act = AccountAct.DECIDE.value
    form_class = DecideForm
    title = verb = verb_later(AccountAct.DECIDE, "Decide")
    lead = said(
        zh="收到陈述申辩，或申辩期限已过，方可决定。",
        en="Once the case was stated, or the days for it are over.",
    )

    def prepare(self, form: DecideForm) -> None:
        """Offer what may follow."""
        form.fields["form"].choices = term_choices(*AccountForm)  # type: ignore[attr-defined]  # a ChoiceField

    def submit(self, sent: Sent[DecideForm]) -> Done:
        """Decide."""
        typed = sent.form.cleaned_data
        services.accountability_decide(
            accountability_id=self.record.pk, form=AccountForm(typed["form"]), text=typed["text"],
            actor=self.actor, at=sent.at,
        )  # fmt: skip
        return self.done()


class DropPage(AccountabilityFormPage[DropForm]):
    """Dropping it."""

    act = AccountAct.DROP.value
    form_class = DropForm
    title = verb = verb_later(AccountAct.DROP, "Drop")
    lead = said(zh="这些记录此后不再作为追责依据。", en="Its records are not held against the unit again.")

    def submit(self, sent: Sent[DropForm]) -> Done:
        """Drop it."""
        services.accountability_drop(
            accountability_id=self.record.pk, text=sent.form.cleaned_data["text"], actor=self.actor,
            at=sent.at,
        )  # fmt: skip
        return self.done()


# --- the rule ------------------------------------------------------------------------------------------


class AccountRuleListPage(ListPage[AccountRule]):
    """Every version of the written rule: whoever it may be held against reads it too."""

    key = "accountability-rules"
    kind = "accountability_rule"
    menu = MENU
    act = AccountAct.OWN.value
    title = said(zh="责任追究办法", en="The rule of accountability")
    comes_from = said(
        zh="发布办法后，平台按其中的次数和天数提出追责建议；发布前的问题不追溯。",
        en="Once it is published, the platform proposes by its numbers; what happened before does not count.",
    )
    area_field = ""
    sort = "-published"
    columns = (
        text("paper", said(zh="文号", en="Document no."), primary=True, locked=True),
        number("number", said(zh="版本", en="Version")),
        area("area", said(zh="区域", en="Area")),
        ListColumn(
            key="enabled", label=said(zh="状态", en="State"), kind="tag",
            cell=lambda one: Cell(kind="tag", tag=switched(one.enabled)),
        ),
        moment("published", said(zh="发布时间", en="Published"), of="published_at", sort="published_at"),
    )  # fmt: skip

    def records(self) -> QuerySet[AccountRule]:
        """Return every version."""
        return queries.account_rules_all()

    def row_url(self, record: AccountRule) -> str:
        """Return the page of the version."""
        return reverse("oversight:accountability-rule", args=(record.pk,))

    def acts(self) -> Sequence[Action]:
        """Return the way back, and publishing a version for whoever may."""
        label = verb_later(AccountRuleAct.PUBLISH, "Publish a version")
        publish = act_offered(self.actor, AccountRuleAct.PUBLISH, label, "oversight:accountability-rule-new")
        keeps = seams.may(self.actor, AccountAct.READ.value)
        page: type[AccountabilityListPage] = AccountabilityListPage if keeps else OwnAccountabilityListPage
        back = way_back(page)
        return (back, *publish)


class AccountRulePage(ObjectPage[AccountRule]):
    """One version of the written rule, with its numbers."""

    kind = "accountability_rule"
    menu = MENU
    act = AccountAct.OWN.value
    list_url_name = "oversight:accountability-rules"
    facts_beside = True
    facts: ClassVar[Sequence[ListColumn[Any]]] = (
        number("number", said(zh="版本", en="Version")),
        area("area", said(zh="区域", en="Area")),
        ListColumn(
            key="published", label=said(zh="发布", en="Published by"),
            cell=lambda one: Cell(text=by_whom(one.published_by, one.published_at)),
        ),
    )  # fmt: skip

    def load(self) -> AccountRule:
        """Return the version of the URL."""
        return queries.account_rule_get(self.kwargs["rule_id"])

    def permit(self) -> None:
        """Let pass whoever may read what it led to, whichever area above theirs it holds in."""
        self.record = self.load()
        seams.require(self.actor, self.act)

    def code(self) -> str:
        """Return its version."""
        return f"v{self.record.number}"

    def heading(self) -> str:
        """Return its paper."""
        return self.record.paper

    def sections(self) -> Sequence[Section]:
        """Return its numbers and its words."""
        lines = tuple(
            Line(text=_measure(one.key, self.record.parameters.get(one.key, one.default))) for one in MEASURES
        )
        return (
            words_section(
                str(said(zh="办法正文", en="The rule in words")), self.record.text, actor=self.actor, at=now()
            ),
            lines_section(str(said(zh="认定标准", en="Its numbers")), lines, empty=""),
        )


class AccountRuleNewPage(NewPage[AccountRule, RuleForm]):
    """Publishing a version, beginning with the last one of the publisher's area."""

    kind = "accountability_rule"
    menu = MENU
    row = AccountRule
    list_url_name = "oversight:accountability-rules"
    act = AccountRuleAct.PUBLISH.value
    form_class = RuleForm
    title = verb = verb_later(AccountRuleAct.PUBLISH, "Publish the rule")
    lead = said(
        zh="同一单位、同一类事项、同一情形在观察天数内达到次数的，提出追责建议；由人核实、听取申辩后决定。",
        en="Where one unit fails as often as this in matters of one class, it is proposed; people decide.",
    )

    def form_groups(self) -> Sequence[Group]:
        """Return the paper, then its numbers."""
        return (
            Group(fields=("paper", "text", "enabled")),
            Group(
                fields=tuple(one.key for one in MEASURES),
                title=str(said(zh="认定标准", en="Its numbers")),
            ),
        )

    def prepare(self, form: RuleForm) -> None:
        """Ask for each number."""
        for one in MEASURES:
            form.fields[one.key] = parameter_field(_measure_label(one.key), least=one.least, most=one.most)

    def initial(self) -> Mapping[str, object]:
        """Begin with the last version."""
        last = services.account_rule_standing(actor=self.actor)
        if last is None:
            return {"enabled": True, **{one.key: one.default for one in MEASURES}}
        return {"enabled": last.enabled, "paper": last.paper, "text": last.text, **last.parameters}

    def submit(self, sent: Sent[RuleForm]) -> Done:
        """Publish it."""
        typed = sent.form.cleaned_data
        rule = services.account_rule_publish(
            enabled=typed["enabled"], paper=typed["paper"], text=typed["text"],
            parameters={one.key: typed[one.key] for one in MEASURES}, actor=self.actor, at=sent.at,
        )  # fmt: skip
        url = reverse("oversight:accountability-rule", args=(rule.pk,))
        return Done(url=url, message=AccountRuleAct.PUBLISH.label(language()))
