"""The work on documents: pure functions, run in worker processes that can be stopped.

Threads would not do: the work is Python code, which takes turns with the event loop and cannot be
ended, so that one document could make every other request wait.
"""
