"""Any file of counts or of deaths, read for the checks of quality, and the sentences of what they found.

Reading is lenient where ingest is strict: what is wrong here is what is looked for, so it is kept and told.
"""
