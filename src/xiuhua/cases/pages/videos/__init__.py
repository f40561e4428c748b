"""视频轮巡 on the screen: plans, rounds, the seat from which cameras are looked at, and findings."""
