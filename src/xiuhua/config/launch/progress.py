"""Lines that show what set-up is doing, how long it took, and what went wrong."""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

from xiuhua.config.launch.words import Refused, say

_TAIL_LINES = 15


@contextmanager
def step(code: str, **arguments: object) -> Iterator[None]:
    """Print the name of a step and, once it is done, the seconds it took."""
    name = say(code, **arguments)
    began = time.monotonic()
    if sys.stdout.isatty():
        print(f"  {name} …", end="\r", flush=True)
    yield
    print(f"  {name}  {time.monotonic() - began:.1f} s", flush=True)


def run_quietly(
    command: Sequence[str | Path], *, log: Path, cwd: Path, environment: Mapping[str, str] | None = None
) -> None:
    """Run a command whose words matter only when it fails.

    Raises:
        Refused: it failed; the end of its output is part of the sentence.
    """
    log.parent.mkdir(parents=True, exist_ok=True)
    words = [str(word) for word in command]
    with log.open("a+b") as output:
        output.write(f"\n$ {' '.join(words)}\n".encode())
        output.flush()
        begins = output.tell()
        done = subprocess.run(
            words,
            cwd=cwd,
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=output,
            check=False,
        )
        if done.returncode:
            output.seek(begins)
            lines = output.read().decode(errors="replace").strip().splitlines()
            tail = "\n    ".join(lines[-_TAIL_LINES:])
            raise Refused("command_failed", command=" ".join(words[:4]), tail=tail, log=log)
