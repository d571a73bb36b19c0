"""The app under judgement: *Antrean Layanan*, a queue for the counters of a city office."""

from collections.abc import Callable

from spbe_policy.demo import app_api, app_content, app_headers, app_leaks, app_pages
from spbe_policy.demo.app_login import Login
from spbe_policy.demo.scene import (
    ANDROID_PACKAGE,
    APP,
    APP_ID,
    APP_VERSION,
    APPLE_APP_ID,
    PORTAL,
    Scene,
)
from spbe_policy.demo.servers import Answer, Request, as_json, not_found, plain, redirect


class App:
    """The app's site. Each fault is one place where it behaves otherwise."""

    def __init__(self, scene: Scene, login: Login) -> None:
        self.scene = scene
        self.login = login
        self.pages: dict[str, Callable[[Request, str], Answer]] = {
            "/": self.landing,
            "/.well-known/spbe.json": self.descriptor,
            "/.well-known/assetlinks.json": self.android_links,
            "/.well-known/apple-app-site-association": self.apple_links,
        }

    def __call__(self, request: Request) -> Answer:
        """Answer a request over https."""
        nonce = app_headers.nonce(self.scene)
        answer = self.route(request, nonce)
        security = app_headers.security_headers(self.scene, request, nonce)
        return Answer(answer.body, answer.status, (*answer.headers, *security))

    def over_http(self, request: Request) -> Answer:
        """Answer a request over plain http: send it to https."""
        if self.scene.has("http-no-redirect"):
            return self(request)
        return redirect(f"https://{APP}{request.target}", 301)

    def route(self, request: Request, nonce: str) -> Answer:
        """Choose by method and path."""
        if self.scene.retired and not self.scene.has("retired-still-up"):
            return redirect(f"https://{PORTAL}/", 301)
        if answer := self.by_method(request):
            return answer
        if answer := self.login.answer(request) or app_leaks.answer(request, self.scene):
            return answer
        if answer := app_api.answer(request, self.scene) or app_pages.answer(request, self.scene):
            return answer
        if answer := app_content.answer(request, self.scene):
            return answer
        if request.path in self.pages:
            return self.pages[request.path](request, nonce)
        if answer := app_content.error_page(self.scene):
            return answer
        return app_leaks.stack_trace() if self.scene.has("error-stack-trace") else not_found()

    def by_method(self, request: Request) -> Answer | None:
        """Answer what is no GET, HEAD or POST of a form."""
        tracing = self.scene.has("trace-allowed")
        allow = (("Allow", "GET, HEAD, POST, OPTIONS" + ", TRACE" * tracing),)
        if request.method == "OPTIONS":
            return Answer(b"", 204, allow)
        if request.method == "TRACE" and tracing:
            return plain(f"TRACE {request.target} HTTP/1.1\r\n{request.headers}", "message/http")
        if request.method in {"GET", "HEAD"} or (request.method == "POST" and self.login.takes(request.path)):
            return None
        return Answer(b"", 405, allow)

    def landing(self, request: Request, nonce: str) -> Answer:
        """The first page, with a new session."""
        if answer := app_content.instead(request, self.scene):
            return answer
        shown = app_content.altered(app_pages.landing(self.scene, nonce), self.scene)
        return Answer(shown.body, shown.status, (*shown.headers, *app_headers.session(self.scene)))

    def descriptor(self, *_: object) -> Answer:
        """Who this app is (`/.well-known/spbe.json`)."""
        if self.scene.has("descriptor-missing"):
            return not_found()
        version = "2.3.0" if self.scene.has("descriptor-wrong-version") else APP_VERSION
        return as_json({"id": APP_ID, "version": version})

    def android_links(self, *_: object) -> Answer:
        """Digital asset links: which Android app may open this app's addresses."""
        if self.scene.has("applinks-missing"):
            return not_found()
        package = "example.penyedia.antrean" if self.scene.has("applinks-wrong-app") else ANDROID_PACKAGE
        target = {
            "namespace": "android_app",
            "package_name": package,
            "sha256_cert_fingerprints": [":".join(["5A"] * 32)],
        }
        return as_json([{"relation": ["delegate_permission/common.handle_all_urls"], "target": target}])

    def apple_links(self, *_: object) -> Answer:
        """Associated domains: which iOS app may open this app's addresses."""
        if self.scene.has("applinks-missing"):
            return not_found()
        app = "V3ND0R0000.example.penyedia.antrean" if self.scene.has("applinks-wrong-app") else APPLE_APP_ID
        return as_json({"applinks": {"details": [{"appIDs": [app], "components": [{"/": "/*"}]}]}})
