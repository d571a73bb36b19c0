"""The OSV API instead of its archives: what is known of the packages of one bill of materials.

Only the operator's own command comes here, to an address that the operator gives; a check of an app never does. The
API is told the names of the packages, never the app's or their versions (https://google.github.io/osv.dev/api/).
"""

import json
from collections.abc import Iterable, Iterator, Sequence
from typing import Any
from urllib.parse import quote, urlsplit

import httpx

from spbe_policy.builtin.sbom.bom import Document, below, items, merged
from spbe_policy.errors import InputError, UsageError
from spbe_policy_osv.ecosystems import Package, package
from spbe_policy_osv.sources import MAX_DOCUMENT

BATCH = 1000
"""Queries that the API takes in one request."""

_TIMEOUT = httpx.Timeout(30)
_MOST_PAGES = 200
_LOOPBACK = {"localhost", "127.0.0.1", "::1"}


def packages(documents: Iterable[Document]) -> list[tuple[str, str, str]]:
    """Return the (ecosystem, release, name) of every component that OSV has a name for, sorted."""
    found = (package(one) for one in merged(documents) if one.is_software)
    return sorted({(each.ecosystem, each.release, each.name) for each in found if isinstance(each, Package)})


class Api:
    """An OSV API at `base_url`."""

    def __init__(self, base_url: str) -> None:
        parts = urlsplit(base_url)
        if parts.scheme != "https" and not (parts.scheme == "http" and parts.hostname in _LOOPBACK):
            raise UsageError("alamat API harus https", "the address of the API must be https")
        self._base = base_url.rstrip("/")

    def advisories(self, wanted: Sequence[tuple[str, str, str]]) -> Iterator[bytes]:
        """Iterate the advisories about these packages, in the order of their ids; errors of the network end it."""
        try:
            with httpx.Client(timeout=_TIMEOUT, headers={"User-Agent": "spbe-policy-osv"}) as client:
                for name in sorted(self._ids(client, wanted)):
                    yield self._answer(client, "GET", f"/v1/vulns/{quote(name, safe='')}")
        except httpx.HTTPError as error:
            reason = type(error).__name__
            raise InputError(f"API tidak menjawab ({reason})", f"the API does not answer ({reason})") from error

    def _ids(self, client: httpx.Client, wanted: Sequence[tuple[str, str, str]]) -> set[str]:
        """Ask by name alone, so that the database serves later versions as well; answers may come in pages."""
        found: set[str] = set()
        for start in range(0, len(wanted), BATCH):
            queries = [_query(*each) for each in wanted[start : start + BATCH]]
            for _ in range(_MOST_PAGES):
                answers = self._batch(client, queries)
                found.update(name for each in answers for vuln in items(each.get("vulns")) if (name := _id(vuln)))
                queries = [
                    {**query, "page_token": token}
                    for query, each in zip(queries, answers, strict=True)
                    if isinstance(token := each.get("next_page_token"), str) and token
                ]
                if not queries:
                    break
            else:
                raise InputError("API menjawab tanpa akhir", "the API's answer has no end")
        return found

    def _batch(self, client: httpx.Client, queries: list[dict[str, Any]]) -> list[dict[str, Any]]:
        data = self._answer(client, "POST", "/v1/querybatch", json={"queries": queries})
        try:
            listed = below(json.loads(data), "results")
        except (ValueError, RecursionError):
            listed = None
        answers = [each if isinstance(each, dict) else {} for each in listed] if isinstance(listed, list) else []
        if len(answers) != len(queries):
            raise InputError("jawaban API bukan OSV", "the API's answer is not OSV's")
        return answers

    def _answer(self, client: httpx.Client, method: str, path: str, **what: Any) -> bytes:
        with client.stream(method, f"{self._base}{path}", **what) as response:
            response.raise_for_status()
            found = bytearray()
            for chunk in response.iter_bytes():
                found += chunk
                if len(found) > MAX_DOCUMENT:
                    raise InputError("jawaban API terlalu besar", "the API's answer is too large")
        return bytes(found)


def _query(ecosystem: str, release: str, name: str) -> dict[str, Any]:
    return {"package": {"ecosystem": f"{ecosystem}:{release}" if release else ecosystem, "name": name}}


def _id(vuln: Any) -> str | None:
    found = vuln.get("id")
    return found if isinstance(found, str) and found.isascii() and found.isprintable() else None
