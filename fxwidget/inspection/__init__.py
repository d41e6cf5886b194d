"""What operators look with: the list of providers, a check of each, and the doctor, which examines the machine."""
