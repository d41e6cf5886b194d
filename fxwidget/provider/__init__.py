"""What an adapter is: its contract, its calendar, how documents are read, and which are installed."""
