"""`./xiuhua COMMAND`: the one way in for people, CI and the supervisor.

Everything above the first line that needs a package runs on any Python from 3.11, before anything is there.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Sequence
from contextlib import suppress
from pathlib import Path

from xiuhua.config.env import ENV, ROOT
from xiuhua.config.launch.words import Refused, language, say


def help_show(_words: Sequence[str]) -> int:
    """List the commands."""
    print(say("help_title"), end="\n\n")
    for name in COMMANDS:
        print(f"  ./xiuhua {name:10} {say(f'help_{name}')}")
    sys.stdout.flush()
    return 0


def up(words: Sequence[str]) -> int:
    """Set up and run everything."""
    from xiuhua.config.launch.up import up_main

    return up_main(words)


def test(words: Sequence[str]) -> int:
    """Set up, and run pytest on a test cluster."""
    from xiuhua.config.launch.testing import test_main

    return test_main(words)


def check(words: Sequence[str]) -> int:
    """Set up, and check every rule of the house."""
    from xiuhua.config.launch.testing import check_main

    return check_main(words)


def bench(words: Sequence[str]) -> int:
    """Measure."""
    from xiuhua.config.launch.testing import development_setup

    development_setup()
    _in_environment(["bench", *words])
    sys.path.insert(0, str(ROOT))
    from bench import main

    return main(words)


def manage(words: Sequence[str]) -> int:
    """Run one of Django's own commands; migrations run as the owner of the tables."""
    _in_environment(["manage", *words])
    _database_find()
    if words[:1] == ["migrate"] and ENV.database_owner_url:
        os.environ["DATABASE_URL"] = ENV.database_owner_url
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", f"xiuhua.config.settings.{ENV.name}")
    os.environ.setdefault("MPLCONFIGDIR", str(ENV.var / "matplotlib"))  # else it writes into somebody's home
    from django.core.management import execute_from_command_line
    from django.db import OperationalError, connection

    try:
        execute_from_command_line(["xiuhua manage", *words])
    except OperationalError as error:
        if connection.connection is not None:  # it was reached, and something else is wrong
            raise
        raise Refused("no_database") from error
    return 0


def ledger(words: Sequence[str]) -> int:
    """Check the whole log in the database, or one exported proof with nothing but the file."""
    _in_environment(["ledger", *words])
    proofs = [word for word in words[1:] if word.endswith(".json")]
    if words[:1] != ["verify"] or not proofs or words[2:]:
        spoken = [] if "--language" in words else ["--language", language()]
        return manage(["ledger", *words, *(spoken if words[:1] == ["verify"] else [])])
    from xiuhua.ledger.rules.proofs import check_file
    from xiuhua.ledger.rules.wording import check_lines

    found = check_file(Path(proofs[0]))
    print("\n".join(check_lines(found, language=language())))
    return found.exit_code


def import_file(words: Sequence[str]) -> int:
    """Import a file of records."""
    spoken = [] if "--language" in words else ["--language", "zh-hans" if language() == "zh" else "en"]
    return manage(["import_file", *words, *spoken])


def decode(words: Sequence[str]) -> int:
    """Print frames of field protocols as JSON lines."""
    from xiuhua.config.launch.decoding import decode_main

    return decode_main(words)


def replay(words: Sequence[str]) -> int:
    """Send a recording to a gateway as devices would."""
    from xiuhua.config.launch.replaying import replay_main

    return replay_main(words)


def figures(words: Sequence[str]) -> int:
    """Print figures with the counts behind them."""
    spoken = [] if "--language" in words else ["--language", "zh-hans" if language() == "zh" else "en"]
    return manage(["figures", *words, *spoken])


def report(words: Sequence[str]) -> int:
    """Write a briefing, or the annual report, as a Word file."""
    spoken = [] if "--language" in words else ["--language", "zh-hans" if language() == "zh" else "en"]
    return manage(["report", *words, *spoken])


def rules(words: Sequence[str]) -> int:
    """Try a rule on stored readings."""
    spoken = [] if "--language" in words else ["--language", "zh-hans" if language() == "zh" else "en"]
    return manage(["alarm_rules", *words, *spoken])


def shots(words: Sequence[str]) -> int:
    """Photograph pages."""
    return manage(["shots", *words])


def register(words: Sequence[str]) -> int:
    """Count requirement rows."""
    _in_environment(["register", *words])
    from xiuhua.scenekit.register import register_main

    return register_main(words, proofs=ENV.var / "register.json")


def scene(words: Sequence[str]) -> int:
    """Scaffold a scene."""
    _in_environment(["scene", *words])
    from xiuhua.scenekit.scaffold import scene_main

    return scene_main(words)


def reference(words: Sequence[str]) -> int:
    """Write the documentation that is generated from code."""
    _in_environment(["reference", *words])
    from xiuhua.scenekit.reference import reference_main

    return reference_main(words)


COMMANDS: dict[str, Callable[[Sequence[str]], int]] = {
    "up": up,
    "test": test,
    "check": check,
    "ledger": ledger,
    "import": import_file,
    "decode": decode,
    "replay": replay,
    "figures": figures,
    "report": report,
    "rules": rules,
    "register": register,
    "bench": bench,
    "shots": shots,
    "scene": scene,
    "reference": reference,
    "manage": manage,
    "help": help_show,
}


def _in_environment(words: Sequence[str]) -> None:
    """Go on in the virtual environment's Python, where this is another one."""
    from xiuhua.config.launch.places import places_here

    places = places_here()
    if Path(sys.prefix).resolve() == places.venv.resolve():
        return
    if not places.python.exists():
        raise Refused("not_set_up")
    os.execv(places.python, [str(places.python), "-m", "xiuhua.config.cli", *words])  # noqa: S606 - ourselves


def _database_find() -> None:
    """Name the private cluster where nobody named a database."""
    if ENV.database_url:
        return
    from xiuhua.config.launch.cluster import cluster_of
    from xiuhua.config.launch.places import places_here

    var = places_here().var
    if (var / "pg").exists():
        cluster = cluster_of(var)
        os.environ.update({**cluster.environment, **cluster.urls()})


def main(words: Sequence[str]) -> int:
    """Run a command and return its exit status; a refusal is one sentence on stderr."""
    name, *rest = words or ["help"]
    try:
        return _command_named({"-h": "help", "--help": "help"}.get(name, name))(rest)
    except Refused as refusal:
        print(refusal, file=sys.stderr)
        return 2
    except BrokenPipeError:  # the reader, such as `head`, has seen enough
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except KeyboardInterrupt:
        with suppress(BrokenPipeError):
            print(file=sys.stderr)
        return 130


def _command_named(name: str) -> Callable[[Sequence[str]], int]:
    if name not in COMMANDS:
        raise Refused("unknown_command", name=name)
    return COMMANDS[name]


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
