from django.apps import AppConfig
from django.db.models.signals import post_migrate


class OrganizationsConfig(AppConfig):
    name = "organizations"

    def ready(self):
        # Both need the models.
        from organizations import sealing, signing_in  # noqa: F401, PLC0415

        post_migrate.connect(sealing.seal, sender=self)
