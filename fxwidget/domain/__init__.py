"""The field's values and their JSON, pure: currencies, quotes, snapshots, changes, operators' overrides, memory."""
