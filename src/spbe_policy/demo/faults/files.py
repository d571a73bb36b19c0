"""Faults of manifest and documents."""

from spbe_policy.demo.fault_model import Fault, fault_of

FILES: tuple[Fault, ...] = (
    fault_of("recommendation-missing", "Nomor rekomendasi belum ada", "No recommendation number",
             "app-recommendation"),
    fault_of("architecture-codes-missing", "Kode arsitektur belum ada", "No architecture codes",
             "app-architecture-codes"),
    fault_of("hosting-abroad", "Server di luar negeri", "Hosted abroad", "penyelenggara/app-hosting"),
    fault_of("foreign-domain", "Alamat produksi di luar domain kota",
             "Production host outside the city's domain", "penyelenggara/app-domain",
             "27-8-d 27-8-c 27-8-a praktik/tls-modern praktik/tls-profile "
             "praktik/dns-alias praktik/dns-caa praktik/dns-dnssec praktik/dns-ipv6"),
    fault_of("test-report-missing", "Laporan uji beban belum ada", "No load-test report",
             "komdigi-6-2025/app-tests"),
    fault_of("document-digest-wrong", "Laporan uji berubah setelah dicatat",
             "Test report changed after it was listed", "komdigi-6-2025/app-tests"),
    fault_of("source-not-handed-over", "Sumber kode belum diserahkan", "Source code not handed over",
             "komdigi-6-2025/app-source-handover"),
)  # fmt: skip
