"""Invented places for the demonstration district, drawn as a neighbour's phone might have seen them."""
