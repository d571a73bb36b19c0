"""Secrets leave a text before it becomes evidence; what the checks judge stays."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from spbe_policy.redact import redact, redact_headers, redact_url

JWT = "eyJhbGciOiJSUzI1NiJ9.eyJzdWIiOiIxIn0.c2lnbmF0dXJl"
KEY = "-----BEGIN RSA PRIVATE KEY-----\nMIIEpAIBAAKCAQEA\n-----END RSA PRIVATE KEY-----"


@pytest.mark.parametrize(
    ("text", "clean"),
    [
        ("hubungi budi@kota.example.go.id.", "hubungi <email>."),
        ("mailto:a.b+c%40kota.example", "mailto:<email>"),
        ("NIK 1571011205900001 terdaftar", "NIK <nik> terdaftar"),
        ("NIK 1571015205900001", "NIK <nik>"),
        (f"id={JWT};", "id=<jwt>;"),
        (f"awal\n{KEY}\nakhir", "awal\n<key>\nakhir"),
        ("-----BEGIN PRIVATE KEY-----\nMIIE", "<key>"),
        ("Authorization: Bearer abc.def-123", "Authorization: <token>"),
        ("kirim Bearer abcdefgh1234 ke sana", "kirim Bearer <token> ke sana"),
        ("Basic YWRtaW46YWRtaW4=", "Basic <token>"),
        ("AKIAIOSFODNN7EXAMPLE", "<key>"),
        ("APP_KEY=base64:qP0x/x+y=", "APP_KEY=<key>"),
        ("DB_PASSWORD=rahasia sekali", "DB_PASSWORD=<key> sekali"),
        ('"client_secret": "s3cr3t, dua kata"', '"client_secret": "<key>"'),
        ("'password' => 'rahasia'", "'password' => '<key>'"),
        ("api_key=abc&x=1", "api_key=<key>&x=1"),
        ("key=abc", "key=<key>"),
        ("csrftoken: abc", "csrftoken: <token>"),
        ("mysql://root:rahasia@db/spbe", "mysql://<key>@db/spbe"),
        ("Cookie: a=1; b=2", "Cookie: a=<cookie>; b=<cookie>"),
        ("Set-Cookie: sid=1; Path=/; HttpOnly", "Set-Cookie: sid=<cookie>; Path=/; HttpOnly"),
        ("PHPSESSID=abc123", "PHPSESSID=<cookie>"),
        ("script-src 'nonce-r4nd0mVALUE'", "script-src 'nonce-<nonce>'"),
        ('<script nonce="r4nd0mVALUE">', '<script nonce="<nonce>">'),
    ],
)
def test_a_secret_becomes_a_typed_placeholder(text: str, clean: str) -> None:
    assert redact(text) == clean


@pytest.mark.parametrize(
    "text",
    [
        "max-age=31536000; includeSubDomains",
        "default-src 'self'; script-src https://cdn.example/npm/bootstrap@5.3.0/dist/bootstrap.min.js",
        "swiper@8.swiper.min.js",
        '"token_endpoint": "https://sso.kota.example/token"',
        '"code_challenge_methods_supported": ["S256"]',
        "monkey=1 keywords=spbe",
        "Basic authentication is off",
        "sha256:" + "1571011205900001" * 4,
        "1571019905900001",
        "-----BEGIN CERTIFICATE-----\nMIIE\n-----END CERTIFICATE-----",
        "https://medium.com/@kota/berita",
        "",
    ],
)
def test_what_is_no_secret_stays(text: str) -> None:
    assert redact(text) == text


@pytest.mark.parametrize(
    ("url", "clean"),
    [
        (
            "https://sso.example/a?response_type=code&state=x1&nonce=n&code_challenge=c&code_challenge_method=S256",
            "https://sso.example/a?response_type=code&state=<state>&nonce=<nonce>"
            "&code_challenge=<code-challenge>&code_challenge_method=S256",
        ),
        ("https://a.example/cb#access_token=abc&state=", "https://a.example/cb#access_token=<token>&state="),
        (
            "https://a.example/?lanjut=%2Fm%3Fstate%3Dabc%26x%3D1",
            "https://a.example/?lanjut=%2Fm%3Fstate%3D<state>%26x%3D1",
        ),
        ("https://u:p@a.example/", "https://<key>@a.example/"),
        ("https://[rusak?token=abc", "https://[rusak?token=<token>"),
        ("https://a.example/p;jsessionid=AB12?q=1", "https://a.example/p;jsessionid=<jsessionid>?q=1"),
        ("https://a.example/berita?halaman=2#isi", "https://a.example/berita?halaman=2#isi"),
    ],
)
def test_a_url_keeps_its_shape(url: str, clean: str) -> None:
    assert redact_url(url) == clean


def test_headers_keep_names_and_cookie_attributes() -> None:
    pairs = (
        ("set-cookie", "sesi=abc=; Secure; SameSite=Lax"),
        ("cookie", "a=1; b=2"),
        ("authorization", "Basic YWRtaW46YWRtaW4="),
        ("x-api-key", "abc"),
        ("location", "/masuk?state=abc"),
        ("server", "nginx"),
    )
    assert redact_headers(pairs) == (
        ("set-cookie", "sesi=<cookie>; Secure; SameSite=Lax"),
        ("cookie", "a=<cookie>; b=<cookie>"),
        ("authorization", "<token>"),
        ("x-api-key", "<key>"),
        ("location", "/masuk?state=<state>"),
        ("server", "nginx"),
    )


PIECES = st.sampled_from(
    ["password=", "token: ", '"', "'", "<key>", "<", "?state=", "&", "nonce-", "Cookie: a=", "Set-Cookie: ", ";", "=",
     "eyJhbGciOi.", ".", "x@y.id", "@", "1571011205900001", "Bearer a1b2c3d4", "://", "-----BEGIN PRIVATE KEY-----",
     "\n", " ", "%3Fstate%3D", "%26", "abc", "AKIAIOSFODNN7EXAMPLE", "sid=", "authorization:"]
)  # fmt: skip


@given(st.one_of(st.text(), st.lists(PIECES | st.text(max_size=3)).map("".join)))
def test_redacting_twice_is_redacting_once(text: str) -> None:
    assert redact(redact(text)) == redact(text)


@given(st.text(), st.text())
def test_a_key_never_survives(before: str, after: str) -> None:
    secret = "AKIAIOSFODNN7EXAMPLE"
    assert secret not in redact(f"{before} {secret} {after}")


@pytest.mark.parametrize("piece", ["a_", "a@a.", "eyJa.", "key=", "1", "=;", "session", "-----BEGIN "])
def test_a_long_hostile_text_costs_little(piece: str) -> None:
    redact(piece * (200_000 // len(piece)))


def test_a_cookie_without_a_name_is_a_secret_too() -> None:
    given = [("Set-Cookie", "s3cr3t"), ("set-cookie", "s3cr3t; Path=/; Secure")]
    assert redact_headers(given) == (("Set-Cookie", "<cookie>"), ("set-cookie", "<cookie>; Path=/; Secure"))
