"""Faults of the doors themselves: what the city's own portal can do wrong."""

from spbe_policy.demo.fault_model import Fault, fault_of

DOORS: tuple[Fault, ...] = (
    fault_of("door-dead-entry", "Entri mati di katalog portal", "Dead entry in the portal's catalogue",
             "pintu-layanan/catalogue-entries"),
    fault_of("door-form-missing", "Halaman gangguan tanpa formulir", "No form on the page for trouble",
             "pintu-layanan/trouble-tracked"),
    fault_of("door-no-tracking", "Laporan gangguan tidak dapat dilacak", "A report cannot be tracked",
             "pintu-layanan/trouble-tracked"),
    fault_of("door-tracking-broken", "Pelacakan laporan menjawab galat", "Tracking answers an error",
             "pintu-layanan/trouble-tracked"),
    fault_of("door-as-wide-as-a-desk", "Portal selebar layar komputer", "A portal as wide as a computer's screen",
             "pintu-layanan/door-on-a-phone"),
    fault_of("door-search-missing", "Portal tanpa pencarian", "A portal without a search",
             "pintu-layanan/door-search"),
    fault_of("door-search-dead", "Pencarian portal menjawab 404", "The portal's search is not there",
             "pintu-layanan/door-search"),
    fault_of("door-search-empty", "Pencarian tidak menemukan aplikasi yang ada", "The search finds no app",
             "pintu-layanan/door-search"),
)  # fmt: skip
"""With these the portal is judged, by the pack of the doors; the app is as it should be."""
