"""Family `sso`."""
