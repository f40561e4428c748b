"""A scene that exists only here, to prove the kit that every real scene stands on."""
