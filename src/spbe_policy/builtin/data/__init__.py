"""Family `data`."""
