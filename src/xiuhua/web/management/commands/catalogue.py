"""Bring the catalogue of translations up to date with the texts that code and templates ask for."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po
from django.core.management.base import BaseCommand
from django.utils.translation.template import templatize

_SOURCE = Path(__file__).parents[3]
_PO = _SOURCE / "web/locale/zh_Hans/LC_MESSAGES/django.po"
_ASKING = {
    "gettext": 1,
    "gettext_lazy": 1,
    "gettext_noop": 1,
    "_": 1,
    "ngettext": 2,
    "ngettext_lazy": 2,
    "pgettext": 1,
    "pgettext_lazy": 1,
}
_CALL_IN_TEMPLATE = re.compile(r"""\b(?:n?p?gettext|_)\((?:u?(?:'(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*"),? ?)+""")
_HEADER = rb"""# Simplified Chinese of the interface; `./xiuhua manage catalogue` brings it up to date.
msgid ""
msgstr ""
"Language: zh_Hans\n"
"Plural-Forms: nplurals=1; plural=0;\n"
"MIME-Version: 1.0\n"
"Content-Type: text/plain; charset=utf-8\n"
"Content-Transfer-Encoding: 8bit\n"

"""
_SAID_BETTER: tuple[
    str | tuple[str, str], ...
] = (  # texts of Django's own that a bureau would word otherwise
    "This field is required.",
    "Ensure this value is greater than or equal to %(limit_value)s.",
    "Ensure this value is less than or equal to %(limit_value)s.",
    (
        "Ensure this value has at most %(limit_value)d character (it has %(show_value)d).",
        "Ensure this value has at most %(limit_value)d characters (it has %(show_value)d).",
    ),
)
Message = tuple[str | tuple[str, str], str | None]  # the text or singular and plural, and its context


class Command(BaseCommand):
    """`manage catalogue`: adds what is new, drops what nobody asks for, sorts, and compiles."""

    help = "Bring web/locale up to date; prints the texts that still lack their Chinese."

    def handle(self, **_options: object) -> None:
        """Write the .po and the .mo beside it."""
        old = read_po(_PO.open("rb"), locale="zh_Hans") if _PO.exists() else Catalog(locale="zh_Hans")
        new = Catalog(locale="zh_Hans", project="Xiuhua", charset="utf-8", fuzzy=False)
        for text, context in sorted(set(_asked()), key=str):
            known = old.get(text if isinstance(text, str) else text[0], context=context)
            new.add(text, known.string if known else None, context=context)
        with _PO.open("wb") as file:
            file.write(_HEADER)
            write_po(file, new, sort_output=True, omit_header=True, no_location=True, width=110)
        with _PO.with_suffix(".mo").open("wb") as file:
            write_mo(file, new)
        for message in new:
            if message.id and not any(
                message.string if isinstance(message.string, tuple) else (message.string,)
            ):
                self.stdout.write(repr(message.id))


def _asked() -> Iterator[Message]:
    yield from ((text, None) for text in _SAID_BETTER)
    for file in sorted(_SOURCE.rglob("*.py")):
        if "tests" not in file.parts:
            yield from _in_python(file.read_text("utf-8"))
    for file in sorted(_SOURCE.rglob("templates/**/*.*")):
        for call in _CALL_IN_TEMPLATE.findall(templatize(file.read_text("utf-8"))):
            yield from _in_python(f"{call.rstrip(', ')})")


def _in_python(text: str) -> Iterator[Message]:
    for call in ast.walk(ast.parse(text)):
        name = getattr(getattr(call, "func", None), "attr", getattr(getattr(call, "func", None), "id", ""))
        if isinstance(call, ast.Call) and name in _ASKING:
            texts = [argument.value for argument in call.args if isinstance(argument, ast.Constant)]
            yield from _message(name, [text for text in texts if isinstance(text, str)])


def _message(name: str, texts: list[str]) -> Iterator[Message]:
    context = texts.pop(0) if name.startswith("pgettext") and texts else None
    if len(texts) >= _ASKING[name]:
        yield ((texts[0], texts[1]) if _ASKING[name] == 2 else texts[0]), context
