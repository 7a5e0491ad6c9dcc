"""Settings of all tests: a property is tried on the same examples every time, so that a change is judged on itself.

`./duxue test --hypothesis-profile default` draws new ones.
"""

from hypothesis import settings

settings.register_profile("same", derandomize=True, deadline=None, print_blob=True)
settings.load_profile("same")
