"""What *Antrean Layanan* carries beside its own pages: planted content, forgotten tools, scripts, security.txt."""

from datetime import UTC, timedelta

from spbe_policy.demo.scene import APP, APP_NAME, Scene
from spbe_policy.demo.servers import Answer, Request, as_json, page, plain, redirect

_SPAM = '<a href="https://gacor-maxwin.example/daftar">slot gacor maxwin</a>'
_TIED = 'integrity="sha256-47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=" crossorigin="anonymous"'
_WIDGET = "https://widget.pustaka.example/peta.js"
_KEY = "A" * 64

BODY = {
    "gambling-links-hidden": f'<div style="position:absolute;left:-9999px"><p>{_SPAM}</p></div>',
    "gambling-text-hidden": '<style>.x9{font-size:0}</style><p class="x9">Situs togel, toto macau, gampang menang</p>',
    "gambling-script": f'<script src="https://cdn.slot88-gacor.example/a.js" {_TIED}></script>',
    "link-without-name": '<a href="/layanan"><i class="ikon"></i></a>',
    "button-without-name": '<button><svg width="9" height="9"></svg></button>',
    "frame-without-title": '<iframe src="/denah-loket.svg"></iframe>',
    "name-unlike-label": '<a href="/layanan" aria-label="Klik di sini">Daftar layanan</a>',
}
HEAD = {
    "sri-bad-digest": f'<script src="{_WIDGET}" integrity="sha384-{"A" * 40}" crossorigin="anonymous"></script>',
    "sri-no-crossorigin": f'<script src="{_WIDGET}" {_TIED.partition(" crossorigin")[0]}></script>',
    "wordpress-debug-log": '<link rel="shortlink" href="/"><meta name="generator" content="WordPress">',
    "project-files-open": '<meta name="generator" content="CodeIgniter">',
    "codeigniter-guide-open": '<meta name="generator" content="CodeIgniter">',
    "ignition-open": '<meta name="generator" content="Laravel">',
    "gii-open": '<script src="/assets/1f2e3d4c/yii.js"></script>',
}
SCRIPTS = {
    "script-private-key": f'const kunci = "-----BEGIN PRIVATE KEY-----\\n{_KEY}\\n-----END PRIVATE KEY-----";\n',
    "script-password-url": 'const db = "https://antrean:k4t4s4nd1@api.kota-contoh.example/";\n',
    "source-map-open": "let a=1;\n//# sourceMappingURL=antrean.js.map\n",
}
PLACES: dict[str, dict[str, Answer]] = {
    "wordpress-debug-log": {"/wp-content/debug.log": plain("[01-Jun-2026 08:00:00 UTC] PHP Warning:  contoh\n")},
    "project-files-open": {
        "/vendor/composer/installed.json": plain(
            '{\n "packages": [\n  {\n   "name": "contoh/pustaka"', "application/json"
        )
    },
    "codeigniter-guide-open": {"/user_guide/": page("CodeIgniter User Guide", "<h1>Welcome</h1>")},
    "ignition-open": {"/_ignition/health-check": as_json({"can_execute_commands": True})},
    "gii-open": {"/gii/": page("Welcome to Gii", "<h1>Gii</h1>")},
    "actuator-open": {"/actuator/env": as_json({"activeProfiles": ["prod"], "propertySources": []})},
    "adminer-open": {"/adminer.php": page("Login - Adminer", "<h1>Adminer</h1>")},
    "tomcat-listing": {"/files/": page("Directory Listing For [/files/]", "<h1>Directory Listing For [/files/]</h1>")},
    "source-map-open": {
        "/antrean.js.map": as_json({"version": 3, "sources": ["../src/antrean.ts"], "mappings": "AAAA"})
    },
}


def answer(request: Request, scene: Scene) -> Answer | None:
    """Return what stands at this path: the small files that every app has, and what a fault leaves open."""
    for fault, places in PLACES.items():
        if scene.has(fault) and request.path in places:
            return places[request.path]
    if request.path == "/antrean.js":
        return plain("".join(code for fault, code in SCRIPTS.items() if scene.has(fault)), "text/javascript")
    files = {"/robots.txt": _robots, "/sitemap.xml": _sitemap, "/.well-known/security.txt": _security}
    return files[request.path](scene) if request.path in files else None


def instead(request: Request, scene: Scene) -> Answer | None:
    """Return what some are given in place of the landing page: crawlers, and who comes from a search."""
    crawler = "Googlebot" in (request.headers.get("User-Agent") or "")
    searched = "google." in (request.headers.get("Referer") or "")
    if crawler and scene.has("crawler-cloaked"):
        return page("Slot Gacor Maxwin Hari Ini", f"<h1>Situs slot terpercaya</h1>{_SPAM}")
    if crawler and scene.has("crawler-foreign-title"):
        return page("激安ブランド通販", "<h1>激安</h1>")
    return redirect("https://jalan-pintas.example/x") if searched and scene.has("search-redirect") else None


def altered(shown: Answer, scene: Scene) -> Answer:
    """Return the landing page with what the faults put into it."""
    head = "".join(part for fault, part in HEAD.items() if scene.has(fault))
    head += '<script src="/antrean.js"></script>' if any(scene.has(fault) for fault in SCRIPTS) else ""
    body = "".join(part for fault, part in BODY.items() if scene.has(fault))
    html = shown.body.replace(b"</head>", head.encode() + b"</head>").replace(b"</body>", body.encode() + b"</body>")
    if scene.has("privacy-link-missing"):
        html = html.replace(b'<a href="/privasi">Pemberitahuan privasi</a>', b"")
    return Answer(html, shown.status, shown.headers)


def error_page(scene: Scene) -> Answer | None:
    """The error page of an application server that names itself, if a fault shows it."""
    if not scene.has("tomcat-error-page"):
        return None
    title = "Apache Tomcat/9.0.65 - Error report"
    return page(title, f"<h1>HTTP Status 404</h1><hr><h3>{title}</h3>", status=404)


def _robots(scene: Scene) -> Answer:
    secret = "Disallow: /backup-database/\n" if scene.has("robots-names-backup") else ""
    return plain(f"User-agent: *\nDisallow: /status\n{secret}\nSitemap: https://{APP}/sitemap.xml\n")


def _sitemap(scene: Scene) -> Answer:
    paths = ["", "berita", "layanan", "pejabat", "bantuan"]
    if scene.has("sitemap-planted"):
        paths += [f"slot-gacor-{number}/togel" for number in range(20)]
    items = "".join(f"<url><loc>https://{APP}/{path}</loc></url>" for path in paths)
    head = '<?xml version="1.0" encoding="UTF-8"?>\n<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">'
    return plain(f"{head}{items}</urlset>\n", "application/xml")


def _security(scene: Scene) -> Answer:
    """security.txt (RFC 9116) of the app."""
    if scene.has("security-txt-missing"):
        return page("Tidak ditemukan", f"<h1>{APP_NAME}</h1>", status=404)
    until = (scene.today + timedelta(days=-5 if scene.has("security-txt-expired") else 180)).astimezone(UTC)
    contact = "" if scene.has("security-txt-no-contact") else "Contact: mailto:csirt@kota-contoh.example\n"
    return plain(f"{contact}Expires: {until:%Y-%m-%dT%H:%M:%SZ}\nPreferred-Languages: id, en\n")
