"""What we read of one page's headers, beside the HTTP Observatory's scanner, at 50 ms round trip on the same server.

Ours: landing page, http, CORS and cookies of one host, in process. Theirs: `scan` of npm's @mdn/mdn-http-observatory in
a node that has started already, from the folder that OBSERVATORY names (`npm ci` in a copy of tests/observatory).

OBSERVATORY=FOLDER python benchmarks/observatory.py
"""

import asyncio
import json
import os
import statistics
import subprocess
import sys
import time
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory

from cryptography.hazmat.primitives.serialization import Encoding
from relay import Relay

from spbe_policy.authority import Authority
from spbe_policy.builtin.web.collectors import ALL
from spbe_policy.builtin.web.facts import Cors, Page, Site
from spbe_policy.collecting import Scope, gather
from spbe_policy.demo.certificates import authority, server_certificate, server_context
from spbe_policy.demo.servers import Server, page
from spbe_policy.manifest import Manifest
from spbe_policy.session import Door, open_session

ROUND_TRIP = 0.050
RUNS = 5
LISTEN = ("127.0.0.1", 28_443)
HOST = f"localhost:{LISTEN[1]}"
NODE = """
import { mkdirSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
const require = createRequire(process.cwd() + "/x.js");
const conf = join(dirname(require.resolve("@mdn/mdn-http-observatory")), "..", "conf");
mkdirSync(conf, { recursive: true });
writeFileSync(join(conf, "hsts-preload.json"), "{}");
writeFileSync(join(conf, "tld-list.json"), "[]");
const { scan } = await import(require.resolve("@mdn/mdn-http-observatory"));
const times = [];
for (let run = 0; run < RUNS + 1; run++) {
  const begun = performance.now();
  await scan("HOST");
  times.push((performance.now() - begun) / 1000);
}
console.log(JSON.stringify(times.slice(1)));
process.exit(0);
"""


async def ours(ca: Path) -> float:
    """Look once, through a new session."""
    environments = {"staging": {"url": f"https://{HOST}/"}}
    app = Manifest.model_validate({"schema": "spbe-app/1", "app": {"id": "contoh"}, "environments": environments})
    city = Authority.model_validate({"schema": "spbe-authority/1", "name": "Kota Contoh"})
    door = Door(hosts=frozenset({"localhost"}), networks=("127.0.0.0/8", "::1/128"), ca_file=ca)
    start = time.perf_counter()
    async with open_session(door, clock=lambda: datetime.now(UTC)) as session:
        scope = Scope(app, city, app.environments["staging"], None, (), session)
        entries = await gather(scope, ALL, (Site, Page, Cors))
    assert not any(sample.gap for entry in entries for sample in entry.samples)
    return time.perf_counter() - start


def theirs(folder: Path, ca: Path) -> list[float]:
    """Let the Observatory scan the server."""
    script = NODE.replace("RUNS", str(RUNS)).replace("HOST", HOST)
    command = ["node", "--input-type=module", "-e", script]
    environment = {**os.environ, "NODE_EXTRA_CA_CERTS": str(ca)}
    said = subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, check=True)
    return list(json.loads(said.stdout))


def measure() -> None:
    """Print both times."""
    folder = Path(os.environ.get("OBSERVATORY", "tests/observatory"))
    if not (folder / "node_modules").is_dir():
        print("HTTP Observatory: not installed (OBSERVATORY), skipped")
        return
    with TemporaryDirectory() as made:
        ca = Path(made, "ca.pem")
        ca.write_bytes(authority().certificate.public_bytes(Encoding.PEM))
        server = Server(lambda _: page("Contoh", "<h1>Contoh</h1>"), server_context(server_certificate(("localhost",))))
        server.start()
        with Relay(ROUND_TRIP, {LISTEN: ("127.0.0.1", server.port)}):
            mine = statistics.median(asyncio.run(ours(ca)) for _ in range(RUNS))
            other = statistics.median(theirs(folder, ca))
        server.stop()
    print(f"headers of a page: {mine * 1000:.0f} ms; HTTP Observatory: {other * 1000:.0f} ms, {other / mine:.1f} times")


if __name__ == "__main__":
    measure()
    sys.stdout.flush()
    os._exit(0)  # the relay's connections need no farewell
