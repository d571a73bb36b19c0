"""The sandbox itself: starts the servers, writes the files, says how to reach them, stops it all again."""

import http.client
import json
import socket
import ssl
import tempfile
from base64 import b64encode
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Self
from urllib.parse import urlencode

from cryptography.hazmat.primitives.serialization import Encoding

from spbe_policy.demo import city, phone, scene
from spbe_policy.demo.app import App
from spbe_policy.demo.app_login import Login
from spbe_policy.demo.certificates import authority, server_certificate, server_context
from spbe_policy.demo.data import DataPortal
from spbe_policy.demo.dns import NameServer
from spbe_policy.demo.faults import fault
from spbe_policy.demo.files import write
from spbe_policy.demo.old_tls import OLD_TLS, first_answer
from spbe_policy.demo.portal import Portal, contract
from spbe_policy.demo.scene import APP, CALLBACK, CITY_HOSTS, CLIENT_ID, CLIENT_SECRET, HOSTS, SSO, Scene
from spbe_policy.demo.servers import Answer, Request, Server, Site, by_host, redirect
from spbe_policy.demo.zone import zone
from spbe_policy.errors import UsageError


class Sandbox:
    """Kota Contoh and its app, with the named faults switched on, while the `with` block lasts.

    `today` is the city's present when it begins (default: the real one); certificates follow the real clock.
    Files are left in `folder` when one is given, else they go with the sandbox.
    """

    networks = ("127.0.0.1/32",)
    """What the scanner must be permitted to reach."""

    def __init__(self, faults: Iterable[str] = (), today: datetime | None = None, folder: Path | None = None) -> None:
        self.faults = frozenset(fault(name).name for name in faults)
        self.today = today or datetime.now(UTC)
        self._given = folder

    def __enter__(self) -> Self:
        with ExitStack() as stack:
            self.folder = self._given or Path(stack.enter_context(tempfile.TemporaryDirectory()))
            self.folder.mkdir(parents=True, exist_ok=True)
            self.ca_file = self.folder / "ca.pem"
            self.ca_file.write_bytes(authority().certificate.public_bytes(Encoding.PEM))
            names = stack.enter_context(NameServer(lambda query: zone(state).answer(query)))
            self.nameserver = names.address
            state = Scene(self.faults, self.today, self.nameserver)
            self.files = write(self.folder, state)
            self.servers = self._servers(state)
            for server in self.servers.values():
                server.start()
            stack.callback(_stop, self.servers.values())
            self._stack = stack.pop_all()
        return self

    def __exit__(self, *_: object) -> None:
        self._stack.close()

    def _servers(self, state: Scene) -> dict[str, Server]:
        app = App(state, Login(state, self._exchange))

        def mobile(request: Request) -> Answer:
            return phone.host(request, state)

        city_sites: dict[str, Site] = {
            scene.PORTAL: Portal(state, contract()),
            **dict.fromkeys(scene.NEIGHBOURS, city.neighbour),
            scene.STORE: lambda request: phone.store(request, state),
            scene.MOBILE_API: mobile,
            scene.SUPER_APP: lambda request: city.super_app(request, state),
            scene.COMPLAINTS: lambda request: city.complaints(request, state),
            scene.DATA: DataPortal(state),
            scene.SSO: _provider(state),
        }
        insecure = dict.fromkeys((*CITY_HOSTS, scene.STORE), _to_https)
        insecure |= {scene.MOBILE_API: mobile, APP: app.over_http}
        return {
            "city": Server(by_host(city_sites), server_context(server_certificate((*CITY_HOSTS, scene.STORE)))),
            "app": Server(by_host({APP: app}), self._app_context(), self._before if self.faults & OLD_TLS else None),
            "http": Server(by_host(insecure)),
        }

    def _before(self, first: bytes) -> bytes | None:
        return first_answer(first, self.faults)

    def _app_context(self) -> ssl.SSLContext:
        return server_context(server_certificate((APP,), self.faults), self.faults)

    @property
    def resolve(self) -> tuple[str, ...]:
        """Where the hosts are: `HOST:PORT:ADDRESS:PORT`, for ports 443 and 80."""
        secure = tuple(f"{host}:443:127.0.0.1:{self.port(host)}" for host in HOSTS)
        return secure + tuple(f"{host}:80:127.0.0.1:{self.servers['http'].port}" for host in HOSTS)

    def port(self, host: str) -> int:
        """Return the port on which `host` speaks https."""
        return self.servers["app" if host == APP else "city"].port

    def _exchange(self, code: str, verifier: str) -> str | None:
        """The app's back channel: trade a code for tokens and ask who the user is (RFC 6749 4.1.3)."""
        form = {
            "grant_type": "authorization_code",
            "code": code,
            "redirect_uri": CALLBACK,
            "code_verifier": verifier,
        }
        basic = b64encode(f"{CLIENT_ID}:{CLIENT_SECRET}".encode()).decode()
        tokens = self._ask_provider("POST", "/token", f"Basic {basic}", urlencode(form))
        if "access_token" not in tokens:
            return None
        user = self._ask_provider("GET", "/userinfo", f"Bearer {tokens['access_token']}")
        return str(user["name"])

    def _ask_provider(self, method: str, path: str, authorization: str, body: str = "") -> dict[str, Any]:
        context = ssl.create_default_context(cafile=str(self.ca_file))
        connection = http.client.HTTPConnection(SSO)
        raw = socket.create_connection(("127.0.0.1", self.port(SSO)), timeout=10)
        with context.wrap_socket(raw, server_hostname=SSO) as connection.sock:
            headers = {"Authorization": authorization, "Content-Type": "application/x-www-form-urlencoded"}
            connection.request(method, path, body, headers)
            answer: dict[str, Any] = json.loads(connection.getresponse().read() or b"{}")
        return answer


def _stop(servers: Iterable[Server]) -> None:
    with ThreadPoolExecutor() as pool:
        list(pool.map(Server.stop, servers))


def _to_https(request: Request) -> Answer:
    return redirect(f"https://{request.host}{request.target}", 301)


def _provider(state: Scene) -> Site:
    try:
        from spbe_policy.demo.sso import Provider
    except ImportError as error:
        raise UsageError(
            "sandbox memerlukan: pip install 'spbe-policy[demo]'",
            "the sandbox needs: pip install 'spbe-policy[demo]'",
        ) from error
    return Provider(state)
