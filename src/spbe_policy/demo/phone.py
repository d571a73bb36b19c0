"""What surrounds the app on phones: its page in a store, and the host that it talks to."""

import json

from spbe_policy.demo.scene import APP, APP_NAME, PUBLISHER, VENDOR, Scene
from spbe_policy.demo.servers import Answer, Request, as_json, not_found, page, redirect

PACKAGE = "example.kotacontoh.antrean"


def store(request: Request, scene: Scene) -> Answer:
    """The page of the app in the store, with the parts of it that keep their form."""
    if request.path == "/":
        return page("Toko aplikasi", "<h1>Toko aplikasi</h1>")
    if request.path != "/store/apps/details" or request.query.get("id") != PACKAGE:
        return not_found()
    who = VENDOR if scene.has("mobile-other-publisher") else PUBLISHER
    told = {
        "@context": "https://schema.org",
        "@type": "SoftwareApplication",
        "name": APP_NAME,
        "operatingSystem": "ANDROID",
        "author": {"@type": "Person", "name": who},
        "dateModified": f"{scene.days_ago(1100 if scene.has('mobile-not-updated') else 60):%Y-%m-%d}",
    }
    privacy = "" if scene.has("mobile-no-privacy-link") else f'<a href="https://{APP}/privasi">Kebijakan privasi</a>'
    data = f'<script type="application/ld+json">{json.dumps(told)}</script>\n'
    return page(APP_NAME, f"<h1>{APP_NAME}</h1>\n<p>{who}</p>\n{privacy}", head=data)


def host(request: Request, scene: Scene) -> Answer:
    """The host that the app on phones talks to; plain http is sent to https."""
    if not request.secure and not scene.has("mobile-host-http"):
        return redirect(f"https://{request.host}{request.target}", 301)
    return as_json({"layanan": "antrean"}) if request.path == "/" else not_found()
