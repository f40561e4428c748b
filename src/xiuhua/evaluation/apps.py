"""Registration of `evaluation` with Django."""

from django.apps import AppConfig


class EvaluationConfig(AppConfig):
    """Every figure a bureau reports, computed from records."""

    name = "xiuhua.evaluation"
