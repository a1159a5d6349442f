"""What is asked on the pages of the budget. Each form does its own deed with what was answered."""
