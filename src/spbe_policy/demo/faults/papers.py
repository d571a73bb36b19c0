"""Faults of decisions and register."""

from spbe_policy.demo.fault_model import Fault, fault_of

PAPERS: tuple[Fault, ...] = (
    fault_of("evaluation-overdue", "Evaluasi terakhir delapan bulan lalu", "Last evaluated eight months ago",
             "komdigi-6-2025/app-evaluation"),
    fault_of("upload-test-failed", "Penguji menjawab: unggahan tidak diperiksa",
             "The reviewer answers: uploads are not checked", "27-11-b"),
    fault_of("shared-login-not-registered", "Pemakaian SSO kota tidak tercatat di daftar aplikasi",
             "The register does not say that the app shares the city's SSO",
             asks="27-1-a 27-1-b 27-1-c 27-1-d 27-1-e 27-1-f praktik/sso-provider-safe"),
)  # fmt: skip
