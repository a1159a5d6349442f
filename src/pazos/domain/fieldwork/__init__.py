"""What phones send and receive: kept whole before it is understood, never lost, never overwritten."""
