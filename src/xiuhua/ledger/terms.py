"""Fixed words of the ledger."""

CHANNEL = "ledger_sealed"  # NOTIFY once per sealed batch, payload "first,last" leaf
ERASED = "ledger.erased"  # the act that accounts for openings that are no longer there
EVERYWHERE = "*"  # the scope of the platform's own processes
