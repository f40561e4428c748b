"""The fact tables that figures are counted over; whoever stands above may enter more."""

from xiuhua.evaluation.queries.facts.tables import Asked, Column, FactTable, fact_table, fact_table_register

__all__ = ["Asked", "Column", "FactTable", "fact_table", "fact_table_register"]
