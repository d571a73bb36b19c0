"""What the family `web` decides."""

from spbe_policy.builtin.web.checks.content import default_page, mixed_content, sri
from spbe_policy.builtin.web.checks.files import robots_secrets, script_secrets, security_txt, source_maps
from spbe_policy.builtin.web.checks.headers import banners, framing, hsts, nosniff, referrer_policy
from spbe_policy.builtin.web.checks.injected import injected
from spbe_policy.builtin.web.checks.isolation import hsts_reach, opener_policy, permissions_policy
from spbe_policy.builtin.web.checks.places import default_places, error_page, https, leaks, login_secure, methods
from spbe_policy.builtin.web.checks.policies import content_policy, cookie_scope, cookies, csp_bypass, nonce
from spbe_policy.builtin.web.checks.second import clock, cors, private_cache
from spbe_policy.builtin.web.checks.usability import accessibility, help_link, page_weight, privacy_link, viewport

ALL = (
    hsts,
    nosniff,
    referrer_policy,
    framing,
    banners,
    content_policy,
    cookies,
    sri,
    mixed_content,
    default_page,
    https,
    error_page,
    leaks,
    default_places,
    methods,
    login_secure,
    accessibility,
    viewport,
    page_weight,
    help_link,
    hsts_reach,
    permissions_policy,
    opener_policy,
    csp_bypass,
    nonce,
    cookie_scope,
    cors,
    private_cache,
    clock,
    injected,
    security_txt,
    robots_secrets,
    script_secrets,
    source_maps,
    privacy_link,
)
