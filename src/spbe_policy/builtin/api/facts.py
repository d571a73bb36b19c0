"""What the family `api` knows: raw, redacted, small, with pure methods to read it."""

import re
from typing import ClassVar, Literal

from spbe_policy.evidence import Assurance, Fact, Gap, Record
from spbe_policy.texts import Text, text

Security = Literal["required", "open", "undeclared"]

_VERSION = re.compile(r"v?\d{1,9}(?:\.\d{1,9}){1,2}(?:[-+][0-9A-Za-z.+-]{1,80})?")
_IN_PATH = re.compile(r"/v\d{1,4}(?:[./]|$)", re.IGNORECASE)
_IN_HEADER = {"api-version", "accept-version", "x-api-version"}


class Operation(Record):
    """One operation: `GET /antrean`, and whether the document asks for a credential.

    `open`: the document says in so many words that none is needed (`security: []` or `{}`, OpenAPI 4.8.10).
    """

    name: str
    security: Security


class Parameter(Record):
    """A parameter that travels in the address, with the first operation that takes it."""

    place: Literal["path", "query"]
    name: str
    operation: str


class Probe(Record):
    """A protected operation that can be asked without a credential: no unknown parameter, no side effect (GET)."""

    operation: str
    url: str


class Document(Fact):
    """The OpenAPI document of one API; subject `api:<id>`, or `app` where the manifest says nothing of APIs.

    `declared` is false then. `broken` says in a stable word why nothing could be read: `status 404`, `too-large`,
    `too-deep`, `alias`, `not-json-or-yaml`, `not-openapi`; `none` when the usual places have no document. Lists are
    bounded; `count` is the number of all operations.
    """

    kind: ClassVar[str] = "api.document/1"
    assurance: ClassVar[Assurance] = Assurance.OBSERVED

    declared: bool = True
    url: str | None = None
    broken: str | None = None
    openapi: str | None = None
    version: str | None = None
    problems: tuple[str, ...] = ()
    servers: tuple[str, ...] = ()
    operations: tuple[Operation, ...] = ()
    count: int = 0
    parameters: tuple[Parameter, ...] = ()
    headers: tuple[str, ...] = ()
    limits: bool = False
    probes: tuple[Probe, ...] = ()
    health: str | None = None

    @property
    def has_version(self) -> bool:
        """Whether `info.version` is numbered: at least major and minor, as in SemVer."""
        return bool(self.version and _VERSION.fullmatch(self.version))

    @property
    def names_version(self) -> bool:
        """Whether a client says which version it speaks: in the path of server or operations, or in a header."""
        paths = [operation.name.partition(" ")[2] for operation in self.operations]
        paths = [path for path in paths if not path.startswith("/.well-known/")]  # RFC 8615 fixes these
        in_paths = bool(paths) and all(_IN_PATH.search(path) for path in paths)
        in_servers = bool(self.servers) and all(_IN_PATH.search(url) for url in self.servers)
        return in_paths or in_servers or bool(_IN_HEADER & set(self.headers))

    def sample(self) -> Text | None:
        """Say which document was read."""
        return text(f"dokumen {self.url}, tanpa login", f"document {self.url}, logged out") if self.url else None


class Reply(Record):
    """What an address of the API answered without a credential, or why that could not be seen.

    `type` is the media type of a body, null where there is none; `limits` name the headers that tell a client how
    much it may ask; `marks` the technical details that the body shows.
    """

    operation: str
    url: str
    status: int | None = None
    type: str | None = None
    limits: tuple[str, ...] = ()
    marks: tuple[str, ...] = ()
    gap: Gap | None = None


class Replies(Fact):
    """How the API answers a visitor without a credential: protected operations, a path that is not there, its health.

    Null where there was nothing to ask.
    """

    kind: ClassVar[str] = "api.replies/1"
    assurance: ClassVar[Assurance] = Assurance.OBSERVED

    protected: tuple[Reply, ...] = ()
    nowhere: Reply | None = None
    health: Reply | None = None

    @property
    def all(self) -> tuple[Reply, ...]:
        """Every reply."""
        return (*self.protected, *(reply for reply in (self.nowhere, self.health) if reply))

    @property
    def errors(self) -> tuple[Reply, ...]:
        """The replies that are errors and have a body."""
        return tuple(reply for reply in self.all if (reply.status or 0) >= 400 and reply.type)

    @property
    def gap(self) -> Gap | None:
        """Why one of the replies could not be seen."""
        return next((reply.gap for reply in self.all if reply.gap), None)

    def sample(self) -> Text | None:
        """Say what was asked."""
        asked = ", ".join(reply.operation for reply in self.all)
        return text(f"tanpa kredensial: {asked}", f"without a credential: {asked}") if asked else None
