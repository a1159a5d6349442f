"""The strategy's books as spreadsheets: one declared sheet a noun, out and in, with nothing lost."""
