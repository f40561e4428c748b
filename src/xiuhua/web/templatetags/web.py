"""The words and small marks of every template. Loaded everywhere, so no template asks for it.

Cells, tags and icons are drawn here and not by included templates: a list has hundreds of them, and an
include costs more than the query behind the row.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from functools import cache, lru_cache
from urllib.parse import parse_qsl, urlsplit

from django import template
from django.conf import settings
from django.utils import timezone
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from xiuhua.shared.clock import now as clock_now
from xiuhua.shared.masks import phone_masked
from xiuhua.shared.terms import Term
from xiuhua.web import assets, printing
from xiuhua.web.parts import (
    Alarm,
    Cell,
    Clock,
    Column,
    Count,
    Figure,
    ListView,
    PreviewCell,
    Row,
    Shell,
    Stage,
    State,
    Tag,
)

register = template.Library()

_EMPTY = mark_safe("")
_STATES = ("state", "liveness")  # columns that say how a record stands: the tag of its row on the phone
_CLOCK_ICONS = {"late": "alert-triangle", "soon": "clock", "paused": "player-pause", "done": "check"}
_STATE_ICONS = {
    "empty": "circle-check", "filtered": "filter-off", "error": "alert-triangle", "stale": "clock",
    "forbidden": "lock", "offline": "wifi-off", "gone": "file-off", "none": "minus", "loading": "refresh",
}  # fmt: skip
# Level: outline of the shape on a 24-grid, fill, and colour of the hanzi on it (the national four colours).
_ALARM_SHAPES = {
    1: ("M8 2h8l6 6v8l-6 6H8l-6-6V8z", "#d92b1c", "#fff", "一"),
    2: ("M12 1.5 23 22H1z", "#ff9a3d", "#17202e", "二"),
    3: ("M12 1l11 11-11 11L1 12z", "#ffd84d", "#17202e", "三"),
    4: ("M12 1a11 11 0 1 0 .01 0z", "#2f74dd", "#fff", "四"),
}
_RING_DASH = "2.6 2.43"
_RING_MARKS = {
    "done": "M6.3 10.2l2.6 2.6 4.9-5.2",
    "returned": "M12.5 13.2H9.4a2.4 2.4 0 1 1 0-4.8h3.4M10.6 6.2 12.9 8.4l-2.3 2.2",
    "paused": "M8.2 7v6M11.8 7v6",
    "merged": "M7 6v8M7 10.2c4.4 0 5.6-1.2 5.6-4.2",
    "void": "M7.3 7.3l5.4 5.4M12.7 7.3l-5.4 5.4",
}


def _language() -> str:
    return get_language() or "zh-hans"


# --- files ---


@register.simple_tag
def asset(name: str) -> SafeString:
    """Print the links and scripts of a built entry."""
    files = assets.entry(name)
    fonts = format_html_join(
        "", '<link rel="preload" as="font" type="font/woff2" crossorigin href="{}">', zip(files.fonts)
    )
    styles = format_html_join("", '<link rel="stylesheet" href="{}">', zip(files.styles))
    scripts = format_html_join("", '<script type="module" src="{}"></script>', zip(files.scripts))
    return fonts + styles + scripts


@register.simple_tag
def asset_url(name: str) -> str:
    """Print the URL of one built file."""
    return assets.asset_url(name)


@register.simple_tag
def map_source() -> object:
    """Return the tiles from outside that lie beneath every map (`template`, `credit`), or None."""
    return settings.MAP_SOURCE


@register.simple_tag
def icon(name: str, label: str = "") -> SafeString:
    """Print an icon of the sheet; with a label it is a picture with a name, else decoration."""
    return _icon_html(f"{assets.asset_url('icons.svg')}#{name}", str(label))


@lru_cache(maxsize=2048)
def _icon_html(url: str, label: str) -> SafeString:
    if label:
        return format_html(
            '<svg class="x-i" role="img" aria-label="{}"><use href="{}"></use></svg>', label, url
        )
    return format_html('<svg class="x-i" aria-hidden="true"><use href="{}"></use></svg>', url)


@register.simple_tag
def icon_names() -> list[str]:
    """Return every icon of the sheet, for the style guide."""
    return list(assets.icon_names())


# --- words ---


@register.simple_tag
def term(value: Term) -> SafeString:
    """Print a word of a vocabulary as a tag in the reader's language and its colour."""
    return _tag_html(value.label(_language()), value.colour)


@register.filter
def term_label(value: Term) -> str:
    """Return a word of a vocabulary in the reader's language."""
    return value.label(_language())


@register.simple_tag(takes_context=True)
def instant(context: template.Context, at: datetime | None, style: str = "words") -> SafeString:
    """Print an instant: `words` (昨天 10:24), `table` (ISO), `second` (ISO with seconds)."""
    if at is None:
        return _none("")
    shell: Shell | None = context.get("shell")
    return _time_html(at, style, now=(shell.now if shell else None) or clock_now())


def _time_html(at: datetime, style: str, *, now: datetime) -> SafeString:
    zone = timezone.get_current_timezone()
    local = timezone.localtime(at, zone)
    title = printing.instant_iso(local, seconds=True)
    if style == "words":
        text = printing.instant_words(local, now=timezone.localtime(now, zone), language=_language())
    else:
        text = title if style == "second" else printing.instant_iso(local)
    return format_html('<time class="num" datetime="{}" title="{}">{}</time>', at.isoformat(), title, text)


@register.simple_tag
def number(value: float | None, decimals: int = 0, unit: str = "") -> SafeString:
    """Print a number with thousands marks and its unit; nothing known is “—”."""
    return format_html(
        '<span class="num x-nb">{}</span>', printing.number_words(value, decimals=decimals, unit=unit)
    )


@register.simple_tag
def count(value: Count | None, estimate: bool = True) -> SafeString:  # noqa: FBT001, FBT002 - a tag
    """Print how many: 342, or 1,000+ with the estimate in words beside it."""
    if value is None:
        return _EMPTY
    text = f"{value.number:,}{'+' if value.more else ''}"
    if not (estimate and value.more and value.estimate):
        return format_html('<span class="num">{}</span>', text)
    words = printing.estimate_words(value.estimate, language=_language())
    return format_html('<span class="num">{}</span> <small class="num">{}</small>', text, words)


@register.filter
def phone_mask(phone: str) -> str:
    """Return a telephone number as 138****5678."""
    return phone_masked(phone)


@register.filter
def id_mask(number_text: str) -> str:
    """Return an identity number with its birthday and sequence hidden: 110101********1234."""
    hidden = len(number_text) - 10
    return f"{number_text[:6]}{'*' * hidden}{number_text[-4:]}" if hidden > 0 else "*" * len(number_text)


@register.filter
def plate_mask(plate: str) -> str:
    """Return a number plate as 粤B·***31."""
    bare = plate.replace("·", "")
    return f"{bare[:2]}·{'*' * (len(bare) - 4)}{bare[-2:]}" if len(bare) > 4 else "*" * len(bare)


# --- small marks ---


@register.simple_tag
def tag(value: Tag | None) -> SafeString:
    """Print a tag."""
    return _tag_html(value.text, value.colour, value.icon) if value else _EMPTY


def _tag_html(text: str, colour: str, sign: str = "") -> SafeString:
    return format_html('<span class="x-tag x-tag-{}">{}{}</span>', colour, icon(sign) if sign else "", text)


@register.simple_tag
def clock(value: Clock | None) -> SafeString:
    """Print a clock: colour, mark and words say the same, so that none is needed alone."""
    if value is None:
        return _EMPTY
    sign = _CLOCK_ICONS.get(value.state)
    return format_html(
        '<span class="x-clock x-clock-{}">{}{}</span>', value.state, icon(sign) if sign else "", value.text
    )


@register.simple_tag
def clock_word(state: str) -> str:
    """Print what the state of a clock is called, for a legend."""
    words = {
        "late": _("Late"),
        "soon": _("Soon late"),
        "within": _("Within its limit"),
        "paused": _("Paused"),
    }
    return words.get(state) or _("Over")


@register.simple_tag
def ring(stage: Stage, inline: bool = False) -> SafeString:  # noqa: FBT001, FBT002 - a tag
    """Print a stage as a ring: dashed before, half while under way, ticked when done."""
    return _ring_html(stage.state, inline)


@cache
def _ring_html(state: str, inline: bool) -> SafeString:  # noqa: FBT001 - as above
    size = "x-ring x-ring-inline" if inline else "x-ring"
    fill = "currentColor" if state == "done" else "none"
    dash = _RING_DASH if state == "before" else "none"
    return format_html(
        '<svg class="{} x-ring-{}" viewBox="0 0 20 20" aria-hidden="true"><circle cx="10" cy="10" r="8"'
        ' fill="{}" stroke="currentColor" stroke-width="1.75" stroke-dasharray="{}"/>{}</svg>',
        size,
        state,
        fill,
        dash,
        _ring_mark(state),
    )


def _ring_mark(state: str) -> SafeString:
    if state == "before":
        return _EMPTY
    if state == "under_way":
        return mark_safe('<path d="M10 5.2a4.8 4.8 0 0 1 0 9.6z" fill="currentColor"/>')
    return format_html(
        '<path d="{}" fill="none" stroke="currentColor" stroke-width="1.75"/>', _RING_MARKS[state]
    )


@register.simple_tag
def alarm(value: Alarm) -> SafeString:
    """Print an alarm level: shape, colour and hanzi of the national four, and its words."""
    shape, fill, ink, hanzi = _ALARM_SHAPES[value.level]
    drop = "17.5" if value.level == 2 else "16"
    return format_html(
        '<span class="x-alarm"><svg viewBox="0 0 24 24" aria-hidden="true"><path d="{}" fill="{}"/>'
        '<text x="12" y="{}" fill="{}">{}</text></svg>{}</span>',
        shape, fill, drop, ink, hanzi, value.label,
    )  # fmt: skip


@register.simple_tag
def state_icon(value: State) -> SafeString:
    """Print the icon of a state."""
    return icon(_STATE_ICONS[value.kind])


@register.simple_tag
def figure_value(value: Figure) -> SafeString:
    """Print a figure's number and unit, or “—”."""
    if value.value is None:
        return _none(value.why_none)
    sign = icon(_CLOCK_ICONS[value.clock]) if value.clock in {"late", "soon"} else ""
    unit = format_html("<small>{}</small>", value.unit) if value.unit and value.unit != "%" else ""
    text = printing.number_words(value.value, decimals=value.decimals, unit="%" if value.unit == "%" else "")
    return format_html("{}{}{}", sign, text, unit)


@register.simple_tag
def figure_counts(value: Figure) -> str:
    """Print the two counts behind a rate."""
    if value.numerator is None or value.denominator is None:
        return ""
    return printing.share_words(value.numerator, value.denominator, language=_language())


# --- cells ---


def _none(why: str) -> SafeString:
    if why:
        return format_html('<span class="x-none">{}<span class="x-sr">{}</span></span>', printing.NONE, why)
    return format_html('<span class="x-none">{}</span>', printing.NONE)


@register.simple_tag(takes_context=True)
def cell(context: template.Context, value: Cell, style: str = "words") -> SafeString:
    """Print one value as its kind asks for; in a table instants are ISO."""
    shown = _cell_html(context, value, style)
    if value.copyable and value.text:
        shown += format_html(
            '<button type="button" class="x-copy" data-copy="{}" aria-label="{}">{}</button>',
            value.text, _("Copy %(text)s") % {"text": value.text}, icon("copy"),
        )  # fmt: skip
    if value.reveal_url:
        shown += format_html(' <a href="{}">{}</a>', value.reveal_url, _("Show"))
    return shown


def _cell_html(context: template.Context, value: Cell, style: str) -> SafeString:
    if value.tag is not None:
        return tag(value.tag)
    if value.clock is not None:
        return clock(value.clock)
    if value.at is not None:
        return instant(context, value.at, style)
    if value.kind == "yes" and value.number is not None:
        return format_html("{}", _("yes") if value.number else _("no"))
    if value.number is not None:
        return number(value.number, value.decimals, value.unit)
    return _text_html(value) if value.text else _none(value.why_none)


def _text_html(value: Cell) -> SafeString:
    if value.url:
        return format_html('<a href="{}">{}</a>', value.url, value.text)
    if value.kind == "code":
        return format_html('<span class="num">{}</span>', value.text)
    return format_html("{}", value.text)


@register.simple_tag(takes_context=True)
def row_cells(context: template.Context, view: ListView, row: Row) -> SafeString:
    """Print the cells of a row under the shown columns; its one link stands in the primary one."""
    columns = enumerate(zip(view.shown_columns, row.cells, strict=True))
    return format_html_join(
        "", "{}", ((_row_cell(context, row, at, column, value),) for at, (column, value) in columns)
    )


def _row_cell(context: template.Context, row: Row, at: int, column: Column, value: Cell) -> SafeString:
    shown = cell(context, value, "table")
    empty = (
        " x-empty"
        if not (value.text or value.tag or value.clock or value.at or value.number is not None)
        else ""
    )
    state = " x-c-state" if column.key in _STATES else ""
    # What names a row is laid out as a text, even where it is a tag.
    how = "text" if at == row.primary and column.kind == "tag" else column.kind
    kind = f"x-c-{how} x-drop-{column.drop}{state}{empty}"
    if at != row.primary:
        return format_html('<td class="{}" title="{}">{}</td>', kind, value.text, shown)
    link = format_html('<a class="x-row-link" href="{}">{}</a>', row.url, shown) if row.url else shown
    note = format_html('<span class="x-row-note">{}</span>', row.second_line) if row.second_line else ""
    return format_html('<td class="{} x-primary" title="{}">{}{}</td>', kind, value.text, link, note)


@register.filter
def beside(labels: Sequence[str], values: Sequence[PreviewCell]) -> list[tuple[str, PreviewCell]]:
    """Return each value with the label of its column."""
    return list(zip(labels, values, strict=True))


# --- addresses ---


@register.simple_tag
def query_inputs(url: str) -> SafeString:
    """Print what a URL's query holds as hidden inputs, for a form that adds to it."""
    return format_html_join("", '<input type="hidden" name="{}" value="{}">', parse_qsl(urlsplit(url).query))


@register.filter
def with_query(url: str, addition: str) -> str:
    """Return a URL with one more parameter."""
    return f"{url}{'&' if '?' in url else '?'}{addition}"


@register.simple_tag
def said(zh: str, en: str) -> str:
    """Print a scene's own words in the reader's language: `{% said "均值" "Mean" %}` (decision 0009)."""
    return zh if (get_language() or "zh-hans").startswith("zh") else en
