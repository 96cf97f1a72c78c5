"""Train or adapt a Marian model: parallel text in, a folder that `translate run` loads out.

`session.train` is the way in; the rest is one file per idea. Nothing here is imported by a
translation run.
"""
