"""Where everything lies: the code, what the product writes, and the tools that set-up makes."""

from __future__ import annotations

import hashlib
import os
import stat
import tempfile
from dataclasses import dataclass
from pathlib import Path

from xiuhua.config.env import ENV, ROOT
from xiuhua.config.launch.words import Refused

# sun_path is 108 bytes on Linux, one of them the closing zero.
SOCKET_PATH_BYTES = 107
_LONGEST_SOCKET = "events.sock"


@dataclass(frozen=True)
class Places:
    """The folders of one installation.

    Args:
        root: the code.
        var: everything the product writes: cluster, files, secrets, logs, sockets.
        tools: the virtual environment and the built pages; several `var` may share them.
    """

    root: Path
    var: Path
    tools: Path

    @property
    def venv(self) -> Path:
        """Return the virtual environment."""
        return self.tools / "venv"

    @property
    def python(self) -> Path:
        """Return the Python that has the product's packages."""
        return self.venv / "bin" / "python"

    @property
    def front(self) -> Path:
        """Return the built pages' scripts, styles, fonts and icons."""
        return self.tools / "front"

    @property
    def run(self) -> Path:
        """Return where locks, generated configuration and working folders of the running programs lie."""
        return self.var / "run"

    @property
    def log(self) -> Path:
        """Return where each program's log lies."""
        return self.var / "log"

    @property
    def secrets(self) -> Path:
        """Return where generated passwords and keys lie; nobody else may look."""
        return self.var / "secrets"

    @property
    def files(self) -> Path:
        """Return where stored originals lie."""
        return self.var / "files"

    @property
    def stamps(self) -> Path:
        """Return the marks of what was already done to this `var`."""
        return self.var / "stamps"

    @property
    def sockets(self) -> Path:
        """Return the folder of the web sockets: `run`, or a short one where its path would be too long."""
        return self.run if fits_socket(self.run / _LONGEST_SOCKET) else short_folder(self.run)

    def make(self) -> None:
        """Make the folders.

        Raises:
            Refused: `var` cannot be written by this user.
        """
        modes = {self.var: 0o755, self.run: 0o711, self.log: 0o750, self.secrets: 0o700, self.stamps: 0o755}
        try:
            for folder, mode in modes.items():
                folder.mkdir(parents=True, exist_ok=True, mode=mode)
            self.secrets.chmod(0o700)
        except OSError as error:
            raise Refused("var_not_writable", path=self.var, reason=error.strerror) from error
        if not os.access(self.var, os.R_OK | os.W_OK | os.X_OK):
            raise Refused("var_not_writable", path=self.var, reason=os.strerror(13))


def places_here() -> Places:
    """Return the places that the environment names."""
    return Places(root=ROOT, var=ENV.var.absolute(), tools=ENV.tools.absolute())


def fits_socket(path: Path) -> bool:
    """Return whether a unix socket can have this path."""
    return len(os.fsencode(path)) <= SOCKET_PATH_BYTES


def key_of(path: Path) -> str:
    """Return a short name that belongs to one path alone."""
    return hashlib.sha256(os.fsencode(path)).hexdigest()[:10]


def short_folder(path: Path) -> Path:
    """Make and return a folder with a short name that stands for one whose path is too long for a socket.

    Raises:
        Refused: somebody else made a folder of that name.
    """
    folder = Path(tempfile.gettempdir()) / f"xiuhua-{key_of(path)}"
    folder.mkdir(mode=0o711, exist_ok=True)
    found = folder.lstat()
    # In a folder that anybody may write, only the owner tells ours from a trap.
    if not stat.S_ISDIR(found.st_mode) or found.st_uid != os.getuid():
        raise Refused("short_folder_taken", path=folder)
    return folder
