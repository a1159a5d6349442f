"""The city's work, one small app a noun, in one order of imports. No frames, no files, no pages."""
