"""Settings for commands that work from a file alone: no secret, no database, no queue.

`manage.py` takes them for such a command, so that an agreement can be worked out on a machine where nothing is set up.
"""

from django.apps import AppConfig

USE_TZ = True
INSTALLED_APPS = ["config.without_database.CommandsAlone"]


class CommandsAlone(AppConfig):
    """The commands of `commitments` without its tables."""

    name = "commitments"

    def import_models(self) -> None:
        self.models = {}
