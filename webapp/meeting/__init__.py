"""Every resident is invited to meet first."""
