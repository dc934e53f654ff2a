"""The one settings file, and the only reader of the environment (names in README.md)."""

import os
import secrets
import tempfile
from contextlib import suppress
from datetime import date
from importlib.util import find_spec
from pathlib import Path

import dj_database_url
from celery.schedules import crontab
from csp.constants import NONCE, NONE, SELF
from django.core.exceptions import ImproperlyConfigured

BASE_DIR = Path(__file__).resolve().parent.parent
DATA_DIR = Path(os.environ.get("DATA_DIR") or BASE_DIR / "var").resolve()

PRODUCTION = os.environ.get("PORTAL_ENV", "development") == "production"
DEBUG = not PRODUCTION and os.environ.get("DEBUG") == "1"


def _list(name):
    return [item.strip() for item in os.environ.get(name, "").split(",") if item.strip()]


def _secret_key():
    """From the environment; outside production one is made and kept beside the data."""
    if key := os.environ.get("SECRET_KEY"):
        return key
    if PRODUCTION:
        raise ImproperlyConfigured("SECRET_KEY must be set where PORTAL_ENV=production.")
    path = DATA_DIR / "secret-key"
    with suppress(FileNotFoundError):
        return path.read_text().strip()
    DATA_DIR.mkdir(parents=True, exist_ok=True)
    # Written whole before it gets its name, for its owner alone. Web, worker and beat may start at the same
    # moment: one of them names its key, and all read that one.
    with tempfile.NamedTemporaryFile("w", dir=DATA_DIR) as file:
        file.write(secrets.token_urlsafe(50))
        file.flush()
        with suppress(FileExistsError):
            os.link(file.name, path)
    return path.read_text().strip()


SECRET_KEY = _secret_key()
ALLOWED_HOSTS = _list("ALLOWED_HOSTS") or ([] if PRODUCTION else ["localhost", "127.0.0.1", "[::1]"])
CSRF_FAILURE_VIEW = "wardportal.views.csrf_failure"
CSRF_TRUSTED_ORIGINS = _list("CSRF_TRUSTED_ORIGINS")

# The demo ward's business day (18/9/2017 by `make run`); empty means the real day. See docs/adr/0008.
BUSINESS_DATE = date.fromisoformat(os.environ["BUSINESS_DATE"]) if os.environ.get("BUSINESS_DATE") else None
DEMO_PASSWORD = os.environ.get("DEMO_PASSWORD", "")

INSTALLED_APPS = [
    "wardportal",
    "organizations",
    "documents",
    "indicators",
    "plans",
    "activities",
    "meetings",
    "reports",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "crispy_forms",
    "crispy_bootstrap5",
    "csp",
    # For its built files alone; static/editor.js loads them on the pages that edit a text.
    "django_prose_editor",
    "axes",
    "django_otp",
    "django_otp.plugins.otp_totp",
    "django_otp.plugins.otp_static",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    # A page of the matrix shrinks to a sixth. Django pads the answers against BREACH.
    "django.middleware.gzip.GZipMiddleware",
    "wardportal.privacy.private_pages",
    "wardportal.whereabouts.known",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    # Access is denied by default: a view is open only where it says login_not_required.
    "django.contrib.auth.middleware.LoginRequiredMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "organizations.gates.gates",
    "organizations.gates.Refusals",
    "wardportal.limits.UploadLimit",
    "wardportal.repeats.Repeats",
    "wardportal.errors.Impossible",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "csp.middleware.CSPMiddleware",
    "axes.middleware.AxesMiddleware",
]

ROOT_URLCONF = "wardportal.urls"
WSGI_APPLICATION = "wardportal.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "csp.context_processors.nonce",
                "wardportal.context.portal",
            ]
        },
    }
]

# --- Database -----------------------------------------------------------------------------------

DATABASE_URL = os.environ.get("DATABASE_URL", "")
if DATABASE_URL:
    DATABASES = {"default": dj_database_url.parse(DATABASE_URL, conn_health_checks=True)}
    # A pool per process: without one PostgreSQL pays for a new connection with every request.
    # A server that is away holds a page for some seconds, and is tried anew by each page: the pool waits
    # twice as long after each failure, up to minutes.
    DATABASES["default"]["OPTIONS"] = {
        "connect_timeout": 3,
        # Rows are in memory or on an SSD: a ward's are looked up one by one, where PostgreSQL, thinking of a
        # turning disk, would read the table of the whole city (benchmarks/lists.py).
        "options": "-c random_page_cost=1.1",
        **DATABASES["default"].get("OPTIONS", {}),
        "pool": {"min_size": 1, "max_size": 8, "timeout": 4, "reconnect_timeout": 4},
    }
else:
    DATABASES = {
        "default": {
            "ENGINE": "django.db.backends.sqlite3",
            "NAME": DATA_DIR / "portal.sqlite3",
            "OPTIONS": {
                # DEFERRED transactions failed with "database is locked" under four writers; these never.
                "transaction_mode": "IMMEDIATE",
                "timeout": 20,
                "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL;",
            },
        }
    }
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# --- Queue --------------------------------------------------------------------------------------

REDIS_URL = os.environ.get("REDIS_URL", "")
# Lets several portals share one Redis.
REDIS_PREFIX = os.environ.get("REDIS_PREFIX", "")
QUEUE_DIR = DATA_DIR / "queue"
if REDIS_URL:
    CELERY_BROKER_URL = REDIS_URL
    CELERY_BROKER_TRANSPORT_OPTIONS = {
        "global_keyprefix": REDIS_PREFIX,
        # A Redis that does not answer must not hold a page: the sweeper rings again. A worker is answered
        # within a second, by an empty reply if there is nothing to do.
        "socket_connect_timeout": 2,
        "socket_timeout": 5,
    }
else:
    CELERY_BROKER_URL = "filesystem://localhost"
    CELERY_BROKER_TRANSPORT_OPTIONS = {
        "data_folder_in": str(QUEUE_DIR / "messages"),
        "data_folder_out": str(QUEUE_DIR / "messages"),
        "control_folder": str(QUEUE_DIR / "control"),
        "store_processed": False,
        "polling_interval": 0.2,  # seconds until an order is taken
    }
    for _folder in ("messages", "control"):
        (QUEUE_DIR / _folder).mkdir(parents=True, exist_ok=True)
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
# Once more, for a connection that was lost while it lay idle; a broker that is down is not waited for.
CELERY_TASK_PUBLISH_RETRY_POLICY = {"max_retries": 1, "interval_start": 0}
CELERY_TASK_IGNORE_RESULT = True  # the job row is the result
CELERY_WORKER_MAX_TASKS_PER_CHILD = 200
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_WORKER_PROC_ALIVE_TIMEOUT = 60  # a new process loads the renderer first (documents/jobs.py)
CELERY_TIMEZONE = "Asia/Ho_Chi_Minh"
CELERY_BEAT_SCHEDULER = "wardportal.beat:PatientScheduler"
# How long a beat may be silent before another that waits beside it rings in its place.
BEAT_LEASE_SECONDS = int(os.environ.get("BEAT_LEASE_SECONDS", "30"))


def _rung(task, schedule, *, expires):
    """A task that beat rings for; one that lay `expires` seconds is dropped: the next ring does as well."""
    return {"task": task, "schedule": schedule, "options": {"expires": expires}}


CELERY_BEAT_SCHEDULE = {
    "sweep-lost-jobs": _rung("documents.jobs.sweep_lost_jobs", 15.0, expires=15),
    "refresh-reviews": _rung("reports.jobs.refresh_reviews", 600.0, expires=600),
    "refresh-own-reports": _rung("reports.jobs.refresh_own_reports", 600.0, expires=600),
    "keep-rounds": _rung("reports.jobs.keep_rounds", 3600.0, expires=3600),
    "remind-units": _rung("reports.jobs.remind_units", 3600.0, expires=3600),
    "render-due": _rung("reports.jobs.render_due", 3600.0, expires=3600),
    "unroll-rhythms": _rung("plans.jobs.unroll_rhythms", 6 * 3600.0, expires=3600),
    "back-up": _rung("wardportal.jobs.back_up", crontab(hour=1, minute=30), expires=12 * 3600),
    "apply-retention": _rung(
        "organizations.jobs.apply_retention", crontab(hour=2, minute=10), expires=12 * 3600
    ),
}
# How long a worker may be silent before its job is given to another. A worker at work renews it.
RENDER_LEASE_SECONDS = int(os.environ.get("RENDER_LEASE_SECONDS", "45"))
# A rendering that takes longer hangs: its process is ended, and another worker tries again.
RENDER_LIMIT_SECONDS = int(os.environ.get("RENDER_LIMIT_SECONDS", "300"))

# --- Cache ------------------------------------------------------------------------------------------

# Counts requests (wardportal/limits.py) and forms sent (wardportal/repeats.py), for all processes together;
# nothing that somebody may read is kept here.
CACHES = {
    "default": {
        "BACKEND": "wardportal.folder_cache.FolderCache",
        "LOCATION": DATA_DIR / "cache",
        "OPTIONS": {"MAX_ENTRIES": 2000},
    }
}
if REDIS_URL:
    CACHES = {
        "default": {
            "BACKEND": "django.core.cache.backends.redis.RedisCache",
            "LOCATION": REDIS_URL,
            "KEY_PREFIX": REDIS_PREFIX,
            "OPTIONS": {"socket_connect_timeout": 2, "socket_timeout": 2},
        }
    }

# --- Mail ---------------------------------------------------------------------------------------

# Without a server nothing is mailed, and nobody is asked for an address.
EMAIL_HOST = os.environ.get("EMAIL_HOST", "")
EMAIL_PORT = int(os.environ.get("EMAIL_PORT", "587"))
EMAIL_HOST_USER = os.environ.get("EMAIL_USER", "")
EMAIL_HOST_PASSWORD = os.environ.get("EMAIL_PASSWORD", "")
EMAIL_USE_TLS = os.environ.get("EMAIL_TLS", "1") == "1"
EMAIL_TIMEOUT = 20
DEFAULT_FROM_EMAIL = os.environ.get("EMAIL_FROM", "") or EMAIL_HOST_USER
# What stands before a path in a message: https://…, without a slash behind it.
PORTAL_URL = os.environ.get("PORTAL_URL", "").rstrip("/")

# --- Language -----------------------------------------------------------------------------------

LANGUAGE_CODE = "vi"
LANGUAGES = [("vi", "Tiếng Việt")]
TIME_ZONE = "Asia/Ho_Chi_Minh"
# Django's own `vi` formats read 05/02 as 2 May (domain/07-language-and-numbers.md §7.3).
FORMAT_MODULE_PATH = ["wardportal.formats"]
USE_THOUSAND_SEPARATOR = True

# --- Files --------------------------------------------------------------------------------------

STATIC_URL = "/static/"
STATIC_ROOT = DATA_DIR / "static"
# The manual's pictures too: the renderer of papers finds them where the pages do.
STATICFILES_DIRS = [BASE_DIR / "static", ("huong-dan", BASE_DIR / "docs" / "huong-dan" / "anh")]
# Never served by URL: each file goes out through a view that asks who may see it.
MEDIA_ROOT = DATA_DIR / "media"
STORAGES = {
    "default": {"BACKEND": "wardportal.disk.WholeFiles"},
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if DEBUG
        else "whitenoise.storage.CompressedManifestStaticFilesStorage"
    },
}
FILES_BUCKET = os.environ.get("FILES_BUCKET", "")
if FILES_BUCKET:
    if find_spec("storages") is None:
        raise ImproperlyConfigured("FILES_BUCKET needs the packages of requirements/server.txt.")
    STORAGES["default"] = {
        "BACKEND": "wardportal.bucket.Bucket",
        "OPTIONS": {
            "bucket_name": FILES_BUCKET,
            # Empty: Amazon's own, and the keys that boto3 finds by itself (a machine's role).
            "endpoint_url": os.environ.get("FILES_ENDPOINT") or None,
            "region_name": os.environ.get("FILES_REGION") or None,
            "access_key": os.environ.get("FILES_KEY") or None,
            "secret_key": os.environ.get("FILES_SECRET") or None,
        },
    }
# Compressed already, or (TTF) for the paper alone, never leaving the worker. Compressing took 15 s.
WHITENOISE_SKIP_COMPRESS_EXTENSIONS = ["woff2", "ttf", "webp"]

# --- Backup -----------------------------------------------------------------------------------------

BACKUP_DIR = Path(os.environ.get("BACKUP_DIR") or DATA_DIR / "backups")
BACKUP_PASSPHRASE = os.environ.get("BACKUP_PASSPHRASE", "")
# The last nights, and the first of each of the last months.
BACKUP_KEEP_DAYS = int(os.environ.get("BACKUP_KEEP_DAYS", "14"))
BACKUP_KEEP_MONTHS = int(os.environ.get("BACKUP_KEEP_MONTHS", "12"))

# --- Accounts and safety --------------------------------------------------------------------------

AUTH_USER_MODEL = "organizations.User"
LOGIN_URL = "login"
LOGIN_REDIRECT_URL = "start"
LOGOUT_REDIRECT_URL = "login"
AUTHENTICATION_BACKENDS = [
    # Looks whether the account is locked for this address, and lets nobody in itself.
    "axes.backends.AxesStandaloneBackend",
    "organizations.backends.Accounts",
]
# Guessing is counted by account and address together: nobody can lock out a ward that shares one address,
# nor an account for its owner elsewhere. How long, grows: organizations/signing_in.py.
AXES_FAILURE_LIMIT = 5
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_COOLOFF_TIME = "organizations.signing_in.wait"
AXES_LOCKOUT_CALLABLE = "organizations.signing_in.locked_out"
AXES_USERNAME_CALLABLE = "organizations.signing_in.username_of"
AXES_CLIENT_IP_CALLABLE = "wardportal.whereabouts.address_of"
AXES_RESET_ON_SUCCESS = True
AXES_RESET_COOL_OFF_ON_FAILURE_DURING_LOCKOUT = False
AXES_ENABLE_ACCESS_FAILURE_LOG = True
AXES_DISABLE_ACCESS_LOG = True
AXES_VERBOSE = False  # its lines hold names and addresses; ours are in the audit log
OTP_TOTP_ISSUER = "Cong cong tac"  # marks would make the code to be scanned twice as dense
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 10},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
SESSION_COOKIE_AGE = 14 * 24 * 3600
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = PRODUCTION
SECURE_SSL_REDIRECT = PRODUCTION
SECURE_REDIRECT_EXEMPT = [r"^healthz$"]  # the container's own health check speaks plain HTTP
# In production TLS ends at a proxy, which tells who asked.
IS_BEHIND_PROXY = PRODUCTION
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if PRODUCTION else None
SECURE_HSTS_SECONDS = 365 * 24 * 3600 if PRODUCTION else 0
# What else lives under the ward's domain is not ours to bind to HTTPS: only where its owner says so.
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = (
    PRODUCTION and os.environ.get("HSTS_WHOLE_DOMAIN") == "1"
)
SILENCED_SYSTEM_CHECKS = [] if SECURE_HSTS_PRELOAD else ["security.W005", "security.W021"]
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF, NONCE],
        "style-src": [SELF, NONCE],
        # Bootstrap draws its arrows and ticks as pictures inside its style sheet.
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
    }
}

CRISPY_ALLOWED_TEMPLATE_PACKS = CRISPY_TEMPLATE_PACK = "bootstrap5"

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    # What an error page names ("Mã lỗi") is found here; who asked is in the audit log, not here.
    "filters": {"reference": {"()": "wardportal.whereabouts.ReferenceFilter"}},
    "formatters": {"line": {"format": "%(asctime)s %(levelname)s %(name)s [%(reference)s]: %(message)s"}},
    "handlers": {
        "console": {"class": "logging.StreamHandler", "formatter": "line", "filters": ["reference"]}
    },
    "root": {"handlers": ["console"], "level": "WARNING"},
    "loggers": {
        "wardportal": {"level": "INFO"},
        "documents": {"level": "INFO"},
        # Each step of each paper: for the job's page (documents/pdf.py), not for the log.
        "weasyprint.progress": {"level": "WARNING"},
    },
}
