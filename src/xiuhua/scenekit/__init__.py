"""What a scene says about itself, what it promises, and the kit that tests it."""
