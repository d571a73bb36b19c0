"""security.txt and robots.txt as the field's own readers take them: PyPI's `sectxt` and `protego` on the same files.

Where they differ from us, the reason stands beside the case.
"""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from protego import Protego
from sectxt import Parser

from spbe_policy.builtin.web.robots import allows, parse_robots
from spbe_policy.builtin.web.securitytxt import faults_of, parse_security_txt

HOST = "https://antrean.kota-contoh.example"
URL = f"{HOST}/.well-known/security.txt"
NOW = datetime.now(UTC).replace(hour=0, minute=0, second=0, microsecond=0)
SOON = f"{NOW + timedelta(days=90):%Y-%m-%dT%H:%M:%SZ}"
GOOD = f"Contact: mailto:csirt@kota-contoh.example\nExpires: {SOON}\n"

TWINS = {
    "byte-order-mark": "bom_in_file", "not-utf8": "utf8", "line-without-field": "invalid_line",
    "space-before-colon": "prec_ws", "no-space-after-colon": "no_space", "empty-value": "empty_value",
    "no-contact": "no_contact", "no-expires": "no_expire", "several-expires": "multi_expire",
    "bad-expires": "invalid_expiry", "expired": "expired", "several-preferred-languages": "multi_lang",
    "bad-language": "invalid_lang", "other-canonical": "no_canonical_match",
    "last-line-not-ended": "no_line_separators",
}  # fmt: skip
"""Our words for what theirs says."""


def ours(body: bytes) -> set[str]:
    fields, wrong, _ = parse_security_txt(body)
    faults = {*wrong, *faults_of(fields, (URL,), NOW)}
    return {
        "no_uri" if each.endswith("-no-uri") else "no_https" if each.endswith("-not-https") else TWINS.get(each, each)
        for each in faults
    }


def theirs(body: bytes) -> set[str]:
    return {error["code"] for error in Parser(body, urls=URL).errors}


@pytest.mark.parametrize(
    "text",
    [
        GOOD, GOOD.replace("\n", "\r\n"), GOOD + "# komentar\n\nPolicy: https://x.example/p\n", "", "\n", GOOD.strip(),
        GOOD.replace("Contact:", "contact:"), GOOD.replace(": m", ":m"), GOOD.replace("Contact:", "Contact :"),
        GOOD.replace("mailto:csirt@kota-contoh.example", "http://x.example"), GOOD.replace("mailto:", ""),
        GOOD.replace("mailto:csirt@kota-contoh.example", "tel:+62-000"), GOOD + GOOD, GOOD.partition("\n")[2],
        GOOD.partition("\n")[0] + "\n", GOOD.replace(SOON, "2020-01-01T00:00:00Z"), GOOD.replace(SOON, "2027-01-01"),
        GOOD.replace(SOON, "besok"), GOOD.replace(SOON, "2099-01-01T00:00:00+07:00"), GOOD + "Baris tanpa titik dua\n",
        GOOD + "Preferred-Languages: id, en\n", GOOD + "Preferred-Languages: id\nPreferred-Languages: en\n",
        GOOD + "Preferred-Languages: 1234567890\n", GOOD + "Policy:\n", GOOD + "Warna: biru\n",
        GOOD + f"Canonical: {URL}\n", GOOD + "Canonical: https://lain.example/.well-known/security.txt\n",
        "\ufeff" + GOOD, GOOD + "Encryption: dns:abc\n", GOOD + "Hiring: ftp://x.example\n",
    ],
)  # fmt: skip
def test_security_txt_is_read_as_sectxt_reads_it(text: str) -> None:
    assert ours(text.encode()) == theirs(text.encode())


def test_bytes_that_are_no_utf8_are_said_by_both() -> None:
    body = GOOD.encode() + b"Policy: https://x.example/\xff\n"
    assert ours(body) == theirs(body) == {"utf8"}


@pytest.mark.parametrize(
    ("text", "only_ours", "only_theirs"),
    [
        # dateutil takes a space for the T; RFC 3339 (5.6) leaves that to applications, RFC 9116 does not take it.
        (GOOD.replace("T", " "), {"bad-expires"}, set()),
        # Theirs warns of fields it does not know and takes ` Policy` for one; the grammar has no space there.
        (GOOD + " Policy: https://x.example\n", {"invalid_line"}, set()),
        # `https:` alone has a scheme, but names no host (RFC 9110, 4.2.2).
        (GOOD + "Policy: https:\n", {"no_uri"}, set()),
        # Their registry of languages knows that no language has this code; we look at the form only.
        (GOOD + "Preferred-Languages: qq\n", set(), {"invalid_lang"}),
    ],
)
def test_where_we_differ_from_sectxt(text: str, only_ours: set[str], only_theirs: set[str]) -> None:
    mine, other = ours(text.encode()), theirs(text.encode())
    translated = {TWINS.get(each, each) for each in only_ours}
    assert (mine - other, other - mine) == (translated, only_theirs)


SIGNED = (
    "-----BEGIN PGP SIGNED MESSAGE-----\nHash: SHA256\n\n{body}-----BEGIN PGP SIGNATURE-----\n\nwsBc\n"
    "-----END PGP SIGNATURE-----\n"
)


def test_a_cleartext_signature_is_taken_off() -> None:
    fields, wrong, signed = parse_security_txt(SIGNED.format(body=GOOD + "- # tanda\n").encode())
    assert (fields[0][0], wrong, signed) == ("contact", (), True)
    assert parse_security_txt((SIGNED.format(body=GOOD) + "Policy: x\n").encode())[1] == ("broken-signature",)
    assert parse_security_txt(SIGNED.format(body=GOOD).partition("-----END")[0].encode())[1]


AGENTS = st.sampled_from(["*", "spbe-policy", "googlebot", "lain"])
# Without `?`: theirs counts it as the three octets of %3F when it weighs rules, we count what stands there.
PATHS = st.text("/ab*$.=-", max_size=6).map(lambda path: f"/{path}")
RULES = st.lists(st.tuples(st.sampled_from(["Allow", "Disallow"]), PATHS), max_size=5)
GROUPS = st.lists(st.tuples(AGENTS, RULES), max_size=3, unique_by=lambda group: group[0])


@given(GROUPS, st.text("/ab.=-", max_size=8).map(lambda path: f"{HOST}/{path}"))
def test_robots_is_obeyed_as_protego_obeys_it(groups: list[tuple[str, list[tuple[str, str]]]], url: str) -> None:
    text = "".join(
        f"User-agent: {agent}\n" + "".join(f"{way}: {path}\n" for way, path in rules) for agent, rules in groups
    )
    mine = allows(parse_robots(f"{HOST}/robots.txt", text.encode())[0], "spbe-policy", url)
    assert mine == Protego.parse(text).can_fetch(url, "spbe-policy"), text


@pytest.mark.parametrize(
    ("text", "path", "allowed"),
    [
        ("User-agent: a\nUser-agent: spbe-policy\nDisallow: /x\n", "/x", False),
        ("User-agent: spbe-policy\nAllow: /\n\nUser-agent: *\nDisallow: /\n", "/x", True),
        ("User-agent: *\nDisallow: /*.php$\n", "/a.php", False),
        ("User-agent: *\nDisallow: /*.php$\n", "/a.php?x=1", True),
        ("User-agent: *\nDisallow: /a%2Fb\n", "/a%2Fb", False),
        ("User-agent: *\nDisallow: /kafe%C3%A9\n", "/kafeé", False),
        ("User-agent: *\nDisallow: /~x\n", "/%7Ex", False),
        ("User-agent: *\nDisallow: # semua\n", "/x", True),
        ("User-agent: *\nDisallow: /\nAllow: /$\n", "/", True),
        ("Disallow: /x\n", "/x", True),
        ("User-agent: *\nCrawl-delay: 5\nDisallow: /x\n", "/x", False),
    ],
)
def test_robots_cases_of_the_rfc(text: str, path: str, allowed: bool) -> None:
    mine = allows(parse_robots(f"{HOST}/robots.txt", text.encode())[0], "spbe-policy", HOST + path)
    assert mine is allowed
    assert Protego.parse(text).can_fetch(HOST + path, "spbe-policy") is allowed


def test_a_question_mark_weighs_one_octet() -> None:
    # RFC 9309, 2.2.2: the match with the most octets wins; `/*=` has three of them, `/?` two.
    text = "User-agent: *\nAllow: /?\nDisallow: /*=\n"
    groups, _ = parse_robots(f"{HOST}/robots.txt", text.encode())
    assert not allows(groups, "spbe-policy", f"{HOST}/?=")
    assert Protego.parse(text).can_fetch(f"{HOST}/?=", "spbe-policy")


def test_a_byte_order_mark_hides_no_group() -> None:
    # Theirs is given text: the mark is gone before, or stays in the way.
    groups, _ = parse_robots(f"{HOST}/robots.txt", b"\xef\xbb\xbfUser-agent: *\r\nDisallow: /x\r\n")
    assert not allows(groups, "spbe-policy", f"{HOST}/x")


def test_groups_of_the_same_name_are_joined() -> None:
    # RFC 9309, 2.2.1: rules of all groups for one agent are combined.
    text = "User-agent: spbe-policy\nDisallow: /a\n\nUser-agent: SPBE-Policy/1\nDisallow: /b\n"
    groups, _ = parse_robots(f"{HOST}/robots.txt", text.encode())
    assert [allows(groups, "spbe-policy", HOST + path) for path in ("/a", "/b", "/c")] == [False, False, True]
