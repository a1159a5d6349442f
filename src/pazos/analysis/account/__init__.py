"""The account of a year: one frozen object of which page, PDF, tables and open data are all made."""
