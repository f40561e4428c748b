"""Registration of `cases` with Django."""

from django.apps import AppConfig


class CasesConfig(AppConfig):
    """The loop: report, file, dispatch, handle, check, close."""

    name = "xiuhua.cases"
