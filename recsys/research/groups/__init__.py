"""Lists for several people, measured on groups made of people of MovieLens."""
