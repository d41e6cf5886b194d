"""The process that makes snapshots, round after round."""
