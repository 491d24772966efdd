"""Passwords that somebody else gave: the first sign-in with one leads to a change."""

revision = "0009_given_passwords"
down_revision = "0008_patrol"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Filled by the commit that follows."""


def downgrade() -> None:
    """Filled by the commit that follows."""
