from django.apps import AppConfig


class OrganizationsConfig(AppConfig):
    name = "organizations"

    def ready(self):
        from organizations import signing_in  # noqa: F401, PLC0415 - its receivers need the models
