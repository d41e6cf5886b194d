"""What a process needs to be operated."""
