"""Names under which anybody can register a name: who trusts all of it trusts everybody. Pure."""

_OPEN_ID = frozenset(f"{label}.id" for label in ("ac", "biz", "co", "my", "net", "or", "ponpes", "sch", "web"))
_OPEN_ELSEWHERE = frozenset({
    "ac.uk", "co.jp", "co.kr", "co.uk", "com.au", "com.br", "com.cn", "com.my", "com.sg", "com.tr", "org.uk",
    "amazonaws.com", "appspot.com", "azurewebsites.net", "blogspot.com", "cloudfront.net", "firebaseapp.com",
    "fly.dev", "github.io", "gitlab.io", "glitch.me", "herokuapp.com", "netlify.app", "onrender.com", "pages.dev",
    "r2.dev", "run.app", "s3.amazonaws.com", "surge.sh", "vercel.app", "web.app", "workers.dev", "wordpress.com",
})  # fmt: skip
"""A selection: where strangers register names or upload files. The whole Public Suffix List changes every week."""

_GOVERNMENT_ID = frozenset({"go.id", "desa.id", "mil.id"})


def is_open_suffix(name: str) -> bool:
    """Whether strangers can register names under `name` (lower case): a top-level domain, `co.id`, `github.io`, …"""
    return "." not in name or name in _OPEN_ID or name in _OPEN_ELSEWHERE


def is_shared_suffix(name: str) -> bool:
    """Whether others than one owner hold names under `name`: the open ones and those of all governments."""
    return is_open_suffix(name) or name in _GOVERNMENT_ID
