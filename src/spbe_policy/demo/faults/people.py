"""Faults that a resident meets: accessibility, help, weight."""

from spbe_policy.demo.fault_model import Fault, fault_of

PEOPLE: tuple[Fault, ...] = (
    fault_of("html-lang-missing", "Bahasa halaman tidak disebut", "The page's language is not given",
             "layanan/accessibility"),
    fault_of("image-without-alt", "Gambar tanpa teks alternatif", "Image without alternative text",
             "layanan/accessibility"),
    fault_of("field-without-label", "Isian tanpa label", "Form field without a label",
             "layanan/accessibility"),
    fault_of("viewport-missing", "Halaman selebar layar komputer", "A page as wide as a computer's screen",
             "layanan/small-screen"),
    fault_of("page-heavy", "Halaman depan 250 kB", "A landing page of 250 kB", "layanan/page-weight"),
    fault_of("help-link-missing", "Halaman depan tidak menautkan bantuan", "No link to help",
             asks="layanan/help-page"),
    fault_of("services-not-declared", "Layanan dan langkahnya belum disebut", "No service and no step named",
             "layanan/steps-online"),
    fault_of("step-at-the-counter", "Langkah lain yang harus datang ke loket", "One more step at the counter",
             asks="layanan/steps-online"),
)  # fmt: skip
