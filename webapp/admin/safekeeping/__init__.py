"""Backup and restore: every row, every file and the secret, with digests, in one folder that names its own content."""
