"""Faults of the connection."""

from spbe_policy.demo.fault_model import PAGES, Fault, fault_of

TLS: tuple[Fault, ...] = (
    fault_of("tls10-enabled", "TLS 1.0 dan 1.1 diterima", "TLS 1.0 and 1.1 accepted", "27-8-c"),
    fault_of("cert-expired", "Sertifikat kedaluwarsa", "Certificate expired", "27-8-d", PAGES),
    fault_of("cert-self-signed", "Sertifikat ditandatangani sendiri", "Self-signed certificate", "27-8-d",
             PAGES),
    fault_of("cert-wrong-name", "Sertifikat untuk nama lain", "Certificate for another name", "27-8-d",
             PAGES),
    fault_of("cert-no-san", "Sertifikat tanpa SAN", "Certificate without SAN", "27-8-d", PAGES),
    fault_of("cert-almost-over", "Sertifikat hampir kedaluwarsa", "Certificate almost over", "27-8-d"),
    fault_of("cert-weak-key", "Kunci sertifikat RSA 1024", "RSA 1024 key", "27-8-d", PAGES),
)  # fmt: skip
