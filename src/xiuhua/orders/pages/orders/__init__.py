"""Orders on the screen: lists, one order, its acts, the board of 接诉即办, a city's limits."""
