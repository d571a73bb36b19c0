"""The API of *Antrean Layanan* for other apps, and its OpenAPI document. Each fault makes one place otherwise."""

import json
from typing import Any

from spbe_policy.demo.scene import APP, APP_NAME, Scene
from spbe_policy.demo.servers import Answer, Request, as_json, plain

BASE = "/api/v1"
_TRACE = (
    'Traceback (most recent call last):\n  File "/srv/antrean/api/router.py", line 41, in dispatch\nKeyError: "rute"'
)
_LIMITS = (("RateLimit-Policy", '"bawaan";q=60;w=60'), ("RateLimit", '"bawaan";r=59;t=60'))


def answer(request: Request, scene: Scene) -> Answer | None:
    """Answer if the path belongs to the API."""
    if request.path == "/openapi.json":
        return plain("<h1>Segera</h1>") if scene.has("api-document-missing") else as_json(document(scene))
    if not request.path.startswith(f"{_base(scene)}/"):
        return None
    limits = () if scene.has("api-no-rate-limit") else _LIMITS
    said = _operation(request.path.removeprefix(_base(scene)), scene)
    return Answer(said.body, said.status, (*said.headers, *limits, ("Cache-Control", "no-store")))


def _operation(path: str, scene: Scene) -> Answer:
    if path == "/health" and not scene.has("api-health-missing"):
        return as_json({"status": "sehat"})
    if path == "/loket":
        return as_json({"loket": [{"nomor": 1, "buka": True}, {"nomor": 2, "buka": False}]})
    if path == "/antrean" or path.startswith("/antrean/"):
        if scene.has("api-unprotected"):
            return as_json({"antrean": [{"nomor": "A-012", "nama": "Warga Contoh"}]})
        asked = _problem(401, "Perlu token", scene)
        return Answer(asked.body, asked.status, (*asked.headers, ("WWW-Authenticate", "Bearer")))
    return _problem(404, "Tidak ditemukan", scene)


def _problem(status: int, title: str, scene: Scene) -> Answer:
    """RFC 9457."""
    if scene.has("api-html-errors"):
        return plain(f"<h1>{title}</h1>", "text/html; charset=utf-8", status)
    told: dict[str, Any] = {"type": "about:blank", "title": title, "status": status}
    if scene.has("api-stack-trace"):
        told["trace"] = _TRACE
    return Answer(json.dumps(told).encode(), status, (("Content-Type", "application/problem+json"),))


def _base(scene: Scene) -> str:
    return "/api" if scene.has("api-no-version") else BASE


def document(scene: Scene) -> dict[str, Any]:
    """Return the OpenAPI document."""
    told: dict[str, Any] = {
        "openapi": "3.1.0",
        "info": {"title": APP_NAME, "version": "terbaru" if scene.has("api-no-version") else "1.2.0"},
        "servers": [{"url": f"{'http' if scene.has('api-http-server') else 'https'}://{APP}{_base(scene)}"}],
        "security": [{"sso": []}],
        "paths": _paths(scene),
        "components": _components(),
    }
    if scene.has("api-document-invalid"):
        del told["info"]["title"]
    if scene.has("api-security-undeclared"):
        del told["security"]
    return told


def _paths(scene: Scene) -> dict[str, Any]:
    day = {"name": "tanggal", "in": "query", "schema": {"type": "string", "format": "date"}}
    number = {"name": "nomor", "in": "path", "required": True, "example": "A-012", "schema": {"type": "string"}}
    nik = {"name": "nik", "in": "query", "schema": {"type": "string"}}
    taken = [day, nik] if scene.has("api-nik-in-query") else [day]
    return {
        "/antrean": {"get": _get("Antrean hari ini", parameters=taken), "post": _get("Ambil nomor")},
        "/antrean/{nomor}": {"get": _get("Satu nomor antrean", parameters=[number])},
        "/loket": {"get": _get("Loket yang buka", security=[])},
        "/health": {"get": _get("Keadaan layanan", security=[])},
    }


def _get(summary: str, **more: Any) -> dict[str, Any]:
    refused = {"$ref": "#/components/responses/Ditolak"}
    told = {"200": {"description": "Berhasil"}, "401": refused, "429": refused}
    return {"summary": summary, "responses": told, **more}


def _components() -> dict[str, Any]:
    kind = {"type": "object", "properties": {"title": {"type": "string"}, "status": {"type": "integer"}}}
    content = {"application/problem+json": {"schema": {"$ref": "#/components/schemas/Masalah"}}}
    return {
        "schemas": {"Masalah": kind},
        "responses": {"Ditolak": {"description": "Ditolak", "content": content}},
        "securitySchemes": {"sso": {"type": "http", "scheme": "bearer"}},
    }
