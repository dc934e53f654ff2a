"""A form sent twice at the same moment, to the real server and its several processes, does its work once."""

import threading
from http.cookiejar import CookieJar
from typing import NamedTuple
from urllib.error import HTTPError
from urllib.parse import urlencode
from urllib.request import HTTPCookieProcessor, HTTPRedirectHandler, Request, build_opener

import lxml.html
import pytest

from tests.browser.conftest import PASSWORD

AT_ONCE = 4


class Stay(HTTPRedirectHandler):
    """Says where it would be led."""

    def redirect_request(self, *args):
        return None


class Answer(NamedTuple):
    status: int
    led_to: str | None
    content: bytes


class Person:
    def __init__(self, portal, username):
        self.portal = portal
        self.cookies = CookieJar()
        page = self.form("/dang-nhap/")
        self.send("/dang-nhap/", [*page, ("username", username), ("password", PASSWORD)])

    def ask(self, path, body=None):
        opener = build_opener(HTTPCookieProcessor(self.cookies), Stay)
        request = Request(self.portal + path, body, {"Accept": "text/html", "Referer": self.portal + path})
        try:
            answer = opener.open(request)
        except HTTPError as refused:
            answer = refused
        with answer:
            return Answer(answer.status, answer.headers.get("Location"), answer.read())

    def form(self, path, named=None):
        """What the page's form would send as it stands."""
        forms = lxml.html.fromstring(self.ask(path).content).forms
        form = next(form for form in forms if named is None or named in form.fields)
        return [(name, value) for name, value in form.form_values() if value]

    def send(self, path, fields):
        return self.ask(path, urlencode(fields).encode())

    def send_at_once(self, path, fields):
        ready, answers = threading.Barrier(AT_ONCE), []

        def send():
            ready.wait()
            answers.append(self.send(path, fields))

        senders = [threading.Thread(target=send) for _ in range(AT_ONCE)]
        for sender in senders:
            sender.start()
        for sender in senders:
            sender.join()
        return [(answer.status, answer.led_to) for answer in answers]


def replaced(fields, **changes):
    return [*((name, value) for name, value in fields if name not in changes), *changes.items()]


PERSON_ADD = "/to-chuc/nguoi/them/"
FORMS = {
    "a person": ("quantri", PERSON_ADD, "full_name", "Trần Văn Hai"),
    "a difficulty": ("phunu-kp3", "/kho-khan/neu/", "text", "Thiếu loa cho buổi họp tối"),
}


@pytest.mark.parametrize("name", FORMS)
def test_sent_at_once_it_is_one(portal, name):
    username, path, field, text = FORMS[name]
    person = Person(portal, username)
    fields = replaced(person.form(path, named=field), **{field: text})

    answers = person.send_at_once(path, fields)

    assert len(set(answers)) == 1, answers  # each is led to the record that was made
    assert answers[0][0] == 302


def test_the_same_again_from_a_new_page_is_meant(portal):
    person = Person(portal, "quantri")

    def add():
        fields = replaced(person.form(PERSON_ADD, named="full_name"), full_name="Lê Thị Cùng Tên")
        return person.send(PERSON_ADD, fields).led_to

    assert add() != add()


def test_what_was_refused_is_looked_at_again(portal):
    person = Person(portal, "quantri")
    fields = replaced(person.form(PERSON_ADD, named="full_name"), full_name="")

    assert person.send_at_once(PERSON_ADD, fields) == [(200, None)] * AT_ONCE
