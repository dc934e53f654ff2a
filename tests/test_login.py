"""Signing in, as it is typed on a phone."""

import pytest
from django.urls import reverse

from tests.factories import PASSWORD


@pytest.mark.parametrize("typed", ["VANPHONG", "Vanphong", " vanphong "])
def test_username_is_known_however_a_phone_writes_it(anonymous, officer, typed):
    officer.username = "vanphong"
    officer.save()

    anonymous.post(reverse("login"), {"username": typed, "password": PASSWORD})

    assert anonymous.session["_auth_user_id"] == str(officer.pk)


def test_capitals_of_a_password_count(anonymous, officer):
    response = anonymous.post(reverse("login"), {"username": officer.username, "password": PASSWORD.upper()})

    assert "_auth_user_id" not in anonymous.session
    assert response.context["form"].errors == {
        "__all__": ["Sai tên đăng nhập hoặc mật khẩu. Hãy nhập lại, chú ý phím Caps Lock và bộ gõ."]
    }
