import csv
import json
from pathlib import Path

import pytest

from xiuhua.scenekit.register import register_main

SYSTEMS = "id,Chinese,English,seed,status,software must DO,users,group\nS-001,路灯,Lamps,000,NL,,,lighting\n"
SYSTEMS += "S-002,井盖,Manholes,000,NP,,,roads\n"
INDICATORS = (
    "id,Chinese,English,figure in seed,unit,formula,period,target next year,seed\nK-001,亮灯率,Lit,,,,,,\n"
)
RULES = "id,rule,seed,quoted text,parameters for the software\nR-01,Interview,004,约谈,2 quarters\n"
ROLES = "id,role,English,seed,what they do\nP-01,受理员,Acceptor,002,accept\n"
WAVES = "id,wave\nS-001,06\nS-002,06\nK-001,08\nR-01,08\nP-01,03\n"


@pytest.fixture
def root(tmp_path: Path) -> Path:
    folder = tmp_path / "requirements"
    folder.mkdir()
    texts = {"systems": SYSTEMS, "indicators": INDICATORS, "rules": RULES, "roles": ROLES, "waves": WAVES}
    for name, text in texts.items():
        (folder / f"{name}.csv").write_text(text)
    (tmp_path / "docs").mkdir()
    register_main(["--renew", "--from", str(folder)], root=tmp_path)
    (tmp_path / "test_lamps.py").write_text("def test_lamp(): ...\ndef test_dark(): ...\n")
    return tmp_path


def noted(root: Path, **outcomes: tuple[list[str], str]) -> None:
    proofs = {
        f"test_lamps.py::{test}": {"proves": rows, "outcome": how} for test, (rows, how) in outcomes.items()
    }
    (root / "var").mkdir(exist_ok=True)
    (root / "var" / "register.json").write_text(json.dumps(proofs))


def rows(root: Path, capsys: pytest.CaptureFixture[str]) -> dict[str, dict[str, str]]:
    capsys.readouterr()
    register_main(["--json"], root=root)
    return {row["id"]: row for row in json.loads(capsys.readouterr().out)}


def test_every_requirement_becomes_one_line(root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    found = rows(root, capsys)
    assert list(found) == ["S-001", "S-002", "K-001", "R-01", "P-01"]
    assert found["S-002"] | {"zh": "井盖", "planned": "yes", "wave": "06", "state": "open"} == found["S-002"]


def test_a_row_is_proven_by_a_test_that_stands_and_passed(
    root: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    noted(root, test_lamp=(["S-001", "K-001"], "passed"))
    found = rows(root, capsys)
    assert [key for key, row in found.items() if row["state"] == "proven"] == ["S-001", "K-001"]
    assert found["S-001"]["proof"] == "test_lamps.py::test_lamp"


@pytest.mark.parametrize("how", ["failed", "skipped"])
def test_a_row_is_open_while_one_of_its_tests_does_not_pass(
    root: Path, capsys: pytest.CaptureFixture[str], how: str
) -> None:
    noted(root, test_lamp=(["S-001"], "passed"), test_dark=(["S-001"], how))
    assert rows(root, capsys)["S-001"]["state"] == "open"


def test_a_row_is_open_when_its_test_is_gone(root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    noted(root, test_lamp=(["S-001"], "passed"))
    assert rows(root, capsys)["S-001"]["state"] == "proven"
    (root / "test_lamps.py").write_text("def test_other(): ...\n")
    assert rows(root, capsys)["S-001"] | {"state": "open", "proof": ""} == rows(root, capsys)["S-001"]


def test_one_failed_case_opens_the_row(root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    noted(root, **{"test_lamp[a]": (["S-001"], "passed"), "test_lamp[b]": (["S-001"], "failed")})
    assert rows(root, capsys)["S-001"]["state"] == "open"


def test_renewing_keeps_what_was_written_by_hand(root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = root / "docs" / "register.csv"
    file.write_text(
        file.read_text().replace("S-001,路灯,Lamps,lighting,06,,,", "S-001,路灯,Lamps,lighting,06,,ground,")
    )
    register_main(["--renew", "--from", str(root / "requirements")], root=root)
    with file.open(newline="") as lines:
        assert next(csv.DictReader(lines))["where"] == "ground"


def test_the_counts_add_up(root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    noted(root, test_lamp=(["S-001"], "passed"))
    capsys.readouterr()
    register_main([], root=root)
    last = capsys.readouterr().out.strip().splitlines()[-1]
    assert last.split() == ["all", "1", "4", "5"]


def test_a_proof_that_has_not_run_here_proves_nothing(root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    noted(root, test_lamp=(["S-001"], "passed"))
    register_main(["--renew"], root=root)
    assert rows(root, capsys)["S-001"]["state"] == "proven"
    (root / "var" / "register.json").unlink()
    found = rows(root, capsys)["S-001"]
    assert (found["proof"], found["state"]) == ("test_lamps.py::test_lamp", "open")
    register_main(["--renew"], root=root)
    assert rows(root, capsys)["S-001"]["proof"] == ""
