"""The matrix: kill points × faults × photos, a real browser, the real server, and a line between them that breaks."""
