"""Hosts that are often allow-listed and that hand out scripts for anybody's purpose. Data.

`package`: anybody may publish there; `angular`: a library that runs text of the page as code; `jsonp`: an answer that
calls the function named in the address; `eval`: it helps an attacker only where 'unsafe-eval' stands beside it. Each
entry is one address that a policy must not let in.
"""

from collections.abc import Iterable, Iterator

from spbe_policy.builtin.web.csp import Csp

_BYPASSES = (
    ("https://cdn.jsdelivr.net/npm/angular@1.8.3/angular.min.js", "package"),
    ("https://cdn.jsdelivr.net/gh/x/x/x.js", "package"),
    ("https://unpkg.com/angular@1.8.3/angular.min.js", "package"),
    ("https://esm.sh/x", "package"),
    ("https://cdn.skypack.dev/x", "package"),
    ("https://raw.githack.com/x/x/x.js", "package"),
    ("https://rawcdn.githack.com/x/x/x.js", "package"),
    ("https://cdn.rawgit.com/x/x/x.js", "package"),
    ("https://storage.googleapis.com/x/x.js", "package"),
    ("https://s3.amazonaws.com/x/x.js", "package"),
    ("https://x.s3.amazonaws.com/x.js", "package"),
    ("https://x.cloudfront.net/x.js", "package"),
    ("https://x.github.io/x.js", "package"),
    ("https://x.appspot.com/x.js", "package"),
    ("https://x.herokuapp.com/x.js", "package"),
    ("https://x.web.app/x.js", "package"),
    ("https://x.blob.core.windows.net/x/x.js", "package"),
    ("https://cdnjs.cloudflare.com/ajax/libs/angular.js/1.8.3/angular.min.js", "angular"),
    ("https://ajax.googleapis.com/ajax/libs/angularjs/1.8.3/angular.min.js", "angular"),
    ("https://ajax.aspnetcdn.com/ajax/angularjs/1.4.2/angular.min.js", "angular"),
    ("https://code.angularjs.org/1.8.3/angular.min.js", "angular"),
    ("https://cdn.bootcss.com/angular.js/1.8.3/angular.min.js", "angular"),
    ("https://cdn.staticfile.org/angular.js/1.8.3/angular.min.js", "angular"),
    ("https://yastatic.net/angularjs/1.4.9/angular.min.js", "angular"),
    ("https://www.gstatic.com/fsn/angular_js-bundle1.js", "angular"),
    ("https://accounts.google.com/o/oauth2/revoke", "jsonp"),
    ("https://www.google.com/complete/search", "jsonp"),
    ("https://cse.google.com/api/x/cse/x", "jsonp"),
    ("https://www.googleapis.com/customsearch/v1", "jsonp"),
    ("https://maps.googleapis.com/maps/api/js/GeoPhotoService.GetMetadata", "jsonp"),
    ("https://maps.google.com/maps/vt", "jsonp"),
    ("https://translate.google.com/translate_a/l", "jsonp"),
    ("https://translate.googleapis.com/translate_a/l", "jsonp"),
    ("https://www.youtube.com/profile_style", "jsonp"),
    ("https://googleads.g.doubleclick.net/pagead/conversion/1/wcm", "jsonp"),
    ("https://publish.twitter.com/oembed", "jsonp"),
    ("https://syndication.twitter.com/widgets/timelines/1", "jsonp"),
    ("https://cdn.syndication.twimg.com/widgets/timelines/1", "jsonp"),
    ("https://api.facebook.com/restserver.php", "jsonp"),
    ("https://graph.facebook.com/1/", "jsonp"),
    ("https://www.facebook.com/restserver.php", "jsonp"),
    ("https://api.instagram.com/v1/tags/x/media/recent", "jsonp"),
    ("https://api.github.com/users/x", "jsonp"),
    ("https://api.vk.com/method/wall.get", "jsonp"),
    ("https://api.mixpanel.com/track/", "jsonp"),
    ("https://www.sharethis.com/get-publisher-info.php", "jsonp"),
    ("https://m.addthis.com/live/red_lojson/1.json", "jsonp"),
    ("https://securepubads.g.doubleclick.net/gampad/ads", "jsonp"),
    ("https://fast.wistia.com/embed/medias/x.json", "jsonp"),
    ("https://vimeo.com/api/oembed.json", "jsonp"),
    ("https://api.flickr.com/services/feeds/photos_public.gne", "jsonp"),
    ("https://nominatim.openstreetmap.org/search", "jsonp"),
    ("https://ipinfo.io/json", "jsonp"),
    ("https://mc.yandex.ru/watch/1", "jsonp"),
    ("https://public-api.wordpress.com/rest/v1.1/sites/x", "jsonp"),
    ("https://links.services.disqus.com/api/ping", "jsonp"),
    ("https://www.googletagmanager.com/gtm/js", "eval"),
    ("https://googletagmanager.com/gtm/js", "eval"),
    ("https://www.google-analytics.com/gtm/js", "eval"),
    ("https://ssl.google-analytics.com/gtm/js", "eval"),
)


def bypasses(policies: Iterable[Csp], page: str) -> Iterator[tuple[str, str]]:
    """Yield host and kind of the known bypasses that every policy lets into the page at `page`, each host once."""
    held = tuple(policies)
    evaluates = all("'unsafe-eval'" in (policy.scripts or ("'unsafe-eval'",)) for policy in held)
    seen = set[str]()
    for url, kind in _BYPASSES:
        host = url.split("/")[2].removeprefix("x.")
        if host in seen or not held or (kind == "eval" and not evaluates):
            continue
        if all(policy.lets_script(url, page) for policy in held):
            seen.add(host)
            yield host, kind
