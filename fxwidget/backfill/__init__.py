"""Fills the past from archives: asks politely for what is not known yet, and decides every day as a round would have."""
