"""Places where a careless server shows what nobody should see."""

from spbe_policy.demo.scene import Scene
from spbe_policy.demo.servers import Answer, Request, page, plain

_GIT_CONFIG = "[core]\n\trepositoryformatversion = 0\n\tbare = false\n"
_PHPINFO = "<h1>PHP Version 7.4.3</h1><table><tr><td>System</td><td>Linux antrean</td></tr></table>"
_INDEX = '<h1>Index of /uploads</h1><a href="../">Parent Directory</a> <a href="ktp.jpg">ktp.jpg</a>'

LEAKS: dict[str, dict[str, Answer]] = {
    "git-exposed": {"/.git/HEAD": plain("ref: refs/heads/main\n"), "/.git/config": plain(_GIT_CONFIG)},
    "env-exposed": {"/.env": plain("APP_ENV=production\nAPP_KEY=base64:Y29udG9o\nDB_PASSWORD=contoh\n")},
    "backup-exposed": {
        path: plain("-- MySQL dump 10.13\nCREATE TABLE `warga` (`nama` text);\n", "application/sql")
        for path in ("/backup.sql", "/dump.sql", "/database.sql", "/db.sql")
    },
    "directory-listing": {
        path: page("Index of /uploads", _INDEX) for path in ("/uploads/", "/upload/", "/files/", "/backup/")
    },
    "debug-page": {path: page("phpinfo()", _PHPINFO) for path in ("/phpinfo.php", "/info.php", "/phpinfo")},
}


def answer(request: Request, scene: Scene) -> Answer | None:
    """Return what leaks at this path, if a fault lets it."""
    for fault, places in LEAKS.items():
        if scene.has(fault) and request.path in places:
            return places[request.path]
    return None


def stack_trace() -> Answer:
    """An error page that tells too much."""
    trace = (
        "Traceback (most recent call last):\n"
        '  File "/srv/antrean/app/router.py", line 118, in dispatch\n'
        "    view = self.routes[path]\n"
        "KeyError: path"
    )
    return page("500", f"<h1>Internal Server Error</h1>\n<pre>{trace}</pre>", status=500)
