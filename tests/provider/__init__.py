"""What an adapter builds on."""
