"""Programs that are started, that never outlive the supervisor, and that leave no orphans behind."""

from __future__ import annotations

import ctypes
import os
import pwd
import signal
import subprocess
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

_PR_SET_PDEATHSIG = 1  # linux/prctl.h
_LIBC = ctypes.CDLL(None, use_errno=True)


@dataclass(frozen=True)
class Account:
    """A user of the machine in whose name a program runs."""

    name: str
    uid: int
    gid: int


def account_named(name: str) -> Account | None:
    """Return a user of the machine, or None."""
    try:
        found = pwd.getpwnam(name)
    except KeyError:
        return None
    return Account(name, found.pw_uid, found.pw_gid)


@dataclass(frozen=True, kw_only=True)
class Program:
    """One program of the product.

    Args:
        name: its name; its log and its working folder are called after it.
        command: what to start.
        environment: its whole environment.
        folder: its working folder. No other program of the machine works there, so it marks what is ours.
        farewell: the signals that ask it to stop, each with the seconds it is given; SIGKILL follows.
        on_orphaned: the signal the kernel sends it when the supervisor dies.
        account: whom it runs as; None means as the supervisor.
        clear_the_way: stops what an earlier life of it has left behind.
    """

    name: str
    command: tuple[str, ...]
    environment: Mapping[str, str]
    folder: Path
    farewell: tuple[tuple[signal.Signals, float], ...] = ((signal.SIGTERM, 4.0),)
    on_orphaned: signal.Signals = signal.SIGKILL
    account: Account | None = None
    clear_the_way: Callable[[], None] | None = field(default=None, compare=False)


def dies_with_parent(signal_number: int = signal.SIGKILL, *, parent: int | None = None) -> None:
    """Have the kernel send this process a signal as soon as its parent is gone.

    The kernel forgets the wish when the user changes, so it is made after that.
    """
    expected = os.getppid() if parent is None else parent
    _LIBC.prctl(_PR_SET_PDEATHSIG, int(signal_number), 0, 0, 0)
    if os.getppid() != expected:  # the parent died before the wish was made
        os.kill(os.getpid(), signal_number)


def spawn(program: Program, output: int) -> subprocess.Popen[bytes]:
    """Start a program in a session of its own, so that Ctrl-C reaches the supervisor alone."""
    program.folder.mkdir(parents=True, exist_ok=True)
    parent = os.getpid()
    account = program.account
    # preexec_fn runs after the change of user; the supervisor has no other thread that could hold a lock.
    return subprocess.Popen(
        program.command,
        cwd="/" if account else program.folder,
        env=dict(program.environment),
        stdin=subprocess.DEVNULL,
        stdout=output,
        stderr=output,
        start_new_session=True,
        preexec_fn=lambda: dies_with_parent(program.on_orphaned, parent=parent),  # noqa: PLW1509
        user=account.uid if account else None,
        group=account.gid if account else None,
        extra_groups=[] if account else None,
    )


def working_in(folder: Path) -> Iterator[int]:
    """Yield the processes whose working folder is this one."""
    mine = os.getpid()
    for process in Path("/proc").glob("[0-9]*"):
        with suppress(OSError):  # gone meanwhile, or another user's
            if int(process.name) != mine and (process / "cwd").readlink() == folder:
                yield int(process.name)


def kill_quietly(pid: int, signal_number: int) -> None:
    """Send a signal to a process that may be gone."""
    with suppress(ProcessLookupError):
        os.kill(pid, signal_number)


def orphans_kill(program: Program) -> None:
    """Kill what a killed program left behind: workers of nginx and granian hold its sockets."""
    for pid in working_in(program.folder.resolve()):
        kill_quietly(pid, signal.SIGKILL)
