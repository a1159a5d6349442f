"""Spreadsheets of the strategy's books that were handed in: kept, looked at, and then taken or left."""
