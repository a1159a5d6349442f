"""Where and for whom: contiguous clusters of neighbourhoods with a proof, and age bands argued for."""
