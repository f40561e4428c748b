"""Why a whole file cannot be taken. The sentences are in `sentences.toml`."""

from __future__ import annotations

from collections.abc import Collection

from xiuhua.shared.errors import Argument, CityError, NotAllowedNow


class FileRefused(CityError):
    """A file cannot be read at all. `reason` is the code of the sentence that says why."""

    code = "import_refused"
    http_status = 422

    def __init__(self, reason: str, **arguments: Argument) -> None:
        self.reason = reason
        super().__init__(fields=None, **arguments)
        self.code = reason  # type: ignore[misc]  # one class for many sentences: each reader would need its own


class ChoiceNeeded(FileRefused):
    """A file can be read once somebody says which layer, system or columns. Arguments: as the sentence."""


class RowsHeld(NotAllowedNow):
    """Something rests on rows that an import made. No arguments.

    An importer knows the numbers of the rows alone; intake says which row of the file it is.
    """

    code = "import_rows_held"

    def __init__(self, numbers: Collection[int]) -> None:
        self.numbers = tuple(numbers)
        super().__init__()
