"""Registration of `papers` with Django."""

from django.apps import AppConfig


class PapersConfig(AppConfig):
    """Papers: phrases, forms to print, documents with a number, drafts in Word."""

    name = "xiuhua.papers"
