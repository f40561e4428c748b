"""The test kit: who signed in, which doors were used, and what a proof of a requirement row needs."""
