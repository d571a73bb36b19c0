"""Foreign content on the app's pages: planted links and texts, another page for crawlers, redirects from searches.

What is hidden, or shown to crawlers and searchers only, and speaks an advertiser's words is a clear hit. What everybody
sees may be news about it: a person looks. Nothing found says nothing about what was not looked at.
"""

import unicodedata
from collections.abc import Iterable, Iterator

from spbe_policy.builtin.web.facts import Hidden, Robots, Sitemap, View, Views
from spbe_policy.builtin.web.hosts import host_of, is_under
from spbe_policy.builtin.web.lures import Lures
from spbe_policy.checks import Context, Fail, Outcome, Params, Pass, Review, check
from spbe_policy.texts import Text, text

SEVERAL = 2
"""Different words in one text from which it is an advertisement."""

_WHO = {
    "crawler": text("hanya untuk perayap mesin pencari", "for crawlers only"),
    "search": text("hanya untuk pengunjung dari mesin pencari", "for visitors from search engines only"),
}
_MARKS = {
    "referrer-redirect": text(
        "skrip mengalihkan pengunjung dari mesin pencari", "a script redirects who comes from a search"
    ),
    "packed-script": text("skrip yang isinya disamarkan", "a script whose code is disguised"),
    "script-after-end": text("skrip setelah akhir halaman", "a script after the end of the page"),
}


class LureParams(Params):
    """`words` that only the advertiser uses; `against`: words of news and warnings about him; harmless `hosts` (and
    what lies under them) to send visitors on to."""

    words: tuple[str, ...]
    against: tuple[str, ...] = ()
    hosts: tuple[str, ...] = ("go.id", "play.google.com", "apps.apple.com")

    @property
    def lures(self) -> Lures:
        """The words, ready to be searched."""
        return Lures(self.words, self.against)


@check("web.injected", each=Views, needs=(Sitemap, Robots), params=LureParams)
def injected(ctx: Context[Views], want: LureParams) -> Iterator[Outcome]:
    """Landing page and sitemap carry nothing planted, and are the same for crawlers and searchers."""
    fact, lures = ctx.fact, want.lures
    others = [(who, view) for who, view in (("crawler", fact.crawler), ("search", fact.search)) if view]
    home = (host_of(fact.url), *ctx.city.domains, *want.hosts)
    found = [*_planted(fact.visitor, lures), *_visible(fact.visitor, lures)]
    for who, view in others:
        found += [*_led_away(who, view, home, lures), *_cloaked(who, view, fact.visitor, lures), *_planted(view, lures)]
    marks = {mark for view in (fact.visitor, *(view for _, view in others)) for mark in view.marks}
    found += [Review(mark, _MARKS.get(mark, text(mark, mark))) for mark in sorted(marks)]
    found += [_not_compared(who, why) for who, why in fact.refused]
    found += [outcome for listed in ctx.all(Sitemap).values() for outcome in _listed(listed, lures, want.hosts)]
    if gap := ctx.gap(Sitemap, "sitemap"):
        found.append(_unread(gap.cause.value))
    if any(robots.differs for robots in ctx.all(Robots).values()):
        message = text("robots.txt lain bagi perayap", "another robots.txt for crawlers")
        found.append(Review("robots.txt differs", message))
    yield from dict.fromkeys(found) or [Pass("none")]


def _planted(view: View, lures: Lures) -> Iterator[Outcome]:
    """What the page hides: links with an advertiser's words, or a text of several such words."""
    for item in view.hidden:
        links = [(host, said) for host, said in item.links if lures.in_host(host) or lures.found(said)]
        words = lures.found(item.text)
        if not links and not words:
            continue
        seen = f"{item.how}: {_some(host for host, _ in links) if links else _some(words)}"
        clear = (links or len(words) >= SEVERAL) and not lures.fought(_all_said(item))
        message = text(f"isi tersembunyi ({seen})", f"hidden content ({seen})")
        yield Fail(seen, message) if clear else Review(seen, message)
    if words := lures.found(view.described):
        seen = f"description: {_some(words)}"
        clear = len(words) >= SEVERAL and not lures.fought(view.described)
        message = text(f"deskripsi halaman: {_some(words)}", f"the page's description: {_some(words)}")
        yield Fail(seen, message) if clear else Review(seen, message)


def _all_said(item: Hidden) -> str:
    return " ".join((item.text, *(said for _, said in item.links)))


def _visible(view: View, lures: Lures) -> Iterator[Outcome]:
    """What everybody sees may be news: only a person can tell."""
    if words := lures.found(view.title or ""):
        yield Review(
            f"title: {_some(words)}", text(f"judul halaman memuat: {_some(words)}", f"the title says: {_some(words)}")
        )
    kept = {link for item in view.hidden for link in item.links}
    shown = {
        host for host, said in {*view.links} - kept
        if lures.in_host(host) or (lures.found(said) and not lures.fought(said))
    }  # fmt: skip
    if hosts := _some(shown):
        yield Review(f"links: {hosts}", text(f"tautan ke {hosts}", f"links to {hosts}"))
    yield from _scripts(view, lures)


def _scripts(view: View, lures: Lures) -> Iterator[Outcome]:
    for host in view.scripts:
        if lures.in_host(host):
            yield Fail(f"script: {host}", text(f"skrip dari {host}", f"a script of {host}"))


def _led_away(who: str, view: View, home: tuple[str, ...], lures: Lures) -> Iterator[Outcome]:
    """A redirect to a foreign host that a visitor is spared."""
    if view.away and not is_under(view.away, home):
        seen, only = f"{who} -> {view.away}", _WHO[who]
        message = text(f"dialihkan ke {view.away}, {only.id}", f"redirected to {view.away}, {only.en}")
        clear = who == "search" or lures.in_host(view.away)
        yield Fail(seen, message) if clear else Review(seen, message)


def _cloaked(who: str, view: View, visitor: View, lures: Lures) -> Iterator[Outcome]:
    """Another page than the visitor's: an advertiser's, one in a foreign script, or one that cannot be told."""
    only, title = _WHO[who], view.title or ""
    new_title = title if title != (visitor.title or "") else ""
    texts = (new_title, *view.only, *(said for _, said in view.links))
    speaking = [piece for piece in texts if lures.found(piece) and not lures.fought(piece)]
    words = {word for piece in speaking for word in lures.found(piece)}
    words |= {word for host, _ in view.links for word in lures.in_host(host)}
    if words:
        seen = f"{who}: {_some(words)}"
        message = text(f"isi lain {only.id}: {_some(words)}", f"other content {only.en}: {_some(words)}")
        yield Fail(seen, message) if len(words) >= SEVERAL or new_title in speaking else Review(seen, message)
    elif new_title and _alphabets(new_title) - _alphabets(visitor.title or "") - {"LATIN"}:
        message = text(f"judul beraksara asing {only.id}", f"a title in a foreign script {only.en}")
        yield Fail(f"{who}: foreign title", message)
    elif new_title and visitor.title and not _words(new_title) & _words(visitor.title):
        yield Review(f"{who}: other title", text(f"judul lain {only.id}: {title}", f"another title {only.en}: {title}"))
    yield from _scripts(view, lures)
    if strange := _some(host for host in view.scripts if not lures.in_host(host)):
        message = text(f"skrip {only.id}: {strange}", f"scripts {only.en}: {strange}")
        yield Review(f"{who}: scripts {strange}", message)


def _alphabets(title: str) -> set[str]:
    return {unicodedata.name(letter, "?").partition(" ")[0] for letter in title if letter.isalpha()}


def _words(title: str) -> set[str]:
    return {word for word in title.lower().split() if len(word) > SEVERAL}


def _not_compared(who: str, why: str) -> Review:
    only = _WHO[who]
    message: Text = text(
        f"tampilan {only.id} tidak dapat dibandingkan ({why})", f"the view {only.en} could not be compared ({why})"
    )
    return Review(f"{who}: {why}", message)


def _some(names: Iterable[str]) -> str:
    """At most three of them, sorted."""
    listed = sorted(set(names))
    return ", ".join(listed[:3]) + (", …" if len(listed) > 3 else "")


def _listed(fact: Sitemap, lures: Lures, harmless: tuple[str, ...]) -> Iterator[Outcome]:
    """What the sitemap names: an advertiser's pages, or other hosts."""
    crawlers = {word for url in fact.only_crawler for word in lures.found(url)}
    foreign = [host for host in fact.foreign if not is_under(host, harmless)]
    planted = {word for host in foreign for word in lures.in_host(host)}
    words = crawlers | planted | {word for url in fact.urls for word in lures.found(url)}
    if words:
        seen = f"sitemap: {_some(words)}"
        message = text(f"peta situs memuat: {_some(words)}", f"the sitemap names: {_some(words)}")
        yield Fail(seen, message) if len(words) >= SEVERAL or crawlers or planted else Review(seen, message)
    elif hosts := _some(foreign):
        message = text(f"peta situs memuat host lain: {hosts}", f"the sitemap names other hosts: {hosts}")
        yield Review(f"sitemap: {hosts}", message)


def _unread(why: str) -> Review:
    return Review(
        f"sitemap: {why}", text(f"peta situs tidak terbaca ({why})", f"the sitemap could not be read ({why})")
    )
