"""Writes of the app: keys of those who take much, and the files of bulk download."""
