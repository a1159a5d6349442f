"""Where the strategy works: dated decisions with their evidence."""
