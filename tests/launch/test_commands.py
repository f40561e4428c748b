"""The command line: help, commands nobody knows, options nobody knows, one supervisor at a time."""

from __future__ import annotations

import fcntl
import subprocess
import sys
from pathlib import Path

import pytest

from tests.launch.installation import environment_of_a_terminal
from xiuhua.config import cli
from xiuhua.config.env import ROOT


@pytest.fixture
def var(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A place of its own for what a command writes; English, and no database named."""
    for name in ("DATABASE_URL", "DATABASE_OWNER_URL"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("XIUHUA_VAR", str(tmp_path / "var"))
    monkeypatch.setenv("LC_ALL", "C.UTF-8")
    return tmp_path / "var"


def test_help_names_every_command(capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main([]) == cli.main(["--help"]) == 0
    shown = capsys.readouterr().out
    assert all(f"./xiuhua {name}" in shown for name in cli.COMMANDS)


@pytest.mark.parametrize(
    ("spoken", "part"), [("zh_CN.UTF-8", "没有“sing”这个命令"), ("C", "no command “sing”")]
)
def test_an_unknown_command_is_refused(
    spoken: str, part: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("LC_ALL", spoken)
    assert cli.main(["sing"]) == 2
    assert part in capsys.readouterr().err


@pytest.mark.parametrize("words", [["--loud"], ["--port", "eighty"], ["--port"]])
def test_an_option_that_up_does_not_know_is_refused(
    words: list[str], var: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert cli.main(["up", *words]) == 2
    assert "The command line is wrong" in capsys.readouterr().err
    assert not var.exists()


@pytest.mark.parametrize(
    ("written", "part"),
    [("http://127.0.0.1:8123", "running already: http://127.0.0.1:8123"), ("", "starting already")],
)
def test_a_second_up_says_where_the_first_one_is(
    written: str, part: str, var: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (var / "run").mkdir(parents=True)
    lock = var / "run" / "up.lock"
    lock.write_text(written)
    with lock.open("r+") as held:
        fcntl.flock(held, fcntl.LOCK_EX)
        assert cli.main(["up", "--empty"]) == 0
    assert part in capsys.readouterr().out
    assert lock.read_text() == written


@pytest.mark.parametrize("command", ["test", "check"])
def test_second_tests_in_one_folder_are_refused(
    command: str, var: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (var / "test").mkdir(parents=True)
    with (var / "test" / "lock").open("w") as held:
        fcntl.flock(held, fcntl.LOCK_EX)
        assert cli.main([command]) == 2
    assert "running here already" in capsys.readouterr().err


def test_a_folder_that_cannot_be_written_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "file").touch()
    monkeypatch.setenv("LC_ALL", "C.UTF-8")
    monkeypatch.setenv("XIUHUA_VAR", str(tmp_path / "file" / "var"))
    assert cli.main(["up"]) == 2
    assert "cannot be written (Not a directory)" in capsys.readouterr().err


@pytest.mark.slow("starts two interpreters")
def test_the_launcher_answers_from_any_folder_without_anything_installed(tmp_path: Path) -> None:
    environment = environment_of_a_terminal(tmp_path) | {"XIUHUA_TOOLS": str(tmp_path / "nothing")}
    line = [str(ROOT / "xiuhua"), "help"]
    told = subprocess.run(line, cwd=tmp_path, env=environment, capture_output=True, text=True, check=False)
    assert told.returncode == 0, told.stderr
    assert "./xiuhua up" in told.stdout
    assert list(tmp_path.iterdir()) == []


@pytest.mark.slow("starts two interpreters")
def test_what_python_compiles_is_kept_beside_the_environment_and_not_in_the_code(tmp_path: Path) -> None:
    found = environment_of_a_terminal(tmp_path).items()
    environment = {name: value for name, value in found if not name.startswith("PYTHON")}
    (tmp_path / "venv" / "bin").mkdir(parents=True)
    (tmp_path / "venv" / "bin" / "python").symlink_to(sys.executable)
    line = [str(ROOT / "xiuhua"), "help"]
    asked = environment | {"XIUHUA_TOOLS": str(tmp_path), "PYTHONDONTWRITEBYTECODE": "1"}
    told = subprocess.run(line, cwd=tmp_path, env=asked, capture_output=True, text=True, check=False)
    assert told.returncode == 0, told.stderr
    assert [*(tmp_path / "pycache").rglob("xiuhua/config/cli.*.pyc")] != []


@pytest.mark.slow("starts Django")
def test_a_command_without_a_database_says_what_to_do(tmp_path: Path) -> None:
    line = [str(ROOT / "xiuhua"), "ledger", "verify"]
    environment = environment_of_a_terminal(tmp_path) | {"PGHOST": str(tmp_path)}
    told = subprocess.run(line, env=environment, capture_output=True, text=True, check=False)
    assert told.returncode == 2
    assert told.stderr.strip() == "The database is not running; run ./xiuhua up first, or set DATABASE_URL."
