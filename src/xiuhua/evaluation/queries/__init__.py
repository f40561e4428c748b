"""Questions whose answers are figures, and the records behind them."""
