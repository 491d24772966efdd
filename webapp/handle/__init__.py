"""The unit's work and its feed-back."""
