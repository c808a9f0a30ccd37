from django.apps import AppConfig
from django.db.models.signals import post_migrate


class CommitmentsConfig(AppConfig):
    name = "commitments"
    verbose_name = "Promises"

    def ready(self) -> None:
        # Imported here: it needs the registry of models, which is complete only now.
        from config.database import grant_application_role

        post_migrate.connect(grant_application_role, dispatch_uid="grant_application_role")
