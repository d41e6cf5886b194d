"""What the project says of itself: documents, package, benchmarks."""
