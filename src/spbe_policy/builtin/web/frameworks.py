"""What an app is built with, by what it shows of itself, and the places where such apps give themselves away. Pure.

A place counts only by its content, and only where a path that surely does not exist shows something else.
"""

import re
from typing import NamedTuple

from spbe_policy.builtin.web.facts import Page, Site

_COOKIES = {
    "laravel": r"laravel_session|XSRF-TOKEN",
    "codeigniter": r"ci_session|csrf_cookie_name",
    "wordpress": r"wordpress_|wp-settings|woocommerce_",
    "yii": r"_csrf(?:-\w+)?|_identity(?:-\w+)?|YII_CSRF_TOKEN",
    "django": r"csrftoken|django_language",
    "spring": r"JSESSIONID",
    "symfony": r"sf_redirect",
    "php": r"PHPSESSID",
}
_MARKS = {
    "laravel": r"/livewire/|/vendor/livewire|laravel|/_debugbar/",
    "codeigniter": r"codeigniter",
    "wordpress": r"/wp-content/|/wp-includes/|\bwordpress\b",
    "yii": r"/assets/[0-9a-f]{7,8}/yii|yii(?:\.activeForm|\.validation)?\.js",
    "django": r"/static/admin/|csrfmiddlewaretoken|__debug__",
    "spring": r"spring|thymeleaf|/webjars/",
    "php": r"\bPHP/|\.php(?:[?#/]|$)",
}
_PHP = {"laravel", "codeigniter", "wordpress", "yii", "symfony"}


def stacks(site: Site, page: Page) -> frozenset[str]:
    """Return what the landing page shows to be built with, by cookies, headers, generator and addresses."""
    cookies = [value.partition("=")[0] for hop in site.hops for value in hop.all("set-cookie")]
    shown = [value for hop in site.hops for name in ("x-powered-by", "x-generator") for value in hop.all(name)]
    shown += [*page.meta("generator"), *(asset.url for asset in page.assets), *(link.url for link in page.links)]
    shown += [name for form in page.forms for name, _ in form.fields]
    found = {name for name, pattern in _COOKIES.items() if any(re.fullmatch(pattern, each) for each in cookies)}
    found |= {name for name, pattern in _MARKS.items() if any(re.search(pattern, each, re.I) for each in shown)}
    return frozenset(found | ({"php"} if found & _PHP else set()))


class Place(NamedTuple):
    """A path to look at, what it would be, and the sign by which its first bytes give it away.

    `of`: what must be built with it (empty: looked at everywhere); `sure`: only where that was recognised, not also
    where nothing was. `status` is that of an answer that counts.
    """

    path: str
    what: str
    sign: re.Pattern[bytes]
    of: frozenset[str] = frozenset()
    sure: bool = False
    status: int = 200


def chosen(places: tuple[Place, ...], known: frozenset[str]) -> tuple[Place, ...]:
    """Return the places worth a request: those of what was recognised, or the common ones where nothing was."""
    framework = known - {"php"}
    return tuple(place for place in places if not place.of or place.of & known or not (framework or place.sure))


def _sign(pattern: bytes) -> re.Pattern[bytes]:
    return re.compile(pattern, re.IGNORECASE)


_GIT = re.compile(rb"\Aref: refs/|\A[0-9a-f]{40}\s*\Z")
_ENV = re.compile(rb"\A(?:[ \t\r]*(?:#[^\n<]*)?\n)*[ \t]*(?:export )?[A-Z][A-Z0-9_]{2,40}=")
_SQL = re.compile(
    rb"-- (?:MySQL|MariaDB|PostgreSQL database) dump|-- phpMyAdmin SQL Dump|\APGDMP|\ACREATE TABLE|\AINSERT INTO"
)
_ARCHIVE = re.compile(rb"\APK\x03\x04|\A\x1f\x8b|\ARar!|\A7z\xbc\xaf")
_SOURCE = re.compile(rb"\A\s*<\?php")
_HTPASSWD = re.compile(rb"\A[\w.@-]{1,64}:(?:\$|\{SHA\})")
LISTING = _sign(
    rb"<title>\s*(?:Index of /|Directory listing (?:for|of) /|Directory Listing For \[?/|Directory: /"
    rb"|listing directory /)|<h1>\s*Index of /|\[To Parent Directory\]</a>"
)
"""Listings by Apache, nginx and lighttpd; Python and Caddy; Tomcat; Jetty; Node; and by IIS."""

_LOG = re.compile(
    rb"\A\[\d{4}-\d\d-\d\d[ T][\d:.+-]+\] \w+\.[A-Z]+:|\A(?:CRITICAL|ERROR|INFO|DEBUG) - \d{4}-\d\d-\d\d "
)
_PHP_LOG = re.compile(rb"\A\[\d\d-[A-Z][a-z]{2}-\d{4} \d\d:\d\d:\d\d [\w/+-]{1,40}\] ")
_INSTALLED = re.compile(rb'\A\s*[\[{]\s*(?:"packages"\s*:\s*\[\s*)?\{?\s*"name"\s*:\s*"[\w.-]+/[\w.-]+"')

PHP, LARAVEL, CI, WORDPRESS, YII, DJANGO, SPRING, SYMFONY = (
    frozenset({name}) for name in ("php", "laravel", "codeigniter", "wordpress", "yii", "django", "spring", "symfony")
)

LEAKS = (
    Place(".git/HEAD", "git", _GIT),
    *(Place(path, "env", _ENV) for path in (".env", ".env.bak", ".env.backup", ".env.production")),
    *(Place(path, "sql-dump", _SQL) for path in ("backup.sql", "dump.sql", "database.sql", "db.sql")),
    *(Place(path, "archive", _ARCHIVE) for path in ("backup.zip", "backup.tar.gz", "www.zip")),
    *(Place(path, "source", _SOURCE, PHP) for path in ("index.php.bak", "config.php.bak")),
    Place("wp-config.php.bak", "source", _SOURCE, WORDPRESS),
    Place(".htpasswd", "passwords", _HTPASSWD),
    Place("storage/logs/laravel.log", "log", _LOG, LARAVEL),
    Place("wp-content/debug.log", "log", _PHP_LOG, WORDPRESS, sure=True),
    Place("wp-content/uploads/", "listing", LISTING, WORDPRESS, sure=True),
    Place("writable/logs/", "listing", LISTING, CI, sure=True),
    Place("application/logs/", "listing", LISTING, CI, sure=True),
    Place("runtime/logs/app.log", "log", re.compile(rb"\A\d{4}-\d\d-\d\d \d\d:\d\d:\d\d \["), YII, sure=True),
    Place("vendor/composer/installed.json", "project-files", _INSTALLED, LARAVEL | CI | YII, sure=True),
    *(Place(path, "listing", LISTING) for path in ("uploads/", "upload/", "files/", "backup/")),
)
"""Where secrets leak; what is looked for is the content, never only a status."""

# Of a real phpinfo() the first 512 bytes hold its style sheet, not its title.
_PHPINFO = re.compile(
    rb"phpinfo\(\)|PHP Version \d|body \{background-color: #fff; color: #222; font-family: sans-serif;\}"
    rb"|body \{background-color: #ffffff; color: #000000;\}"
)
_ACTUATOR = re.compile(
    rb'"_links"\s*:.{0,400}/(?:env|heapdump|beans|loggers|mappings|threaddump|httptrace|configprops)"', re.S
)

DEFAULTS = (
    *(Place(path, "phpinfo", _PHPINFO, PHP) for path in ("phpinfo.php", "info.php", "phpinfo")),
    Place("server-status", "apache-status", re.compile(rb"<title>Apache Status</title>")),
    Place("adminer.php", "adminer", re.compile(rb"Adminer</title>|adminer\.css"), PHP),
    Place("phpmyadmin/", "phpmyadmin", _sign(rb"<title>\s*phpMyAdmin"), PHP),
    Place("_profiler/", "symfony-profiler", re.compile(rb"<title>[^<]*Symfony Profiler"), SYMFONY),
    Place("telescope", "laravel-telescope", re.compile(rb"<title>\s*Telescope"), LARAVEL),
    Place("horizon", "laravel-horizon", re.compile(rb"<title>\s*Horizon"), LARAVEL, sure=True),
    Place("_ignition/health-check", "laravel-ignition", re.compile(rb'"can_execute_commands"'), LARAVEL, sure=True),
    Place(
        "user_guide/",
        "codeigniter-guide",
        _sign(rb"<title>[^<]*CodeIgniter[^<]*(?:User Guide|documentation)"),
        CI,
        sure=True,
    ),
    Place("readme.html", "wordpress-readme", _sign(rb"<title>WordPress[^<]{1,20}ReadMe"), WORDPRESS, sure=True),
    Place(
        "xmlrpc.php", "wordpress-xmlrpc", re.compile(rb"XML-RPC server accepts POST"), WORDPRESS, sure=True, status=405
    ),
    Place("wp-json/wp/v2/users", "wordpress-users", re.compile(rb'\A\s*\[\{"id":\d+,"name":'), WORDPRESS, sure=True),
    Place("gii/", "yii-gii", _sign(rb"<title>[^<]*\bGii\b"), YII, sure=True),
    Place("debug/default/index", "yii-debug", _sign(rb"<title>\s*Yii Debugger"), YII, sure=True),
    Place("admin/doc/", "django-admindocs", _sign(rb"<title>\s*(?:Documentation|Dokumentasi)\b"), DJANGO, sure=True),
    # The heap dump itself is never asked for: making one stops a server for seconds.
    Place("actuator", "spring-actuator", _ACTUATOR, SPRING, sure=True),
    Place("actuator/env", "spring-actuator", re.compile(rb'"(?:activeProfiles|propertySources)"'), SPRING),
    Place("h2-console/", "h2-console", _sign(rb"<title>H2 Console"), SPRING, sure=True),
    Place("swagger-ui/index.html", "swagger-ui", _sign(rb"<title>Swagger UI"), SPRING, sure=True),
)
"""What a server or framework brings along and nobody took away."""
