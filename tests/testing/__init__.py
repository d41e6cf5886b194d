"""Tests of ``fxwidget.testing``."""
