"""Matter classes with their time tiers, and the settings a district decides, with dates."""
