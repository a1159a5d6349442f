"""The field form: an installable page that works without signal, and the API it speaks to."""
