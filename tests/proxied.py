"""People with a browser on the other side of the proxy, for tests of servers as production runs them."""

import copy
import http.client
from contextlib import closing
from http.cookies import SimpleCookie
from typing import NamedTuple
from urllib.parse import urlencode

import lxml.html

DOMAIN = "portal.example"
PASSWORD = "toa-dam-17-8-2017"
HTTPS = {"Host": DOMAIN, "X-Forwarded-Proto": "https", "Accept": "text/html"}  # as the proxy asks


class Answer(NamedTuple):
    status: int
    headers: http.client.HTTPMessage
    content: bytes

    @property
    def led_to(self):
        return self.headers["Location"]


def ask(port, method, path, headers, form=None) -> Answer:
    """`form`: fields, or a body that is written already."""
    body = form if isinstance(form, bytes) else form and urlencode(form)
    with closing(http.client.HTTPConnection("127.0.0.1", port, timeout=30)) as connection:
        connection.request(method, path, body=body, headers=headers)
        answer = connection.getresponse()
        return Answer(answer.status, answer.headers, answer.read())


class Visitor:
    """A browser before the server on `port`."""

    def __init__(self, port):
        self.port, self.cookies = port, SimpleCookie()

    def at(self, port):
        """The same browser, whose next pages another server answers."""
        other = copy.copy(self)
        other.port, other.cookies = port, copy.deepcopy(self.cookies)
        return other

    def get(self, path) -> Answer:
        return self._kept(ask(self.port, "GET", path, self._headers()))

    def form(self, path, named) -> list[tuple[str, str]]:
        """What the form with that field would send as it stands."""
        forms = lxml.html.fromstring(self.get(path).content).forms
        form = next(form for form in forms if named in form.fields)
        return [(name, value) for name, value in form.form_values() if value]

    def post(self, path, fields=(), **changed) -> Answer:
        """Sends a form's fields, some of them changed, with the token against forgery."""
        told = {"csrfmiddlewaretoken": self.cookies["csrftoken"].value} | changed
        told = [*((name, value) for name, value in fields if name not in told), *told.items()]
        headers = self._headers() | {"Content-Type": "application/x-www-form-urlencoded"}
        return self._kept(ask(self.port, "POST", path, headers, told))

    def bring(self, path, picture, **fields) -> Answer:
        """Sends a picture with the form's other fields."""
        fields["csrfmiddlewaretoken"] = self.cookies["csrftoken"].value
        parts = [f'--cut\r\nContent-Disposition: form-data; name="{n}"\r\n\r\n{v}' for n, v in fields.items()]
        parts.append('--cut\r\nContent-Disposition: form-data; name="upload"; filename="a.png"\r\n\r\n')
        body = "\r\n".join(parts).encode() + picture + b"\r\n--cut--\r\n"
        headers = self._headers() | {"Content-Type": "multipart/form-data; boundary=cut"}
        return self._kept(ask(self.port, "POST", path, headers, body))

    def _headers(self):
        cookies = "; ".join(f"{name}={morsel.value}" for name, morsel in self.cookies.items())
        return HTTPS | {"Origin": f"https://{DOMAIN}", "Cookie": cookies}

    def _kept(self, answer):
        for cookie in answer.headers.get_all("Set-Cookie", []):
            self.cookies.load(cookie)
        return answer


class Person(Visitor):
    """Signed in with an account of the demo ward."""

    def __init__(self, port, username):
        super().__init__(port)
        self.get("/dang-nhap/")
        signed_in = self.post("/dang-nhap/", username=username, password=PASSWORD)
        assert (signed_in.status, signed_in.led_to) == (302, "/")
