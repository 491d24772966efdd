"""The program: desks a ticket walks through, in the order of docs/lifecycle.md."""
