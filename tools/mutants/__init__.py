"""Mutation testing of the modules that decide: which small changes of them does no test notice?"""
