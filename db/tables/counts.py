"""What a close leaves behind."""

from sqlalchemy import JSON, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from db.tables.columns import OfGroup, Table, of_group


class Tally(OfGroup, Table):
    """The counts that a close leaves behind; `counts` is a list of K numbers."""

    __tablename__ = "tally"
    __table_args__ = of_group()

    round_id: Mapped[int] = mapped_column(primary_key=True)
    group_id: Mapped[int] = mapped_column(primary_key=True)
    subject: Mapped[str] = mapped_column(primary_key=True)
    dimension: Mapped[str] = mapped_column(primary_key=True)
    facet: Mapped[str] = mapped_column(primary_key=True)
    counts: Mapped[list[int]] = mapped_column(JSON)
    unsure: Mapped[int]


class Cell(OfGroup, Table):
    """The counts of those who chose the same of an attribute, where enough did."""

    __tablename__ = "cell"
    __table_args__ = of_group()

    round_id: Mapped[int] = mapped_column(primary_key=True)
    group_id: Mapped[int] = mapped_column(primary_key=True)
    attribute: Mapped[str] = mapped_column(primary_key=True)
    choice: Mapped[str] = mapped_column(primary_key=True)
    subject: Mapped[str] = mapped_column(primary_key=True)
    dimension: Mapped[str] = mapped_column(primary_key=True)
    facet: Mapped[str] = mapped_column(primary_key=True)
    counts: Mapped[list[int]] = mapped_column(JSON)


class Wish(OfGroup, Table):
    """How far those who answered both want to move: sums of wish less now, and of its squares."""

    __tablename__ = "wish"
    __table_args__ = of_group()

    round_id: Mapped[int] = mapped_column(primary_key=True)
    group_id: Mapped[int] = mapped_column(primary_key=True)
    subject: Mapped[str] = mapped_column(primary_key=True)
    dimension: Mapped[str] = mapped_column(primary_key=True)
    n: Mapped[int]
    total: Mapped[int]
    squares: Mapped[int]


class Turnover(OfGroup, Table):
    """A group and a question of which a round would tell of a few people, beside earlier ones.

    Of the `kind` few, it is rounded with regard to the counts in `earlier`;
    hidden, nobody from outside sees it; inside, whoever sees it from inside does
    not see the groups from outside whose ids stand in `earlier`.
    """

    __tablename__ = "turnover"
    __table_args__ = of_group()

    round_id: Mapped[int] = mapped_column(primary_key=True)
    group_id: Mapped[int] = mapped_column(primary_key=True)
    dimension: Mapped[str] = mapped_column(primary_key=True)
    facet: Mapped[str] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(primary_key=True)
    earlier: Mapped[list[list[int]]] = mapped_column(JSON)


class RoundSum(Table):
    """Sums of one dimension over the closed groups of a round, each around its own means."""

    __tablename__ = "round_sum"

    round_id: Mapped[int] = mapped_column(
        ForeignKey("round.id", ondelete="CASCADE"), primary_key=True
    )
    subject: Mapped[str] = mapped_column(primary_key=True)
    dimension: Mapped[str] = mapped_column(primary_key=True)
    groups: Mapped[int]
    freedom: Mapped[int]
    squares: Mapped[float]
    both: Mapped[int]
    now_squares: Mapped[float]
    aim_squares: Mapped[float]
    products: Mapped[float]


class CompactionOwed(Table):
    """A close whose erased rows are not yet wiped from the file."""

    __tablename__ = "compaction_owed"

    round_id: Mapped[int] = mapped_column(primary_key=True)
    group_id: Mapped[int] = mapped_column(primary_key=True)
