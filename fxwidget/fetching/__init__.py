"""The only room that sends requests to the outside."""
