"""What stands behind a command, refused in one sentence where it is wrong."""

from __future__ import annotations

import argparse
from typing import NoReturn

from xiuhua.config.launch.words import Refused


class Parser(argparse.ArgumentParser):
    """Refuses in one sentence, as everything here does."""

    def error(self, message: str) -> NoReturn:
        """Raise the refusal."""
        raise Refused("bad_option", reason=message)
