"""What writing a rule and looking after an alarm ask of a person."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Mapping, Sequence
from datetime import time

from django import forms
from django.utils.translation import gettext_lazy as _

from xiuhua.access.terms import Role
from xiuhua.sensing.queries.devices import Picked
from xiuhua.sensing.rules.alarms import MOST_DEVICES, ProfileRow, Proposal, Tells, Watches
from xiuhua.sensing.rules.alarms.profiles import overlapping
from xiuhua.sensing.rules.area_limits import (
    RowsUnreadable,
    limits_of,
    limits_text,
    number_name,
    rows_of_sheet,
    rows_typed,
)
from xiuhua.sensing.rules.granting import ALARM_ROLES
from xiuhua.sensing.rules.picking import numbers_typed
from xiuhua.sensing.rules.quantities import quantity_words
from xiuhua.sensing.rules.writing import CLEAR, GRAVER, LIMIT, AreaLimits, SimpleRule
from xiuhua.sensing.services.refusals import numbers_refused
from xiuhua.sensing.terms.alarms import Severity, Unknown
from xiuhua.sensing.terms.conditions import Comparison, DayKind
from xiuhua.sensing.terms.rules import SimpleKind, SubjectKind
from xiuhua.shared.terms import Term
from xiuhua.web.errors import language
from xiuhua.web.pages.forms import SuggestInput
from xiuhua.web.parts import Option
from xiuhua.web.sentences import sentence

_HOURS = re.compile(r"\s*(\d\d?:\d\d)\s*[-–—~至]\s*(\d\d?:\d\d)\s*")
_MINUTES = re.compile(r"[,，、;；\s]+")
_LISTED = re.compile(r"[,，、;；\n]+")
_GREATEST_SHEET = 1_000_000  # bytes
_LONGEST_MIN = 60 * 24 * 90
_NEEDS_LIMIT = frozenset({SimpleKind.LIMIT, SimpleKind.COUNT, SimpleKind.RISES, SimpleKind.FALLS})


def _choices(vocabulary: type[Term]) -> list[tuple[str, str]]:
    return [(word.value, word.label(language())) for word in vocabulary]


def _optional(vocabulary: type[Term]) -> list[tuple[str, str]]:
    return [("", "—"), *_choices(vocabulary)]


def _names_words(names: tuple[str, ...]) -> str:
    return "、".join(number_name(name, language()) for name in names)


def _doubled(areas: Sequence[AreaLimits]) -> int | None:
    """Return the place of the first row that speaks of the area and hours of one before it; None for none."""
    rows = [ProfileRow(value=one.limit, area=one.area, hours=one.hours) for one in areas]
    return min((other for _one, other in overlapping(rows)), default=None)


def role_names(roles: tuple[Role, ...]) -> str:
    """Return roles as a form shows them, in the reader's language."""
    return "、".join(role.label(language()) for role in roles)


def roles_typed(text: str) -> tuple[Role, ...]:
    """Return the roles that somebody typed, by name or code, each once.

    Raises:
        ValidationError: one is none, or may not read alarms.
    """
    known = {
        said: Role(code) for code in ALARM_ROLES for said in (code, Role(code).zh, Role(code).en.casefold())
    }
    parts = [part.strip() for part in _LISTED.split(text) if part.strip()]
    unknown = [part for part in parts if part.casefold() not in known]
    if unknown:
        raise forms.ValidationError(_("Nobody of the role “%(role)s” reads alarms.") % {"role": unknown[0]})
    return tuple(dict.fromkeys(known[part.casefold()] for part in parts))


def quantity_label(code: str) -> str:
    """Return a quantity and its unit as a choice says it."""
    words = quantity_words(code)
    name = words.zh if language().startswith("zh") else words.en
    return f"{name} / {words.unit}" if words.unit else name


DevicesFind = Callable[[Sequence[str]], Picked]
AreasFind = Callable[[Collection[str]], Mapping[str, str]]


class RuleForm(forms.Form):
    """A rule of one sentence. What a rule cannot be is the rules' to say; here is what it must tell."""

    kind = forms.ChoiceField(label=_("It is wrong when"), choices=lambda: _choices(SimpleKind))
    quantity = forms.ChoiceField(label=_("Quantity"))
    compare = forms.ChoiceField(
        label=_("Compared"), choices=lambda: _choices(Comparison), initial=Comparison.ABOVE.value,
        help_text=_("Asked by limits and by counts."),
    )  # fmt: skip
    limit = forms.FloatField(
        label=_("Limit value"), required=False,
        help_text=_("In its unit. Of changes by how much; of a value that stands still, within which band."),
    )  # fmt: skip
    minutes = forms.FloatField(
        label=_("For how long / min"), min_value=0, max_value=_LONGEST_MIN, initial=10,
        help_text=_("Of a limit: so long without a break. Of the others: within so long."),
    )  # fmt: skip
    times = forms.IntegerField(
        label=_("How often"), min_value=1, max_value=1000, initial=3, required=False,
        help_text=_("Asked by counts only."),
    )  # fmt: skip
    severity = forms.ChoiceField(
        label=_("Severity"), choices=lambda: _choices(Severity), initial=Severity.MAJOR.value
    )
    graver_severity = forms.ChoiceField(
        label=_("Graver severity"), choices=lambda: _optional(Severity), required=False,
        help_text=_("One alarm that grows worse, not a second one."),
    )  # fmt: skip
    graver_limit = forms.FloatField(label=_("From the limit"), required=False)
    clear_limit = forms.FloatField(
        label=_("Over only when back to"), required=False,
        help_text=_("Some distance keeps an alarm from coming and going. Empty: the limit itself."),
    )  # fmt: skip
    clear_minutes = forms.FloatField(
        label=_("And stays so for / min"), min_value=0, max_value=_LONGEST_MIN, initial=5, required=False
    )
    while_quantity = forms.ChoiceField(label=_("Only while"), required=False)
    while_compare = forms.ChoiceField(
        label=_("It is"), choices=lambda: _choices(Comparison), initial=Comparison.ON.value, required=False
    )
    while_limit = forms.FloatField(label=_("Compared with"), required=False)
    days = forms.ChoiceField(label=_("On which days"), choices=lambda: _choices(DayKind), required=False)
    hours = forms.CharField(
        label=_("At which hours"),
        max_length=20,
        required=False,
        help_text=_("10:30-22:00; over midnight 22:00-06:00"),
    )
    no_readings = forms.ChoiceField(
        label=_("While there is no fit reading"), choices=lambda: _choices(Unknown), required=False,
        initial=Unknown.KEEP.value,
    )  # fmt: skip
    hold_minutes = forms.FloatField(
        label=_("A value counts for / min"), min_value=0.1, max_value=_LONGEST_MIN, initial=5,
        help_text=_("Then, without another, there is no reading. Two intervals of the device at least."),
    )  # fmt: skip
    is_calmed = forms.BooleanField(
        label=_("Three alarms within an hour become one"), required=False, initial=True,
        help_text=_("It stays open until nothing was wrong for half an hour."),
    )  # fmt: skip
    escalate = forms.CharField(
        label=_("Passed up, unless acknowledged, after / min"), max_length=60, required=False,
        help_text=_("15, 60: after a quarter of an hour, and after an hour."),
    )  # fmt: skip
    area_limits = forms.CharField(
        label=_("Other limits"), max_length=60_000, required=False, widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_(
            "A row a line: area (code or name), hours, limit. One of area and hours may be left out: "
            "绣衣街道 1.5 · 22:00-06:00 45 · 990101003 22:00-06:00 40. "
            "Where the rule has a graver limit and one for its end, each row has them too, in this order."
        ),
    )  # fmt: skip
    area_sheet = forms.FileField(
        label=_("Or from a CSV file"), required=False, widget=forms.FileInput(attrs={"accept": ".csv"}),
        help_text=_("Columns area, hours, limit, graver, clear, as a rule exports them. Replaces the rows."),
    )  # fmt: skip
    watch_subject = forms.ChoiceField(
        label=_("Belonging to"), choices=lambda: _optional(SubjectKind), required=False
    )
    watch_model = forms.CharField(
        label=_("Model"), max_length=60, required=False, widget=SuggestInput, help_text=_("Empty: any.")
    )
    watch_tag = forms.CharField(
        label=_("Tag"), max_length=30, required=False, widget=SuggestInput,
        help_text=_("A word that devices carry. Empty: any."),
    )  # fmt: skip
    watch_add = forms.CharField(
        label=_("Search a device and add it"), max_length=80, required=False, widget=SuggestInput,
        help_text=_("By number or name."),
    )  # fmt: skip
    watch_numbers = forms.CharField(
        label=_("Or only these devices"), max_length=60_000, required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Numbers, in lines or with commas; a list may be pasted. Empty: every device that fits."),
    )  # fmt: skip
    matter = forms.CharField(
        label=_("Its alarms become cases of the matter"), max_length=60, required=False, widget=SuggestInput,
        help_text=_("Name or code. Empty: no case. What comes after joins the case while it is open."),
    )  # fmt: skip
    case_from = forms.ChoiceField(
        label=_("From which severity on"), choices=lambda: _choices(Severity), required=False,
        initial=Severity.NOTE.value,
    )  # fmt: skip
    urgent_from = forms.ChoiceField(
        label=_("As a quick response from"), choices=lambda: _optional(Severity), required=False,
        help_text=_("An alarm so grave cannot wait: its case runs on the limits of quick response."),
    )  # fmt: skip
    tell = forms.CharField(
        label=_("Who is told when one rises or grows worse"), max_length=300, required=False,
        widget=SuggestInput, help_text=_("Roles over the area of the device, separated by commas."),
    )  # fmt: skip
    tell_unit = forms.BooleanField(
        label=_("And the unit that answers for it"), required=False,
        help_text=_("By the duty table: for the matter, the component or the premises."),
    )  # fmt: skip
    tell_higher = forms.CharField(
        label=_("Who is told when nobody acknowledges it"), max_length=300, required=False,
        widget=SuggestInput, help_text=_("At each time it is passed up. Empty: the same roles."),
    )  # fmt: skip
    reason = forms.CharField(
        label=_("Why"), max_length=300, widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("Where the limit comes from. Kept in the history, with your name."),
    )  # fmt: skip

    devices_find: DevicesFind
    areas_find: AreasFind

    def sources(self, *, devices_find: DevicesFind, areas_find: AreasFind) -> None:
        """Say who finds the devices and the areas that somebody types."""
        self.devices_find, self.areas_find = devices_find, areas_find

    def quantities_offer(self, codes: list[str]) -> None:
        """Offer some quantities, by code."""
        offered = [(code, quantity_label(code)) for code in codes]
        self.fields["quantity"].choices = offered  # type: ignore[attr-defined]  # a choice field
        self.fields["while_quantity"].choices = [("", "—"), *offered]  # type: ignore[attr-defined]  # as above

    def matters_offer(self, matters: list[tuple[str, str, str]]) -> None:
        """Offer matters, each its code and its two names; what is typed is one of them."""
        self._matters = {said: code for code, zh, _en in matters for said in (code, zh, f"{code} {zh}")}
        offered = tuple(Option(value=f"{code} {zh}", label=en) for code, zh, en in matters)
        self.fields["matter"].widget.suggestions = offered
        roles = tuple(Option(value=Role(code).label(language()), label="") for code in ALARM_ROLES)
        for name in ("tell", "tell_higher"):
            self.fields[name].widget.suggestions = roles

    def clean_matter(self) -> str:
        """Return the code of the matter, or nothing."""
        typed = str(self.cleaned_data["matter"]).strip()
        known = getattr(self, "_matters", {})
        if typed and typed not in known:
            raise forms.ValidationError(_("The catalogue has no such matter."))
        return str(known.get(typed, ""))

    def clean_tell(self) -> tuple[Role, ...]:
        """Return who is told."""
        return roles_typed(self.cleaned_data["tell"])

    def clean_tell_higher(self) -> tuple[Role, ...]:
        """Return who is told when nobody acknowledges."""
        return roles_typed(self.cleaned_data["tell_higher"])

    def clean_hours(self) -> tuple[time, time] | None:
        """Return the hours, or nothing for the whole day."""
        text = self.cleaned_data["hours"]
        if not text.strip():
            return None
        found = _HOURS.fullmatch(text)
        try:
            if found:
                since, until = (time.fromisoformat(part.zfill(5)) for part in found.groups())
                return since, until
        except ValueError:
            pass  # 25:00 looks like a time and is none
        raise forms.ValidationError(_("Write hours like 22:00-06:00."))

    def clean_escalate(self) -> tuple[float, ...]:
        """Return after how many minutes each time, rising."""
        parts = [part for part in _MINUTES.split(self.cleaned_data["escalate"]) if part]
        try:
            found = tuple(float(part) for part in parts)
        except ValueError as error:
            raise forms.ValidationError(_("Write minutes like 15, 60.")) from error
        if any(not 0 < minutes <= _LONGEST_MIN for minutes in found) or list(found) != sorted(set(found)):
            raise forms.ValidationError(_("Write minutes like 15, 60."))
        return found

    def clean_area_sheet(self) -> str:
        """Return the text of the file; empty for none."""
        sent = self.cleaned_data["area_sheet"]
        if not sent:
            return ""
        if sent.size > _GREATEST_SHEET:
            raise forms.ValidationError(_("The file is larger than 1 MB."))
        octets = sent.read()
        for encoding in ("utf-8-sig", "gb18030"):
            try:
                return str(octets.decode(encoding))
            except UnicodeDecodeError:
                continue
        raise forms.ValidationError(_("The file is no text."))

    def _areas(self, typed: dict[str, object]) -> None:
        """Read the rows by area, as the limits that the rule has ask for."""
        sheet, text = str(typed.get("area_sheet") or ""), str(typed.get("area_limits") or "")
        field = "area_sheet" if sheet else "area_limits"
        names = tuple(
            name
            for name, is_there in (
                (LIMIT, True), (GRAVER, typed.get("graver_limit") is not None),
                (CLEAR, typed.get("clear_limit") is not None),
            )
            if is_there
        )  # fmt: skip
        typed["areas"] = ()
        try:
            rows = rows_of_sheet(sheet, names=names) if sheet else rows_typed(text, names=names)
        except RowsUnreadable as error:
            said = sentence(error.code, language(), row=error.row, names=_names_words(names))
            self.add_error(field, said)
            return
        codes = self.areas_find({one.area for one in rows if one.area})
        unknown = list(dict.fromkeys(one.area for one in rows if one.area and one.area not in codes))
        if unknown:
            self.add_error(field, sentence("area_limits_unknown", language(), areas="、".join(unknown[:20])))
            return
        doubled = _doubled(limits_of(rows, names=names, codes=codes))
        if doubled:
            self.add_error(field, sentence("area_limits_doubled", language(), row=rows[doubled].row))
            return
        typed["areas"] = limits_of(rows, names=names, codes=codes)

    def _watches(self, typed: dict[str, object]) -> None:
        """Find the devices that were picked."""
        numbers = numbers_typed(str(typed.get("watch_numbers") or ""))
        added = str(typed.get("watch_add") or "").strip()
        listed = (*numbers, *([added] if added else []))
        typed["watch_devices"] = ()
        if not listed:
            return
        if any(typed.get(name) for name in ("watch_subject", "watch_model", "watch_tag")):
            self.add_error("watch_numbers", _("Devices picked by hand are not narrowed any further."))
        if len(listed) > MOST_DEVICES:
            self.add_error("watch_numbers", _("At most 2,000 devices."))
            return
        picked = self.devices_find(listed)
        if picked.wrong:
            refusal = numbers_refused(picked)
            field = "watch_add" if added in picked.wrong and added not in numbers else "watch_numbers"
            self.add_error(field, sentence(refusal.code, language(), **refusal.arguments))
        typed["watch_devices"] = tuple(sorted(one.pk for one in picked.devices))

    def clean(self) -> dict[str, object]:
        """Look at what one answer asks of another."""
        typed = self.cleaned_data
        self._areas(typed)
        self._watches(typed)
        kind = SimpleKind(typed.get("kind") or SimpleKind.LIMIT)
        compare = Comparison(typed.get("compare") or Comparison.ABOVE)
        compares = compare.needs_limit or kind in {SimpleKind.RISES, SimpleKind.FALLS}
        if typed["areas"] and not (kind in _NEEDS_LIMIT and compares):
            self.add_error("area_limits", _("Only a rule with a limit has others elsewhere."))
        if kind in _NEEDS_LIMIT and compares and typed.get("limit") is None:
            self.add_error("limit", _("Say the limit."))
        if kind in {SimpleKind.RISES, SimpleKind.FALLS} and (typed.get("limit") or 0) < 0:
            self.add_error("limit", _("Say by how much, as a number above 0."))
        if kind is not SimpleKind.LIMIT and not typed.get("minutes"):
            self.add_error("minutes", _("Say for how long."))
        self._graver(typed)
        if typed.get("clear_limit") is not None and kind is not SimpleKind.LIMIT:
            self.add_error("clear_limit", _("Only a limit has another one for its end."))
        while_compare = Comparison(typed.get("while_compare") or Comparison.ON)
        if typed.get("while_quantity") and while_compare.needs_limit and typed.get("while_limit") is None:
            self.add_error("while_limit", _("Say the limit."))
        return typed

    def _graver(self, typed: Mapping[str, object]) -> None:
        severity, graver = typed.get("severity"), typed.get("graver_severity")
        if bool(graver) != (typed.get("graver_limit") is not None):
            self.add_error("graver_limit", _("Say both the graver severity and its limit."))
        elif graver and severity and Severity(str(graver)).rank <= Severity(str(severity)).rank:
            self.add_error("graver_severity", _("It must be graver than the first one."))

    def simple(self) -> SimpleRule:
        """Return what was typed; the form is valid."""
        typed = self.cleaned_data
        graver = typed["graver_severity"]
        return SimpleRule(
            kind=SimpleKind(typed["kind"]),
            quantity=typed["quantity"],
            compare=Comparison(typed["compare"]),
            limit=typed["limit"] or 0.0,
            minutes=typed["minutes"],
            times=typed["times"] or 1,
            severity=Severity(typed["severity"]),
            graver=(Severity(graver), typed["graver_limit"]) if graver else None,
            clear_limit=typed["clear_limit"],
            clear_minutes=typed["clear_minutes"] or 0.0,
            while_quantity=typed["while_quantity"],
            while_compare=Comparison(typed["while_compare"] or Comparison.ON),
            while_limit=typed["while_limit"] or 0.0,
            hours=typed["hours"],
            days=DayKind(typed["days"] or DayKind.EVERY),
            hold_minutes=typed["hold_minutes"],
            no_readings=Unknown(typed["no_readings"] or Unknown.KEEP),
            is_calmed=typed["is_calmed"],
            escalate_minutes=typed["escalate"],
            areas=typed["areas"],
            watches=Watches(
                subject=SubjectKind(typed["watch_subject"]) if typed["watch_subject"] else None,
                model=typed["watch_model"].strip(), tag=typed["watch_tag"].strip(),
                devices=typed["watch_devices"],
            ),
            proposes=self._proposal(),
            tells=Tells(roles=typed["tell"], higher=typed["tell_higher"], unit=typed["tell_unit"]),
        )  # fmt: skip

    def _proposal(self) -> Proposal | None:
        typed = self.cleaned_data
        if not typed["matter"]:
            return None
        urgent = typed["urgent_from"]
        return Proposal(
            matter=typed["matter"], at_least=Severity(typed["case_from"] or Severity.NOTE),
            urgent_from=Severity(urgent) if urgent else None,
        )  # fmt: skip


class RuleCreateForm(RuleForm):
    """A new rule: its name, and which devices it watches."""

    name = forms.CharField(label=_("Name"), max_length=80)
    code = forms.CharField(
        label=_("Code"), max_length=40, help_text=_("Small letters, digits and dashes: fume-high")
    )
    area_code = forms.CharField(
        label=_("Area code"), max_length=20,
        help_text=_("Devices in use under it that send the quantities are watched."),
    )  # fmt: skip


class RuleTakeForm(forms.Form):
    """For which area the rules that scenes propose are taken over; those are ticked by `RuleTakePage`."""

    area_code = forms.CharField(
        label=_("Area code"), max_length=20,
        help_text=_("Devices in use under it that send the quantities are watched."),
    )  # fmt: skip


class RuleReasonForm(forms.Form):
    """Why a rule is switched on or off."""

    reason = forms.CharField(
        label=_("Reason"), max_length=300, widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Kept in the history, with your name."),
    )  # fmt: skip


class AlarmSeenForm(forms.Form):
    """That somebody looks after an alarm."""

    note = forms.CharField(
        label=_("What is done about it"), max_length=500, required=False,
        widget=forms.Textarea(attrs={"rows": 3, "phrases": True}),
    )  # fmt: skip


class AlarmNoteForm(forms.Form):
    """What somebody found."""

    note = forms.CharField(
        label=_("Note"), max_length=500, widget=forms.Textarea(attrs={"rows": 3, "phrases": True})
    )


def typed_of(simple: SimpleRule) -> dict[str, object]:
    """Return a rule as the form shows it; the inverse of `RuleForm.simple`."""
    return {
        "kind": simple.kind.value,
        "quantity": simple.quantity,
        "compare": simple.compare.value,
        "limit": _plain(simple.limit),
        "minutes": _plain(simple.minutes),
        "times": simple.times,
        "severity": simple.severity.value,
        "graver_severity": simple.graver[0].value if simple.graver else "",
        "graver_limit": _plain(simple.graver[1]) if simple.graver else None,
        "clear_limit": None if simple.clear_limit is None else _plain(simple.clear_limit),
        "clear_minutes": _plain(simple.clear_minutes),
        "while_quantity": simple.while_quantity,
        "while_compare": simple.while_compare.value,
        "while_limit": _plain(simple.while_limit) if simple.while_compare.needs_limit else None,
        "days": simple.days.value,
        "hours": "-".join(f"{at:%H:%M}" for at in simple.hours) if simple.hours else "",
        "no_readings": simple.no_readings.value,
        "hold_minutes": _plain(simple.hold_minutes),
        "is_calmed": simple.is_calmed,
        "area_limits": limits_text(simple.areas),
        "watch_subject": simple.watches.subject.value if simple.watches.subject else "",
        "watch_model": simple.watches.model,
        "watch_tag": simple.watches.tag,
        "escalate": ", ".join(str(_plain(minutes)) for minutes in simple.escalate_minutes),
        **_typed_after(simple.proposes, simple.tells),
    }


def _typed_after(proposes: Proposal | None, tells: Tells) -> dict[str, object]:
    """Return what follows from a rule's alarms as the form shows it."""
    found: dict[str, object] = {
        "tell": role_names(tells.roles), "tell_higher": role_names(tells.higher), "tell_unit": tells.unit,
    }  # fmt: skip
    if proposes is not None:
        urgent = proposes.urgent_from
        found |= {
            "matter": proposes.matter, "case_from": proposes.at_least.value,
            "urgent_from": urgent.value if urgent else "",
        }  # fmt: skip
    return found


def _plain(number: float) -> float | int:
    """Return a whole number without its point."""
    return int(number) if number == int(number) else number
