"""How quotes become the rates of a snapshot: crossed, screened, put to the vote. Pure functions of values."""
