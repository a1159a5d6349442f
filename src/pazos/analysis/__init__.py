"""The only bridge between rows and frames: files in, frames out, and a record of every run."""
