"""The documentation: every link leads somewhere, in both READMEs alike."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.architecture.house import ROOT

_LINK = re.compile(r"(?<!\\)\[[^\]]*\]\(([^)\s#]+)(?:#[^)]*)?\)")
PAGES = [*sorted(ROOT.glob("*.md")), *sorted(ROOT.glob("docs/**/*.md"))]


def dead_links(text: str, folder: Path) -> list[str]:
    """Return the relative links of a page that lead to no file."""
    links = _LINK.findall(re.sub(r"^(?: {4}|\t).*$", "", text, flags=re.MULTILINE))
    return [link for link in links if "://" not in link and not (folder / link).exists()]


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.relative_to(ROOT).as_posix())
def test_every_link_leads_somewhere(page: Path) -> None:
    assert dead_links(page.read_text("utf-8"), page.parent) == []


def test_a_dead_link_is_found(tmp_path: Path) -> None:
    (tmp_path / "there.md").touch()
    text = "[a](there.md) [b](gone.md) ![c](there.md#part) [d](https://example.org)\n\n    [code](gone.md)\n"
    assert dead_links(text, tmp_path) == ["gone.md"]


def test_both_readmes_lead_to_the_same_places() -> None:
    english, chinese = (
        {link for link in _LINK.findall((ROOT / name).read_text("utf-8")) if not link.startswith("README")}
        for name in ("README.md", "README.zh-CN.md")
    )
    assert english == chinese


def test_every_decision_forced_by_a_comment_exists() -> None:
    cited = {
        number
        for file in [*ROOT.glob("src/xiuhua/**/*.py"), *ROOT.glob("src/xiuhua/**/*.sql")]
        for number in re.findall(r"docs/decisions/(\d{4})", file.read_text("utf-8"))
        if "scenekit" not in file.parts
    }
    written = {file.name[:4] for file in ROOT.glob("docs/decisions/[0-9]*.md")}
    assert cited <= written
