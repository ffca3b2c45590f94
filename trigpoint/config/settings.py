"""The one settings file. Every choice an adopter makes comes from the environment; see dotenv-sample."""

from __future__ import annotations

from pathlib import Path

from trigpoint.config.env import database, env, env_bool, env_choice, env_list, mail_server, read_dotenv
from trigpoint.config.hardening import content_security_policy
from trigpoint.config.secret import secret_key, vault_keys
from trigpoint.config.static import frontend_dirs

BASE_DIR = Path(__file__).resolve().parent.parent.parent
read_dotenv(BASE_DIR / ".env")

# Where the database, the kept files and the drawn charts live.
DATA_DIR = Path(env("DATA_DIR", str(BASE_DIR / "data"))).resolve()
DATA_DIR.mkdir(parents=True, exist_ok=True, mode=0o700)
DEFINITIONS_DIR = BASE_DIR / "definitions"

DEBUG = env_bool("DEBUG", default=False)
SECRET_KEY = secret_key(DATA_DIR)
# What seals what was told in confidence: the newest key first, older ones behind it until `trigpoint vault rotate`.
VAULT_KEYS = vault_keys(DATA_DIR)
ALLOWED_HOSTS = env_list("HOSTS", "localhost,127.0.0.1,[::1]")
CSRF_TRUSTED_ORIGINS = env_list("TRUSTED_ORIGINS", "")
DATABASES = {"default": database(env("DATABASE_URL", f"sqlite:///{DATA_DIR / 'trigpoint.sqlite3'}"))}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# With the demonstration wanted, the service counts as ready only once it is loaded (`trigpoint run` sets this).
DEMONSTRATION = env_bool("DEMONSTRATION", default=False)

# What pages say about this installation. The NHS logo needs a right to it, so it is off unless asked for.
SERVICE_NAME = env("SERVICE_NAME", "Trigpoint")
SHOW_NHS_LOGO = env_bool("SHOW_NHS_LOGO", default=False)

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    "django.forms",
    "csp",
    "django_tasks",
    "django_tasks_db",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.openid_connect",
    "trigpoint.ui",
    "trigpoint.audit",
    "trigpoint.accounts",
    "trigpoint.jobs",
    "trigpoint.notifications",
    "trigpoint.vault",
    "trigpoint.history",
    "trigpoint.frameworks",
    "trigpoint.files",
    "trigpoint.loads",
    "trigpoint.organisations",
    "trigpoint.actions",
    "trigpoint.indicators",
    "trigpoint.intelligence",
    "trigpoint.surveillance",
    "trigpoint.triangulation",
    "trigpoint.reports",
    "trigpoint.demo",
    "trigpoint.config",
]
MIDDLEWARE = [
    "trigpoint.config.headers.safe_headers",  # outermost, so that no answer goes without them
    "csp.middleware.CSPMiddleware",
    "trigpoint.config.headers.real_address",
    "trigpoint.audit.middleware.note_whence",
    "trigpoint.config.readiness.probes",  # before host names are checked: probes come by address
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "trigpoint.accounts.limiting.keep_limits",  # before the form is read
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "trigpoint.accounts.gate.keep_limits",
    "django.contrib.auth.middleware.LoginRequiredMiddleware",
    "trigpoint.accounts.gate.keep_steps",
    "trigpoint.accounts.access.keep_doors",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
]
ROOT_URLCONF = "trigpoint.config.urls"
WSGI_APPLICATION = "trigpoint.config.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.jinja2.Jinja2",
        "APP_DIRS": True,
        "OPTIONS": {"environment": "trigpoint.ui.environment.environment"},
    },
]
FORM_RENDERER = "trigpoint.ui.forms.Renderer"

AUTH_USER_MODEL = "accounts.User"
LOGIN_URL = "accounts:sign-in"
LOGIN_REDIRECT_URL = "reports:home"
LOGOUT_REDIRECT_URL = "accounts:sign-in"
CSRF_FAILURE_VIEW = "trigpoint.accounts.views.signing_in.form_expired"
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}", "OPTIONS": options}
    for name, options in (
        ("MinimumLengthValidator", {"min_length": 12}),
        ("CommonPasswordValidator", {}),
        ("UserAttributeSimilarityValidator", {}),
    )
]

# Signing in (docs/sign-in.md). In the demonstration, whose people nobody is, a second step is offered only.
SECOND_FACTOR = env_choice(
    "SECOND_FACTOR", "offered" if DEMONSTRATION else "required", ("required", "offered")
)
SESSION_IDLE_MINUTES = int(env("SESSION_IDLE_MINUTES", "30"))
SESSION_HOURS = int(env("SESSION_HOURS", "12"))
SESSION_COOKIE_AGE = SESSION_HOURS * 60 * 60
SESSION_EXPIRE_AT_BROWSER_CLOSE = True  # desks are shared
PASSWORD_RESET_TIMEOUT = 60 * 60
INVITATION_DAYS = int(env("INVITATION_DAYS", "7"))
OIDC_ISSUER = env("OIDC_ISSUER", "")
OIDC_CLIENT_ID = env("OIDC_CLIENT_ID", "")
OIDC_CLIENT_SECRET = env("OIDC_CLIENT_SECRET", "")
OIDC_NAME = env("OIDC_NAME", "your organisation's account")
OIDC_SCOPES = env("OIDC_SCOPES", "openid profile email")
OIDC_ACR_VALUES = env("OIDC_ACR_VALUES", "")
OIDC_VOUCHED_DOMAINS = [domain.lower() for domain in env_list("OIDC_VOUCHED_DOMAINS", "")]
OIDC_ONLY = env_bool("OIDC_ONLY", default=False)

ACCOUNT_ADAPTER = "trigpoint.accounts.adapters.signing_in.Adapter"
ACCOUNT_EMAIL_VERIFICATION = "none"  # addresses come from invitations and from single sign-on
ACCOUNT_RATE_LIMITS = MFA_RATE_LIMITS = (
    False  # theirs count in one process; trigpoint.accounts.guessing counts in the database
)
ACCOUNT_REAUTHENTICATION_REQUIRED = True
ACCOUNT_TEMPLATE_EXTENSION = "jinja"
MFA_ADAPTER = "trigpoint.accounts.adapters.second_steps.Adapter"
MFA_ALLOW_UNVERIFIED_EMAIL = True
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_RECOVERY_CODES_SHOW_ONCE = True
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_TOTP_TOLERANCE = 1
SOCIALACCOUNT_ADAPTER = "trigpoint.accounts.adapters.single_sign_on.Adapter"

# Messages to people. Without a mail server nothing is sent, and pages say so.
EMAIL_URL = env("EMAIL_URL", "")
EMAIL_IS_CONFIGURED = bool(EMAIL_URL)
DEFAULT_FROM_EMAIL = SERVER_EMAIL = env("EMAIL_FROM", "trigpoint@localhost")
globals().update(mail_server(EMAIL_URL))
# The address as people type it, for links in messages that no page sends.
SITE_ADDRESS = env("SITE_ADDRESS", (CSRF_TRUSTED_ORIGINS or [""])[0])
# Messages and calendars leave the system: names of records only where the installation allows it.
TITLES_OUTSIDE = env_bool("TITLES_OUTSIDE", default=False)
# Days before something is due on which people are reminded of it; a local default.
REMIND_DAYS = [int(days) for days in env_list("REMIND_DAYS", "7,1")]

# Background work. A worker that is silent for JOB_LEASE seconds has lost its job; after three it is given up.
JOB_LEASE = int(env("JOB_LEASE", "60"))
JOB_ATTEMPTS = 3
JOB_POLL = 1.0
# Parts of pages that were drawn already, for this process only: an upgrade begins with none.
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.locmem.LocMemCache",
        "OPTIONS": {"MAX_ENTRIES": 60},
    }
}

TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend", "QUEUES": ["default"]}}

LANGUAGE_CODE = "en-gb"
TIME_ZONE = "Europe/London"
USE_TZ = True

# The stylesheet of nhsuk-frontend asks for /assets/images/...: let that be the static address.
STATIC_URL = "/assets/"
STATIC_ROOT = DATA_DIR / "static"
STATICFILES_DIRS = frontend_dirs(BASE_DIR / "node_modules")
STATICFILES_FINDERS = [
    "trigpoint.config.static.FrontendFinder",
    "django.contrib.staticfiles.finders.AppDirectoriesFinder",
]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": env("STATIC_STORAGE", "trigpoint.config.static.Storage"),
    },
}

# What keeps others out. HTTPS=yes says that a web server of ours, with HTTPS, stands in front.
HTTPS = env_bool("HTTPS", default=False)
PROXIES = int(env("PROXIES", "0"))
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if HTTPS else None
SECURE_SSL_REDIRECT = HTTPS
SECURE_HSTS_SECONDS = int(env("HSTS_SECONDS", "31536000")) if HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = env_bool("HSTS_SUBDOMAINS", default=False)
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
# Browsers take a cookie named __Host- from this host only, over HTTPS only, for the whole of it.
SESSION_COOKIE_NAME = "__Host-session" if HTTPS else "session"
CSRF_COOKIE_NAME = "__Host-csrf" if HTTPS else "csrf"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = HTTPS
SESSION_COOKIE_HTTPONLY = CSRF_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"  # strict would lose the way back from single sign-on
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"  # what pages say goes in no cookie
CONTENT_SECURITY_POLICY = content_security_policy(
    is_https=HTTPS,
    form_targets=[*filter(None, [OIDC_ISSUER]), *env_list("FORM_TARGETS", "")],
    report_to=env("CSP_REPORTS", ""),
)
WHITENOISE_ALLOW_ALL_ORIGINS = False

# Before and after in the audit hold no free text. For developers and in tests such a text is an error, otherwise it is left out.
AUDIT_IS_STRICT = DEBUG
# Where the heads of the audit's chain are written down, outside the database.
AUDIT_ANCHORS = Path(env("AUDIT_ANCHORS", str(DATA_DIR / "anchors"))).resolve()

# A file larger than this is refused by the upload page; `trigpoint load` has no such limit.
UPLOAD_LIMIT = 200 * 1024 * 1024
DATA_UPLOAD_MAX_MEMORY_SIZE = 10 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 2_000
DATA_UPLOAD_MAX_NUMBER_FILES = 50
LIMITS = env_bool("LIMITS", default=True)  # how often and how much: definitions/limits.yaml
BACKUP_DAYS = int(env("BACKUP_DAYS", "7"))  # after so many the doctor warns

# Evidence files: the largest, in bytes; how many one record may have; where clamd listens ("" for no scanner), and how
# long it may take over one file.
FILE_LIMIT = int(env("FILE_LIMIT", "25")) * 1_000_000
FILES_PER_RECORD = int(env("FILES_PER_RECORD", "50"))
CLAMD = env("CLAMD", "")
CLAMD_SECONDS = float(env("CLAMD_SECONDS", "20"))

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"plain": {"format": "%(asctime)s %(levelname)s %(name)s %(message)s"}},
    "filters": {"without_secrets": {"()": "trigpoint.config.logs.WithoutSecrets"}},
    "handlers": {
        "console": {
            "class": "logging.StreamHandler",
            "formatter": "plain",
            "filters": ["without_secrets"],
        }
    },
    # Asked for under a strange name: the page says what to do, and scanners do it all day.
    "loggers": {
        "django.security.DisallowedHost": {"level": "CRITICAL"},
        "django.request": {"filters": ["without_secrets"]},
        "django.server": {"filters": ["without_secrets"]},
    },
    "root": {"handlers": ["console"], "level": env("LOG_LEVEL", "WARNING")},
}
