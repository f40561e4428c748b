from pathlib import Path

import pytest

from xiuhua.scenekit.reference import decisions_text, reference_main, reference_text, stale_files

DECISION = "# 0001 Layers\n\n## Context\n\nx\n\n## Decision\n\nx\n\n## Consequence\n\nx\n"


def test_the_generated_documentation_is_up_to_date() -> None:
    assert [file.name for file in stale_files()] == [], "run ./xiuhua reference"


def test_a_decision_without_its_sections_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "0001-layers.md"
    file.write_text(DECISION)
    assert "| [0001](0001-layers.md) | Layers |" in decisions_text(tmp_path)
    for wrong in (DECISION.replace("## Consequence", "## Later"), DECISION.replace("# 0001", "# 0002")):
        file.write_text(wrong)
        with pytest.raises(ValueError, match="0001-layers"):
            decisions_text(tmp_path)


def test_a_rule_is_shown_with_its_source(tmp_path: Path) -> None:
    rules = tmp_path / "scenes" / "noise" / "rules.py"
    rules.parent.mkdir(parents=True)
    rules.write_text("def level_dba(p):\n    'Return the level.\\n\\nSource:\\n    ISO 1996-1.'\n")
    assert "- `level_dba(p)`: Return the level. *ISO 1996-1.*" in reference_text(tmp_path)


def test_check_writes_nothing_and_fails(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "docs" / "decisions").mkdir(parents=True)
    (tmp_path / "src" / "xiuhua" / "scenes").mkdir(parents=True)
    assert reference_main(["--check"], root=tmp_path) == 1
    assert not (tmp_path / "docs" / "reference.md").exists()
    assert reference_main([], root=tmp_path) == 0
    assert reference_main(["--check"], root=tmp_path) == 0
    assert "out of date: docs/reference.md" in capsys.readouterr().out
