"""Walks from the app's login path towards a provider, as a browser without scripts does, and stops at its door."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from spbe_policy.builtin.sso.addresses import bare, error_of, is_request, origin, parameters, under
from spbe_policy.builtin.sso.facts import AuthorizationRequest, Hop, How, Login, OwnPage, Size, Way
from spbe_policy.builtin.sso.pages import Exit, LoginPage, read_page
from spbe_policy.builtin.web.reach import page_of, trusted
from spbe_policy.evidence import Cause, Gap
from spbe_policy.redact import redact, redact_url
from spbe_policy.session import Exchange, Session

MAX_FOLLOWED = 6
"""Most links and forms of one login page that are tried; authorization requests in the page itself are free."""

MAX_META = 2
_LONG = 16


@dataclass(frozen=True, slots=True)
class Doors:
    """The providers of the city: their issuers, and the endpoints that their metadata name (without query)."""

    issuers: frozenset[str]
    endpoints: frozenset[str]

    def at(self, url: str, fields: Mapping[str, str] | None = None) -> bool:
        """Whether `url` asks a provider of the city to log someone in."""
        return bare(url) in self.endpoints or (
            is_request(url, fields) and any(under(url, issuer) for issuer in self.issuers)
        )


@dataclass(slots=True)
class Walk:
    """One audience's walk. `gaps` are the exits behind which we could not look."""

    door: Session
    doors: Doors
    ways: dict[AuthorizationRequest, Way] = field(default_factory=dict)
    pages: list[OwnPage] = field(default_factory=list)
    gaps: list[Gap] = field(default_factory=list)
    scripted: bool = False

    def stops(self, url: str) -> bool:
        """Whether a redirect to `url` is not followed: it is a provider's, or not ours to ask."""
        return self.doors.at(url) or self.door.refusal(url) is not None

    async def login(self, start: str) -> Login | Gap:
        """Walk from the login path to where it ends."""
        hops = await self._go(Exit("link", start))
        if isinstance(hops, Gap):
            return hops
        end = await self._arrive("redirect", hops, MAX_META)
        if isinstance(end, Gap):
            return end
        if not self.ways and self.gaps:
            return self.gaps[0]
        return Login(
            start=bare(start),
            hops=tuple(Hop(status=hop.status, url=bare(hop.url)) for hop in hops),
            end=bare(end),
            ways=tuple(self.ways.values()),
            pages=tuple(self.pages),
            needs_browser=self.scripted and not self.ways,
        )

    async def landing(self, url: str) -> Gap | None:
        """Look at the landing page; a gap says why we could not."""
        hops = await self._go(Exit("link", url))
        if isinstance(hops, Gap):
            return hops
        if hops[-1].location:
            return None
        page = page_of(hops[-1])
        if isinstance(page, Gap):
            return page
        self._look(page)
        return None

    async def _go(self, exit_: Exit, after: Iterable[Exchange] = ()) -> tuple[Exchange, ...] | Gap:
        hops = await self.door.chain(
            exit_.url, method=exit_.method, form=_form(exit_), after=tuple(after), stop=self.stops
        )
        if isinstance(hops, Gap):
            return hops
        return next((answer for hop in hops if isinstance(answer := trusted(hop), Gap)), hops)

    async def _arrive(self, how: How, hops: tuple[Exchange, ...], metas: int) -> str | Gap:
        """Note what stands at the end of `hops`; return where that is."""
        last = hops[-1]
        if last.location:
            if is_request(last.location):
                await self._ask(how, last.location)
            return last.location
        if last.status >= 400:
            answer = page_of(last)
            return answer if isinstance(answer, Gap) and answer.cause is Cause.BLOCKED else last.url
        page = self._look(last)
        self.scripted = self.scripted or page.scripted
        return await self._leave(page.exits, hops, metas)

    def _look(self, last: Exchange) -> LoginPage:
        page = read_page(last.url, last.text)
        note = OwnPage(url=bare(last.url), password=page.password)
        if note not in self.pages:
            self.pages.append(note)
        return page

    async def _leave(self, exits: tuple[Exit, ...], hops: tuple[Exchange, ...], metas: int) -> str | Gap:
        """Try the exits of the page that `hops` led to; a meta refresh goes on from where it leads."""
        tried = 0
        for exit_ in exits:
            if is_request(exit_.url, exit_.fields):
                await self._ask(exit_.how, exit_.url, exit_)
            elif tried < MAX_FOLLOWED and (metas or exit_.how != "meta") and not self.door.refusal(exit_.url):
                tried += 1
                further = await self._go(exit_, hops)
                if isinstance(further, Gap):
                    self.gaps.append(further)
                elif exit_.how == "meta":
                    return await self._arrive("meta", (*hops, *further), metas - 1)
                elif (target := further[-1].location) and is_request(target):
                    await self._ask(exit_.how, target)
        return hops[-1].url

    async def _ask(self, how: How, url: str, exit_: Exit | None = None) -> None:
        """Note the request at `url`, and ask the provider once how it takes it."""
        request = read_request(url, exit_.fields if exit_ else None)
        if request in self.ways:
            return
        way = Way(how=how, request=request)
        if self.doors.at(url) or not self.door.refusal(url):
            way = way.model_copy(update=await _answer(self.door, exit_ or Exit(how, url)))
        self.ways[request] = way


def _form(exit_: Exit) -> Mapping[str, str] | None:
    return (exit_.fields or {}) if exit_.method == "POST" else None


async def _answer(door: Session, exit_: Exit) -> dict[str, object]:
    """Send the request to the provider and see what comes, without leaving it."""
    home = origin(exit_.url)
    hops = await door.chain(
        exit_.url, method=exit_.method, form=_form(exit_), stop=lambda target: origin(target) != home
    )
    last = hops if isinstance(hops, Gap) else trusted(hops[-1])
    if isinstance(last, Gap):
        return {"gap": last}
    return {"answer": last.status, "error": error_of(last.location) if last.location else None}


def read_request(url: str, fields: Mapping[str, str] | None = None) -> AuthorizationRequest:
    """Return what may be kept of an authorization request."""
    given = parameters(url, fields)

    def kept(name: str) -> str | None:
        return redact(given[name])[:300] if name in given else None

    return AuthorizationRequest(
        endpoint=bare(url),
        client_id=kept("client_id"),
        response_type=kept("response_type"),
        response_mode=kept("response_mode"),
        scope=kept("scope"),
        redirect_uri=redact_url(given["redirect_uri"].partition("?")[0])[:300] if "redirect_uri" in given else None,
        state=_size(given.get("state")),
        nonce=_size(given.get("nonce")),
        code_challenge=_size(given.get("code_challenge")),
        code_challenge_method=kept("code_challenge_method"),
        by_reference=bool({"request", "request_uri"} & given.keys()),
    )


def _size(value: str | None) -> Size:
    if not value:
        return "none"
    return "long" if len(value) >= _LONG else "short"
