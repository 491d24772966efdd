"""Passwords that somebody else gave: the first sign-in with one leads to a change."""

import sqlalchemy as sa
from alembic import op

revision = "0009_given_passwords"
down_revision = "0008_patrol"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Who is there already chose their password, as far as anybody knows."""
    op.add_column(
        "person", sa.Column("password_given", sa.Boolean(), nullable=False, server_default=sa.false())
    )


def downgrade() -> None:
    """Forget who still had to change theirs."""
    op.drop_column("person", "password_given")
