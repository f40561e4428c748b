"""Why an import is not written or not taken back. The sentences are in `sentences.toml`."""

from xiuhua.shared.errors import CityError, NotAllowedNow


class FaultyRows(CityError):
    """Rows cannot be taken, and nobody chose to leave them out. Arguments: rows."""

    code = "import_faulty_rows"
    http_status = 409


class NothingNew(CityError):
    """Every row is recorded already just so, or cannot be taken."""

    code = "import_nothing"
    http_status = 409


class PlanChanged(CityError):
    """What is recorded has changed since the preview."""

    code = "import_plan_changed"
    http_status = 409


class RowChanged(CityError):
    """A row of the import was changed or removed since. Arguments: row, key, rows."""

    code = "import_row_changed"
    http_status = 409


class RowInUse(NotAllowedNow):
    """Something rests on a row that the import made. Arguments: row of the file, key."""

    code = "import_row_in_use"


class AskerGone(CityError):
    """Whoever started the job has no account, or no area, any more."""

    code = "import_asker_gone"
    http_status = 403


class Broken(CityError):
    """A fault of the platform itself stopped the job."""

    code = "import_broken"
    http_status = 500
