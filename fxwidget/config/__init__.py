"""What operators set: settings, the sources that follow from them, and what a URL among them may be."""
