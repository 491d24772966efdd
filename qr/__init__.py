"""Plates for doors: the code, the drawing, the sheet for the printer and the font. Knows nothing of the rest."""
