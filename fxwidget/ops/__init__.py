"""What a process needs to be operated: log, health, clock, Prometheus, systemd, supervision, listening addresses."""
