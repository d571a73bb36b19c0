"""What the city's name server says: every host has its addresses, one CA is named, all of it is signed."""

from spbe_policy.demo.dns import Zone
from spbe_policy.demo.scene import APP, DOMAIN, HOSTS, Scene

_CAA = f'0 issue "ca.{DOMAIN}"'
_CLAIMABLE = "antrean-kota-contoh.github.io"
_GIVEN_UP = "antrean.penyedia.example"

Records = dict[str, dict[str, tuple[str, ...]]]


def zone(scene: Scene) -> Zone:
    """Return the zone, with the faults of the app's names."""
    records: Records = {
        host: {"A": (f"192.0.2.{number}",), "AAAA": (f"2001:db8::{number}",)} for number, host in enumerate(HOSTS, 1)
    }
    records[DOMAIN] = {"CAA": _caa(scene)}
    addresses = records[APP]
    if scene.has("no-ipv6"):
        records[APP] = {"A": addresses["A"]}
    if scene.has("dangling-cname"):
        records[APP] = {"CNAME": (f"{_GIVEN_UP}.",)}
    if scene.has("claimable-cname"):
        records |= {APP: {"CNAME": (f"{_CLAIMABLE}.",)}, _CLAIMABLE: addresses}
    return Zone(
        records,
        unsigned=frozenset({APP} if scene.has("dnssec-missing") else ()),
        forged=frozenset({APP} if scene.has("dnssec-bogus") else ()),
        validating=not scene.has("resolver-not-validating"),
    )


def _caa(scene: Scene) -> tuple[str, ...]:
    if scene.has("caa-missing"):
        return ()
    if scene.has("caa-forbids-all"):
        return ('0 issue ";"',)
    return ('0 issue "letsencrypt.org"',) if scene.has("caa-other-ca") else (_CAA,)
