"""Every way kitchens, their leads and their papers can change."""
