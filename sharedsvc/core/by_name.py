"""Models by their names, for the rooms of which models are made: querysets, audiences, readers.

A model class is made with its queryset, so that the room of querysets comes before that of models;
yet a queryset asks for other models of its own app. Such rooms name them here, and nowhere else: a
test holds that they name only their own app's, so that no import is got round.
"""

from typing import Any

from django.apps import apps


def model_named(app: str, name: str) -> Any:
    """The model of an app with this name. Raises LookupError."""
    return apps.get_model(app, name)


def objects_named(app: str, name: str) -> Any:
    """The manager of the model of an app with this name. Raises LookupError."""
    return model_named(app, name).objects
