"""How the family `web` looks at an app."""

from spbe_policy.builtin.web.collectors.files import scripts, security_txt
from spbe_policy.builtin.web.collectors.landing import page, site, usability
from spbe_policy.builtin.web.collectors.places import logins, methods, missing, plain
from spbe_policy.builtin.web.collectors.probes import defaults, leaks
from spbe_policy.builtin.web.collectors.second import clock, cors, nonces, private
from spbe_policy.builtin.web.collectors.views import robots, sitemap, views

ALL = (
    site,
    page,
    usability,
    plain,
    missing,
    methods,
    logins,
    leaks,
    defaults,
    cors,
    nonces,
    private,
    clock,
    views,
    robots,
    sitemap,
    security_txt,
    scripts,
)
