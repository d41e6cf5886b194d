"""HTTP to the outside: the client and its limits, the exchange with one provider, and messages without keys in them."""
