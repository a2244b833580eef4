"""Putting rulebooks to work: compile, keep, find the ones that apply, evaluate, explain."""
