"""Faults of the app's place among the city's doors: portal, super app, complaints."""

from spbe_policy.demo.fault_model import Fault, fault_of

CONNECTED: tuple[Fault, ...] = (
    fault_of("not-in-catalogue", "Tidak ada di katalog portal", "Not in the portal's catalogue",
             "portal-listed", "portal-link-lands"),
    fault_of("catalogue-wrong-owner", "OPD pemilik di katalog keliru", "Wrong owner in the catalogue",
             "portal-listed"),
    fault_of("catalogue-wrong-url", "Tautan katalog bukan alamat aplikasi", "The catalogue links elsewhere",
             "portal-listed portal-link-lands"),
    fault_of("catalogue-link-dead", "Tautan katalog mati", "Dead link in the catalogue", "portal-link-lands"),
    fault_of("no-link-back", "Halaman depan tidak menautkan portal", "No link back to the portal",
             "portal-link-back"),
    fault_of("descriptor-missing", "Deskriptor aplikasi tidak ada", "No app descriptor", "app-descriptor"),
    fault_of("descriptor-wrong-version", "Versi di deskriptor keliru", "Wrong version in the descriptor",
             "app-descriptor praktik/sbom-live"),
    fault_of("super-app-not-listed", "Tidak ada di menu aplikasi super", "Not in the super app's menu",
             "super-app-listed"),
    fault_of("applinks-missing", "Berkas tautan aplikasi tidak ada", "No app-link files", "super-app-links"),
    fault_of("applinks-wrong-app", "Tautan aplikasi menyebut aplikasi lain", "App links name another app",
             "super-app-links"),
    fault_of("sso-prompt-login", "Kata sandi diminta lagi setelah portal",
             "The password is asked for again after the portal", "portal-session"),
    fault_of("complaint-link-dead", "Kanal pengaduan tidak dapat dibuka", "Dead complaint channel",
             "layanan/complaint-channel"),
    fault_of("ict-report-dead", "Formulir gangguan TIK tidak dapat dibuka", "Dead form for ICT trouble",
             "ict-trouble-report"),
    fault_of("integration-one-sided", "Integrasi tidak diakui aplikasi lawan",
             "Integration the other app does not name", "integrations-confirmed"),
)  # fmt: skip
