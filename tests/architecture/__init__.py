"""The shape of the house: each rule one sentence, one reason, one checker, and mistakes it must find."""
