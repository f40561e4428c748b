"""Registration of the seats scene with Django."""

from django.apps import AppConfig


class SeatsConfig(AppConfig):
    """The seats scene."""

    name = "tests.scenes.seats"
    label = "scene_seats"
