"""Faults of the site's headers, cookies and forgotten files."""

from spbe_policy.demo.fault_model import Fault, fault_of

WEB: tuple[Fault, ...] = (
    fault_of("http-no-redirect", "http tidak dialihkan ke https", "No redirect from http to https", "27-8-a"),
    fault_of("hsts-missing", "Tanpa HSTS", "No HSTS", "27-8-b"),
    fault_of("hsts-short", "Umur HSTS terlalu pendek", "HSTS too short", "27-8-b"),
    fault_of("cookie-insecure", "Cookie tanpa Secure", "Cookie without Secure", "27-2-f"),
    fault_of("cookie-no-httponly", "Cookie sesi tanpa HttpOnly", "Session cookie without HttpOnly", "27-2-f"),
    fault_of("csp-missing", "Tanpa CSP", "No CSP", "27-13-e"),
    fault_of("csp-unsafe-inline", "CSP dengan unsafe-inline", "CSP with unsafe-inline", "27-13-e"),
    fault_of("nosniff-missing", "Tanpa nosniff", "No nosniff", "27-13-e"),
    fault_of("referrer-missing", "Tanpa Referrer-Policy", "No Referrer-Policy", "27-13-e"),
    fault_of("framing-missing", "Dapat dibingkai situs lain", "Can be framed by other sites", "27-13-e"),
    fault_of("server-banner", "Versi server tampak", "Server version shown", "27-13-a"),
    fault_of("x-powered-by", "Versi bahasa tampak", "Language version shown", "27-13-a"),
    fault_of("error-stack-trace", "Jejak program di halaman galat", "Stack trace on the error page",
             "27-6-a"),
    fault_of("git-exposed", "Folder .git terbuka", ".git is open", "27-11-e"),
    fault_of("env-exposed", "Berkas .env terbuka", ".env is open", "27-11-e"),
    fault_of("backup-exposed", "Cadangan basis data terbuka", "Database dump is open", "27-11-e"),
    fault_of("directory-listing", "Isi folder tampak", "Directory listing", "27-11-e"),
    fault_of("trace-allowed", "Metode TRACE diizinkan", "TRACE allowed", "27-12-d"),
    fault_of("sri-missing", "Skrip pihak ketiga tanpa SRI", "Third-party script without SRI", "27-13-d"),
    fault_of("mixed-content", "Skrip dimuat lewat http", "Script loaded over http", "27-8-b"),
    fault_of("login-form-http", "Formulir masuk dikirim lewat http", "Login form sent over http", "27-1-g"),
    fault_of("debug-page", "Halaman phpinfo terbuka", "phpinfo page is open", "27-13-c"),
)  # fmt: skip
