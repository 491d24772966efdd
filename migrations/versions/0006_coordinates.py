"""Coordinates of doors and tickets, the cells they are found by, borders of grids, and the first components.

Tickets are kept in WGS-84 from here on, so their datum goes; the report keeps what was sent and its datum.
"""

import sqlalchemy as sa
from alembic import op

from migrations.columns import DOCUMENT, LONG
from webapp.place.cells import cell_of
from webapp.place.datum import to_wgs84

revision = "0006_coordinates"
down_revision = "0005_urgent_index"
branch_labels = None
depends_on = None

OPEN = sa.text("open_sort IS NOT NULL")
TICKET = sa.table(
    "ticket", sa.column("id", sa.Uuid()), sa.column("lng"), sa.column("lat"), sa.column("datum"), sa.column("cell")
)  # fmt: skip


def upgrade() -> None:
    for column in _position():
        op.add_column("door", column)
    op.create_index("ix_door_cell", "door", ["cell"], unique=False)
    op.add_column("grid", sa.Column("outline", DOCUMENT, nullable=True))
    op.add_column("ticket", sa.Column("cell", LONG, nullable=True))
    op.add_column("ticket", sa.Column("place_doubt", sa.String(length=24), nullable=True))
    _turn_tickets()
    op.drop_column("ticket", "datum")
    op.create_index(
        "ix_ticket_cell", "ticket", ["cell"], unique=False, sqlite_where=OPEN, postgresql_where=OPEN
    )
    op.create_table(
        "component",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("code", sa.String(length=17), nullable=False),
        sa.Column("klass", sa.String(length=40), nullable=False),
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column("unit_id", sa.Uuid(), nullable=True),
        *_position(),
        sa.ForeignKeyConstraint(
            ["unit_id"], ["unit.id"], name=op.f("fk_component_unit_id"), initially="DEFERRED", deferrable=True
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_component")),
        sa.UniqueConstraint("code", name=op.f("uq_component_code")),
    )
    op.create_index("ix_component_cell", "component", ["cell"], unique=False)
    op.create_index(op.f("ix_component_unit_id"), "component", ["unit_id"], unique=False)


def downgrade() -> None:
    op.drop_table("component")
    op.drop_index("ix_ticket_cell", table_name="ticket")
    op.add_column("ticket", sa.Column("datum", sa.String(length=8), nullable=True))
    op.execute("UPDATE ticket SET datum = 'wgs84' WHERE lng IS NOT NULL")
    op.drop_column("ticket", "place_doubt")
    op.drop_column("ticket", "cell")
    op.drop_column("grid", "outline")
    op.drop_index("ix_door_cell", table_name="door")
    for name in ("cell", "lat", "lng"):
        op.drop_column("door", name)


def _position() -> tuple[sa.Column[float], sa.Column[float], sa.Column[int]]:
    return (
        sa.Column("lng", sa.Double(), nullable=True),
        sa.Column("lat", sa.Double(), nullable=True),
        sa.Column("cell", LONG, nullable=True),
    )


def _turn_tickets() -> None:
    """Bring every position that was sent in another datum to WGS-84, and give all of them their cell."""
    bind, c = op.get_bind(), TICKET.c
    rows = bind.execute(sa.select(c.id, c.lng, c.lat, c.datum).where(c.lng.is_not(None))).all()
    turned = [(key, *to_wgs84(lng, lat, datum or "wgs84")) for key, lng, lat, datum in rows]
    for key, lng, lat in turned:
        bind.execute(sa.update(TICKET).where(c.id == key).values(lng=lng, lat=lat, cell=cell_of(lng, lat)))
