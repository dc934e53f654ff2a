"""Who is signed in, read at once with what every page says of them."""

from django.contrib.auth.backends import ModelBackend

from organizations.models import User


class Accounts(ModelBackend):
    """Django's own, but that the account comes with its person and its locality in one query."""

    def get_user(self, user_id):
        user = User.objects.select_related("person", "locality").filter(pk=user_id).first()
        return user if user is not None and self.user_can_authenticate(user) else None
