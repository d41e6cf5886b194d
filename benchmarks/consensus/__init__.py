"""What the rules show where sources err, lie and move, beside what an average or a chain of fallbacks would."""
