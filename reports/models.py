"""What is told upward: reports are read out of the chain; the app keeps no records of its own yet."""
