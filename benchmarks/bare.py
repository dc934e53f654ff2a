"""The bare view that the pages are measured against: Django with nothing but a URL."""

import django
from django.conf import settings
from django.core.wsgi import get_wsgi_application
from django.http import HttpResponse
from django.urls import path

settings.configure(
    ROOT_URLCONF=__name__, SECRET_KEY="bare", ALLOWED_HOSTS=["127.0.0.1"], MIDDLEWARE=[], USE_I18N=False
)
django.setup()
urlpatterns = [path("", lambda request: HttpResponse("hello"))]
application = get_wsgi_application()
