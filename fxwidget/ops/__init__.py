"""What a process needs to be operated: log, health, clock, Prometheus, service managers, listening."""
