"""What can be told: templates that apps above register, and the pages that their subjects have.

Source:
    own choice, because whoever tells something must not know by which way it goes, and a text that is made
    when it is read needs no second storing when the reader's language changes.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from string import Formatter

from xiuhua.notices.terms import NoticeKind, RouteKind

EVERY_ROUTE = frozenset(RouteKind)
TEST = "notices.test"  # the template by which a way is tried
MASK = "***"  # what stands for a word that lies in no table
SAID_IN = "said.in"  # beside a message's words: the language it is written in; no word has a dot
CHINESE = "zh-hans"
Maker = Callable[[str], Mapping[str, str]]


@dataclass(frozen=True, kw_only=True)
class NoticeTemplate:
    """One thing that can be told.

    Args:
        key: its stable name, `case.dispatched`.
        kind: what it is about; people choose ways by kind.
        title_zh, title_en: one line. `{name}` stands for a word that whoever sends it gives.
        zh, en: the text.
        routes: the ways by which it may leave the house; it always stands on the page of an account.
        sms: the words that the provider's SMS template takes, in the order of the text approved there; a
            template without any goes by SMS only where the provider's has no variables.
        made: words that must lie in no table, because they open something: a secret address. Nobody gives
            them; `maker` makes them of the subject each time a message leaves, and `MASK` is kept and shown.
        maker: as `made` says.
    """

    key: str
    kind: NoticeKind
    title_zh: str
    title_en: str
    zh: str
    en: str
    routes: frozenset[RouteKind] = EVERY_ROUTE
    sms: tuple[str, ...] = ()
    made: tuple[str, ...] = ()
    maker: Maker | None = None

    @property
    def names(self) -> frozenset[str]:
        """The words that whoever sends it gives."""
        texts = (self.title_zh, self.title_en, self.zh, self.en)
        named = {name for text in texts for _, name, _, _ in Formatter().parse(text) if name}
        return frozenset(named - set(self.made))

    def title(self, words: Mapping[str, str], language: str) -> str:
        """Return its title with words filled in: Chinese for every `zh…`, else English."""
        shown = {**dict.fromkeys(self.made, MASK), **words}
        return (self.title_zh if language.startswith("zh") else self.title_en).format_map(shown)

    def text(self, words: Mapping[str, str], language: str) -> str:
        """Return its text with words filled in."""
        shown = {**dict.fromkeys(self.made, MASK), **words}
        return (self.zh if language.startswith("zh") else self.en).format_map(shown)


_TEMPLATES: dict[str, NoticeTemplate] = {}
_PAGES: dict[str, str] = {}


def template_register(template: NoticeTemplate) -> None:
    """Make something tellable; an app calls this when it starts.

    Raises:
        ValueError: the key is another template's already, `sms` names a word that no text has, or words are
            to be made and nothing makes them.
    """
    if _TEMPLATES.setdefault(template.key, template) != template:
        raise ValueError(f"the template {template.key!r} is registered twice")
    if unknown := set(template.sms) - template.names - set(template.made):
        raise ValueError(f"the template {template.key!r} has no word {min(unknown)!r}")
    if bool(template.made) != (template.maker is not None):
        raise ValueError(f"the template {template.key!r} makes no words, or none that it has")


def template_of(key: str) -> NoticeTemplate | None:
    """Return a template, None where no app has it any more."""
    return _TEMPLATES.get(key)


def templates_known() -> Sequence[NoticeTemplate]:
    """Return every template, by key."""
    return [_TEMPLATES[key] for key in sorted(_TEMPLATES)]


def words_missing(template: NoticeTemplate, words: Mapping[str, str]) -> tuple[str, ...]:
    """Return the words that a template needs and that were not given."""
    return tuple(sorted(template.names - words.keys()))


def subject_page_register(kind: str, url_name: str) -> None:
    """Say which page shows subjects of a kind: `case` and `cases:case`, which takes the number."""
    _PAGES[kind] = url_name


def subject_page(subject: str) -> tuple[str, int] | None:
    """Return the page of a subject and the number that it takes; None where it has none."""
    kind, _, number = subject.partition(":")
    return (_PAGES[kind], int(number)) if kind in _PAGES and number.isdecimal() else None
