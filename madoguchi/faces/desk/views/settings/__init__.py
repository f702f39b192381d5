"""Settings, one page each. Every form is sent by htmx: what is refused is said where the person is."""
