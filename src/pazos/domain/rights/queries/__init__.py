"""Questions on rights over data, by topic; each says what this reader may see and nothing more."""
