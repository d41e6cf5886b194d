"""A view of the table in each output format: page, picture, badge, text, CSV, JSON, feeds, structured data."""
