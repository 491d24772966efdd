"""The demonstration district: invented places, people and cases, so that a newcomer sees a day that runs."""
