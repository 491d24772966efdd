"""Pages that join desks: tracking, inbox, verify-and-dispatch, the firm's link."""
