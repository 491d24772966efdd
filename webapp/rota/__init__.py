"""Who is at the desk: shifts, absences with a stand-in, and the note from one shift to the next."""
