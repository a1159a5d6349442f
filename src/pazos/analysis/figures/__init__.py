"""Charts as functions of frames: one definition for the page, the PDF and the notebook."""
