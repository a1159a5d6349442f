"""The register of deaths: each victim once, what every source says of it, and who decided what."""
