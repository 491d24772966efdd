"""What a person sends: words, photos, place, contact. Never changed afterwards."""
