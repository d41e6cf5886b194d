"""The adapters that ship with fxwidget, one module per publisher, found by entry point."""
