"""By what one recognises a page that tells too much. Each sign is of content: an app that answers everything is not
taken for a leak."""

import re

NOWHERE = "spbe-policy-tidak-ada"
"""A path, under the app's base, that surely does not exist."""

_ERRORS = {
    "asp.net": r"Server Error in '/[^']{0,80}' Application|\bat System\.[A-Z]",
    "codeigniter": r"A PHP Error was encountered|CodeIgniter\\[A-Z]",
    "django-debug": r"you have <code>DEBUG = True</code>",
    "iis-detail": r"IIS \d+\.\d+ Detailed Error|Physical Path</th>",
    "file-path": r"/var/www/|/home/[\w.-]{1,40}/(?:public_html|htdocs|www)/|[CD]:\\(?:inetpub|xampp|laragon)\\",
    "java-trace": r"\bat [\w.$]{1,200}\([\w$]{1,80}\.java:\d+\)",
    "laravel-debug": r"Illuminate\\[A-Z]|window\.ignite\(|Ignition\\",
    "node-trace": r"\bat [^\n<]{1,200}\.js:\d+:\d+\)?",
    "php-error": r"(?:Fatal error|Warning|Notice|Parse error|Deprecated)(?:</b>)?: .{1,500} on line (?:<b>)?\d+",
    "python-trace": r"Traceback \(most recent call last\)",
    "rails-debug": r"Action Controller: Exception caught|Rails\.root:",
    "sql-error": r"SQLSTATE\[|You have an error in your SQL syntax|\bORA-\d{5}\b|pg_query\(\)",
    "symfony-trace": r"Symfony\\Component\\",
    "version": r"\b(?:Apache(?: Tomcat)?|nginx|openresty|Microsoft-IIS|PHP|LiteSpeed|lighttpd|Jetty|Werkzeug)/\d+\.\d+",
    "spring-trace": r"Whitelabel Error Page.{0,2000}\bat (?:org\.springframework|java\.base)[./]",
    "tomcat": r"<h1>HTTP Status \d{3} .{0,1500}<b>(?:Exception|Root Cause)</b>|Apache Tomcat/\d[\d.]* - Error report",
    "werkzeug-debug": r"Werkzeug Debugger",
    "whoops": r"<title>Whoops! There was an error|Whoops\\(?:Run|Handler)",
    "yii-debug": r"yii\\(?:base|web)\\",
}
MAX_BODY = 1_000_000
"""Characters of an error page that are searched."""

_MARKS = {name: re.compile(pattern, re.DOTALL) for name, pattern in _ERRORS.items()}


def error_marks(body: str) -> tuple[str, ...]:
    """Return the names of the technical details that an error page shows, sorted."""
    return tuple(sorted(name for name, pattern in _MARKS.items() if pattern.search(body, 0, MAX_BODY)))


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

INSTALLERS = re.compile(
    r"/wp-admin/(?:install|setup-config)\.php|/install/?(?:index\.php)?$|/core/install\.php", re.IGNORECASE
)
"""Where an app sends its first visitor when nobody has finished installing it."""
