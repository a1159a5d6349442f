"""Four invented years of the strategy's books, topic by topic, in the order in which one rests on another."""
