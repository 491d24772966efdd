"""${message}.

Write both directions. A migration never loses a row: copy before you drop, and try it on both databases
(tests/migrations walks every step up and down). Name the file by what it brings, not by a hash.
"""

import sqlalchemy as sa
from alembic import op

revision = ${repr(up_revision)}
down_revision = ${repr(down_revision)}
branch_labels = None
depends_on = None


def upgrade() -> None:
    ${upgrades if upgrades else "pass"}


def downgrade() -> None:
    ${downgrades if downgrades else "pass"}
