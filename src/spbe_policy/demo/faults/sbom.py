"""Faults of the bill of materials."""

from spbe_policy.demo.fault_model import Fault, fault_of

_CONTENT = (
    "praktik/sbom-minimum praktik/sbom-provenance praktik/sbom-identity praktik/sbom-graph praktik/sbom-licences "
    "open-source"
)
_ALL = f"{_CONTENT} praktik/sbom-date praktik/sbom-live praktik/supported-versions"

SBOM: tuple[Fault, ...] = (
    fault_of("sbom-missing", "SBOM belum diserahkan", "No SBOM", "27-13-b", _ALL),
    fault_of("sbom-invalid", "SBOM bukan CycloneDX yang sah", "SBOM is not valid CycloneDX", "27-13-b", _ALL),
    fault_of("sbom-other-version", "SBOM milik versi lain", "SBOM of another version", "27-13-b praktik/sbom-live"),
    fault_of("sbom-empty", "SBOM tanpa komponen", "SBOM without components", "27-13-b", _CONTENT, "praktik/sbom-live"),
    fault_of("sbom-xml-invalid", "SBOM XML tidak sesuai skema", "XML SBOM against its schema", "27-13-b", _ALL),
    fault_of("sbom-xml-entities", "SBOM XML berisi entitas bersarang", "XML SBOM with nested entities",
             "27-13-b", _ALL),
    fault_of("sbom-part-missing", "Satu dari dua SBOM belum diserahkan", "One of two SBOMs is missing",
             "27-13-b", f"{_CONTENT} praktik/sbom-date praktik/supported-versions"),
    fault_of("sbom-no-versions", "Komponen SBOM tanpa versi", "Components without versions", "praktik/sbom-minimum"),
    fault_of("sbom-no-supplier", "Komponen SBOM tanpa pemasok", "Components without suppliers",
             "praktik/sbom-minimum"),
    fault_of("sbom-noassertion", "Pemasok ditulis NOASSERTION", "Suppliers given as NOASSERTION",
             "praktik/sbom-minimum"),
    fault_of("sbom-no-purl", "Komponen SBOM tanpa kode pengenal", "Components without identifiers",
             "praktik/sbom-minimum"),
    fault_of("sbom-no-author", "SBOM tanpa nama pembuat", "SBOM without an author", "praktik/sbom-minimum"),
    fault_of("sbom-no-hashes", "Komponen SBOM tanpa hash", "Components without hashes", "praktik/sbom-provenance"),
    fault_of("sbom-weak-hashes", "Hash SBOM hanya MD5", "Hashes by MD5 only", "praktik/sbom-provenance"),
    fault_of("sbom-no-tool", "SBOM tanpa nama alat", "SBOM without its tool", "praktik/sbom-provenance"),
    fault_of("sbom-no-lifecycle", "SBOM tanpa tahap pembuatan", "SBOM without its phase", "praktik/sbom-provenance"),
    fault_of("sbom-purl-other", "Purl menyebut versi lain", "Purls of other versions", "praktik/sbom-identity"),
    fault_of("sbom-purl-traversal", "Purl berisi jalur naik", "Purls that climb paths", "praktik/sbom-identity"),
    fault_of("sbom-no-licence", "Komponen SBOM tanpa lisensi", "A component without a licence",
             "praktik/sbom-licences"),
    fault_of("sbom-licence-unreadable", "Lisensi bukan ekspresi SPDX", "A licence that is no SPDX expression",
             "praktik/sbom-licences", asks="open-source"),
    fault_of("sbom-licence-denied", "Komponen berlisensi tertutup", "A component under a closed licence",
             "open-source"),
    fault_of("sbom-licence-own", "Lisensi dengan naskah sendiri", "A licence with a text of its own",
             asks="open-source"),
    fault_of("sbom-end-of-life", "Kerangka kerja tidak lagi didukung", "A framework past its end",
             "praktik/supported-versions"),
    fault_of("sbom-not-in-table", "Versi di luar tabel masa dukungan", "A version that the table of ends does not have",
             shadows="praktik/supported-versions"),
    fault_of("sbom-no-graph", "SBOM tanpa graf dependensi", "SBOM without a graph", "praktik/sbom-graph"),
    fault_of("sbom-orphan", "Komponen SBOM tidak terhubung", "A component that nothing needs", "praktik/sbom-graph"),
    fault_of("sbom-dangling", "Graf menyebut komponen yang tidak ada", "The graph names what is not there",
             "praktik/sbom-graph"),
    fault_of("sbom-incomplete", "SBOM menyatakan dirinya belum lengkap", "SBOM says that it is not complete",
             asks="praktik/sbom-graph"),
    fault_of("sbom-old", "SBOM jauh lebih lama dari rilis", "SBOM long before the release", "praktik/sbom-date"),
    fault_of("sbom-undated", "SBOM tanpa tanggal", "SBOM without a date", "praktik/sbom-date"),
    fault_of("sbom-of-the-future", "Tanggal SBOM di masa depan", "SBOM dated in the future", "praktik/sbom-date"),
    fault_of("sbom-library-differs", "Pustaka di situs lain versinya", "The site loads another version of a library",
             "praktik/sbom-live"),
    fault_of("sbom-library-unlisted", "Pustaka di situs tidak tercantum", "The site loads what the SBOM does not list",
             asks="praktik/sbom-live"),
)  # fmt: skip
