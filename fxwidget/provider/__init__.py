"""What an adapter is: its contract and facts, its publication calendar, the reading of documents, the registry."""
