"""The commands beside `run`: one file per group, each a thin skin over plain functions.

Like `cli.py` they may print and exit; what they call raises errors of ours, which `cli.main` turns
into one message and an exit code.
"""
