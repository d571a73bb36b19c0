"""By what one recognises a page that tells too much. Each sign is of content: an app that answers everything is not
taken for a leak."""

import re
from typing import NamedTuple

NOWHERE = "spbe-policy-tidak-ada"
"""A path, under the app's base, that surely does not exist."""

_ERRORS = {
    "asp.net": r"Server Error in '/[^']{0,80}' Application|\bat System\.[A-Z]",
    "codeigniter": r"A PHP Error was encountered|CodeIgniter\\[A-Z]",
    "django-debug": r"you have <code>DEBUG = True</code>",
    "file-path": r"/var/www/|/home/[\w.-]{1,40}/(?:public_html|htdocs|www)/|[CD]:\\(?:inetpub|xampp|laragon)\\",
    "java-trace": r"\bat [\w.$]{1,200}\([\w$]{1,80}\.java:\d+\)",
    "laravel-debug": r"Illuminate\\[A-Z]|window\.ignite\(|Ignition\\",
    "node-trace": r"\bat [^\n<]{1,200}\.js:\d+:\d+\)?",
    "php-error": r"(?:Fatal error|Warning|Notice|Parse error|Deprecated)(?:</b>)?: .{1,500} on line (?:<b>)?\d+",
    "python-trace": r"Traceback \(most recent call last\)",
    "rails-debug": r"Action Controller: Exception caught|Rails\.root:",
    "sql-error": r"SQLSTATE\[|You have an error in your SQL syntax|\bORA-\d{5}\b|pg_query\(\)",
    "symfony-trace": r"Symfony\\Component\\",
    "version": r"\b(?:Apache|Apache Tomcat|nginx|openresty|Microsoft-IIS|PHP|LiteSpeed)/\d+\.\d+",
    "werkzeug-debug": r"Werkzeug Debugger",
    "yii-debug": r"yii\\(?:base|web)\\",
}
MAX_BODY = 1_000_000
"""Characters of an error page that are searched."""

_MARKS = {name: re.compile(pattern, re.DOTALL) for name, pattern in _ERRORS.items()}


def error_marks(body: str) -> tuple[str, ...]:
    """Return the names of the technical details that an error page shows, sorted."""
    return tuple(sorted(name for name, pattern in _MARKS.items() if pattern.search(body, 0, MAX_BODY)))


class Place(NamedTuple):
    """A path to look at, what it would be, and the sign by which its first bytes give it away."""

    path: str
    what: str
    sign: re.Pattern[bytes]


_GIT = re.compile(rb"\Aref: refs/|\A[0-9a-f]{40}\s*\Z")
_ENV = re.compile(rb"\A(?:[ \t\r]*(?:#[^\n<]*)?\n)*[ \t]*(?:export )?[A-Z][A-Z0-9_]{2,40}=")
_SQL = re.compile(
    rb"-- (?:MySQL|MariaDB|PostgreSQL database) dump|-- phpMyAdmin SQL Dump|\APGDMP|\ACREATE TABLE|\AINSERT INTO"
)
_ARCHIVE = re.compile(rb"\APK\x03\x04|\A\x1f\x8b|\ARar!|\A7z\xbc\xaf")
_PHP = re.compile(rb"\A\s*<\?php")
_HTPASSWD = re.compile(rb"\A[\w.@-]{1,64}:(?:\$|\{SHA\})")
_LISTING = re.compile(rb"<title>\s*(?:Index of /|Directory listing for /)|<h1>\s*Index of /", re.IGNORECASE)
_LOG = re.compile(rb"\A\[\d{4}-\d\d-\d\d[ T][\d:.+-]+\] \w+\.[A-Z]+:")

LEAKS = (
    Place(".git/HEAD", "git", _GIT),
    *(Place(path, "env", _ENV) for path in (".env", ".env.bak", ".env.backup", ".env.production")),
    *(Place(path, "sql-dump", _SQL) for path in ("backup.sql", "dump.sql", "database.sql", "db.sql")),
    *(Place(path, "archive", _ARCHIVE) for path in ("backup.zip", "backup.tar.gz", "www.zip")),
    *(Place(path, "source", _PHP) for path in ("index.php.bak", "config.php.bak", "wp-config.php.bak")),
    Place(".htpasswd", "passwords", _HTPASSWD),
    Place("storage/logs/laravel.log", "log", _LOG),
    *(Place(path, "listing", _LISTING) for path in ("uploads/", "upload/", "files/", "backup/")),
)
"""Where secrets leak; what is looked for is the content, never only a status."""

# Of a real phpinfo() the first 512 bytes hold its style sheet, not its title.
_PHPINFO = re.compile(
    rb"phpinfo\(\)|PHP Version \d|body \{background-color: #fff; color: #222; font-family: sans-serif;\}"
    rb"|body \{background-color: #ffffff; color: #000000;\}"
)

DEFAULTS = (
    *(Place(path, "phpinfo", _PHPINFO) for path in ("phpinfo.php", "info.php", "phpinfo")),
    Place("server-status", "apache-status", re.compile(rb"<title>Apache Status</title>")),
    Place("adminer.php", "adminer", re.compile(rb"Adminer</title>|adminer\.css")),
    Place("phpmyadmin/", "phpmyadmin", re.compile(rb"<title>\s*phpMyAdmin", re.IGNORECASE)),
    Place("_profiler/", "symfony-profiler", re.compile(rb"<title>[^<]*Symfony Profiler")),
    Place("telescope", "laravel-telescope", re.compile(rb"<title>\s*Telescope")),
    Place("actuator/env", "spring-actuator", re.compile(rb'"(?:activeProfiles|propertySources)"')),
)
"""What a server or framework brings along and nobody took away."""

DEFAULT_TITLES = re.compile(
    r"Welcome to (?:nginx|OpenResty|CentOS|CodeIgniter)|Apache2? .*Default Page|Test Page for the (?:Apache|Nginx|HTTP)"
    r"|HTTP Server Test Page|IIS Windows|IIS\d|Apache Tomcat/\d|phpinfo\(\)|Index of /|Welcome to XAMPP",
    re.IGNORECASE,
)
"""Titles of pages that a fresh server shows."""

DEBUG_ASSETS = re.compile(
    r"/_debugbar/|/debugbar/|[?&]debugbar|/_wdt/|/_profiler/|/__debug__/|/debug/default/|/vendor/telescope/",
    re.IGNORECASE,
)
"""Assets of the tool bars of Laravel, CodeIgniter, Symfony, Django and Yii that belong on a developer's machine."""
