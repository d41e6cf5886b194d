"""A cluster on one machine, everything in it real but the distance: what readers notice when parts of it break."""
