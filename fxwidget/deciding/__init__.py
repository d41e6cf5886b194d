"""From quotes to the rates of a snapshot: crossing, screening, the vote; pure functions of values."""
