"""What people may ask of their data, on what basis it is kept, and when it goes."""
