"""What every desk stands on; knows nothing of tickets."""
