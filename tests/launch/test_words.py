"""What the launcher says: each sentence in both languages, with the same gaps, and none unused."""

from __future__ import annotations

import ast
import re
import tomllib
from pathlib import Path
from string import Formatter

import pytest

from xiuhua.config.cli import COMMANDS
from xiuhua.config.env import ROOT
from xiuhua.config.launch.words import SENTENCES, Refused, language, say

_CODE = ROOT / "src" / "xiuhua" / "config"
_SOURCES = [_CODE / "cli.py", *sorted((_CODE / "launch").glob("*.py"))]
_SAID = re.compile(r'(?:say|step|Refused)\(\s*f?"([a-z_]+)"')
_SAYING = {"say", "step", "Refused"}
_BOTH = {"step_libraries_run", "step_libraries_dev", *(f"help_{name}" for name in COMMANDS)}
SAID = {"zh": "zh_CN.UTF-8", "en": "C.UTF-8"}


def sentences() -> dict[str, dict[str, str]]:
    return tomllib.loads(SENTENCES.read_text("utf-8"))


def codes_in(text: str) -> set[str]:
    """Return the codes that a module names: said outright, or one of two behind a condition."""
    known = set(sentences())
    return {*_SAID.findall(text), *(known & set(re.findall(r'"([a-z]+_[a-z_]+)"', text)))}


def gaps(sentence: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(sentence) if name}


def test_every_code_has_a_sentence_and_every_sentence_is_said() -> None:
    said = {code for path in _SOURCES for code in codes_in(path.read_text("utf-8"))} | _BOTH
    assert said - {"step_libraries_", "help_"} == set(sentences())


@pytest.mark.parametrize("code", sorted(sentences()))
def test_a_sentence_has_both_languages_and_the_same_gaps(code: str) -> None:
    found = sentences()[code]
    assert set(found) == {"zh", "en"}
    assert gaps(found["zh"]) == gaps(found["en"])
    assert re.search(r"[\u4e00-\u9fff]", found["zh"])
    assert not re.search(r"[\u4e00-\u9fff]", found["en"])


@pytest.mark.parametrize("path", _SOURCES, ids=lambda path: Path(path).name)
def test_every_call_fills_the_gaps_of_its_sentence(path: Path) -> None:
    for call in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(call, ast.Call) and isinstance(call.func, ast.Name) and call.func.id in _SAYING:
            code = call.args[0]
            if isinstance(code, ast.Constant):
                filled = {word.arg for word in call.keywords}
                assert gaps(sentences()[str(code.value)]["en"]) <= filled, code.value


@pytest.mark.parametrize(
    ("told", "expected"),
    [("zh_CN.UTF-8", "zh"), ("zh_TW", "zh"), ("C", "en"), ("", "en"), ("de_DE.UTF-8", "en")],
)
def test_the_terminal_decides_the_language(told: str, expected: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("LC_MESSAGES", raising=False)
    monkeypatch.setenv("LANG", "en_GB.UTF-8" if expected == "zh" else "zh_CN.UTF-8")
    monkeypatch.setenv("LC_ALL", told or "C")
    assert language() == expected


@pytest.mark.parametrize("spoken", ["zh", "en"])
def test_a_refusal_is_one_sentence_in_the_language_of_the_terminal(
    spoken: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LC_ALL", SAID[spoken])
    refusal = Refused("port_unknown", port=99999, last=65535)
    assert str(refusal) == say("port_unknown", port=99999, last=65535)
    assert ("没有端口" in str(refusal)) is (spoken == "zh")
    assert "99999" in str(refusal)
