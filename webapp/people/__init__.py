"""Units and the staff who sign in for them."""
