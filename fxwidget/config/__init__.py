"""What operators set: the settings, the enabled sources that follow from them, and the URLs that they may hold."""
