"""The pages. A view parses, asks queries or calls one action, and renders."""
