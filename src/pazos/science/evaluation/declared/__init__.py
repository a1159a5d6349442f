"""What would the figure be, had other places been declared treated? Sets of them, and the figure of each set."""
