"""Faults of the app on phones."""

from spbe_policy.demo.fault_model import Fault, fault_of

MOBILE: tuple[Fault, ...] = (
    fault_of("mobile-other-publisher", "Aplikasi bergerak terbit atas nama penyedia",
             "The mobile app is published by the vendor", "praktik/mobile-store"),
    fault_of("mobile-no-privacy-link", "Halaman toko tanpa kebijakan privasi",
             "The store page has no privacy policy", asks="praktik/mobile-store"),
    fault_of("mobile-not-updated", "Aplikasi bergerak tiga tahun tidak diperbarui",
             "The mobile app was not updated for three years", asks="praktik/mobile-store"),
    fault_of("mobile-host-outside", "API aplikasi bergerak di host penyedia",
             "The mobile app's API is on the vendor's host", "praktik/mobile-hosts"),
    fault_of("mobile-host-http", "Host aplikasi bergerak melayani http", "The mobile app's host serves plain http",
             "29-4-a"),
)  # fmt: skip
"""With these the app also runs on Android."""
