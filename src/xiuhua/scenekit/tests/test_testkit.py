"""The kit tested from outside: small suites run by pytest itself."""

import json
import sys
from textwrap import dedent

import pytest

REGISTER = "id,zh,en,group,wave,planned,where,page,role,proof,state\n" + "".join(
    f"{row},,,,,,,,{role},,open\n"
    for row, role in {"S-019": "", "K-001": "", "R-24": "", "P-14": "verifier"}.items()
)
CONFTEST = """
    import pytest
    pytest_plugins = ["xiuhua.scenekit.testkit.plugin"]

    class Response:
        status_code = 200

    class Client:
        def request(self, **environ):
            return Response()

        def get(self, path):
            return self.request(REQUEST_METHOD="GET", PATH_INFO=path)

        def post(self, path):
            return self.request(REQUEST_METHOD="POST", PATH_INFO=path)

    @pytest.fixture
    def session_open():
        return lambda *, role, area, person: Client()
"""


@pytest.fixture
def suite(pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch) -> pytest.Pytester:
    monkeypatch.setenv("PYTEST_DISABLE_PLUGIN_AUTOLOAD", "1")  # the kit alone, and three times as fast
    monkeypatch.setattr(
        sys, "dont_write_bytecode", True
    )  # a file is written twice in a second, as long as before
    pytester.makeini("[pytest]\nmarkers =\n  proves(*rows)\n  slow(reason)\n  heavy\n")
    pytester.makeconftest(dedent(CONFTEST))
    pytester.mkdir("docs").joinpath("register.csv").write_text(REGISTER)
    return pytester


def run(suite: pytest.Pytester, body: str, *options: str) -> pytest.RunResult:
    suite.makepyfile("import pytest\n" + dedent(body))
    return suite.runpytest_inprocess("-p", "no:cacheprovider", *options)


ACT = 'sign_in("acceptor").post("/cases")'
SEEN = 'sign_in("verifier").get("/cases")'


@pytest.mark.parametrize(
    ("row", "body"),
    [
        ("S-019", f"{ACT}; {SEEN}"),
        ("P-14", f"{ACT}; {SEEN}"),
        ("K-001", f'{ACT}; witness.figure("K-001", numerator=1, denominator=2, counted=[7], opened=[7])'),
        ("R-24", f'{ACT}; witness.boundary("R-24", just_before=False, at=True)'),
    ],
)
def test_a_whole_proof_is_accepted(suite: pytest.Pytester, row: str, body: str) -> None:
    test = f"""
        @pytest.mark.proves("{row}")
        def test_it(sign_in, witness):
            {body}
    """
    run(suite, test).assert_outcomes(passed=1)
    noted = json.loads((suite.path / "var" / "register.json").read_text())
    (proof,) = noted.values()
    assert proof["outcome"] == "passed"
    assert proof["proves"] == [row]
    assert proof["doors"] == ["http"]
    assert proof["roles"][0] == "acceptor"


@pytest.mark.parametrize(
    ("row", "body", "sentence"),
    [
        ("S-019", "pass", "no door was used"),
        ("S-019", ACT, "nobody else saw"),
        ("S-019", f"{SEEN}; {ACT}", "nobody else saw"),
        ("S-019", 'sign_in("", person="a").post("/"); sign_in("", person="b").get("/")', "a named role"),
        ("P-14", f'{ACT}; sign_in("leader").get("/cases")', "the role 'verifier', which never came in"),
        ("K-001", f"{ACT}; {SEEN}", "no figure was noted"),
        (
            "K-001",
            f'{ACT}; witness.figure("K-001", numerator=1, denominator=2, counted=[7], opened=[7, 8])',
            "does not open to exactly the records",
        ),
        ("R-24", f"{ACT}; {SEEN}", "at its printed parameters"),
        ("R-24", f'{ACT}; witness.boundary("R-24", just_before=True, at=True)', "not one step before"),
        ("R-24", f'{ACT}; witness.boundary("R-24", just_before=False, at=False)', "not one step before"),
        ("S-999", f"{ACT}; {SEEN}", "no row of docs/register.csv"),
    ],
)
def test_half_a_proof_fails_by_itself(suite: pytest.Pytester, row: str, body: str, sentence: str) -> None:
    test = f"""
        @pytest.mark.proves("{row}")
        def test_it(sign_in, witness):
            {body}
    """
    result = run(suite, test)
    result.assert_outcomes(failed=1)
    result.stdout.fnmatch_lines([f"*{sentence}*"])


def test_a_proof_nobody_watched_fails(suite: pytest.Pytester) -> None:
    result = run(suite, '@pytest.mark.proves("S-019")\ndef test_it(): ...\n')
    result.assert_outcomes(failed=1)
    result.stdout.fnmatch_lines(["*nobody watched*"])


def test_a_refused_person_came_through_no_door(suite: pytest.Pytester) -> None:
    test = """
        @pytest.mark.proves("S-019")
        def test_it(witness):
            witness.http(method="POST", path="/", status=403, role="acceptor", person="a")
            witness.http(method="GET", path="/", status=403, role="verifier", person="b")
    """
    result = run(suite, test)
    result.assert_outcomes(failed=1)
    result.stdout.fnmatch_lines(["*no door was used*"])


def test_a_proof_is_forgotten_when_its_test_no_longer_claims_it(suite: pytest.Pytester) -> None:
    proof = f'@pytest.mark.proves("S-019")\ndef test_it(sign_in):\n    {ACT}; {SEEN}\n'
    run(suite, proof).assert_outcomes(passed=1)
    file = suite.path / "var" / "register.json"
    assert len(json.loads(file.read_text())) == 1
    run(suite, proof.replace('@pytest.mark.proves("S-019")\n', "")).assert_outcomes(passed=1)
    assert json.loads(file.read_text()) == {}


SLOW = "def test_it():\n    import time; time.sleep(0.02)\n"


def test_a_long_parameter_is_named_by_its_length(suite: pytest.Pytester) -> None:
    many = '@pytest.mark.parametrize("body", [b"x" * 9_000_000, "short"])'
    body = f"import pytest\n{many}\ndef test_it(body): pass\n"
    result = run(suite, body, "--collect-only", "-q")
    names = [line for line in result.outlines if "test_it" in line]
    assert [name.partition("[")[2] for name in names] == ["bytes-of-9000000-d61a17f7]", "short]"]


def test_a_slow_test_fails_unless_it_says_why(suite: pytest.Pytester) -> None:
    limit = ("--limit-s", "0.0001")  # a busy machine is allowed many times the limit
    result = run(suite, SLOW, *limit)
    result.assert_outcomes(failed=1)
    result.stdout.fnmatch_lines(["*not marked slow or heavy*"])
    run(suite, '@pytest.mark.slow("starts a server")\n' + SLOW, *limit).assert_outcomes(passed=1)
    result = run(suite, "@pytest.mark.slow\n" + SLOW, *limit)
    result.assert_outcomes(failed=1)
    result.stdout.fnmatch_lines(["*slow without a reason*"])


def test_a_test_a_little_too_slow_is_named_under_the_run(
    suite: pytest.Pytester, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("os.getloadavg", lambda: (0.0, 0.0, 0.0))
    result = run(suite, "def test_it():\n    import time; time.sleep(0.3)\n", "--limit-s", "0.25")
    result.assert_outcomes(passed=1)
    result.stdout.fnmatch_lines(["*slow without a mark*", "*0.3 s  *::test_it"])


def test_heavy_tests_run_only_when_asked_for(suite: pytest.Pytester) -> None:
    test = "@pytest.mark.heavy\n" + SLOW
    run(suite, test).assert_outcomes(skipped=1)
    run(suite, test, "--heavy", "--limit-s", "0.01").assert_outcomes(passed=1)


def test_a_command_line_is_a_door(suite: pytest.Pytester) -> None:
    folder = suite.mkpydir("xiuhua") / "config"
    folder.mkdir()
    (folder / "cli.py").write_text("import sys; sys.exit(sys.argv[1] != 'figures')\n")
    test = f"""
        @pytest.mark.proves("R-24")
        def test_it(command, witness):
            command("figures", role="leader", env={{"PYTHONPATH": {str(suite.path)!r}}})
            witness.boundary("R-24", just_before=False, at=True)
    """
    run(suite, test).assert_outcomes(passed=1)
    result = run(suite, test.replace("figures", "unheard"))
    result.assert_outcomes(failed=1)
    result.stdout.fnmatch_lines(["*no door was used*"])


@pytest.mark.slow("starts two workers")
def test_proofs_of_a_group_of_tests_are_kept_once_and_from_one_worker(suite: pytest.Pytester) -> None:
    proofs = "".join(
        f'@pytest.mark.proves("S-019")\ndef test_{name}(sign_in):\n    {ACT}; {SEEN}\n' for name in "abcd"
    )
    group = 'pytestmark = pytest.mark.xdist_group("one")\n'
    where = "import os\ndef teardown_function():\n    print(os.environ['PYTEST_XDIST_WORKER'])\n"
    suite.makepyfile(test_kept="import pytest\n" + group + where + proofs)
    spread = ("-p", "xdist", "-n", "2", "--dist", "loadgroup", "-rP", "-p", "no:cacheprovider")
    ran = suite.runpytest_subprocess(*spread)
    ran.assert_outcomes(passed=4)
    noted = json.loads((suite.path / "var" / "register.json").read_text())
    assert {test.rpartition("::")[2] for test in noted} == {"test_a", "test_b", "test_c", "test_d"}
    assert {proof["outcome"] for proof in noted.values()} == {"passed"}
    assert len({line for line in ran.outlines if line in {"gw0", "gw1"}}) == 1, (
        "a group is kept on one worker"
    )


@pytest.mark.slow("starts a worker")
def test_workers_begin_with_groups_and_then_with_what_takes_longest(suite: pytest.Pytester) -> None:
    marked = {"plain": "", "lasting": 'slow("waits")', "sweep": "heavy", "grouped": 'xdist_group("one")'}
    tests = "".join(
        f"{f'@pytest.mark.{mark}' if mark else ''}\ndef test_{name}():\n    pass\n"
        for name, mark in marked.items()
    )
    suite.makepyfile(test_turns="import pytest\n" + tests)
    spread = ("-p", "xdist", "-n", "1", "--dist", "loadgroup", "--no-loadscope-reorder", "-v", "--heavy")
    ran = suite.runpytest_subprocess(*spread)
    ran.assert_outcomes(passed=4)
    ended = [line.partition("::test_")[2].partition("@")[0] for line in ran.outlines if "PASSED" in line]
    assert [name.split()[0] for name in ended] == ["grouped", "sweep", "lasting", "plain"]
