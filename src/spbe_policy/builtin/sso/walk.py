"""Walks from the app's login path towards a provider, as a browser without scripts does, and stops at its door."""

from dataclasses import dataclass, field

from spbe_policy.builtin.sso.addresses import bare, is_request, origin
from spbe_policy.builtin.sso.endpoints import CityProviders, answer_of, read_request
from spbe_policy.builtin.sso.facts import AuthorizationRequest, Hop, How, Login, OwnPage, Way
from spbe_policy.builtin.sso.pages import Exit, LoginPage, read_page
from spbe_policy.builtin.web.reach import page_of, trusted
from spbe_policy.evidence import Gap
from spbe_policy.session import Exchange, Session, asks_to_log_in

MAX_FOLLOWED = 6
"""Most links and forms of one login page that are tried; authorization requests in the page itself are free."""

MAX_FOLLOWED_AGAIN = 2
"""The same of a second look, which only wants to see one request once more."""

MAX_META = 2
_SAME_METHOD = (307, 308)


@dataclass(slots=True)
class Walk:
    """One audience's walk from `start`. `gaps` are the exits behind which we could not look.

    A `fresh` walk asks the app anew and leaves the providers alone. `raw` are the requests as they were made, not
    redacted: for comparing only.
    """

    door: Session
    providers: CityProviders
    start: str
    fresh: bool = False
    ways: dict[AuthorizationRequest, Way] = field(default_factory=dict)
    pages: list[OwnPage] = field(default_factory=list)
    gaps: list[Gap] = field(default_factory=list)
    raw: list[Exit] = field(default_factory=list)
    scripted: bool = False

    async def login(self) -> Login | Gap:
        """Walk from the login path to where it ends."""
        hops = await self._go(Exit("link", self.start))
        if isinstance(hops, Gap):
            return hops
        end = await self._arrive("redirect", hops, MAX_META)
        if isinstance(end, Gap):
            return end
        if self.gaps and not self.ways:
            return self.gaps[0]
        return Login(
            start=bare(self.start),
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

    def _stops(self, url: str) -> bool:
        """Whether a redirect to `url` is not followed: it is a provider's, or not ours to ask."""
        return self.providers.at(url) or self.door.refusal(url) is not None

    async def _go(self, exit_: Exit, after: tuple[Exchange, ...] = ()) -> tuple[Exchange, ...] | Gap:
        """Follow `exit_`; a POST never leaves the host that it was meant for."""
        home = origin(exit_.url) if exit_.method == "POST" else None
        hops = await self.door.chain(
            exit_.url,
            method=exit_.method,
            form=exit_.form,
            after=after,
            fresh=self.fresh,
            stop=lambda target: self._stops(target) or home not in (None, origin(target)),
        )
        if isinstance(hops, Gap):
            return hops
        if gap := next((answer for hop in hops if isinstance(answer := trusted(hop), Gap)), None):
            return gap
        target = hops[-1].location
        if target is None or self._stops(target) or hops[-1].status in _SAME_METHOD:
            return hops
        further = await self._go(Exit(exit_.how, target), (*after, *hops))
        return further if isinstance(further, Gap) else (*hops, *further)

    async def _arrive(self, how: How, hops: tuple[Exchange, ...], metas: int) -> str | Gap:
        """Note what stands at the end of `hops`; return where that is."""
        last = hops[-1]
        if last.location:
            if is_request(last.location):
                await self._ask(Exit(how, last.location))
            return last.location
        if elsewhere := self._asked_elsewhere(hops):
            await self._ask(Exit(how, elsewhere))
            return elsewhere
        if last.status >= 400:
            answer = page_of(last)
            return answer if isinstance(answer, Gap) and asks_to_log_in(last) else last.url
        page = self._look(last)
        self.scripted = self.scripted or page.scripted
        return await self._leave(page.exits, hops, metas)

    def _asked_elsewhere(self, hops: tuple[Exchange, ...]) -> str | None:
        """The request that brought us to a provider that is not the city's: what follows are its own pages."""
        home = origin(self.start)
        return next((hop.url for hop in hops if origin(hop.url) != home and is_request(hop.url)), None)

    def _look(self, last: Exchange) -> LoginPage:
        """Read a page; a provider's own page may ask for passwords."""
        page = read_page(last.url, last.text)
        password = page.password and not self.providers.owns(last.url, self.start)
        note = OwnPage(url=bare(last.url), password=password)
        if note not in self.pages:
            self.pages.append(note)
        return page

    async def _leave(self, exits: tuple[Exit, ...], hops: tuple[Exchange, ...], metas: int) -> str | Gap:
        """Try the exits of the page that `hops` led to; a meta refresh goes on from where it leads."""
        here, tried, most = hops[-1].url, 0, MAX_FOLLOWED_AGAIN if self.fresh else MAX_FOLLOWED
        for exit_ in exits:
            if self.providers.at(exit_.url, exit_.fields) or self.door.refusal(exit_.url):
                await self._ask(exit_)
            elif tried < most and _harmless(exit_, here) and (metas or exit_.how != "meta"):
                tried += 1
                further = await self._go(exit_, hops)
                if isinstance(further, Gap):
                    self.gaps.append(further)
                elif exit_.how == "meta":
                    return await self._arrive("meta", (*hops, *further), metas - 1)
                else:
                    target = further[-1].location or self._asked_elsewhere(further)
                    await self._ask(Exit(exit_.how, target) if target else exit_)
        return here

    async def _ask(self, exit_: Exit) -> None:
        """Note a request to a provider; one of the city's is asked, once, how it takes it."""
        if not is_request(exit_.url, exit_.fields):
            return
        request = read_request(exit_.url, exit_.fields)
        if request in self.ways:
            return
        self.raw.append(exit_)
        way = Way(how=exit_.how, request=request)
        if not self.fresh and self.providers.at(exit_.url, exit_.fields):
            way = way.model_copy(update=await answer_of(self.door, exit_))
        self.ways[request] = way


def _harmless(exit_: Exit, here: str) -> bool:
    """A form is only sent to the host of its own page: a page must not make us post elsewhere."""
    return exit_.method != "POST" or origin(exit_.url) == origin(here)
