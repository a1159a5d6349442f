"""A city in which every word that a person could write into accompaniment is a mark of its own.

The marks are driven through every deed of cases, employment, justice, venues, participants, rights and
activities, and then looked for wherever they should not be.
"""
