"""What has to be joined once every app is there, because no app knows of it."""

from django.apps import AppConfig
from django.db.models.signals import post_migrate


class HoldfastConfig(AppConfig):
    name = "config"
    verbose_name = "Holdfast"

    def ready(self) -> None:
        # Imported here: it needs the registry of models, which is complete only now.
        from config.database import grant_application_role

        post_migrate.connect(grant_application_role, dispatch_uid="grant_application_role")
