"""The shipped rules beside those of an earlier build, while sources lie, err and report what truly happened."""
