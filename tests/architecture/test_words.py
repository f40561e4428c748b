"""Words: everything a person may read is there in Chinese and in English."""

from __future__ import annotations

import ast
import re
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from importlib import import_module
from pathlib import Path
from string import Formatter
from typing import TypeVar

import pytest
from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po
from django.utils.translation.template import templatize

from tests.architecture.house import SOURCE, Module, modules
from xiuhua.shared.errors import CityError
from xiuhua.shared.terms import Term

pytestmark = pytest.mark.slow("reads every module and every template of the platform")

T = TypeVar("T")
Sentences = Mapping[str, Mapping[str, str]]
PO = SOURCE / "web" / "locale" / "zh_Hans" / "LC_MESSAGES" / "django.po"
# What the design language has a tag for; see ux: quiet paper, loud exceptions.
COLOURS = {"plain", "late", "soon", "done", "hold", "brand"}
_LITERAL = r"""u?('(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*")"""
_ASKED_IN_TEMPLATE = re.compile(rf"\bn?pgettext\({_LITERAL}, {_LITERAL}|(?:\bn?gettext|\b_)\({_LITERAL}")
_ASKING = {"gettext", "gettext_lazy", "ngettext", "ngettext_lazy", "pgettext", "pgettext_lazy", "_"}


def everything_imported() -> None:
    """Import every module of ours, so that every class is known."""
    for module in modules():
        if not {"migrations", "tests", "wsgi", "api", "settings"} & set(module.parts):
            import_module(module.name)


def descendants(base: type[T]) -> Iterator[type[T]]:
    """Yield a class and everything that inherits from it inside the platform."""
    if base.__module__.startswith("xiuhua."):
        yield base
    for child in base.__subclasses__():
        yield from descendants(child)


def all_sentences() -> dict[str, dict[str, str]]:
    """Return every sentence, by code."""
    found: dict[str, dict[str, str]] = {}
    for file in sorted(SOURCE.rglob("sentences.toml")):
        found |= tomllib.loads(file.read_text("utf-8"))
    return found


def gaps(text: str) -> set[str]:
    """Return the placeholders of a sentence."""
    return {name for _, name, _, _ in Formatter().parse(text) if name}


def sentence_faults(codes: Iterable[str], sentences: Sentences) -> list[str]:
    """Return the codes without a sentence, and the sentences whose languages ask for different arguments."""
    found = [f"{code}: no sentence" for code in sorted(set(codes) - set(sentences))]
    for code, both in sentences.items():
        if set(both) != {"zh", "en"} or not all(text.strip() for text in both.values()):
            found.append(f"{code}: zh and en, both filled, nothing else")
        elif gaps(both["zh"]) != gaps(both["en"]):
            found.append(f"{code}: zh asks for {gaps(both['zh'])}, en for {gaps(both['en'])}")
    return found


def call_faults(module: Module, codes: Mapping[str, str], sentences: Sentences) -> list[str]:
    """Return the places that make an error without an argument its sentence asks for."""
    found = []
    for call in module.calls():
        name = call.func.attr if isinstance(call.func, ast.Attribute) else getattr(call.func, "id", "")
        given = {word.arg for word in call.keywords}
        if name not in codes or None in given:
            continue
        asked = [codes[name], *_field_codes(call)]
        for code in asked:
            both = sentences.get(code)
            missing = gaps(both["zh"]) - given if both else {"a sentence"}
            if missing:
                found.append(f"{module.name}:{call.lineno}: {code} lacks {', '.join(sorted(missing))}")
    return found


def _field_codes(call: ast.Call) -> Iterator[str]:
    for word in call.keywords:
        if word.arg == "fields" and isinstance(word.value, ast.Dict):
            yield from (
                value.value
                for value in word.value.values
                if isinstance(value, ast.Constant) and isinstance(value.value, str)
            )


def messages_in_code(module: Module) -> set[str]:
    """Return the msgids a module asks for."""
    found = set()
    for call in module.calls():
        name = call.func.attr if isinstance(call.func, ast.Attribute) else getattr(call.func, "id", "")
        texts = call.args[1:2] if name.startswith("pgettext") else call.args[:1]
        if name in _ASKING:
            found |= {str(text.value) for text in texts if isinstance(text, ast.Constant)}
    return found


def messages_in_template(text: str) -> set[str]:
    """Return the msgids a template asks for."""
    found = _ASKED_IN_TEMPLATE.findall(templatize(text))
    return {str(ast.literal_eval(second or first)) for _, second, first in found}


def untranslated(asked: Iterable[str], catalogue: Catalog) -> list[str]:
    """Return the msgids without a Chinese text one can rely on."""
    known = {_single(message.id): message for message in catalogue if message.id}
    found = []
    for text in sorted(asked):
        message = known.get(text)
        if message is None or not _filled(message.string) or message.fuzzy:
            found.append(text)
    return found


def _single(message: str | tuple[str, ...] | list[str]) -> str:
    return message if isinstance(message, str) else message[0]


def _filled(text: str | tuple[str, ...] | list[str] | None) -> bool:
    return bool(text) and all([text] if isinstance(text, str) else text or [])


def _asked() -> set[str]:
    asked = {text for module in modules() if "tests" not in module.parts for text in messages_in_code(module)}
    for file in _templates():
        asked |= messages_in_template(file.read_text("utf-8"))
    return asked


def _templates() -> list[Path]:
    return [
        file for file in SOURCE.rglob("templates/**/*") if file.suffix in {".html", ".txt"} and file.is_file()
    ]


def test_every_refusal_has_its_sentence() -> None:
    everything_imported()
    codes = {child.code for child in descendants(CityError)}
    assert sentence_faults(codes, all_sentences()) == []


def test_every_refusal_brings_what_its_sentence_asks_for() -> None:
    everything_imported()
    codes = {child.__name__: child.code for child in descendants(CityError)}
    sentences = all_sentences()
    found = [
        what
        for module in modules()
        if "tests" not in module.parts
        for what in call_faults(module, codes, sentences)
    ]
    assert found == []


def test_a_faulty_sentence_is_found() -> None:
    good = {"zh": "没有{kind}", "en": "No {kind}"}
    assert sentence_faults(["gone"], {"gone": good}) == []
    assert sentence_faults(["gone"], {}) == ["gone: no sentence"]
    assert sentence_faults([], {"gone": {"zh": "没有{kind}", "en": "No {key}"}}) != []
    assert sentence_faults([], {"gone": {"zh": "没有"}}) != []


def test_a_refusal_without_its_argument_is_found() -> None:
    sentences = {
        "gone": {"zh": "没有{kind}", "en": "No {kind}"},
        "long": {"zh": "超过{limit}", "en": "Over {limit}"},
    }
    codes = {"Gone": "gone", "Bad": "gone"}
    assert call_faults(Module("xiuhua.x", "raise Gone(key=1)"), codes, sentences) == [
        "xiuhua.x:1: gone lacks kind"
    ]
    assert call_faults(Module("xiuhua.x", "raise Gone(kind='a')"), codes, sentences) == []
    text = "raise Bad(kind='a', fields={'name': 'long'})"
    assert call_faults(Module("xiuhua.x", text), codes, sentences) == ["xiuhua.x:1: long lacks limit"]
    text = "raise Bad(kind='a', fields={'name': 'unheard'})"
    assert call_faults(Module("xiuhua.x", text), codes, sentences) == ["xiuhua.x:1: unheard lacks a sentence"]


def test_every_term_has_both_words_and_a_known_colour() -> None:
    everything_imported()
    found = [
        f"{kind.__name__}.{member.name}"
        for kind in descendants(Term)
        for member in kind
        if not (member.zh and member.en and member.colour in COLOURS)
    ]
    assert found == []


def test_no_interface_text_lacks_its_chinese() -> None:
    with PO.open("rb") as file:
        assert untranslated(_asked(), read_po(file)) == []


def test_an_untranslated_text_is_found() -> None:
    catalogue = Catalog()
    catalogue.add("Rename", "改名")
    catalogue.add("Area", "")
    catalogue.add("Kind", "类别", flags=["fuzzy"])
    assert untranslated(["Rename", "Area", "Kind", "Name"], catalogue) == ["Area", "Kind", "Name"]


def test_texts_are_found_where_they_are_asked_for() -> None:
    template = """{% load i18n %}{% translate "Rename" %}{% translate 'File' context "verb" %}{{ _("Area") }}
        {% blocktranslate with n=count %}{{ n }} rows{% endblocktranslate %}"""
    assert messages_in_template(template) == {"Rename", "File", "Area", "%(n)s rows"}
    code = "from django.utils.translation import gettext as _\nX = _('Rename')\nY = pgettext('verb', 'File')"
    assert messages_in_code(Module("xiuhua.x", code)) == {"Rename", "File"}
