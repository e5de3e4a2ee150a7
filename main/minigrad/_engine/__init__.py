"""The heart of minigrad: tensors, the graph, and the walk back through it.  Knows no op by name.

Floor 1 of the house.  Imports NumPy and the standard library only; everything else stands on it.
Read in this order: `graph` (what is recorded), `op` (how a declaration becomes a recorded call),
`backward` (the walk), `tensor` (what users hold), `views` (shared memory and in-place writes).
"""
