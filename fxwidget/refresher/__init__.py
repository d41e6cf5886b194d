"""The process that makes snapshots: rounds on a schedule, their log events and metrics, the daemon around them."""
