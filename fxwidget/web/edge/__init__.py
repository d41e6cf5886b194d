"""The cache of whole answers in front of Flask, and the process that draws them anew."""
