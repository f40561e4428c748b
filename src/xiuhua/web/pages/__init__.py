"""The page classes on which every screen stands: a list, an object, a form."""
