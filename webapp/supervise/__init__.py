"""督办: notices with a number, a deadline and a receipt; what units reply, and what happens when they do not."""
