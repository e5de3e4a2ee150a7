"""What type checkers are told of classes that get their attributes at run time.

`minigrad.ops` gives Tensor some eight hundred methods from the op table, and the engine makes objects with
`object.__new__` and fills their slots.  Neither can be read off the class, so it is said in the stub beside this file,
`_typing.pyi`, which is made from the table (`python -m minigrad.cli.stubs`).  So it is with the maths functions of
`scalar.Value`.  At run time all three names are `object`.
Imports nothing of minigrad.
"""

from __future__ import annotations

Attached = Computing = Slots = object
