"""Faults of the city's DNS."""

from spbe_policy.demo.fault_model import Fault, fault_of

DNS: tuple[Fault, ...] = (
    fault_of("caa-missing", "Tanpa catatan CAA", "No CAA record", "praktik/dns-caa"),
    fault_of("caa-forbids-all", "CAA melarang semua CA", "CAA forbids every CA", "praktik/dns-caa"),
    fault_of("caa-other-ca", "CAA menyebut CA lain", "CAA names another CA", asks="praktik/dns-caa"),
    fault_of("dnssec-missing", "Zona tidak ditandatangani", "Zone not signed", "praktik/dns-dnssec"),
    fault_of("dnssec-bogus", "Tanda tangan DNSSEC tidak sah", "Bogus DNSSEC signatures", "praktik/dns-dnssec",
             "praktik/dns-caa praktik/dns-ipv6 praktik/dns-alias"),
    fault_of("resolver-not-validating", "Server nama tidak memeriksa DNSSEC",
             "The name server does not validate DNSSEC", "", "praktik/dns-dnssec"),
    fault_of("no-ipv6", "Hanya IPv4", "IPv4 only", "praktik/dns-ipv6"),
    fault_of("dangling-cname", "CNAME ke nama yang sudah lepas", "CNAME to a name given up",
             "praktik/dns-alias praktik/dns-ipv6"),
    fault_of("claimable-cname", "CNAME ke layanan sewa", "CNAME to a hosting service", asks="praktik/dns-alias"),
)  # fmt: skip
