"""What the tests of time limits share: every row counted, and a page's words on one line."""

from collections.abc import Callable

from django.apps import apps
from django.contrib.auth import get_user_model
from django.http import HttpResponse
from django.test import Client

from commitments.models import User

SignIn = Callable[[User], Client]
ASIDE = {"session"}
"""Rows that any visit writes."""


def counted() -> dict[str, int]:
    """How many rows of each kind stand, the histories of the registers included."""
    assert get_user_model() is User
    models = [*apps.get_app_config("commitments").get_models(), *apps.get_app_config("monitoring").get_models()]
    return {model.__name__: model._default_manager.count() for model in models if model.__name__.lower() not in ASIDE}


def words_of(answer: HttpResponse) -> str:
    """The page with every run of blanks as one."""
    return " ".join(answer.content.decode().split())
