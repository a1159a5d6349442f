"""Questions about accompaniment, each answered as far as the person who asks may see."""
