"""The measurement: how fast a run is beside other ways to translate, on this machine.

Every contender gets the same model, the same beams and the same text, in a process of its own.
"""
