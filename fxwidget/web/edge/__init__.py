"""The answers that are kept in front of Flask, and the process that draws them anew."""
