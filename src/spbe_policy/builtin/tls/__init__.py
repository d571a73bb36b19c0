"""Family `tls`."""
